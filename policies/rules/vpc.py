"""The VPC itself: what AWS leaves open in it, and what it would not tell."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .references import reference
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .topology import vpcs_of
from .types import (
    BUCKET,
    DEFAULT_SECURITY_GROUP,
    DEFAULT_SUBNET,
    FLOW_LOG,
    LOG_GROUP,
    ROLE,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    SECURITY_GROUPS,
    SUBNETS,
    VPCS,
    canonical,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_RULES = (SECURITY_GROUP_INGRESS, SECURITY_GROUP_EGRESS, SECURITY_GROUP_RULE)


@rule(
    id="vpc-default-sg-closed",
    title="The VPC's default security group has no rules",
    title_ja="VPC のデフォルトセキュリティグループを空にする",
    severity="high",
    kind="stack",
    types=(*VPCS, DEFAULT_SECURITY_GROUP, *_RULES),
    remediation="Add aws.ec2.DefaultSecurityGroup with the VPC's vpcId and neither ingress nor egress.",
    url=f"{_HUB}/ec2-controls.html#ec2-2",
    references=References(security_hub=("EC2.2",), cis=("5.5",), checkov=("CKV2_AWS_12",)),
)
def vpc_default_sg_closed(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """AWS lets the members of that group talk to each other and to everybody; adopting it takes these rules away."""
    token = canonical(resource.type)
    if token in VPCS:
        adopted = [group for group in stack.of_type(DEFAULT_SECURITY_GROUP) if resource.urn in vpcs_of(group, stack)]
        if not adopted:
            yield Violation("nothing closes its default security group")
    elif token == DEFAULT_SECURITY_GROUP:
        for direction, what in (("ingress", "in"), ("egress", "out")):
            if resource.get(direction) is UNKNOWN:
                yield Deferred(f"whether it lets anything {what} is known only at the update")
            elif resource.each(direction):
                yield Violation(f"lets something {what}")
    else:
        group = reference(stack, resource, ("securityGroupId",), SECURITY_GROUPS)
        kinds = {canonical(stack.by_urn[urn].type) for urn in group.urns}
        from_vpc = not group.urns and stack.behind(resource, "securityGroupId", *VPCS)
        if kinds == {DEFAULT_SECURITY_GROUP} or from_vpc:
            yield Violation("is a rule of the VPC's default security group")
        elif DEFAULT_SECURITY_GROUP in kinds:
            yield Deferred("whether it is a rule of the VPC's default security group is known only at the update")
        else:
            yield NOT_APPLICABLE


@rule(
    id="vpc-flow-logs",
    title="The VPC writes flow logs, encrypted",
    title_ja="VPC フローログを暗号化して記録する",
    severity="medium",
    kind="stack",
    types=(*VPCS, FLOW_LOG),
    reads=(LOG_GROUP, BUCKET, ROLE),
    remediation=(
        'Add aws.ec2.FlowLog with the vpcId, trafficType "ALL" and, as logDestination, a log group with kmsKeyId (then '
        "with iamRoleArn too) or a bucket."
    ),
    url=f"{_HUB}/ec2-controls.html#ec2-6",
    references=References(security_hub=("EC2.6",), cis=("3.7",), checkov=("CKV2_AWS_11",)),
)
def vpc_flow_logs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Rejected traffic alone is enough, accepted alone is not. Absent, the type of the destination is a log group.

    Flow logs of a single subnet or interface are nobody's duty. The bucket's own encryption is another rule's.
    """
    if canonical(resource.type) in VPCS:
        if not any(resource.urn in vpcs_of(log, stack) for log in stack.of_type(FLOW_LOG)):
            yield Violation("has no flow log")
        return
    if resource.get("vpcId") is ABSENT:
        yield NOT_APPLICABLE
        return
    traffic = resource.text("trafficType")
    if traffic is UNKNOWN:
        yield Deferred("which traffic it logs is known only at the update")
    elif traffic not in ("ALL", "REJECT"):
        yield Violation("does not log rejected traffic")
    kind = resource.text("logDestinationType")
    if kind is UNKNOWN:
        yield Deferred("where it writes to is known only at the update")
    elif kind == "s3":
        if resource.get("logDestination") is ABSENT:
            yield Violation("names no bucket")
    elif kind in (ABSENT, "cloud-watch-logs"):
        yield from _to_group(resource, stack)
    else:
        yield Violation("writes neither to a log group nor to a bucket")


def _to_group(log: Resource, stack: Stack) -> Iterator[Outcome]:
    groups = stack.named(log, "logDestination", LOG_GROUP)
    if not groups:
        yield Violation("writes to no log group of this stack, so whether that is encrypted cannot be judged")
    for group in groups:
        if group.get("kmsKeyId") is ABSENT:
            yield Violation(f"writes to {group.name}, which has no KMS key")
    if log.get("iamRoleArn") is ABSENT:
        yield Violation("has no role to write with")
    for role in stack.behind(log, "iamRoleArn", ROLE):
        trust = role.text("assumeRolePolicy")
        if trust is not UNKNOWN and (trust is ABSENT or "vpc-flow-logs.amazonaws.com" not in trust):
            yield Violation(f"writes as {role.name}, which flow logs may not take on")


@rule(
    id="subnet-no-public-ip",
    title="Subnets hand out no public addresses",
    title_ja="サブネットでパブリック IP を自動割り当てしない",
    severity="medium",
    kind="resource",
    types=SUBNETS,
    remediation="Set mapPublicIpOnLaunch to false: load balancers and NAT gateways have addresses without it.",
    url=f"{_HUB}/ec2-controls.html#ec2-15",
    references=References(security_hub=("EC2.15",), checkov=("CKV_AWS_130",)),
)
def subnet_no_public_ip(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is false, but for AWS's default subnets, which keep their true.

    It looks at the inputs as the engine gets them: what a transform changed is not among what stack policies see.
    """
    public = resource.flag("mapPublicIpOnLaunch")
    by_default = public is ABSENT and canonical(resource.type) == DEFAULT_SUBNET
    if public is UNKNOWN:
        yield Deferred("whether it hands out public addresses is known only at the update")
    elif public is True or by_default:
        yield Violation("hands out public addresses")
