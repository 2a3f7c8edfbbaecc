"""One-off tasks: what people and migrations run in, what they are told, and how little each may do."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from offline.graph import Graph
from planning.one_off import SESSION_COMMAND, SESSION_SECONDS, Migration
from tests.components import build
from tests.components.build import ACCOUNT, REGION
from tests.components.look import below, dependencies, inputs, outputs, parsed, statements
from tests.conftest import Record

LONG = "containerDefinitions"


def task(graph: Graph, name: str) -> dict[str, Any]:
    """A task definition without its container."""
    return {key: one for key, one in inputs(graph, f"ecs.TaskDefinition {name}").items() if key != LONG}


def container(graph: Graph, name: str) -> dict[str, Any]:
    (only,) = parsed(inputs(graph, f"ecs.TaskDefinition {name}")[LONG])
    assert isinstance(only, dict)
    return only


def beside_its_database() -> None:
    database = build.database()
    pulumi.export("host", database.host)
    build.operations(database=database)


def role(graph: Graph, name: str, kind: str) -> str:
    """The ARN of a role that the graph has under that logical name."""
    arn = task(graph, name)[f"{kind}RoleArn"]
    assert str(arn).startswith(f"arn:aws:iam::{ACCOUNT}:role/{name}-{kind}-")
    assert f"iam.Role {name}-{kind}" in dependencies(graph, f"ecs.TaskDefinition {name}")
    return str(arn)


def logs_to(label: str) -> dict[str, Any]:
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": f"/ecs/test/{label}",
            "awslogs-region": REGION,
            "awslogs-stream-prefix": label,
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        },
    }


def test_what_it_is_made_of(record: Record) -> None:
    parts = {
        "cloudwatch.LogGroup {}",
        "ecs.TaskDefinition {}",
        "iam.Role {}-execution",
        "iam.RolePolicy {}-execution",
        "iam.RolePolicyAttachment {}-execution-managed",
        "iam.Role {}-task",
    }
    people = {"megane:app:Operations ops", "iam.RolePolicy ops-task", *(one.format("ops") for one in parts)}
    graph = record(build.operations)

    assert below(graph, "megane:app:Operations") == people | {one.format("ops-migration") for one in parts}
    alone = record(lambda: build.operations(migration=None))
    assert below(alone, "megane:app:Operations") == people


@pytest.mark.parametrize("name", ["ops", "ops-migration"])
def test_whoever_is_told_of_a_task_can_run_it(record: Record, name: str) -> None:
    graph = record(build.operations)
    allowed = {f"iam.RolePolicy {name}-execution", f"iam.RolePolicyAttachment {name}-execution-managed"}
    allowed |= {"iam.RolePolicy ops-task"} if name == "ops" else set()

    assert allowed <= dependencies(graph, f"ecs.TaskDefinition {name}")


def test_the_task_of_people(record: Record) -> None:
    graph = record(build.operations, view="up")

    assert task(graph, "ops") == {
        "family": "megane-test-operations",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": role(graph, "ops", "execution"),
        "taskRoleArn": role(graph, "ops", "task"),
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "skipDestroy": True,
    }


def test_people_read_and_can_be_forgotten(record: Record) -> None:
    graph = record(beside_its_database, view="up")

    assert container(graph, "ops") == {
        "name": "operations",
        "image": "registry/psql@sha256:abc",
        "entryPoint": ["sh", "-ec"],
        "command": [SESSION_COMMAND],
        "essential": True,
        "readonlyRootFilesystem": False,
        "user": "1000",
        "privileged": False,
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [],
        "stopTimeout": 30,
        "environment": [
            {"name": "PGAPPNAME", "value": "operations"},
            {"name": "PGCONNECT_TIMEOUT", "value": "10"},
            {"name": "PGDATABASE", "value": "megane"},
            {"name": "PGHOST", "value": graph.outputs["host"]},
            {"name": "PGPORT", "value": "5432"},
            {"name": "PGSSLMODE", "value": "verify-full"},
            {"name": "PGSSLROOTCERT", "value": "/dev/shm/rds.pem"},  # noqa: S108
            {"name": "PGUSER", "value": "megane_read_only"},
            {
                "name": "RDS_CERTIFICATES",
                "value": f"https://truststore.pki.rds.amazonaws.com/{REGION}/{REGION}-bundle.pem",
            },
        ],
        "secrets": [{"name": "PGPASSWORD", "valueFrom": "arn:parameter/READ_ONLY"}],
        "logConfiguration": logs_to("operations"),
    }
    assert SESSION_COMMAND.splitlines()[-1] == f"exec sleep {SESSION_SECONDS}"
    assert SESSION_SECONDS == 3600


def test_the_task_of_migrations(record: Record) -> None:
    graph = record(beside_its_database, view="up")

    assert task(graph, "ops-migration") == {
        "family": "megane-test-migration",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "executionRoleArn": role(graph, "ops-migration", "execution"),
        "taskRoleArn": role(graph, "ops-migration", "task"),
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "volumes": [{"name": "tmp"}],
        "skipDestroy": True,
    }
    assert container(graph, "ops-migration") == {
        "name": "migration",
        "image": "registry/api@sha256:abc",
        "command": ["npm", "run", "migrate"],
        "essential": True,
        "readonlyRootFilesystem": True,
        "user": "1000",
        "privileged": False,
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
        "stopTimeout": 30,
        "environment": [
            {"name": "AWS_REGION", "value": REGION},
            {"name": "DB_HOST", "value": graph.outputs["host"]},
            {"name": "DB_NAME", "value": "megane"},
            {"name": "DB_PORT", "value": "5432"},
            {"name": "DB_SSL", "value": "verify-full"},
            {"name": "DB_USER", "value": "megane_migration"},
            {"name": "LOG_FORMAT", "value": "json"},
            {"name": "NODE_ENV", "value": "production"},
        ],
        "secrets": [{"name": "POSTGRES_PASSWORD", "valueFrom": "arn:parameter/MIGRATION"}],
        "logConfiguration": logs_to("migration"),
    }


@pytest.mark.parametrize(("name", "label"), [("ops", "operations"), ("ops-migration", "migration")])
def test_what_they_said_is_kept_for_a_year(record: Record, name: str, label: str) -> None:
    assert inputs(record(build.operations), f"cloudwatch.LogGroup {name}") == {
        "name": f"/ecs/test/{label}",
        "retentionInDays": 365,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }


@pytest.mark.parametrize(("name", "password"), [("ops", "READ_ONLY"), ("ops-migration", "MIGRATION")])
def test_each_reads_the_password_of_its_own_role_and_no_other(record: Record, name: str, password: str) -> None:
    assert statements(inputs(record(build.operations, view="up"), f"iam.RolePolicy {name}-execution")["policy"]) == {
        "ReadItsOwnSecrets": {
            "Effect": "Allow",
            "Action": ["ssm:GetParameters"],
            "Resource": [f"arn:parameter/{password}"],
        },
        "DecryptThem": {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "arn:key/data"},
    }


def test_a_session_may_be_opened_and_is_written_down(record: Record) -> None:
    logs = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"
    graph = record(lambda: build.operations(cluster=build.cluster(logs_key_arn="arn:key/sessions")), view="up")

    assert statements(inputs(graph, "iam.RolePolicy ops-task")["policy"]) == {
        "BeTalkedTo": {
            "Effect": "Allow",
            "Action": [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "Resource": "*",
        },
        "FindTheLog": {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": "*"},
        "WriteTheLog": {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": f"{logs}:/ecs-exec/megane-test:*",
        },
        "DecryptTheChannel": {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "arn:key/sessions"},
    }


def test_what_others_are_told(record: Record) -> None:
    graph = record(lambda: outputs(build.operations()), view="up")

    definitions = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/megane-test"
    assert str(graph.outputs["task_definition_arn"]).startswith(f"{definitions}-operations:")
    assert str(graph.outputs["migration_task_definition_arn"]).startswith(f"{definitions}-migration:")


def test_a_migration_has_a_command() -> None:
    with pytest.raises(ValueError, match="a migration needs a command: the image's own may be the server that it"):
        Migration(image="registry/api@sha256:abc", command=[], cpu_architecture="ARM64")
