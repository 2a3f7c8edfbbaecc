"""The document's lines, read off the recorded stacks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pulumi
import pulumi_aws as aws
import pytest

from offline import stackfile
from offline.graph import Graph, Resource
from offline.recorder import record
from offline.refusals import DefaultProviderError
from offline.values import UNKNOWN, Secret, Value, unwrap
from tests.stacks.load import ROOT, STACKS, named, one, stack_graph

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INSTANCE = "aws:rds/instance:Instance"
REDIS = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVICE = "aws:ecs/service:Service"
TARGET = "aws:appautoscaling/target:Target"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SELECTION = "aws:backup/selection:Selection"
JOB = "megane-database-roles"
ONE_OFF = {JOB, "megane-operations", "megane-operations-migration"}  # no services
RULE = "aws:lb/listenerRule:ListenerRule"


def group_of(graph: Graph, rule: Resource, key: str) -> str | None:
    """Logical name of the security group that a property of a rule comes from."""
    urns = rule.property_dependencies.get(key, ())
    return next((graph.by_urn[urn].name for urn in urns), None)


def rules(graph: Graph, type_: str) -> Iterator[tuple[str | None, int, str]]:
    for rule in graph.of_type(type_):
        other = group_of(graph, rule, "referencedSecurityGroupId") or str(rule.inputs.get("cidrIpv4"))
        assert rule.inputs["ipProtocol"] == "tcp"
        port = rule.inputs["fromPort"]
        assert isinstance(port, int | float)
        assert port == rule.inputs["toPort"]
        yield group_of(graph, rule, "securityGroupId"), int(port), other


@pytest.mark.parametrize("label", STACKS)
def test_the_security_groups_are_the_documents_and_one_more_egress(label: str) -> None:
    alb, ecs, rds, redis = "megane-alb-sg", "megane-cluster-sg", "megane-database-sg", "megane-cache-sg"
    graph = named(label)

    assert sorted(rules(graph, INGRESS), key=str) == sorted(
        [(alb, 443, "0.0.0.0/0"), (alb, 80, "0.0.0.0/0"), (ecs, 3000, alb), (ecs, 3001, alb), (rds, 5432, ecs),
         (redis, 6379, ecs)],
        key=str,
    )  # fmt: skip
    assert sorted(rules(graph, EGRESS), key=str) == sorted(
        [(alb, 3000, ecs), (alb, 3001, ecs), (ecs, 5432, rds), (ecs, 6379, redis), (ecs, 443, "0.0.0.0/0")],
        key=str,
    )
    groups = {resource.name for resource in graph.of_type("aws:ec2/securityGroup:SecurityGroup")}
    assert groups == {alb, ecs, rds, redis}


def phase(graph: Graph) -> dict[str, object]:
    """The figures of the document's two phases."""
    instances = {resource.name: resource.inputs for resource in graph.of_type(INSTANCE)}
    primary = instances["megane-database-primary"]
    redis = one(graph, REDIS).inputs
    return {
        "nat": len(list(graph.of_type("aws:ec2/natGateway:NatGateway"))),
        "class": primary["instanceClass"],
        "multi-az": primary["multiAz"],
        "replica": "megane-database-replica" in instances,
        "backup days": primary["backupRetentionPeriod"],
        "monitoring": primary["monitoringInterval"],
        "deletion protection": primary["deletionProtection"],
        "final snapshot": not primary["skipFinalSnapshot"],
        "cache": (redis["nodeType"], redis["numNodeGroups"], redis["replicasPerNodeGroup"], redis["multiAzEnabled"]),
        "cluster mode": (redis["clusterMode"], redis["automaticFailoverEnabled"]),
        "snapshots": redis["snapshotRetentionLimit"],
        "tasks": sorted((t.inputs["minCapacity"], t.inputs["maxCapacity"]) for t in graph.of_type(TARGET)),
        "sizes": sorted((t.inputs["cpu"], t.inputs["memory"]) for t in graph.of_type(TASK) if t.name not in ONE_OFF),
        "keys": len(list(graph.of_type("aws:kms/key:Key"))),
        "insights": [
            setting["value"]
            for setting in unwrap_list(one(graph, "aws:ecs/cluster:Cluster").inputs["settings"])
            if setting["name"] == "containerInsights"
        ],
        "slack": len(list(graph.of_type("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"))),
        "waf logs all": "loggingFilter"
        not in one(graph, "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").inputs,
    }


