"""Read replicas take from their source what they do not set themselves."""

from __future__ import annotations

from collections.abc import Iterator, Set

from .resource import ABSENT, Absent, Resource, Stack, Unknown
from .types import DB_INSTANCE


def is_replica(instance: Resource) -> bool:
    """A source that is not known yet is a source."""
    return instance.text("replicateSourceDb") is not ABSENT


def replicated(stack: Stack) -> Set[str]:
    """URNs of the instances that have a replica in this stack: `stack.index(replicated)`."""
    replicas = stack.of_type(DB_INSTANCE)
    return {source.urn for one in replicas for source in stack.named(one, "replicateSourceDb", DB_INSTANCE)}


def lineage(instance: Resource, stack: Stack) -> Iterator[Resource]:
    """The instance, its source, the source of that (replicas can be chained), as far as the stack has them."""
    seen: dict[str, None] = {}
    while instance.urn not in seen:
        seen[instance.urn] = None
        yield instance
        sources = stack.named(instance, "replicateSourceDb", DB_INSTANCE)
        if len(sources) == 1:
            instance = sources[0]


def encryption(instance: Resource, stack: Stack) -> tuple[Resource, bool | Absent | Unknown]:
    """Who decides whether its storage is encrypted (itself, or the first of its sources to say so), and what."""
    owner, encrypted = instance, instance.flag("storageEncrypted")
    for owner in lineage(instance, stack):
        encrypted = owner.flag("storageEncrypted")
        if encrypted is not ABSENT:
            break
    return owner, encrypted
