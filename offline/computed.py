"""The `up` view: a plausible, distinct, repeatable id, ARN and endpoint for everything that AWS would create.

The table says what is known; what a program reads beyond it is marked, so that the recorder can name it (a
program must never go on with a silent None).
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from hashlib import sha256

from offline.computed_rules import GLOBAL, ID_PREFIXES, NAMED_BY, SERVICES, Facts
from offline.computed_table import GUESS, TABLE
from offline.invokes import Place
from offline.values import Value, unwrap

_MARK = re.compile(r"no-offline-value<([^<>#]+)#([^<>#]+)>")
_BEFORE_NAME = re.compile(r"^arn:.+[:/]")
MARK_BYTES = b"no-offline-value<"


@cache
def output_types(resource: type) -> Mapping[str, tuple[object, bool]]:
    """Each output of an SDK class by its camelCase name: its type, and whether it may be absent."""
    found: dict[str, tuple[object, bool]] = {}
    for python_name, held in vars(resource).items():
        if not isinstance(held, property) or held.fget is None:
            continue
        hint = held.fget.__annotations__.get("return")
        inner = next(iter(typing.get_args(hint)), object)  # Output[T] -> T
        optional = type(None) in typing.get_args(inner)
        found[getattr(held.fget, "_pulumi_name", python_name)] = (inner, optional)
    return found


def is_regional(resource: type | None) -> bool:
    """pulumi-aws 7 gives every regional resource a `region`; IAM, CloudFront, Route 53 zones and Budgets have none."""
    return resource is None or "region" in output_types(resource) or not resource.__module__.startswith("pulumi_aws")


def created(
    type_: str, urn: str, inputs: Mapping[str, Value], place: Place, resource: type | None, existing: str = ""
) -> tuple[str, dict[str, Value]]:
    """The id and the outputs beyond `inputs` that a resource has once it exists.

    `existing` is the id of one that existed before and is only read: its name and ARN follow from that, and whoever
    reads the same id is told the same.
    """
    plain = {key: unwrap(value) for key, value in inputs.items()}
    facts = _facts(type_, urn, plain, place, resource, existing)
    given = {key: existing for key in ("id", "arn") if existing.startswith("arn:" if key == "arn" else "")}
    row = TABLE.get(type_, {})
    made: dict[str, Value] = {}
    for key, rule in (*row.items(), *((key, rule) for key, rule in GUESS.items() if key not in row)):
        made_up = rule(facts) if callable(rule) else rule.format_map(facts) if isinstance(rule, str) else rule
        value = given.get(key) or made_up
        facts.setdefault(key, value)
        made[key] = value
    id_ = str(made.pop("id"))
    if named := NAMED_BY.get(type_, "name"):
        made[named] = facts["physical"]
    made.setdefault("tagsAll", plain.get("tags") or {})
    if resource is not None:
        known = output_types(resource)
        made = {key: value for key, value in made.items() if key in known}
        made.update(_markers(urn, known, {*made, *inputs}))
    return id_, {key: value for key, value in made.items() if key not in inputs}


def unknown_output(text: str) -> tuple[str, str] | None:
    """(urn, property) of an output without a value that found its way into a text."""
    found = _MARK.search(text)
    return (found[1], found[2]) if found else None


def _facts(
    type_: str, urn: str, inputs: Mapping[str, Value], place: Place, resource: type | None, existing: str
) -> Facts:
    own = f"{type_} {place.region} {existing}" if existing else urn
    digest = sha256(own.encode()).hexdigest()
    logical = urn.rsplit("::", 1)[-1]
    _, module, kind = type_.split(":")
    service, _, lower_kind = module.partition("/")
    named = NAMED_BY.get(type_, "name")
    prefix = inputs.get(named + "Prefix")
    physical = _BEFORE_NAME.sub("", existing) or inputs.get(named)
    physical = physical or (f"{prefix}{digest[:26]}" if prefix else f"{logical}-{digest[:7]}")
    is_named = named in inputs or (resource is not None and named in output_types(resource))
    facts = {
        **{key: value for key, value in inputs.items() if isinstance(value, str | int | float | list)},
        "existing": existing,
        "physical": physical,
        "logical": logical,
        "default_id": physical if is_named else f"{ID_PREFIXES.get(type_, lower_kind.lower())}-{digest[:17]}",
        "service": SERVICES.get(type_, SERVICES.get(service, service)),
        "kind": lower_kind or kind,
        "region": place.region if is_regional(resource) and service not in GLOBAL else "",
        "place": place.region,
        "account": place.account,
        "digest": digest,
        "upper": digest.upper(),
        "uuid": "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])),
        "ip": ".".join(str(part) for part in bytes.fromhex(digest[-4:])),
        "number": str(int(digest[:15], 16)),
    }
    return Facts(facts)


def _markers(urn: str, known: Mapping[str, tuple[object, bool]], given: Iterable[str]) -> dict[str, Value]:
    """A marked text for every output that always has a value in AWS and has none here; empty where a text cannot be.

    A text stands even for a number or a bool: it shows wherever it is used.
    """
    marked: dict[str, Value] = {}
    for key in known.keys() - set(given):
        hint, optional = known[key]
        origin = typing.get_origin(hint)
        if optional or key in ("id", "urn") or (isinstance(hint, type) and issubclass(hint, Enum)):
            continue
        if hint in (str, int, float, bool):
            marked[key] = f"no-offline-value<{urn}#{key}>"
        elif origin is not None and issubclass(origin, Mapping):
            marked[key] = {}
        elif origin is not None:
            texts = typing.get_args(hint) == (str,)
            marked[key] = [f"no-offline-value<{urn}#{key}>"] if texts else []
    return marked