def unwrap_list(value: Value) -> list[Mapping[str, Value]]:
    assert isinstance(value, list)
    return value


MINIMAL: dict[str, object] = {
    "nat": 1,
    "class": "db.t3.small",
    "multi-az": False,
    "replica": False,
    "backup days": 7,
    "monitoring": 0,
    "cache": ("cache.t3.micro", 1, 0, False),
    "cluster mode": ("enabled", True),
    "snapshots": 1,
    "tasks": [(1, 2), (1, 2)],
    "sizes": [("256", "512"), ("512", "1024")],
    "keys": 2,
    "insights": ["disabled"],
    "slack": 1,
    "waf logs all": False,
}
HA: dict[str, object] = {
    "nat": 2,
    "class": "db.t3.medium",
    "multi-az": True,
    "replica": True,
    "backup days": 7,
    "monitoring": 60,
    "cache": ("cache.t3.micro", 1, 1, True),
    "cluster mode": ("enabled", True),
    "snapshots": 7,
    "tasks": [(2, 6), (2, 6)],
    "sizes": [("512", "1024"), ("512", "1024")],
    "keys": 5,  # data, logs, notifications, copies (Osaka), edge (us-east-1)
    "insights": ["enhanced"],
    "slack": 1,
    "waf logs all": True,
}
GUARDED: dict[str, object] = {"deletion protection": True, "final snapshot": True}
FREE: dict[str, object] = {"deletion protection": False, "final snapshot": False}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("dev", MINIMAL | FREE),
        ("staging", MINIMAL | FREE),
        ("prod-minimal", MINIMAL | GUARDED),
        ("prod", HA | GUARDED),
    ],
)
def test_profile_and_environment_decide_apart_from_each_other(label: str, expected: dict[str, object]) -> None:
    assert phase(named(label)) == expected


@pytest.mark.parametrize("label", ["prod", "prod-minimal"])
def test_production_protects_what_holds_data(label: str) -> None:
    protected = {resource.type for resource in named(label).resources if resource.protect and resource.custom}

    assert protected == {
        INSTANCE,
        REDIS,
        "aws:backup/vault:Vault",
        "aws:cloudtrail/trail:Trail",
        "aws:kms/key:Key",
        "aws:s3/bucket:Bucket",
        "aws:route53/zone:Zone",
        RULE,
    }
    assert one(named(label), "aws:lb/loadBalancer:LoadBalancer").inputs["enableDeletionProtection"] is True
    groups = named(label).of_type("aws:cloudwatch/logGroup:LogGroup")
    assert {group.inputs["deletionProtectionEnabled"] for group in groups} == {True}
    assert not any(resource.protect for resource in named("dev").resources)


@pytest.mark.parametrize("label", STACKS)
def test_two_services_run_and_pgadmin_does_not(label: str) -> None:
    graph = named(label, "up")
    containers = [
        container
        for task in graph.of_type(TASK)
        if task.name not in ONE_OFF
        for container in json.loads(str(unwrap(task.inputs["containerDefinitions"])))
    ]

    assert {container["name"]: container["portMappings"][0]["containerPort"] for container in containers} == {
        "frontend": 3000,
        "backend": 3001,
    }
    assert "pgadmin" not in json.dumps(graph.to_json()).lower()


@pytest.mark.parametrize("label", STACKS)
def test_the_documents_names_are_exported_and_secrets_are_secret(label: str) -> None:
    outputs = named(label, "up").outputs

    assert {"RDS_HOSTNAME", "RDS_PASSWORD", "JWT_SECRET", "REDIS_ENDPOINT", "url", "cdnUrl"} <= outputs.keys()
    assert {name for name, value in outputs.items() if isinstance(value, Secret)} == {"RDS_PASSWORD", "JWT_SECRET"}


