"""A small real program, recorded, on both roads: the references are the SDK's own."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest

from offline.findings import judge, stack_of
from offline.graph import View
from policies.examples import IN_FULL
from policies.rules import all_rules
from tests.conftest import Record
from tests.policies.roads import config_of, offline_road
from tests.policies.servicer import analyze

# The rules of which this program has something to say; it is no whole system.
RULES = [
    rule
    for rule in all_rules()
    if rule.id
    in {
        "ecs-no-public-ip",
        "logs-kms",
        "rds-encrypted",
        "rds-force-ssl",
        "rds-not-public",
        "redis-at-rest",
        "redis-tls",
        "s3-encrypted",
        "sg-alb-ports",
        "sg-rds-from-ecs",
        "sg-redis-from-ecs",
        "sg-world-only-alb",
    }
]
PASSWORD = "hunter2-canary"


def good() -> None:
    """The document's four groups and what is in them."""
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    alb, ecs, rds, redis = (
        aws.ec2.SecurityGroup(f"{name}-sg", vpc_id=vpc.id) for name in ("alb", "ecs", "rds", "redis")
    )
    _rule("world-to-alb", alb, 443, cidr_ipv4="0.0.0.0/0")
    _rule("alb-to-ecs", ecs, 3000, referenced_security_group_id=alb.id)
    _rule("ecs-to-rds", rds, 5432, referenced_security_group_id=ecs.id)
    _rule("ecs-to-redis", redis, 6379, referenced_security_group_id=ecs.id)
    key = aws.kms.Key("key")
    logs = aws.s3.Bucket("alb-logs")
    _encryption("alb-logs", logs, sse_algorithm="AES256")
    _encryption("files", aws.s3.Bucket("files"), sse_algorithm="aws:kms", kms_master_key_id=key.arn)
    aws.cloudwatch.LogGroup("web", kms_key_id=key.arn)
    aws.lb.LoadBalancer(
        "alb",
        security_groups=[alb.id],
        access_logs=aws.lb.LoadBalancerAccessLogsArgs(bucket=logs.bucket, enabled=True),
    )
    aws.ecs.Service(
        "web",
        network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(subnets=["subnet-1"], security_groups=[ecs.id]),
    )
    group = aws.rds.ParameterGroup(
        "pg15",
        family="postgres15",
        parameters=[aws.rds.ParameterGroupParameterArgs(name="rds.force_ssl", value="1")],
    )
    db = aws.rds.Instance(
        "db",
        instance_class="db.t3.micro",
        storage_encrypted=True,
        password=pulumi.Output.secret(PASSWORD),
        parameter_group_name=group.name,
        vpc_security_group_ids=[rds.id],
    )
    aws.rds.Instance(
        "replica",
        instance_class="db.t3.micro",
        replicate_source_db=db.identifier,
        vpc_security_group_ids=[rds.id],
    )
    aws.elasticache.ReplicationGroup(
        "redis",
        description="Redis",
        at_rest_encryption_enabled=True,
        transit_encryption_enabled=True,
        security_group_ids=[redis.id],
    )


def bad() -> None:
    """A mistake for most of the rules, most of them hidden behind an output."""
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    shared, rds = (aws.ec2.SecurityGroup(f"{name}-sg", vpc_id=vpc.id) for name in ("shared", "rds"))
    aws.lb.LoadBalancer("alb", security_groups=[shared.id])
    aws.ecs.Service(
        "web",
        network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(
            subnets=["subnet-1"], security_groups=[shared.id], assign_public_ip=True
        ),
    )
    _rule("world", shared, 8080, cidr_ipv4="0.0.0.0/0")
    _rule("vpc-to-rds", rds, 5432, cidr_ipv4=vpc.cidr_block)
    logs = aws.cloudwatch.LogGroup("logs")
    aws.rds.Instance(
        "db",
        instance_class="db.t3.micro",
        publicly_accessible=logs.arn.apply(lambda arn: arn.startswith("arn:")),
        password=pulumi.Output.secret(PASSWORD),
        vpc_security_group_ids=[rds.id],
    )
    _encryption("files", aws.s3.Bucket("files"), sse_algorithm="aws:kms")


def _rule(
    name: str,
    group: aws.ec2.SecurityGroup,
    port: int,
    *,
    cidr_ipv4: pulumi.Input[str] | None = None,
    referenced_security_group_id: pulumi.Input[str] | None = None,
) -> None:
    aws.vpc.SecurityGroupIngressRule(
        name,
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4=cidr_ipv4,
        referenced_security_group_id=referenced_security_group_id,
    )


def _encryption(name: str, bucket: aws.s3.Bucket, **default: pulumi.Input[str]) -> None:
    by_default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(**default)
    rule = aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
        apply_server_side_encryption_by_default=by_default, bucket_key_enabled=True
    )
    aws.s3.BucketServerSideEncryptionConfiguration(name, bucket=bucket.id, rules=[rule])


def test_nothing_is_found_where_nothing_is_wrong(record: Record) -> None:
    assert judge(record(good, "preview"), record(good, "up"), IN_FULL, RULES) == ()


def test_every_mistake_is_found_and_no_secret_told(record: Record) -> None:
    findings = judge(record(bad, "preview"), record(bad, "up"), IN_FULL, RULES)
    assert [(f.rule_id, f.name, f.kind, f.view) for f in findings] == [
        ("rds-not-public", "db", "violation", "up"),
        ("sg-rds-from-ecs", "vpc-to-rds", "violation", None),
        ("sg-world-only-alb", "world", "violation", None),
        ("ecs-no-public-ip", "web", "violation", None),
        ("rds-encrypted", "db", "violation", None),
        ("rds-force-ssl", "db", "violation", None),
        ("s3-encrypted", "files", "violation", None),
        ("sg-alb-ports", "world", "violation", None),
        ("logs-kms", "logs", "violation", None),
    ]
    assert PASSWORD not in repr(findings)


@pytest.mark.parametrize("view", ["preview", "up"])
@pytest.mark.parametrize("program", [good, bad])
def test_both_roads_agree(record: Record, program: Callable[[], None], view: View) -> None:
    graph = record(program, view)
    assert analyze(graph, config_of(IN_FULL), RULES) == offline_road(stack_of(graph, IN_FULL), RULES)
