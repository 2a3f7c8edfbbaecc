"""Which resources of the stack a property means: by id where ids are known, by dependency where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .types import INTERNET_GATEWAY, NAT_GATEWAY, ROUTE_TABLES, SECURITY_GROUPS, SUBNETS, VPCS, canonical

# Inputs alone hold no ids of the resources themselves: a property that names one single resource tells that one's.
_TOLD_BY: Final = {
    "gatewayId": (INTERNET_GATEWAY,),
    "natGatewayId": (NAT_GATEWAY,),
    "referencedSecurityGroupId": SECURITY_GROUPS,
    "routeTableId": ROUTE_TABLES,
    "securityGroupId": SECURITY_GROUPS,
    "sourceSecurityGroupId": SECURITY_GROUPS,
    "subnetId": SUBNETS,
    "vpcId": VPCS,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """The resources that a property may name, as URNs.

    In a preview only the dependencies of the whole property are known, which can be more than this one place names:
    `exact` says that each of `urns` is named. `foreign` says that something from outside the stack is.
    """

    urns: tuple[str, ...] = ()
    foreign: bool = False
    exact: bool = True

    @property
    def given(self) -> bool:
        return bool(self.urns) or self.foreign


def known_ids(stack: Stack) -> Mapping[str, str]:
    """Id -> URN of what a network consists of, as far as it is known: `stack.index(known_ids)`."""
    told: dict[str, Counter[str]] = {}
    own: dict[str, str] = {}
    kinds = {token for types in _TOLD_BY.values() for token in types}
    for resource in stack.of_type(*kinds):
        if isinstance(known := resource.props.get("id"), str):
            own[known] = resource.urn
    for resource in stack.resources:
        for key in _TOLD_BY.keys() & resource.property_dependencies.keys():
            named = stack.behind(resource, key, *_TOLD_BY[key])
            if len(named) == 1 and isinstance(known := resource.props.get(key), str):
                told.setdefault(known, Counter())[named[0].urn] += 1
    # Where two disagree, one of them was given another resource's id by hand.
    most = {known: max(votes, key=lambda urn: (votes[urn], urn)) for known, votes in told.items()}
    return {**most, **own}


def reference(stack: Stack, resource: Resource, path: Path, types: tuple[str, ...]) -> Reference:
    """Which resources of those types stand at `path`."""
    ids = stack.index(known_ids)
    behind = [other.urn for other in stack.behind(resource, str(path[0]), *types)]
    texts = [resource.text(*at) for at in resource.each(*path)]
    names = [text.rsplit("/", 1)[-1] for text in texts if isinstance(text, str)]  # a peer's group is account/sg-id
    known = [ids[name] for name in names if name in ids and canonical(stack.by_urn[ids[name]].type) in types]
    rest = sum(text is not ABSENT for text in texts) - len(known)
    if not rest:
        return Reference(tuple(dict.fromkeys(known)))
    # A literal that has no id in the stack can only be a resource whose id is not known.
    nameless = set(behind) - (set(known) if UNKNOWN in texts else set(ids.values()))
    whole = resource.get(*path) is UNKNOWN  # a list whose length is not known either
    return Reference(
        tuple(dict.fromkeys([*known, *(urn for urn in behind if urn in nameless)])),
        foreign=not nameless if whole else rest > len(nameless),
        exact=len(nameless) <= 1 if whole else rest >= len(nameless),
    )
