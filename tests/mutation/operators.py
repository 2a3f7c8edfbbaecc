"""Mechanical ways to make one value of a resource wrong. They know values, not rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_PORTS = ("fromPort", "toPort", "port", "containerPort")


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
        yield from _texts(key, value)
    elif isinstance(value, Mapping):
        yield "empty", {}
    elif isinstance(value, Sequence):
        yield "empty", []


def _numbers(key: str, value: float) -> Iterator[tuple[str, Value]]:
    if key in _PORTS:
        yield from (("widen", low) for low in (0, 65535) if low != value)
        return
    yield from (("least", low) for low in (0, 1) if low != value)


def _texts(key: str, value: str) -> Iterator[tuple[str, Value]]:
    for other in _OPPOSITES.get(value, ()):
        yield "flip", other
    if key.lower().startswith("cidr") or (value.count("/") == 1 and value[0].isdigit()):
        yield from (("widen", block) for block in ("0.0.0.0/0", "0.0.0.0/1", "10.0.0.0/7") if block != value)
    elif value.startswith("arn:") and "/aws/" not in value:
        yield (
            "re-point",
            "arn:aws:iam::999999999999:root" if ":iam::" in value else "arn:aws:x:eu-west-1:999999999999:y",
        )
    if key in ("Action", "NotAction", "Resource", "Service", "AWS") and value != "*":
        yield "widen", "*"
        if key == "Action" and ":" in value:
            yield "widen", f"{value.partition(':')[0]}:*"
    elif value not in _OPPOSITES and key not in ("Effect", "Version", "Sid"):
        yield "other", f"other-{len(value)}"


@dataclass(frozen=True, slots=True)
class Step:
    """A place in a resource's properties; `inside` are the steps within the JSON text that stands at `path`."""

    path: Path
    inside: Path = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(step for step in (*self.path, *self.inside) if isinstance(step, str))


def places(props: Mapping[str, Value]) -> Iterator[tuple[Step, Value]]:
    """Every value, containers included, and every one within texts that are JSON."""
    for key, value in props.items():
        yield from _walk(Step((key,)), value)


def _walk(step: Step, value: Value) -> Iterator[tuple[Step, Value]]:
    yield step, value
    if isinstance(value, str) and value[:1] in "{[" and not step.inside:
        try:
            document = json.loads(value)
        except ValueError:
            return
        for name, item in _items(document):
            yield from _walk(Step(step.path, (name,)), item)
        return
    for name, item in _items(value):
        below = Step(step.path, (*step.inside, name)) if step.inside else Step((*step.path, name))
        yield from _walk(below, item)


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
