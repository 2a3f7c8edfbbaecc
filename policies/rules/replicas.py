"""Read replicas take from their source what they do not set themselves."""

from __future__ import annotations

from collections.abc import Iterator

from .resource import Resource, Stack
from .types import DB_INSTANCE


def lineage(instance: Resource, stack: Stack) -> Iterator[Resource]:
    """The instance, its source, the source of that (replicas can be chained), as far as the stack has them."""
    seen: dict[str, None] = {}
    while instance.urn not in seen:
        seen[instance.urn] = None
        yield instance
        sources = stack.named(instance, "replicateSourceDb", DB_INSTANCE)
        if len(sources) == 1:
            instance = sources[0]
