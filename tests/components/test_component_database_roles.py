"""The job that makes the database roles: what it runs, what it is told, and how little it may do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offline.graph import Graph
from planning.database_roles import COMMAND, environment, sql
from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import TASKS_OF_THIS_ACCOUNT, dependencies, find, inputs, made, outputs, parsed, statements
from tests.conftest import Record

MANAGED = "arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:rds!db-1-AbCdEf"
MANY = (
    64 * 1024
)  # characters of a task definition: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
ROLE_SECRETS = {
    "APPLICATION_PASSWORD": "arn:parameter/APPLICATION",
    "MIGRATION_PASSWORD": "arn:parameter/MIGRATION",
    "READ_ONLY_PASSWORD": "arn:parameter/READ_ONLY",
}


def managed() -> object:
    return build.database_roles(master_password_from=None, managed_secret_arn=MANAGED)


def container(graph: Graph) -> dict[str, Any]:
    (only,) = parsed(inputs(graph, "ecs.TaskDefinition roles")["containerDefinitions"])
    assert isinstance(only, dict)
    return only


def test_what_the_job_is_made_of(record: Record) -> None:
    graph = record(build.database_roles)

    assert made(graph) == {
        "megane:data:DatabaseRoles roles",
        "cloudwatch.LogGroup roles",
        "iam.Role roles-execution",
        "iam.RolePolicy roles-execution",
        "iam.RolePolicyAttachment roles-execution-managed",
        "iam.Role roles-task",
        "ecs.TaskDefinition roles",
    }
    assert {"iam.RolePolicy roles-execution", "iam.RolePolicyAttachment roles-execution-managed"} <= dependencies(
        graph, "ecs.TaskDefinition roles"
    )


def test_the_task(record: Record) -> None:
    graph = record(build.database_roles, view="up")

    task = inputs(graph, "ecs.TaskDefinition roles")
    task.pop("containerDefinitions")
    assert task == {
        "family": "megane-test-database-roles",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/roles-execution-{_suffix(graph, 'execution')}",
        "taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/roles-task-{_suffix(graph, 'task')}",
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "volumes": [{"name": "tmp"}],
        "skipDestroy": True,
    }


def _suffix(graph: Graph, role: str) -> str:
    """The end that Pulumi gave to the name of a role."""
    arn = str(inputs(graph, "ecs.TaskDefinition roles")[f"{role}RoleArn"])
    return arn.rpartition("-")[2]


def test_the_container_has_no_privileges_and_holds_no_secret(record: Record) -> None:
    assert container(record(build.database_roles, view="up")) == {
        "name": "database-roles",
        "image": "registry/psql@sha256:abc",
        "entryPoint": ["sh", "-ec"],
        "command": [COMMAND],
        "essential": True,
        "readonlyRootFilesystem": True,
        "user": "1000",
        "privileged": False,
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
        "stopTimeout": 30,
        "environment": [
            {"name": "PGAPPNAME", "value": "database-roles"},
            {"name": "PGCONNECT_TIMEOUT", "value": "10"},
            {"name": "PGDATABASE", "value": "megane"},
            {"name": "PGHOST", "value": "db.internal"},
            {"name": "PGPORT", "value": "5432"},
            {"name": "PGSSLMODE", "value": "verify-full"},
            {"name": "PGSSLROOTCERT", "value": "/dev/shm/rds.pem"},  # noqa: S108
            {"name": "PGUSER", "value": "megane_admin"},
            {
                "name": "RDS_CERTIFICATES",
                "value": "https://truststore.pki.rds.amazonaws.com/ap-northeast-1/ap-northeast-1-bundle.pem",
            },
            {"name": "ROLES_SQL", "value": sql()},
        ],
        "secrets": [
            {"name": "APPLICATION_PASSWORD", "valueFrom": "arn:parameter/APPLICATION"},
            {"name": "MIGRATION_PASSWORD", "valueFrom": "arn:parameter/MIGRATION"},
            {"name": "PGPASSWORD", "valueFrom": "arn:parameter/master"},
            {"name": "READ_ONLY_PASSWORD", "valueFrom": "arn:parameter/READ_ONLY"},
        ],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/ecs/test/database-roles",
                "awslogs-region": "ap-northeast-1",
                "awslogs-stream-prefix": "database-roles",
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
    }


def test_it_writes_where_a_read_only_root_does_not_matter(record: Record) -> None:
    """A volume belongs to root unless the image says otherwise; shared memory is everybody's."""
    assert container(record(build.database_roles, view="up"))["readonlyRootFilesystem"] is True
    assert environment("ap-northeast-1")["PGSSLROOTCERT"].startswith("/dev/shm/")  # noqa: S108


