"""What the smoke test is told: by its environment how to get in, by the service's hook what to look at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hooks.lifecycle import Call, RefusedError

_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
_PARAMETER = re.compile(r"arn:aws:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[\w./-]+")
_PATH = re.compile(r"/[^\s#]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """How to reach the deployment under test.

    `host` is the public name: it is asked for, and the certificate must be for it. `address` is where the connection
    goes, the load balancer's own name: it exists before the DNS record does, and in a recovery stack whose public name
    still leads to the stack that it stands in for. `headers`: name -> ARN of the parameter that holds its secret value.
    """

    host: str
    address: str
    tls: bool
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """`health` and all `paths` must answer with the `status`."""

    health: str
    paths: tuple[str, ...]
    status: int


def door(environment: Mapping[str, str]) -> Door:
    """URL (`https://app.example.com`), CONNECT_TO (the load balancer's DNS name) and HEADERS (JSON: name -> ARN)."""
    url = urlsplit(environment.get("URL", ""))
    if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/") or url.port is not None:
        raise RefusedError("URL must be http(s)://<host> and nothing more")
    headers = _json(environment.get("HEADERS", "{}"), "HEADERS")
    for name, arn in headers.items():
        if _HEADER.fullmatch(name) is None or not isinstance(arn, str) or _PARAMETER.fullmatch(arn) is None:
            raise RefusedError(f"HEADERS must give a parameter's ARN for each header's name; {name} has none")
    return Door(
        host=url.hostname,
        address=environment.get("CONNECT_TO") or url.hostname,
        tls=url.scheme == "https",
        headers={name: str(arn) for name, arn in headers.items()},
    )


def wanted(call: Call) -> Wanted:
    """From the hook's details: `{"health": "/health", "paths": ["/"], "status": 200}`; only `health` must be there."""
    health, paths, status = call.details.get("health"), call.details.get("paths", []), call.details.get("status", 200)
    if not isinstance(paths, list) or isinstance(status, bool) or not isinstance(status, int | float):
        raise RefusedError("hookDetails: paths must be a list, and status a number")
    for path in (health, *paths):
        if not isinstance(path, str) or _PATH.fullmatch(path) is None:
            raise RefusedError(f"hookDetails: {path!r} is no path that starts with /")
    return Wanted(health=str(health), paths=tuple(map(str, paths)), status=int(status))


def _json(text: str, what: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise RefusedError(f"{what} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise RefusedError(f"{what} must be a JSON object")
    return value
