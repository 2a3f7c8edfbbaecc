"""The config that the policies judge a stack by: the file that the engine is given too."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any

from offline.errors import InputError
from offline.stackfile import Stack
from policies.config_file import CONFIGS, PACK, ConfigError, parse, read
from policies.rules import all_rules
from policies.rules.pack import Pack


def pack_of(stack: Stack, *, tried: bool) -> Pack:
    """The pack for that stack: `policies/config/<stack>.json`, or, without one, production in full.

    In a trial (`--set`) what the stack says of itself takes the place of what the file says. Raises InputError with
    all that is wrong with the file.
    """
    path = CONFIGS / f"{stack.name}.json"
    if not path.is_file():
        return Pack()
    try:
        pack = read(path, all_rules())
    except ConfigError as error:
        raise InputError(list(error.problems)) from error
    return _as_tried(stack, pack) if tried else pack


def _as_tried(stack: Stack, pack: Pack) -> Pack:
    """A trial with a mistake in these is refused by the settings, which say more; here defaults will do."""
    dns: Any = None
    with contextlib.suppress(ValueError):
        dns = json.loads(stack.get("dns") or "null")
    said: dict[str, Any] = {"environment": stack.get("environment"), "profile": stack.get("profile")}
    said["dnsMode"] = dns.get("mode") if isinstance(dns, dict) else None
    stated = {key: value for key, value in said.items() if value is not None}
    given = pack.config.model_dump(mode="json", by_alias=True)
    tried = parse({PACK: given | stated}, (), [])
    return dataclasses.replace(pack, config=tried.config)
