"""Settings that AWS keeps beside the resource that they are of: a bucket's versioning, a topic's policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from .resource import Resource, Stack

Beside: TypeAlias = Mapping[str, tuple[Resource, ...]]


@cache
def beside(token: str, key: str, *owners: str) -> Callable[[Stack], Beside]:
    """An index for `stack.index`: URN of an owner -> the resources of type `token` whose property `key` names it."""

    def build(stack: Stack) -> Beside:
        found: dict[str, list[Resource]] = {}
        for resource in stack.of_type(token):
            for owner in stack.named(resource, key, *owners):
                found.setdefault(owner.urn, []).append(resource)
        return {urn: tuple(resources) for urn, resources in found.items()}

    return build
