"""The up view: everything has an id, and what is read of a created resource is plausible."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from offline.values import Secret, Value, unwrap
from tests.conftest import Record

ARN = re.compile(r"^arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$")


def exported(record: Record, build: Callable[[], Mapping[str, pulumi.Output[str]]]) -> Mapping[str, Value]:
    def run() -> None:
        for key, value in build().items():
            pulumi.export(key, value)

    return record(run, view="up").outputs


def test_ids_are_distinct_and_the_same_in_every_run(record: Record) -> None:
    def build() -> Mapping[str, pulumi.Output[str]]:
        names = ("one", "two")
        made = [
            *(aws.ec2.SecurityGroup(name) for name in names),
            *(aws.sns.Topic(name) for name in names),
            *(aws.cloudfront.KeyGroup(name, items=[]) for name in names),
            aws.kms.Key("one"),
            aws.ec2.Eip("one"),
        ]
        return {str(index): resource.id for index, resource in enumerate(made)}

    ids = exported(record, build)

    assert len(set(ids.values())) == 8
    assert exported(record, build) == ids


def test_what_is_read_of_a_database_cache_and_load_balancer(record: Record) -> None:
    def build() -> Mapping[str, pulumi.Output[str]]:
        database = aws.rds.Instance("db", identifier="main", instance_class="db.t4g.micro", port=5433)
        cache = aws.elasticache.ReplicationGroup(
            "cache", replication_group_id="redis", description="d", num_node_groups=2, replicas_per_node_group=1
        )
        balancer = aws.lb.LoadBalancer("alb")
        group = aws.lb.TargetGroup("group", name="backend")
        return {
            "db": database.endpoint,
            "db arn": database.arn,
            "redis": cache.configuration_endpoint_address,
            "primary": cache.primary_endpoint_address,
            "nodes": cache.member_clusters.apply(",".join),
            "alb": balancer.arn_suffix,
            "alb zone": balancer.zone_id,
            "dns": balancer.dns_name,
            "group": group.arn_suffix,
        }

    made = exported(record, build)

    assert re.fullmatch(r"main\.c\w{11}\.ap-northeast-1\.rds\.amazonaws\.com:5433", str(made["db"]))
    assert made["db arn"] == "arn:aws:rds:ap-northeast-1:111122223333:db:main"
    assert re.fullmatch(r"clustercfg\.redis\.\w{6}\.apne1\.cache\.amazonaws\.com", str(made["redis"]))
    assert made["primary"] == ""
    assert made["nodes"] == "redis-0001-001,redis-0001-002,redis-0002-001,redis-0002-002"
    assert re.fullmatch(r"app/alb-[0-9a-f]{7}/[0-9a-f]{16}", str(made["alb"]))
    assert made["alb zone"] == "Z14GRHDCWA56QT"
    assert re.fullmatch(r"alb-[0-9a-f]{7}-\d+\.ap-northeast-1\.elb\.amazonaws\.com", str(made["dns"]))
    assert re.fullmatch(r"targetgroup/backend/[0-9a-f]{16}", str(made["group"]))


def test_arns_name_the_right_service_region_and_account(record: Record) -> None:
    def build() -> Mapping[str, pulumi.Output[str]]:
        bucket = aws.s3.Bucket("uploads")
        cluster = aws.ecs.Cluster("cluster", name="megane")
        return {
            "bucket": pulumi.Output.all(bucket.arn, bucket.bucket).apply(lambda b: b[0].replace(b[1], "NAME")),
            "topic": aws.sns.Topic("t", name="critical", region="us-east-1").arn,
            "role": aws.iam.Role("r", name="task", assume_role_policy="{}").arn,
            "log group": aws.cloudwatch.LogGroup("l", name="/ecs/backend").arn,
            "alarm": aws.cloudwatch.MetricAlarm(
                "a", name="cpu", comparison_operator="GreaterThanThreshold", evaluation_periods=1
            ).arn,
            "parameter": aws.ssm.Parameter("p", name="/megane/dev/db", type="String", value="v").arn,
            "cluster": cluster.id,
            "service": aws.ecs.Service("s", name="backend", cluster=cluster.arn).id,
            "task": aws.ecs.TaskDefinition("d", family="backend", container_definitions="[]").arn,
            "other": aws.backup.Framework("f", name="frame", controls=[]).arn,
        }

    assert exported(record, build) == {
        "bucket": "arn:aws:s3:::NAME",
        "topic": "arn:aws:sns:us-east-1:111122223333:critical",
        "role": "arn:aws:iam::111122223333:role/task",
        "log group": "arn:aws:logs:ap-northeast-1:111122223333:log-group:/ecs/backend",
        "alarm": "arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:cpu",
        "parameter": "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/dev/db",
        "cluster": "arn:aws:ecs:ap-northeast-1:111122223333:cluster/megane",
        "service": "arn:aws:ecs:ap-northeast-1:111122223333:service/megane/backend",
        "task": "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/backend:1",
        "other": "arn:aws:backup:ap-northeast-1:111122223333:framework/frame",
    }


def test_distribution_certificate_and_records(record: Record) -> None:
    def build() -> Mapping[str, pulumi.Output[str]]:
        certificate = aws.acm.Certificate(
            "c", domain_name="example.com", subject_alternative_names=["*.example.com"], region="us-east-1"
        )
        options = certificate.domain_validation_options
        record_ = aws.route53.Record(
            "r",
            zone_id="Z1",
            name=options[0].resource_record_name.apply(str),
            type=options[0].resource_record_type.apply(str),
        )
        return {
            "arn": certificate.arn,
            "records": options.apply(lambda all_: str(len({one.resource_record_name for one in all_}))),
            "fqdn": record_.fqdn,
        }

    made = exported(record, build)

    assert re.fullmatch(r"arn:aws:acm:us-east-1:111122223333:certificate/[0-9a-f-]{36}", str(made["arn"]))
    assert made["records"] == "1"
    assert re.fullmatch(r"_\w+\.example\.com", str(made["fqdn"]))


def test_generated_passwords_are_secret_distinct_and_of_the_length_asked_for(record: Record) -> None:
    outputs = exported(
        record,
        lambda: {name: random.RandomPassword(name, length=length).result for name, length in (("a", 8), ("b", 64))},
    )

    assert {type(value) for value in outputs.values()} == {Secret}
    a, b = (str(unwrap(outputs[key])) for key in "ab")
    assert (len(a), len(b)) == (8, 64)
    assert not b.startswith(a)
    assert re.fullmatch(r"[A-Za-z2-9]+", a + b)


def test_names_are_given_or_made_from_the_logical_name(record: Record) -> None:
    made = exported(
        record,
        lambda: {
            "given": aws.sqs.Queue("q1", name="given").name,
            "auto": aws.sqs.Queue("q2").name,
            "prefix": aws.sqs.Queue("q3", name_prefix="jobs-").name,
            "bucket": aws.s3.Bucket("uploads").id,
        },
    )

    assert made["given"] == "given"
    assert re.fullmatch(r"q2-[0-9a-f]{7}", str(made["auto"]))
    assert re.fullmatch(r"jobs-[0-9a-f]{26}", str(made["prefix"]))
    assert re.fullmatch(r"uploads-[0-9a-f]{7}", str(made["bucket"]))


@pytest.mark.parametrize("region", ["ap-northeast-1", "ap-northeast-3", "us-east-1", "eu-central-1"])
def test_every_arn_is_well_formed_in_every_region(record: Record, region: str) -> None:
    def build() -> Mapping[str, pulumi.Output[str]]:
        shown = aws.wafv2.WebAclVisibilityConfigArgs(
            cloudwatch_metrics_enabled=True, metric_name="m", sampled_requests_enabled=True
        )
        return {
            "kms": aws.kms.Key("k", region=region).arn,
            "redis": aws.elasticache.ReplicationGroup("c", description="d", region=region).arn,
            "alb": aws.lb.LoadBalancer("l", region=region).arn,
            "waf": aws.wafv2.WebAcl(
                "w",
                region=region,
                scope="REGIONAL",
                default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
                visibility_config=shown,
            ).arn,
        }

    for arn in exported(record, build).values():
        assert ARN.match(str(arn))
        assert str(arn).split(":")[3:5] == [region, "111122223333"]
