"""What the internet reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from .addresses import internet
from .flows import Flow, Traffic, flows, ingress_of, texts_at, traffic_at
from .groups import ATTACHED, group_index
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from .sources import port_outcome
from .types import (
    DEFAULT_NETWORK_ACL,
    INGRESS,
    LOAD_BALANCER,
    NETWORK_ACL,
    NETWORK_ACL_RULE,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    canonical,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_ADMIN_PORTS = (22, 445, 3389, 5432, 6379)  # SSH, SMB, RDP, PostgreSQL, Redis

_Way: TypeAlias = tuple[Traffic, tuple[str | Unknown, ...]]  # what comes in, and from where
_ANY_WAY: _Way = (Traffic(UNKNOWN, UNKNOWN, UNKNOWN), (UNKNOWN,))


class PublicPorts(RuleConfig):
    """Ports on which the internet may reach the load balancer; 80 is there to be redirected."""

    allowed_public_ports: tuple[int, ...] = (80, 443)


@rule(
    id="no-admin-world",
    title="The world reaches no port of administration or data",
    title_ja="管理・データ用ポートをインターネットへ公開しない",
    severity="critical",
    kind="resource",
    types=(*INGRESS, NETWORK_ACL, DEFAULT_NETWORK_ACL, NETWORK_ACL_RULE),
    remediation=(
        "Take the rule away: shells are opened by ECS Exec, data stores by their clients' security group. In a network "
        "ACL, split the range around 22, 445, 3389, 5432 and 6379."
    ),
    url=f"{_HUB}/ec2-controls.html#ec2-19",
    references=References(
        security_hub=("EC2.13", "EC2.14", "EC2.19", "EC2.21"),
        cis=("5.1.2", "5.2", "5.3", "5.4"),
        checkov=("CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_277", "CKV_AWS_352"),
    ),
    exemptable=False,
)
def no_admin_world(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """In security groups of whatever use. Blocks of one resource are taken together.

    An entry of a network ACL that allows is judged without those that deny before it, as Security Hub does.
    """
    ways = [*_group_ways(resource, stack), *_acl_ways(resource)]
    if not ways:
        yield NOT_APPLICABLE
    opened: dict[tuple[str, ...], list[int]] = {}
    unsure = False
    for port in _ADMIN_PORTS:
        perhaps = _sources(ways, port, True, UNKNOWN)
        if pieces := internet(_known(_sources(ways, port, True))):
            opened.setdefault(pieces, []).append(port)
        elif UNKNOWN in perhaps or internet(_known(perhaps)):
            unsure = True
    for pieces, ports in opened.items():
        yield Violation(f"lets {' and '.join(pieces)} in on {', '.join(map(str, ports))}")
    if unsure and not opened:
        yield Deferred("whether it lets the world in on ports of administration or data is known only at the update")


def _sources(ways: Iterable[_Way], port: int, *answers: bool | Unknown) -> list[str | Unknown]:
    return [cidr for traffic, cidrs in ways if traffic.reaches(port) in answers for cidr in cidrs]


def _known(cidrs: Iterable[str | Unknown]) -> list[str]:
    return [cidr for cidr in cidrs if cidr is not UNKNOWN]


def _group_ways(resource: Resource, stack: Stack) -> Iterator[_Way]:
    for flow in flows(resource, stack, "ingress"):
        yield _ANY_WAY if flow is UNKNOWN else (flow.traffic, flow.cidrs)


def _acl_ways(resource: Resource) -> Iterator[_Way]:
    """What a network ACL allows in. Absent `egress` of a rule is in, and what is not known to deny may allow."""
    token = canonical(resource.type)
    if token == NETWORK_ACL_RULE and resource.flag("egress") is not True:
        cidrs = texts_at(resource, ("cidrBlock",), ("ipv6CidrBlock",))
        yield from _allowed(resource.text("ruleAction"), traffic_at(resource, (), "protocol"), cidrs)
    for at in resource.each("ingress") if token in (NETWORK_ACL, DEFAULT_NETWORK_ACL) else ():
        cidrs = texts_at(resource, (*at, "cidrBlock"), (*at, "ipv6CidrBlock"))
        yield from _allowed(resource.text(*at, "action"), traffic_at(resource, at, "protocol"), cidrs)


def _allowed(action: str | Absent | Unknown, traffic: Traffic, cidrs: tuple[str | Unknown, ...]) -> Iterator[_Way]:
    if action is UNKNOWN:
        yield _ANY_WAY
    elif action is ABSENT or action.lower() != "deny":
        yield traffic, cidrs


@rule(
    id="sg-world-only-alb",
    title="Only an internet-facing load balancer is open to the world",
    title_ja="インターネットへの公開はロードバランサーのみとする",
    severity="critical",
    kind="stack",
    types=INGRESS,
    reads=(PREFIX_LIST, PREFIX_LIST_ENTRY, *ATTACHED),
    remediation="Name a security group as the source, or put the rule into the load balancer's own security group.",
    url=f"{_HUB}/ec2-controls.html#ec2-18",
    references=References(security_hub=("EC2.18",), cis=("5.3",), checkov=("CKV_AWS_260",)),
    exemptable=False,
)
def sg_world_only_alb(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A group that the load balancer shares with anything else opens that too."""
    judged = False
    for flow in flows(resource, stack, "ingress"):
        opened, unknown = _opened(flow, stack)
        if not opened and not unknown:
            continue
        judged = True
        groups = (resource.urn,) if flow is UNKNOWN else flow.groups
        public = [_public(urn, stack) for urn in groups] or [False]
        index = stack.index(group_index)
        shared = sorted({user.name for urn in groups for user in index.others(urn, LOAD_BALANCER)})
        if False not in public and UNKNOWN not in public and not shared:
            continue
        if not opened:
            yield Deferred("whether it is open to the world is known only at the update")
        elif False in public:
            yield Violation(f"lets {opened} in, but is not of an internet-facing load balancer")
        elif shared:
            yield Violation(f"lets {opened} in, not only to the load balancer but also to {', '.join(shared)}")
        else:
            yield Deferred("whether its load balancer is internet-facing is known only at the update")
    if not judged:
        yield NOT_APPLICABLE


