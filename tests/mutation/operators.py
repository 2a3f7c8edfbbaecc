"""Mechanical ways to make one value of a resource wrong. They know values, not rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Final

from policies.rules.resource import UNKNOWN, Path, Value


@dataclass(frozen=True, slots=True)
class Removed:
    """What is left of a value that was dropped."""


REMOVED: Final = Removed()

# A word and what undoes it, wherever it stands. AWS's own spellings.
_OPPOSITES: Mapping[str, tuple[str, ...]] = {
    "Enabled": ("Disabled",),
    "enabled": ("disabled",),
    "enhanced": ("disabled",),
    "required": ("preferred",),
    "Deny": ("Allow",),
    "HTTPS": ("HTTP",),
    "https-only": ("http-only", "match-viewer"),
    "redirect-to-https": ("allow-all",),
    "redirect": ("forward",),
    "tcp": ("-1", "udp"),
    "IMMUTABLE": ("MUTABLE",),
    "aws:kms": ("AES256",),
    "SecureString": ("String",),
    "BucketOwnerEnforced": ("ObjectWriter",),
    "defensive": ("monitor",),
    "ALL": ("ACCEPT",),
    "always": ("never",),
    "yes": ("no",),
    "breaching": ("notBreaching",),
    "notBreaching": ("breaching",),
    "awsvpc": ("host",),
    "email": ("http",),
    "true": ("false",),
    "false": ("true",),
    "1": ("0",),
    "1000": ("0", "root"),
    "BLOCK": ("COUNT",),
    "CONTINUOUS_SCAN": ("MANUAL",),
    "ENHANCED": ("BASIC",),
}
_PORTS = ("fromPort", "toPort")
_ORIGINS = ("allowedOrigins", "accessControlAllowOrigins")
_WIDER = ("0.0.0.0/0", "0.0.0.0/1", "10.0.0.0/7")
_OF_AN_ACCOUNT = re.compile(r"arn:aws:([^:]*:[^:]*:[0-9]{12}:|s3:::)")  # and a bucket, which names none
_FOREIGN = "arn:aws:iam::999999999999:root"
_ELSEWHERE = "arn:aws:x:eu-west-1:999999999999:y"
_MANAGED = "arn:aws:iam::aws:policy/"
_ADMIN = f"{_MANAGED}AdministratorAccess"
_SHORT = re.compile(r"(?!arn:)[\w:.*/-]{1,40}")
# What tells the elements of a list apart, in AWS's and ECS's words.
_NAMES = ("name", "id", "Sid", "key", "ruleName", "originId", "pathPattern", "type")


def wrong(path: Path, value: Value) -> Iterator[tuple[str, Value | Removed]]:
    """What the value may become instead: (operator, new value). Nothing for what is not known."""
    if value is UNKNOWN:
        return
    yield "drop", REMOVED
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if isinstance(value, bool):
        yield "flip", not value
    elif isinstance(value, (int, float)):
        yield from _numbers(key, value)
    elif isinstance(value, str):
        yield from _texts(path, key, value)
    elif isinstance(value, Mapping):
        yield "empty", {}
        if key == "Principal":
            yield "widen", "*"
    elif isinstance(value, Sequence):
        yield "empty", []


def _numbers(key: str, value: float) -> Iterator[tuple[str, Value]]:
    if key in _PORTS:
        yield from (("widen", low) for low in (0, 65535) if low != value)
        return
    yield from (("least", low) for low in (0, 1) if low != value)


def _texts(path: Path, key: str, value: str) -> Iterator[tuple[str, Value]]:
    for other in _OPPOSITES.get(value, ()):
        yield "flip", other
    if block := _network(value):
        yield from (("widen", wider) for wider in _WIDER if block.subnet_of(IPv4Network(wider)) and wider != value)
    elif value.startswith(_MANAGED) and value != _ADMIN:
        yield "widen", _ADMIN
    elif _OF_AN_ACCOUNT.match(value):
        yield "re-point", _FOREIGN if ":iam::" in value else _ELSEWHERE
    if any(name in path for name in _ORIGINS):
        yield "widen", "*"
    if key in ("Action", "NotAction", "Resource", "AWS") and value != "*":
        yield "widen", "*"
        if key == "Action" and ":" in value:
            yield "widen", f"{value.partition(':')[0]}:*"
        if key == "Resource" and "/" in value and (whole := f"{value.partition('/')[0]}/*") != value:
            yield "widen", whole
    elif value not in _OPPOSITES and key not in ("Effect", "Version", "Sid"):
        yield "other", f"other-{len(value)}"


def _network(value: str) -> IPv4Network | None:
    try:
        return IPv4Network(value) if "/" in value else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """A place in a resource's properties; `inside` are the steps within the JSON text that stands at `path`.

    `label` is the place as people call it, elements of lists by their names: `policy.Statement.TlsOnly.Effect`.
    """

    path: Path
    inside: Path = ()
    label: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(step for step in (*self.path, *self.inside) if isinstance(step, str))


def places(props: Mapping[str, Value]) -> Iterator[tuple[Step, Value]]:
    """Every value, containers included, and every one within texts that are JSON."""
    for key, value in props.items():
        yield from _walk(Step((key,), label=key), value)


def _walk(step: Step, value: Value) -> Iterator[tuple[Step, Value]]:
    yield step, value
    within = bool(step.inside)
    if isinstance(value, str) and value[:1] in "{[" and not within:
        try:
            value, within = json.loads(value), True
        except ValueError:
            return
    for name, item in _items(value):
        path, inside = (step.path, (*step.inside, name)) if within else ((*step.path, name), ())
        yield from _walk(Step(path, inside, ".".join(filter(None, (step.label, _called(name, item))))), item)


def _called(name: str | int, item: Value) -> str:
    """What an element is called; one of a list that has no name, by its number."""
    if isinstance(name, str):
        return name
    if isinstance(item, str):
        return item if _SHORT.fullmatch(item) else f"#{name}"
    told = [item.get(key) for key in _NAMES] if isinstance(item, Mapping) else []
    return next((text for text in told if isinstance(text, str)), f"#{name}")


def _items(value: Value) -> Iterator[tuple[str | int, Value]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from enumerate(value)


def replaced(props: Mapping[str, Value], step: Step, new: Value | Removed) -> dict[str, Value]:
    """The properties with another value at that place."""
    if not step.inside:
        return dict(_with(props, step.path, new))  # type: ignore[arg-type]  # the outermost is a mapping
    text = props[str(step.path[0])]
    for name in step.path[1:]:
        text = text[name]  # type: ignore[index]  # the path is of these very properties
    document = _with(json.loads(str(text)), step.inside, new)
    return replaced(props, Step(step.path), json.dumps(document))


def _with(value: Value, path: Path, new: Value | Removed) -> Value:
    name, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        made = dict(value)
        if not rest and isinstance(new, Removed):
            del made[str(name)]
        else:
            made[str(name)] = _with(value[str(name)], rest, new) if rest else new  # type: ignore[assignment]
        return made
    assert isinstance(value, Sequence)
    assert isinstance(name, int)
    items = list(value)
    if not rest and isinstance(new, Removed):
        del items[name]
    else:
        items[name] = _with(items[name], rest, new) if rest else new  # type: ignore[assignment]
    return items