def test_the_script_fits_into_a_task_definition(record: Record) -> None:
    assert len(json.dumps(container(record(build.database_roles, view="up")))) < MANY / 2


def test_who_changed_roles_is_known_for_a_year(record: Record) -> None:
    assert inputs(record(build.database_roles), "cloudwatch.LogGroup roles") == {
        "name": "/ecs/test/database-roles",
        "retentionInDays": 365,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }


@pytest.mark.parametrize("role", ["execution", "task"])
def test_the_roles_are_for_tasks_of_this_account(record: Record, role: str) -> None:
    assert (
        statements(inputs(record(build.database_roles), f"iam.Role roles-{role}")["assumeRolePolicy"])
        == TASKS_OF_THIS_ACCOUNT
    )


def test_what_starts_the_job_reads_its_secrets_and_no_other(record: Record) -> None:
    graph = record(build.database_roles, view="up")

    assert statements(inputs(graph, "iam.RolePolicy roles-execution")["policy"]) == {
        "ReadItsOwnSecrets": {
            "Effect": "Allow",
            "Action": ["ssm:GetParameters"],
            "Resource": [*ROLE_SECRETS.values(), "arn:parameter/master"],
        },
        "DecryptThem": {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "arn:key/data"},
    }
    assert inputs(graph, "iam.RolePolicyAttachment roles-execution-managed")["policyArn"] == (
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    )


def test_a_password_that_rds_keeps_is_read_from_its_secret(record: Record) -> None:
    graph = record(managed, view="up")

    secrets = {one["name"]: one["valueFrom"] for one in container(graph)["secrets"]}
    assert secrets == {**ROLE_SECRETS, "PGPASSWORD": f"{MANAGED}:password::"}
    assert statements(inputs(graph, "iam.RolePolicy roles-execution")["policy"]) == {
        "ReadTheMaster": {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": MANAGED},
        "ReadItsOwnSecrets": {
            "Effect": "Allow",
            "Action": ["ssm:GetParameters"],
            "Resource": [*ROLE_SECRETS.values()],
        },
        "DecryptThem": {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "arn:key/data"},
    }


def test_what_others_are_told(record: Record) -> None:
    graph = record(lambda: outputs(build.database_roles()), view="up")

    assert graph.outputs["log_group"] == find(graph, "cloudwatch.LogGroup roles").inputs["name"]
    assert str(graph.outputs["task_definition_arn"]).startswith(
        f"arn:aws:ecs:ap-northeast-1:{ACCOUNT}:task-definition/megane-test-database-roles:"
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"managed_secret_arn": MANAGED}, "the master's password is in exactly one place"),
        ({"master_password_from": None}, "the master's password is in exactly one place"),
        (
            {"secrets": {**ROLE_SECRETS, "OTHER": "arn:parameter/other"}},
            "secrets must be those of the script: OTHER too many or missing",
        ),
        (
            {"secrets": {"APPLICATION_PASSWORD": "arn:parameter/1"}},
            "secrets must be those of the script: MIGRATION_PASSWORD, READ_ONLY_PASSWORD too many or missing",
        ),
    ],
)
def test_the_passwords_are_those_of_the_script(record: Record, changes: dict[str, Any], refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        record(lambda: build.database_roles(**changes))
