"""The checks of config-limits, by the type of what they look at. Each is a rule in small."""

from __future__ import annotations

from collections.abc import Callable

from ..model import Check

LIMITS: dict[str, list[Check]] = {}


def limit(*types: str) -> Callable[[Check], Check]:
    """Registers the decorated function for resources of those canonical types. What it yields names the property."""

    def register(check: Check) -> Check:
        for token in types:
            LIMITS.setdefault(token, []).append(check)
        return check

    return register
