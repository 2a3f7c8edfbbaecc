"""Addresses that the internet could reach."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import DB_CLUSTER_INSTANCE, DB_INSTANCE, ECS_SERVICE

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


@rule(
    id="rds-not-public",
    title="RDS has no public address",
    title_ja="RDS にパブリックアドレスを付けない",
    severity="critical",
    kind="resource",
    types=(DB_CLUSTER_INSTANCE, DB_INSTANCE),
    remediation="Set publiclyAccessible to false or leave it out.",
    url=f"{_HUB}/rds-controls.html#rds-2",
    references=References(security_hub=("RDS.2",), cis=("2.2.3",), checkov=("CKV_AWS_17",)),
    exemptable=False,
)
def rds_not_public(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is false: the provider says so whatever the subnets are."""
    public = resource.flag("publiclyAccessible")
    if public is UNKNOWN:
        yield Deferred("whether it is public is known only at the update")
    elif public is True:
        yield Violation("is publicly accessible")


@rule(
    id="ecs-no-public-ip",
    title="Tasks have no public address",
    title_ja="ECS タスクにパブリック IP を付けない",
    severity="high",
    kind="resource",
    types=(ECS_SERVICE,),
    remediation="Set networkConfiguration.assignPublicIp to false or leave it out: tasks go out through a NAT gateway.",
    url=f"{_HUB}/ecs-controls.html#ecs-2",
    references=References(security_hub=("ECS.2",), checkov=("CKV_AWS_333",)),
)
def ecs_no_public_ip(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is false."""
    public = resource.flag("networkConfiguration", "assignPublicIp")
    if public is UNKNOWN:
        yield Deferred("whether its tasks get public addresses is known only at the update")
    elif public is True:
        yield Violation("gives its tasks public addresses")
