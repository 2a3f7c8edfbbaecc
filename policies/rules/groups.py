"""Security groups: who uses which, and every ingress rule in one shape, however it was written."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from .resource import ABSENT, UNKNOWN, Absent, Path, Resource, Stack, Unknown
from .types import (
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    SECURITY_GROUPS,
    canonical,
)

# Where AWS resources say which groups their network interfaces are in.
_ATTACHED_BY: tuple[tuple[str, ...], ...] = (
    ("vpcSecurityGroupIds",),
    ("securityGroupIds",),
    ("securityGroups",),
    ("networkConfiguration", "securityGroups"),
    ("networkInterfaces", "securityGroups"),
    ("vpcConfig", "securityGroupIds"),
)
_PROTOCOLS = {
    "-1": "all",
    "all": "all",
    "1": "icmp",
    "icmp": "icmp",
    "6": "tcp",
    "tcp": "tcp",
    "17": "udp",
    "udp": "udp",
}

# Nobody was ever given an IPv4 block larger than /8, and regional IPv6 registries hold /12s: what is wider is no
# one's network but a piece of the internet, however it is sliced (0.0.0.0/1 and 128.0.0.0/1 are all of it).
_WIDEST_V4, _WIDEST_V6 = 8, 16
_UNIQUE_LOCAL = ipaddress.IPv6Network("fc00::/7")


@dataclass(frozen=True, slots=True)
class Reference:
    """The security groups that a property may name, as URNs.

    In a preview only the dependencies of the whole property are known, which can be more groups than this one place
    names: `exact` says that each of `groups` is named. `foreign` says that a group from outside the stack is.
    """

    groups: tuple[str, ...] = ()
    foreign: bool = False
    exact: bool = True

    @property
    def given(self) -> bool:
        return bool(self.groups) or self.foreign


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingress:
    """One way in. `cidrs` may hold unknowns; `prefix_list_cidrs` are those of lists that the stack makes itself."""

    targets: tuple[str, ...]
    protocol: str | Absent | Unknown
    ports: tuple[int | Absent | Unknown, int | Absent | Unknown]
    cidrs: tuple[str | Unknown, ...]
    prefix_lists: bool
    prefix_list_cidrs: tuple[str | Unknown, ...]
    sources: Reference
    itself: bool | Absent | Unknown

    def outside(self, *ports: int) -> bool | Unknown:
        """Whether it lets anything but TCP to exactly one of `ports` in."""
        known = {port for port in self.ports if port is not UNKNOWN}
        if (self.protocol is not UNKNOWN and self.protocol != "tcp") or len(known) > 1 or not known <= set(ports):
            return True
        return UNKNOWN if self.protocol is UNKNOWN or UNKNOWN in self.ports else False

    def traffic(self) -> str:
        """What it lets in, for messages."""
        first, last = (str(port.value) if isinstance(port, (Absent, Unknown)) else str(port) for port in self.ports)
        protocol = self.protocol.value if isinstance(self.protocol, (Absent, Unknown)) else self.protocol
        if protocol == "all":
            return "all protocols"
        return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"


@dataclass(frozen=True, slots=True)
class GroupIndex:
    """Group ids as far as they are known, which resources are in each group, and the groups by the types of those."""

    ids: Mapping[str, str]
    users: Mapping[str, Sequence[Resource]]
    by_type: Mapping[str, Set[str]]


def group_index(stack: Stack) -> GroupIndex:
    """Made once per stack: `stack.index(group_index)`."""
    ids: dict[str, str] = {}
    for group in stack.of_type(*SECURITY_GROUPS):
        if isinstance(known := group.props.get("id"), str):
            ids[known] = group.urn
    # Inputs alone hold no ids of the resources themselves: a rule that names one single group tells that group's.
    for rule in stack.of_type(SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE):
        for key in ("securityGroupId", "referencedSecurityGroupId", "sourceSecurityGroupId"):
            named = stack.behind(rule, key, *SECURITY_GROUPS)
            if len(named) == 1 and isinstance(known := rule.props.get(key), str):
                ids.setdefault(known, named[0].urn)
    users: dict[str, list[Resource]] = {}
    by_type: dict[str, set[str]] = {}
    for resource in stack.resources:
        for path in _ATTACHED_BY:
            if path[0] in resource.props:
                for urn in reference(stack, ids, resource, path).groups:
                    users.setdefault(urn, []).append(resource)
                    by_type.setdefault(canonical(resource.type), set()).add(urn)
    return GroupIndex(ids, users, by_type)


def reference(stack: Stack, ids: Mapping[str, str], resource: Resource, path: Path) -> Reference:
    """Which groups stand at `path`: by id where ids are known, by dependency where they are not."""
    behind = [group.urn for group in stack.behind(resource, str(path[0]), *SECURITY_GROUPS)]
    texts = [resource.text(*at) for at in resource.each(*path)]
    names = [text.rsplit("/", 1)[-1] for text in texts if isinstance(text, str)]  # a peer's is account/sg-id
    known = [ids[name] for name in names if name in ids]
    rest = sum(text is not ABSENT for text in texts) - len(known)
    if not rest:
        return Reference(tuple(dict.fromkeys(known)))
    # A literal that has no id in the stack can only be a group whose id is not known.
    nameless = set(behind) - (set(known) if UNKNOWN in texts else set(ids.values()))
    whole = resource.get(*path) is UNKNOWN  # a list whose length is not known either
    return Reference(
        tuple(dict.fromkeys([*known, *(urn for urn in behind if urn in nameless)])),
        foreign=not nameless if whole else rest > len(nameless),
        exact=len(nameless) <= 1 if whole else rest >= len(nameless),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Keys:
    """What the three ways to write a rule call the same things."""

    protocol: str = "protocol"
    cidrs: tuple[str, ...] = ("cidrBlocks", "ipv6CidrBlocks")
    prefix_list: str = "prefixListIds"
    source: str
    itself: str | None = "self"


_INGRESS_RULE = _Keys(
    protocol="ipProtocol",
    cidrs=("cidrIpv4", "cidrIpv6"),
    prefix_list="prefixListId",
    source="referencedSecurityGroupId",
    itself=None,
)
_GROUP_RULE = _Keys(source="sourceSecurityGroupId")
_INLINE = _Keys(source="securityGroups")


def ingresses(resource: Resource, stack: Stack) -> Iterator[Ingress | Unknown]:
    """Every ingress rule that the resource holds or is; UNKNOWN for one of which not even the shape is known."""
    token = canonical(resource.type)
    if token in SECURITY_GROUPS:
        for at in resource.each("ingress"):
            yield UNKNOWN if resource.get(*at) is UNKNOWN else _ingress(resource, stack, at, (resource.urn,), _INLINE)
        return
    targets = reference(stack, stack.index(group_index).ids, resource, ("securityGroupId",)).groups
    if token == SECURITY_GROUP_INGRESS:
        yield _ingress(resource, stack, (), targets, _INGRESS_RULE)
    elif resource.get("type") != "egress":  # one that is not known could be an ingress
        yield _ingress(resource, stack, (), targets, _GROUP_RULE)


def _ingress(resource: Resource, stack: Stack, at: Path, targets: tuple[str, ...], keys: _Keys) -> Ingress:
    protocol = resource.text(*at, keys.protocol)
    listed = bool(_texts(resource, (*at, keys.prefix_list)))
    own_lists = stack.behind(resource, str((*at, keys.prefix_list)[0]), PREFIX_LIST) if listed else ()
    return Ingress(
        targets=targets,
        protocol=_PROTOCOLS.get(protocol.lower(), "another protocol") if isinstance(protocol, str) else protocol,
        ports=(resource.number(*at, "fromPort"), resource.number(*at, "toPort")),
        cidrs=_texts(resource, *((*at, key) for key in keys.cidrs)),
        prefix_lists=listed,
        prefix_list_cidrs=tuple(cidr for own in own_lists for cidr in _entries(own, stack)),
        sources=reference(stack, stack.index(group_index).ids, resource, (*at, keys.source)),
        itself=resource.flag(*at, keys.itself) if keys.itself else ABSENT,
    )


def _texts(resource: Resource, *paths: Path) -> tuple[str | Unknown, ...]:
    texts = (resource.text(*at) for path in paths for at in resource.each(*path))
    return tuple(text for text in texts if text is not ABSENT)


def _entries(own_list: Resource, stack: Stack) -> tuple[str | Unknown, ...]:
    inline = (_texts(own_list, (*at, "cidr")) for at in own_list.each("entries"))
    apart = (
        _texts(entry, ("cidr",))
        for entry in stack.of_type(PREFIX_LIST_ENTRY)
        if own_list in stack.behind(entry, "prefixListId", PREFIX_LIST)
    )
    return tuple(cidr for cidrs in (*inline, *apart) for cidr in cidrs)


def world(cidr: str) -> str | None:
    """The block in its normal form if it is a piece of the internet rather than somebody's network."""
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return "what is no address block"  # cannot be shown to be narrow; never quoted, it could be anything
    if isinstance(network, ipaddress.IPv4Network):
        return str(network) if network.prefixlen < _WIDEST_V4 else None
    wide = network.prefixlen < _WIDEST_V6 and not network.subnet_of(_UNIQUE_LOCAL)
    return str(network) if wide else None