@pytest.mark.parametrize("label", STACKS)
def test_no_generated_secret_is_ever_printed(label: str) -> None:
    graph = named(label, "up")
    secrets = [
        str(unwrap(resource.inputs[key]))
        for resource in graph.resources
        for key in ("password", "authToken", "value")
        if key in resource.inputs and resource.inputs.get("type") in (None, "SecureString")
    ]
    printed = json.dumps(graph.to_json())

    # The master's password and the cache's token, where they are used and as parameters; three database roles; db/url,
    # jwt/secret, session/secret. With copies all eight parameters twice. A recovery stack adopts five of them.
    assert len(secrets) == {"prod": 18, "dr": 5}.get(label, 10)
    assert [secret for secret in secrets if secret in printed] == []


@pytest.mark.parametrize("label", STACKS)
def test_every_regional_resource_goes_through_the_programs_own_provider(label: str) -> None:
    graph = named(label)
    own, copies = ("ap-northeast-3", None) if label == "dr" else ("ap-northeast-1", "ap-northeast-3")
    elsewhere = {
        (resource.type.split("/")[0], resource.region)
        for resource in graph.resources
        if resource.type.startswith("aws:") and resource.region not in (own, copies)
    }

    # A resource of the default provider is refused when it is recorded. None are global services.
    services = {service for service, region in elsewhere if region is None}
    assert services <= {"aws:budgets", "aws:cloudfront", "aws:iam", "aws:route53"}
    assert {pair for pair in elsewhere if pair[1] is not None} <= {
        ("aws:acm", "us-east-1"),
        ("aws:cloudwatch", "us-east-1"),
        ("aws:kms", "us-east-1"),
        ("aws:sns", "us-east-1"),
        ("aws:sqs", "us-east-1"),
        ("aws:chatbot", "ap-southeast-1"),
    }
    copied = {r.type.split("/")[0] for r in graph.resources if copies and r.region == copies}
    assert copied == ({"aws:rds", "aws:kms", "aws:backup", "aws:s3", "aws:ssm"} if label == "prod" else set())
    assert len(list(graph.of_type("pulumi:providers:aws"))) == 1


@pytest.mark.parametrize("label", STACKS)
def test_physical_names_are_taken_once(label: str) -> None:
    named_resources = [
        (resource.type, resource.region, str(resource.inputs[key]))
        for resource in named(label, "up").resources
        for key in ("name", "identifier", "replicationGroupId", "family")
        if key in resource.inputs and resource.custom and resource.type != "aws:route53/record:Record"
    ]

    assert len(named_resources) == len(set(named_resources))


def test_an_update_never_sends_the_weights_that_ecs_owns() -> None:
    for rule in named("prod").of_type(RULE):
        assert rule.ignore_changes == ("actions",)
    for service in named("prod").of_type(SERVICE):
        assert service.ignore_changes == ("desiredCount",)


def test_a_third_service_is_configuration() -> None:
    image = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/reports@sha256:{'0' * 64}"
    change = f"megane:services.reports={{image: '{image}', port: 3002, paths: ['/reports/*'], priority: 150}}"
    graph = stack_graph("up", "prod", change)

    new = {resource.name for resource in graph.resources} - {resource.name for resource in named("prod").resources}
    assert {"megane-reports", "megane-reports-blue", "megane-reports-production", "megane-watch-reports-cpu"} <= new
    assert {"megane-alb-to-services-3002-ingress", "megane-alb-to-services-3002-egress"} <= new
    assert len(list(graph.of_type(SERVICE))) == 3


def test_a_worker_has_no_way_in() -> None:
    image = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/mailer@sha256:{'0' * 64}"
    graph = stack_graph("up", "prod", f"megane:services.mailer={{image: '{image}'}}")

    service = graph.find(SERVICE, "megane-mailer")
    assert "loadBalancers" not in service.inputs
    assert len(list(graph.of_type(RULE))) == 4
    (container,) = json.loads(str(unwrap(graph.find(TASK, "megane-mailer").inputs["containerDefinitions"])))
    assert (container["secrets"], "portMappings" in container) == ([], False)