@rule(
    id="sg-alb-ports",
    title="An internet-facing load balancer is reached on 80 and 443 only",
    title_ja="インターネット向けロードバランサーのポートは 80 と 443 のみとする",
    severity="high",
    kind="stack",
    types=INGRESS,
    reads=ATTACHED,
    remediation="One rule per port: TCP, fromPort and toPort both 80 or both 443.",
    url=f"{_HUB}/ec2-controls.html#ec2-18",
    references=References(security_hub=("EC2.18",), checkov=("CKV_AWS_260",)),
    config=PublicPorts,
)
def sg_alb_ports(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """From wherever: nothing else listens. A range is no port, even if its ends are 80 and 443."""
    judged = False
    for flow in flows(resource, stack, "ingress"):
        groups = (resource.urn,) if flow is UNKNOWN else flow.groups
        if all(_public(urn, stack) is False for urn in groups):
            continue
        judged = True
        if flow is UNKNOWN:
            yield Deferred("its inline rules are known only at the update")
        else:
            yield from port_outcome(flow, stack.pack.of(PublicPorts).allowed_public_ports)
    if not judged:
        yield NOT_APPLICABLE


def _opened(flow: Flow | Unknown, stack: Stack) -> tuple[str, bool]:
    """The pieces of the internet that it lets in, for messages, and whether there may be more."""
    if flow is UNKNOWN:
        return "", True
    cidrs = (*flow.cidrs, *flow.list_cidrs)
    pieces = internet(_known(cidrs))
    if cidrs and not pieces:
        together = stack.index(_together)
        pieces = tuple(sorted({piece for urn in flow.groups for piece in together.get(urn, ())}))
    return " and ".join(pieces), UNKNOWN in cidrs


def _together(stack: Stack) -> Mapping[str, tuple[str, ...]]:
    """By group, what the blocks of all its rules make up together that are no piece of the internet by themselves."""
    found = {}
    for urn, held in stack.index(ingress_of).items():
        blocks = [_known((*flow.cidrs, *flow.list_cidrs)) for flow in held if flow is not UNKNOWN]
        found[urn] = internet(cidr for known in blocks if not internet(known) for cidr in known)
    return found


def _public(urn: str, stack: Stack) -> bool | Unknown:
    """Whether the group is that of an internet-facing load balancer (absent `internal` is internet-facing)."""
    internal = [user.flag("internal") for user in stack.index(group_index).in_it(urn, LOAD_BALANCER)]
    if any(value is not True and value is not UNKNOWN for value in internal):
        return True
    return UNKNOWN if UNKNOWN in internal else False
