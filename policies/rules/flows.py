"""What security groups let through: every rule in one shape, however it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .references import Reference, reference
from .resource import ABSENT, UNKNOWN, Absent, Path, Resource, Stack, Unknown
from .types import (
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    SECURITY_GROUPS,
    canonical,
)

Direction = Literal["ingress", "egress"]
Protocol = Literal["all", "icmp", "tcp", "udp", "another protocol"]

_PROTOCOLS: dict[str, Protocol] = {
    "-1": "all",
    "all": "all",
    "1": "icmp",
    "icmp": "icmp",
    "6": "tcp",
    "tcp": "tcp",
    "17": "udp",
    "udp": "udp",
}
_LAST_PORT = 65535
_ANY_PORT = -1


@dataclass(frozen=True, slots=True)
class Traffic:
    """A protocol and its ports. Without a protocol, or with TCP or UDP but without ports, it is taken for all."""

    protocol: Protocol | Absent | Unknown
    first: int | Absent | Unknown
    last: int | Absent | Unknown

    def outside(self, *ports: int) -> bool | Unknown:
        """Whether it is anything but TCP to exactly one of `ports`."""
        known = {port for port in (self.first, self.last) if port is not UNKNOWN}
        if (self.protocol is not UNKNOWN and self.protocol != "tcp") or len(known) > 1 or not known <= set(ports):
            return True
        return UNKNOWN if self.protocol is UNKNOWN or UNKNOWN in (self.first, self.last) else False

    def reaches(self, port: int) -> bool | Unknown:
        """Whether TCP or UDP to that port is in it."""
        if self.protocol == "all" or self.protocol is ABSENT:
            return True
        if self.protocol in ("icmp", "another protocol"):
            return False
        if {ABSENT, _ANY_PORT} & {self.first, self.last}:
            return UNKNOWN if self.protocol is UNKNOWN else True
        if (isinstance(self.first, int) and self.first > port) or (isinstance(self.last, int) and self.last < port):
            return UNKNOWN if self.protocol is UNKNOWN else False
        return UNKNOWN if UNKNOWN in (self.protocol, self.first, self.last) else True

    def everything(self) -> bool | Unknown:
        """Whether it is all protocols, or all ports of one that has ports (1 to 65535 is as good as 0 to 65535)."""
        ends = self.reaches(1), self.reaches(_LAST_PORT)
        return False if False in ends else UNKNOWN if UNKNOWN in ends else True

    def __str__(self) -> str:
        """For messages."""
        protocol, first, last = (
            str(part.value if isinstance(part, (Absent, Unknown)) else part)
            for part in (self.protocol, self.first, self.last)
        )
        if protocol == "all":
            return "all protocols"
        return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """One rule of `groups`. At the other end are `cidrs`, which may hold unknowns, and the groups `peers`;
    `list_cidrs` are those of prefix lists that the stack makes itself."""

    groups: tuple[str, ...]
    traffic: Traffic
    cidrs: tuple[str | Unknown, ...]
    prefix_lists: bool
    list_cidrs: tuple[str | Unknown, ...]
    peers: Reference
    itself: bool | Absent | Unknown


@dataclass(frozen=True, kw_only=True, slots=True)
class _Keys:
    """What the three ways to write a rule call the same things."""

    protocol: str = "protocol"
    cidrs: tuple[str, ...] = ("cidrBlocks", "ipv6CidrBlocks")
    prefix_list: str = "prefixListIds"
    peer: str
    itself: str | None = "self"


_RULE = _Keys(
    protocol="ipProtocol",
    cidrs=("cidrIpv4", "cidrIpv6"),
    prefix_list="prefixListId",
    peer="referencedSecurityGroupId",
    itself=None,
)
_OLD_RULE = _Keys(peer="sourceSecurityGroupId")
_INLINE = _Keys(peer="securityGroups")
_RULE_TYPES: dict[Direction, str] = {"ingress": SECURITY_GROUP_INGRESS, "egress": SECURITY_GROUP_EGRESS}
_OTHER_WAY: dict[Direction, Direction] = {"ingress": "egress", "egress": "ingress"}


def flows(resource: Resource, stack: Stack, direction: Direction) -> Iterator[Flow | Unknown]:
    """Every rule of that direction that the resource holds or is; UNKNOWN where not even the shape of one is known."""
    token = canonical(resource.type)
    if token in SECURITY_GROUPS:
        for at in resource.each(direction):
            yield UNKNOWN if resource.get(*at) is UNKNOWN else _flow(resource, stack, at, (resource.urn,), _INLINE)
    elif token == _RULE_TYPES[direction]:
        yield _flow(resource, stack, (), _holder(resource, stack), _RULE)
    # One whose direction is not known could be of either.
    elif token == SECURITY_GROUP_RULE and resource.get("type") != _OTHER_WAY[direction]:
        yield _flow(resource, stack, (), _holder(resource, stack), _OLD_RULE)


def egress_of(stack: Stack) -> Mapping[str, Sequence[Flow | Unknown]]:
    """The egress rules of each group, by URN: `stack.index(egress_of)`."""
    return _by_group(stack, "egress")


def ingress_of(stack: Stack) -> Mapping[str, Sequence[Flow | Unknown]]:
    """The ingress rules of each group, by URN: `stack.index(ingress_of)`."""
    return _by_group(stack, "ingress")


def _by_group(stack: Stack, direction: Direction) -> Mapping[str, Sequence[Flow | Unknown]]:
    held: dict[str, list[Flow | Unknown]] = {}
    for resource in stack.of_type(*SECURITY_GROUPS, _RULE_TYPES[direction], SECURITY_GROUP_RULE):
        for flow in flows(resource, stack, direction):
            for urn in (resource.urn,) if flow is UNKNOWN else flow.groups:
                held.setdefault(urn, []).append(flow)
    return held


def traffic_at(resource: Resource, at: Path, protocol_key: str) -> Traffic:
    """The protocol and ports that stand there."""
    protocol = resource.text(*at, protocol_key)
    return Traffic(
        _PROTOCOLS.get(protocol.strip().lower(), "another protocol") if isinstance(protocol, str) else protocol,
        resource.number(*at, "fromPort"),
        resource.number(*at, "toPort"),
    )


def texts_at(resource: Resource, *paths: Path) -> tuple[str | Unknown, ...]:
    """Every text at those paths, known or not."""
    texts = (resource.text(*at) for path in paths for at in resource.each(*path))
    return tuple(text for text in texts if text is not ABSENT)


def _holder(resource: Resource, stack: Stack) -> tuple[str, ...]:
    return reference(stack, resource, ("securityGroupId",), SECURITY_GROUPS).urns


def _flow(resource: Resource, stack: Stack, at: Path, groups: tuple[str, ...], keys: _Keys) -> Flow:
    listed = bool(texts_at(resource, (*at, keys.prefix_list)))
    own_lists = stack.behind(resource, str((*at, keys.prefix_list)[0]), PREFIX_LIST) if listed else ()
    return Flow(
        groups=groups,
        traffic=traffic_at(resource, at, keys.protocol),
        cidrs=texts_at(resource, *((*at, key) for key in keys.cidrs)),
        prefix_lists=listed,
        list_cidrs=tuple(cidr for own in own_lists for cidr in _entries(own, stack)),
        peers=reference(stack, resource, (*at, keys.peer), SECURITY_GROUPS),
        itself=resource.flag(*at, keys.itself) if keys.itself else ABSENT,
    )


def _entries(own_list: Resource, stack: Stack) -> tuple[str | Unknown, ...]:
    inline = (texts_at(own_list, (*at, "cidr")) for at in own_list.each("entries"))
    apart = (
        texts_at(entry, ("cidr",))
        for entry in stack.of_type(PREFIX_LIST_ENTRY)
        if own_list in stack.behind(entry, "prefixListId", PREFIX_LIST)
    )
    return tuple(cidr for cidrs in (*inline, *apart) for cidr in cidrs)