def test_a_users_own_secret_reaches_the_task_by_reference_only() -> None:
    loaded = stackfile.load(ROOT, "prod")
    secrets = json.dumps({"MAIL_KEY": stackfile.UNKNOWN})  # what an encrypted value is offline
    graph = record(
        loaded.directory,
        project=loaded.project,
        stack=loaded.name,
        config={**loaded.config, "megane:apiSecrets": secrets},
        secret_keys=["megane:apiSecrets"],
        view="up",
    )

    parameter = graph.find("aws:ssm/parameter:Parameter", "megane-app-api-MAIL_KEY").inputs
    assert (parameter["type"], parameter["value"]) == ("SecureString", Secret(UNKNOWN))
    containers = {
        task.name: json.loads(str(unwrap(task.inputs["containerDefinitions"])))[0] for task in graph.of_type(TASK)
    }
    told = {name: [secret["name"] for secret in container["secrets"]] for name, container in containers.items()}
    told[JOB] = sorted(told[JOB])
    assert told == {
        "megane-backend": ["JWT_SECRET", "MAIL_KEY", "POSTGRES_PASSWORD", "REDIS_AUTH_TOKEN", "SESSION_SECRET"],
        "megane-frontend": [],
        JOB: ["APPLICATION_PASSWORD", "MIGRATION_PASSWORD", "PGPASSWORD", "READ_ONLY_PASSWORD"],
        "megane-operations": ["PGPASSWORD"],
        "megane-operations-migration": ["POSTGRES_PASSWORD"],
    }


def test_a_mistake_in_the_settings_registers_nothing() -> None:
    loaded = stackfile.load(ROOT, "prod", ["megane:databse.multiAz=true"])
    counted: list[int] = []

    with pytest.raises(pulumi.RunError, match="did you mean database"):
        record(
            loaded.directory,
            project=loaded.project,
            stack=loaded.name,
            config=loaded.config,
            view="up",
            on_resource=counted.append,
        )

    assert counted == []


def test_a_limit_that_many_services_cross_is_refused_with_its_number() -> None:
    image = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/x@sha256:{'0' * 64}"
    many = [
        f"megane:services.s{n}={{image: '{image}', port: 4000, paths: ['/s{n}'], priority: {1000 + 10 * n}}}"
        for n in range(49)
    ]

    with pytest.raises(pulumi.RunError, match="needs 102 listener rules on one load balancer, AWS allows 100"):
        stack_graph("up", "prod", *many)


@pytest.mark.parametrize("label", STACKS)
def test_names_that_pulumi_completes_fit_what_aws_takes(label: str) -> None:
    kinds = ("aws:lb/loadBalancer:LoadBalancer", "aws:lb/targetGroup:TargetGroup")

    assert [r.name for r in named(label).of_type(*kinds) if len(f"{r.name}-1234567") > 32] == []


def test_a_resource_of_the_default_provider_is_refused() -> None:
    config = stackfile.load(ROOT, "dev").config

    with pytest.raises(DefaultProviderError, match="Topic::stray has no provider"):
        record(lambda: aws.sns.Topic("stray"), project="megane", stack="dev", config=config, view="preview")


@pytest.mark.parametrize("label", STACKS)
def test_the_monthly_backup_has_every_database(label: str) -> None:
    """By the resource that it refers to, and by the ARN that this will have."""
    graph, created = named(label), named(label, "up")
    originals = {r.urn: r for r in graph.of_type(INSTANCE) if "replicateSourceDb" not in r.inputs}

    assert set(one(graph, SELECTION).property_dependencies["resources"]) == originals.keys()
    arns = {
        f"arn:aws:rds:{resource.region}:111122223333:db:{resource.inputs['identifier']}"
        for resource in originals.values()
    }
    chosen = one(created, SELECTION).inputs["resources"]
    assert isinstance(chosen, list)
    assert set(chosen) == arns


@pytest.mark.parametrize("label", STACKS)
def test_pools_of_both_colours_fit_into_the_server(label: str) -> None:
    graph = named(label, "up")
    most = {target.name: target.inputs["maxCapacity"] for target in graph.of_type(TARGET)}
    pools = 0
    for task in graph.of_type(TASK):
        (container,) = json.loads(str(unwrap(task.inputs["containerDefinitions"])))
        told = {variable["name"]: variable["value"] for variable in container["environment"]}
        pools += 2 * int(str(most.get(task.name, 0))) * int(told.get("DB_POOL_MAX", 0))
    settings = {
        str(parameter["name"]): str(parameter["value"])
        for parameter in unwrap_list(one(graph, "aws:rds/parameterGroup:ParameterGroup").inputs["parameters"])
    }

    assert 0 < pools <= 0.8 * int(settings["max_connections"])
