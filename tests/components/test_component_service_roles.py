"""What a task may do: to start, and while it works."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components import build
from tests.components.build import ACCOUNT, task_inputs
from tests.components.look import TASKS_OF_THIS_ACCOUNT, inputs, statements
from tests.conftest import Record


@pytest.mark.parametrize("role", ["execution", "task"])
def test_the_roles_are_for_tasks_of_this_account(record: Record, role: str) -> None:
    assert (
        statements(inputs(record(build.service), f"iam.Role web-{role}")["assumeRolePolicy"]) == TASKS_OF_THIS_ACCOUNT
    )


def test_what_starts_a_task_reads_its_own_secrets_and_no_other(record: Record) -> None:
    graph = record(build.service, view="up")

    assert statements(inputs(graph, "iam.RolePolicy web-execution")["policy"]) == {
        "ReadItsOwnSecrets": {
            "Effect": "Allow",
            "Action": ["ssm:GetParameters"],
            "Resource": ["arn:parameter/jwt"],
        },
        "DecryptThem": {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "arn:key/data"},
    }
    assert inputs(graph, "iam.RolePolicyAttachment web-execution-managed")["policyArn"] == (
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    )


LOGS = {
    "WriteLogs": {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"arn:aws:logs:ap-northeast-1:{ACCOUNT}:log-group:/ecs/test/api:*",
    }
}
PARAMETERS = {
    "ReadItsOwnParameters": {
        "Effect": "Allow",
        "Action": ["ssm:GetParameter", "ssm:GetParameters"],
        "Resource": ["arn:parameter/jwt"],
    }
}
FILES = {
    "ReadAndWriteFiles": {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "Resource": ["arn:aws:s3:::files/uploads/*", "arn:aws:s3:::files/public/*"],
    },
    "ListFiles": {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::files"},
}
KEY = {
    "UseTheDataKey": {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "arn:key/data"}
}


@pytest.mark.parametrize(
    ("told", "allowed"),
    [
        ({}, LOGS | PARAMETERS | FILES | KEY),
        ({"uploads_arn": None}, LOGS | PARAMETERS | KEY),
        ({"secrets": {}}, LOGS | FILES | KEY),
        ({"secrets": {}, "uploads_arn": None}, LOGS),
    ],
)
def test_the_application_may_do_what_it_was_told_of(
    record: Record, told: dict[str, Any], allowed: dict[str, Any]
) -> None:
    graph = record(lambda: build.service(inputs=task_inputs(**told)), view="up")

    assert statements(inputs(graph, "iam.RolePolicy web-task")["policy"]) == allowed
