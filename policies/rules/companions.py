"""Settings that AWS keeps beside the resource that they are of: a bucket's versioning, a topic's policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from .documents import Document, document
from .resource import UNKNOWN, Resource, Stack, Unknown

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


def lets_in(
    owner: Resource, stack: Stack, index: Callable[[Stack], Beside], service: str, action: str
) -> bool | Unknown:
    """Whether a policy beside the owner, or its own where none stands there, lets the AWS service do that."""
    policies = [document(holder, stack, "policy") for holder in stack.index(index).get(owner.urn, (owner,))]
    if UNKNOWN in policies:
        return UNKNOWN
    return any(isinstance(one, Document) and one.lets_service(service, action) for one in policies)
