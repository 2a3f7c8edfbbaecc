"""What EventBridge would do with an event: match it against a rule's pattern, and fill in its message.

As far as the project's rules use it; a kind of condition that is not here is an error and never a match.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

_ABSENT = object()
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
}


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """All fields of the pattern must match, of `$or` one alternative. A list of objects matches with one of them."""
    for key, wanted in pattern.items():
        if key == "$or":
            fits = any(matches(alternative, event) for alternative in wanted)
        elif isinstance(wanted, Mapping):
            inside = event.get(key, {})
            fits = any(matches(wanted, each) for each in (inside if isinstance(inside, list) else [inside]))
        else:
            held = event.get(key, _ABSENT)
            values = held if isinstance(held, list) else [held]
            fits = any(_fits(condition, value) for condition in wanted for value in values)
        if not fits:
            return False
    return True


def _fits(condition: Any, value: Any) -> bool:
    if not isinstance(condition, Mapping):
        return bool(condition == value) and type(condition) is type(value)
    ((kind, wanted),) = condition.items()
    if kind == "exists":
        return (value is not _ABSENT) is wanted
    if kind == "prefix":
        return isinstance(value, str) and value.startswith(wanted)
    if kind == "anything-but":  # of a field that is there
        return value is not _ABSENT and value not in wanted
    if kind == "numeric":
        pairs = zip(wanted[::2], wanted[1::2], strict=True)
        return isinstance(value, int | float) and all(_COMPARE[sign](value, limit) for sign, limit in pairs)
    raise ValueError(f"no condition that this knows: {kind}")


def message(paths: Mapping[str, str], template: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """What a target gets. Values are put into the text as they are, and a path that leads nowhere is an error here.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """

    def value(path: str) -> str:
        found: Any = event
        for step in re.findall(r"[^.\[\]]+", path.removeprefix("$.")):
            found = found[int(step)] if step.isdigit() else found[step]
        assert isinstance(found, str | int | float), f"{path} is no single value"
        return str(found)

    text = re.sub(r"<(\w+)>", lambda found: value(paths[found[1]]), template)
    filled = json.loads(text)
    assert isinstance(filled, dict)
    return filled
