"""Security groups: which resources are in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from .references import reference
from .resource import Resource, Stack
from .types import (
    DB_INSTANCE,
    ECS_SERVICE,
    INTERFACE_ATTACHMENT,
    LOAD_BALANCER,
    REPLICATION_GROUP,
    SECURITY_GROUPS,
    canonical,
)

# What of the design is in groups, for rules to say that they read it; the index looks at whatever else is there too.
ATTACHED = (DB_INSTANCE, ECS_SERVICE, LOAD_BALANCER, REPLICATION_GROUP)

# Where AWS resources say which groups their network interfaces are in.
_ATTACHED_BY: tuple[tuple[str, ...], ...] = (
    ("vpcSecurityGroupIds",),
    ("securityGroupIds",),
    ("securityGroups",),
    ("networkConfiguration", "securityGroups"),
    ("networkInterfaces", "securityGroups"),
    ("vpcConfig", "securityGroupIds"),
)


@dataclass(frozen=True, slots=True)
class GroupIndex:
    """Which resources are in each group, and the groups by the types of those."""

    users: Mapping[str, Sequence[Resource]]
    by_type: Mapping[str, Set[str]]

    def of(self, *types: str) -> set[str]:
        """The groups that resources of those types are in."""
        return {urn for token in types for urn in self.by_type.get(token, ())}

    def in_it(self, urn: str, *types: str) -> tuple[Resource, ...]:
        """The resources of those types that are in the group."""
        return tuple(user for user in self.users.get(urn, ()) if canonical(user.type) in types)

    def others(self, urn: str, *types: str) -> tuple[Resource, ...]:
        """What is in the group without being of those types."""
        return tuple(user for user in self.users.get(urn, ()) if canonical(user.type) not in types)


def group_index(stack: Stack) -> GroupIndex:
    """Made once per stack: `stack.index(group_index)`."""
    users: dict[str, list[Resource]] = {}
    by_type: dict[str, set[str]] = {}
    for resource in stack.resources:
        alone = (("securityGroupId",),) if resource.type == INTERFACE_ATTACHMENT else ()
        for path in (*_ATTACHED_BY, *alone):
            if path[0] in resource.props:
                for urn in reference(stack, resource, path, SECURITY_GROUPS).urns:
                    users.setdefault(urn, []).append(resource)
                    by_type.setdefault(canonical(resource.type), set()).add(urn)
    return GroupIndex(users, by_type)
