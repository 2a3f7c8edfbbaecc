"""How two values differ, down to the property: JSON texts are looked into, names of the stack are no difference."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import TypeAlias, TypeGuard

from offline.values import UNKNOWN, Secret, Value, to_json


class Absent(Enum):
    """No value at all. One member, so `is ABSENT` narrows its type."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT

_IN_THE_CLEAR = "(not a secret)"

Difference: TypeAlias = "tuple[str, Value | Absent, Value | Absent]"

# What tells the entries of a list apart, where each entry has it: containers, IAM statements, tags, parameters.
_IDENTITIES = ("name", "Name", "sid", "Sid", "id", "Id", "key", "Key")


class Words:
    """The words that belong to one side only (its stack, its environment) and mean the same as the other side's."""

    def __init__(self, words: Collection[str | None]) -> None:
        known = sorted((word for word in words if word), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, known))})(?![A-Za-z0-9])")

    def neutral(self, text: str) -> str:
        """The text with each of the words replaced, where it stands alone (`/megane/dev/db`, `megane-dev-db`)."""
        return self._pattern.sub("\N{WHITE SQUARE}", text)


def printable(value: Value | Absent) -> object:
    """As JSON; None for no value."""
    return None if value is ABSENT else to_json(value)


def differences(
    path: str, before: Value | Absent, after: Value | Absent, words: tuple[Words, Words]
) -> Iterator[Difference]:
    """Each path at which the values differ. Two unknowns are given as well: the caller knows where they come from."""
    if isinstance(before, Secret) or isinstance(after, Secret):
        if type(before) is not type(after):  # two secrets are neither shown nor compared
            yield path, _masked(before), _masked(after)
    elif isinstance(before, str) and isinstance(after, str):
        yield from _texts(path, before, after, words)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(f"{path}.{key}", before.get(key, ABSENT), after.get(key, ABSENT), words)
    elif _is_list(before) and _is_list(after):
        yield from _lists(path, before, after, words)
    elif before is UNKNOWN or isinstance(before, bool) or isinstance(after, bool):  # True == 1, in Python
        if before is UNKNOWN or before is not after:
            yield path, before, after
    elif before != after:
        yield path, before, after


def _is_list(value: Value | Absent) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _masked(value: Value | Absent) -> Value | Absent:
    """What stands opposite a secret may well be the same text, in the clear."""
    return value if value in (UNKNOWN, ABSENT) or isinstance(value, Secret) else _IN_THE_CLEAR


def _texts(path: str, before: str, after: str, words: tuple[Words, Words]) -> Iterator[Difference]:
    if before == after or words[0].neutral(before) == words[1].neutral(after):
        return
    documents = [_document(before), _document(after)]
    if None in documents:
        yield path, before, after
    else:
        yield from differences(path, documents[0], documents[1], words)


def _document(text: str) -> Value:
    """The JSON object or list that a text is, else None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        document: Value = json.loads(text)
    except ValueError:
        return None
    return document


def _lists(
    path: str, before: Sequence[Value], after: Sequence[Value], words: tuple[Words, Words]
) -> Iterator[Difference]:
    if all(isinstance(item, Mapping) for item in (*before, *after)):
        for index, old, new in _aligned(before, after, words):
            yield from differences(f"{path}[{index}]", old, new, words)
        return
    if len(before) == len(after):
        found = [
            difference
            for index, (old, new) in enumerate(zip(before, after, strict=True))
            for difference in differences(f"{path}[{index}]", old, new, words)
        ]
        if all(old is UNKNOWN and new is UNKNOWN for _, old, new in found):
            yield from found
            return
    if any(isinstance(item, Secret) for item in (*before, *after)):
        yield path, Secret(before), Secret(after)
    else:
        yield path, before, after  # a list of plain values reads best as a whole


def _aligned(
    before: Sequence[Value], after: Sequence[Value], words: tuple[Words, Words]
) -> Iterator[tuple[int, Value | Absent, Value | Absent]]:
    """Entries that belong together: by what identifies them, else by position. With the index on the after side."""
    for identity in _IDENTITIES:
        left, right = _by(identity, before, words[0]), _by(identity, after, words[1])
        if left is not None and right is not None:
            for key, index in right.items():
                yield index, before[left[key]] if key in left else ABSENT, after[index]
            for key, index in left.items():
                if key not in right:
                    yield index, before[index], ABSENT
            return
    for index in range(max(len(before), len(after))):
        yield (
            index,
            before[index] if index < len(before) else ABSENT,
            after[index] if index < len(after) else ABSENT,
        )


def _by(identity: str, items: Sequence[Value], words: Words) -> dict[str, int] | None:
    """Index by identity; None when an entry has none or two have the same."""
    found: dict[str, int] = {}
    for index, item in enumerate(items):
        key = item.get(identity) if isinstance(item, Mapping) else None
        if not isinstance(key, str) or words.neutral(key) in found:
            return None
        found[words.neutral(key)] = index
    return found
