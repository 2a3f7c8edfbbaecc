"""Care for security groups, whoever uses them."""

from __future__ import annotations

from collections.abc import Iterator, Set

from .flows import Direction, Flow, egress_of, flows, ingress_of
from .groups import ATTACHED, group_index
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Absent, Path, Resource, Stack, Unknown
from .types import (
    DEFAULT_SECURITY_GROUP,
    INGRESS,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    SECURITY_GROUPS,
    canonical,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_BY_DEFAULT = ("managed by pulumi", "managed by terraform")
_DIRECTIONS: tuple[Direction, ...] = ("ingress", "egress")
_APART = (SECURITY_GROUP_INGRESS, SECURITY_GROUP_EGRESS, SECURITY_GROUP_RULE)


class SelfReference(RuleConfig):
    """Whether a group may let its own members in on everything, as clusters of some software want it."""

    self_reference: bool = False


@rule(
    id="sg-no-all-traffic",
    title="No group lets everything in",
    title_ja="全トラフィックを許可するインバウンドルールを作らない",
    severity="high",
    kind="resource",
    types=INGRESS,
    remediation="Name a protocol, and the one port that is listened on as fromPort and toPort.",
    url=f"{_HUB}/ec2-controls.html#ec2-18",
    references=References(security_hub=("EC2.18",), checkov=("CKV_AWS_277",)),
    config=SelfReference,
)
def sg_no_all_traffic(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """All protocols, or all ports of TCP or UDP, from whatever source; TCP and UDP without ports are all ports."""
    judged = False
    for flow in flows(resource, stack, "ingress"):
        judged = True
        everything = UNKNOWN if flow is UNKNOWN else flow.traffic.everything()
        allowed = flow is not UNKNOWN and _from_itself(resource, flow, stack)
        if everything is True and allowed is False:
            yield Violation("lets everything in")
        elif allowed is not True and (everything is UNKNOWN or (everything is True and allowed is UNKNOWN)):
            yield Deferred("whether it lets everything in is known only at the update")
    if not judged:
        yield NOT_APPLICABLE


def _from_itself(resource: Resource, flow: Flow, stack: Stack) -> bool | Unknown:
    """Whether it lets in the group's own members alone, where that is allowed."""
    if not stack.pack.of(SelfReference).self_reference or flow.cidrs or flow.prefix_lists:
        return False
    if canonical(resource.type) != SECURITY_GROUP_INGRESS:
        return flow.itself if flow.itself is not ABSENT and not flow.peers.given else False
    own, other = resource.text("securityGroupId"), resource.text("referencedSecurityGroupId")
    return UNKNOWN if UNKNOWN in (own, other) else own == other


@rule(
    id="sg-hygiene",
    title="Groups and their rules say what they are for, and no group is left over",
    title_ja="セキュリティグループとルールに説明を付け、未使用のグループを残さない",
    severity="low",
    level="advisory",
    kind="stack",
    types=(SECURITY_GROUP, *_APART),
    reads=(DEFAULT_SECURITY_GROUP, *ATTACHED),
    remediation="Set description to who needs it and why (ASCII); a new one replaces the group. Delete unused groups.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html",
    references=References(checkov=("CKV_AWS_23", "CKV2_AWS_5")),
)
def sg_hygiene(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is "Managed by Pulumi" for a group and empty for a rule. Inline rules are judged with their group.

    A group is used when a network interface is in it, or anything but rules and other groups refers to it; a rule
    that names a group when that group has its counterpart.
    """
    places: list[Path] = [()]
    for direction in _DIRECTIONS if canonical(resource.type) in _APART else ():
        for flow in flows(resource, stack, direction):
            if flow is not UNKNOWN and (peer := _without_counterpart(flow, direction, stack)):
                yield Violation(f"is of no use: {peer} has no rule for the other end")
    if canonical(resource.type) == SECURITY_GROUP:
        if resource.get("vpcId") is ABSENT:
            yield Violation("names no VPC, so it is in the default one")
        places += [*resource.each("ingress"), *resource.each("egress")]
        if not stack.index(group_index).users.get(resource.urn) and resource.urn not in stack.index(_referred_to):
            yield Violation("nothing uses it")
    silent = [at for at in places if _says_nothing(resource.text(*at, "description"))]
    if () in silent:
        yield Violation("does not say what it is for")
    if inline := [at for at in silent if at]:
        yield Violation(f"{len(inline)} of its inline rules do not say what they are for")


def _without_counterpart(flow: Flow, direction: Direction, stack: Stack) -> str | None:
    """The one group that it names, if that one surely lets nothing through at its end."""
    if len(flow.peers.urns) != 1 or flow.peers.foreign or not flow.groups:
        return None
    (peer,) = flow.peers.urns
    at_the_end = stack.index(egress_of if direction == "ingress" else ingress_of).get(peer, ())
    return None if any(_meets(flow, other) for other in at_the_end) else stack.by_urn[peer].name


def _meets(flow: Flow, other: Flow | Unknown) -> bool:
    """Whether the other may be for the same: addresses may be those of anybody."""
    if other is UNKNOWN:
        return True
    port = flow.traffic.first
    if isinstance(port, int) and other.traffic.reaches(port) is False:
        return False
    anybody = other.cidrs or other.prefix_lists or other.itself in (True, UNKNOWN) or other.peers.foreign
    return bool(anybody) or not set(other.peers.urns).isdisjoint(flow.groups)


def _says_nothing(description: str | Absent | Unknown) -> bool:
    if description is UNKNOWN:
        return False
    return description is ABSENT or description.strip().lower() in ("", *_BY_DEFAULT)


def _referred_to(stack: Stack) -> Set[str]:
    groups = {*SECURITY_GROUPS, *_APART}
    return {urn for other in stack.resources if canonical(other.type) not in groups for urn in other.dependencies}
