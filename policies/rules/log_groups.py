"""Log groups by name: what others write there is kept, encrypted and ended as the stack says."""

from __future__ import annotations

from collections.abc import Mapping, Set

from .resource import ABSENT, Resource, Stack
from .types import LOG_GROUP


def log_groups(stack: Stack) -> Mapping[str, Set[object]]:
    """The regions of the stack's log groups by name, as far as names are known: `stack.index(log_groups)`."""
    found: dict[str, set[object]] = {}
    for group in stack.of_type(LOG_GROUP):
        if isinstance(name := group.text("name"), str):
            found.setdefault(name, set()).add(stack.region_of(group))
    return found


def is_own_group(name: str, owner: Resource, key: str, stack: Stack) -> bool:
    """Whether the log group that the property names is the stack's: one that AWS gave its name is known by nothing
    but the dependency."""
    nameless = any(group.text("name") is ABSENT for group in stack.behind(owner, key, LOG_GROUP))
    return nameless or name in stack.index(log_groups)
