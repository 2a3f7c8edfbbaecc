"""How a service runs: its container, and the deployment that goes back by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.service import Service
from offline.graph import Graph
from offline.values import UNKNOWN
from planning.night import Night
from tests.components import build
from tests.components.build import ACCOUNT, SPEC, WORKER, task_inputs
from tests.components.look import below, dependencies, find, inputs, outputs, parsed, part
from tests.conftest import Record

COMPONENT = "megane:app:Service"
NIGHT = Night(min_tasks=1, max_tasks=2, start="22:00", end="07:00")
TASK = {
    f"{COMPONENT} web",
    "cloudwatch.LogGroup web",
    "cloudwatch.LogMetricFilter web-errors",
    "cloudwatch.LogMetricFilter web-failed-logins",
    "cloudwatch.LogMetricFilter web-sessions",
    "iam.Role web-execution",
    "iam.RolePolicyAttachment web-execution-managed",
    "iam.Role web-task",
    "iam.RolePolicy web-task",
    "ecs.TaskDefinition web",
    "ecs.Service web",
    "appautoscaling.Target web",
    "appautoscaling.Policy web-cpu",
    "appautoscaling.Policy web-memory",
}
SECRETS = {"iam.RolePolicy web-execution"}
TRAFFIC = {
    "lb.TargetGroup web-blue",
    "lb.TargetGroup web-green",
    "lb.ListenerRule web-production",
    "lb.ListenerRule web-test",
    "cloudwatch.MetricAlarm web-api-deployment-errors",
    "cloudwatch.MetricAlarm web-api-deployment-unhealthy",
    "cloudwatch.MetricAlarm web-api-deployment-latency",
    "appautoscaling.Policy web-requests",
}


def worker() -> Service:
    """Nothing calls it."""
    return build.service(spec=WORKER)


def container(graph: Graph) -> dict[str, Any]:
    (only,) = parsed(inputs(graph, "ecs.TaskDefinition web")["containerDefinitions"])
    assert isinstance(only, dict)
    return only


def test_what_a_service_is_made_of(record: Record) -> None:
    without_secrets = record(lambda: build.service(spec=WORKER, inputs=task_inputs(secrets={})))

    assert below(record(build.service), COMPONENT) == TASK | SECRETS | TRAFFIC
    assert below(record(worker), COMPONENT) == TASK | SECRETS
    assert below(without_secrets, COMPONENT) == TASK


def test_the_container_has_no_privileges_and_holds_no_secret(record: Record) -> None:
    health = 'fetch("http://localhost:3001/health").then(r=>process.exit(r.ok?0:1)).catch(()=>process.exit(1))'

    assert container(record(build.service, view="up")) == {
        "name": "api",
        "image": "registry/api@sha256:abc",
        "essential": True,
        "readonlyRootFilesystem": True,
        "user": "1000",
        "privileged": False,
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
        "stopTimeout": 30,
        "environment": [{"name": "PORT", "value": "3001"}],
        "secrets": [{"name": "JWT_SECRET", "valueFrom": "arn:parameter/jwt"}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/ecs/test/api",
                "awslogs-region": "ap-northeast-1",
                "awslogs-stream-prefix": "api",
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
        "portMappings": [{"containerPort": 3001, "protocol": "tcp", "name": "api", "appProtocol": "http"}],
        "healthCheck": {
            "command": ["CMD", "node", "-e", health],
            "interval": 30,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 60,
        },
    }


def test_a_worker_has_neither_port_nor_health_check(record: Record) -> None:
    assert not {"portMappings", "healthCheck"} & container(record(worker, view="up")).keys()


def test_the_task_definition(record: Record) -> None:
    graph = record(build.service)

    definition = inputs(graph, "ecs.TaskDefinition web")
    del definition["containerDefinitions"]
    assert definition == {
        "family": "megane-test-api",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "executionRoleArn": UNKNOWN,
        "taskRoleArn": UNKNOWN,
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "volumes": [{"name": "tmp"}],
        "skipDestroy": True,
    }
    held = find(graph, "ecs.TaskDefinition web").property_dependencies
    assert held["executionRoleArn"] == (find(graph, "iam.Role web-execution").urn,)
    assert held["taskRoleArn"] == (find(graph, "iam.Role web-task").urn,)
    assert inputs(graph, "cloudwatch.LogGroup web") == {
        "name": "/ecs/test/api",
        "retentionInDays": 30,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }


@pytest.mark.parametrize("durable", [True, False])
def test_the_service(record: Record, durable: bool) -> None:
    graph = record(lambda: build.service(build.DURABLE if durable else build.PLACE))

    service = inputs(graph, "ecs.Service web")
    del service["loadBalancers"]
    assert service == {
        "name": "api",
        "cluster": UNKNOWN,
        "taskDefinition": UNKNOWN,
        "desiredCount": 2,
        "launchType": "FARGATE",
        "platformVersion": "LATEST",
        "propagateTags": "SERVICE",
        "enableEcsManagedTags": True,
        "enableExecuteCommand": False,
        "healthCheckGracePeriodSeconds": 60,
        "availabilityZoneRebalancing": "ENABLED",
        "deploymentMinimumHealthyPercent": 100,
        "deploymentMaximumPercent": 200,
        "networkConfiguration": {
            "subnets": ["subnet-a", "subnet-c"],
            "securityGroups": [UNKNOWN],
            "assignPublicIp": False,
        },
        "deploymentController": {"type": "ECS"},
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "10"},
        "alarms": {
            "alarmNames": [
                "megane-test-api-deployment-errors",
                "megane-test-api-deployment-latency",
                "megane-test-api-deployment-unhealthy",
            ],
            "enable": True,
            "rollback": True,
        },
        "waitForSteadyState": True,
        "sigintRollback": True,
        "forceDelete": not durable,
    }
    assert find(graph, "ecs.Service web").ignore_changes == ("desiredCount",)


def test_ecs_shifts_between_the_two_rules_and_groups(record: Record) -> None:
    graph = record(build.service, view="up")

    def arn(key: str) -> object:
        return balancer["advancedConfiguration"][key]

    (balancer,) = part(inputs(graph, "ecs.Service web")["loadBalancers"])
    production = part(inputs(graph, "lb.ListenerRule web-production")["actions"], 0, "forward", "targetGroups")
    assert (balancer["containerName"], balancer["containerPort"]) == ("api", 3001)
    assert [group["arn"] for group in production] == [
        balancer["targetGroupArn"],
        arn("alternateTargetGroupArn"),
    ]
    assert "/web-blue" in balancer["targetGroupArn"]
    assert str(arn("roleArn")).startswith(f"arn:aws:iam::{ACCOUNT}:role/cluster-infrastructure")
    held = find(graph, "ecs.Service web").property_dependencies["loadBalancers"]
    for needed in ("lb.ListenerRule web-production", "lb.ListenerRule web-test"):
        assert find(graph, needed).urn in held
    assert arn("productionListenerRule") != arn("testListenerRule")


def test_the_service_is_made_after_and_deleted_before_what_it_needs(record: Record) -> None:
    waits = dependencies(record(build.service), "ecs.Service web")

    assert waits >= {
        "iam.RolePolicyAttachment cluster-infrastructure",
        "iam.RolePolicyAttachment web-execution-managed",
        "iam.RolePolicy web-execution",
        "lb.ListenerRule web-production",
        "lb.ListenerRule web-test",
        "cloudwatch.MetricAlarm web-api-deployment-errors",
        "cloudwatch.MetricAlarm web-api-deployment-unhealthy",
        "cloudwatch.MetricAlarm web-api-deployment-latency",
    }


def test_outputs(record: Record) -> None:
    graph = record(lambda: outputs(build.service()), view="up")

    assert graph.outputs == {
        "service_name": "api",
        "task_definition_arn": f"arn:aws:ecs:ap-northeast-1:{ACCOUNT}:task-definition/megane-test-api:1",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"port": None}, "a port needs a priority and paths, and they a port"),
        ({"priority": None}, "a port needs a priority and paths, and they a port"),
        ({"paths": ()}, "a port needs a priority and paths, and they a port"),
        ({"port": None, "priority": None}, "a port needs a priority and paths, and they a port"),
        ({"min_tasks": 0}, "min_tasks 0 must be at least 1 and at most max_tasks 6"),
        ({"min_tasks": 7}, "min_tasks 7 must be at least 1 and at most max_tasks 6"),
        ({"night_tasks": replace(NIGHT, max_tasks=7)}, "night tasks 1 to 7 must be within 0 to 6"),
        ({"night_tasks": replace(NIGHT, min_tasks=3)}, "night tasks 3 to 2 must be within 0 to 6"),
    ],
)
def test_a_contradictory_service_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        replace(SPEC, **changes)

    assert str(raised.value) == message
