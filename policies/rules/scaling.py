"""Which scalable targets belong to which ECS service, and which schedules to which target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .resource import Resource, Stack
from .types import ECS_SERVICE, SCALING_SCHEDULE, SCALING_TARGET


def targets(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    """By the URN of their service: `stack.index(targets)`."""
    found: dict[str, list[Resource]] = {}
    for target in stack.of_type(SCALING_TARGET):
        for service in stack.behind(target, "resourceId", ECS_SERVICE) or _named(target, stack):
            found.setdefault(service.urn, []).append(target)
    return found


def schedules(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    """By the URN of their target: `stack.index(schedules)`."""
    by_id = {target.get("resourceId"): target for target in stack.of_type(SCALING_TARGET) if _is_named(target)}
    found: dict[str, list[Resource]] = {}
    for schedule in stack.of_type(SCALING_SCHEDULE):
        behind = stack.behind(schedule, "resourceId", SCALING_TARGET)
        same = by_id.get(schedule.get("resourceId")) if _is_named(schedule) else None
        for target in behind or ((same,) if same else ()):
            found.setdefault(target.urn, []).append(schedule)
    return found


def _is_named(resource: Resource) -> bool:
    return isinstance(resource.get("resourceId"), str)


def _named(target: Resource, stack: Stack) -> tuple[Resource, ...]:
    """A literal: service/<cluster>/<name of the service>."""
    if not _is_named(target):
        return ()
    name = str(target.get("resourceId")).rpartition("/")[2]
    return tuple(service for service in stack.of_type(ECS_SERVICE) if service.get("name") == name)
