"""The values of a recorded resource: JSON, plus what a preview cannot know and what nobody may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Unknown(Enum):
    """A value that only AWS (or a secret store) can tell. One member, so `is UNKNOWN` narrows its type."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN

Value: TypeAlias = "bool | int | float | str | Unknown | Secret | Sequence[Value] | Mapping[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret: the text is there for rules that must look inside, and for nothing that prints."""

    value: Value

    def __repr__(self) -> str:
        return "Secret(…)"


def to_json(value: Value) -> object:
    """The printable form: an unknown is `{"unknown": true}`, a secret `{"secret": true}` and never its text."""
    if value is UNKNOWN:
        return {"unknown": True}
    if isinstance(value, Secret):
        return {"secret": True}
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json(item) for item in value]
    return value


def unwrap(value: Value) -> Value:
    """The same value with every secret opened, for rules that compare text. Never print the result."""
    if isinstance(value, Secret):
        return unwrap(value.value)
    if isinstance(value, Mapping):
        return {key: unwrap(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [unwrap(item) for item in value]
    return value
