"""What each role may do, action by action: another one has to be written down here first."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.keys import KeyArns
from offline.graph import Graph, Resource
from tests.components import build, build_hooks
from tests.components.build import ACCOUNT, REGION, known, task_inputs
from tests.components.look import inputs, statements
from tests.conftest import Record

LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
ACTIONS: dict[str, set[str]] = {
    "cluster-infrastructure": set(),
    "ops-execution": {"ssm:GetParameters", "kms:Decrypt"},
    "ops-task": {
        *LOGS,
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "kms:Decrypt",
    },
    "ops-migration-execution": {"ssm:GetParameters", "kms:Decrypt"},
    "ops-migration-task": set(),
    "roles-execution": {"ssm:GetParameters", "kms:Decrypt"},
    "roles-task": set(),
    "web-execution": {"ssm:GetParameters", "kms:Decrypt"},
    "web-task": {
        *LOGS,
        "ssm:GetParameter",
        "ssm:GetParameters",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:ListBucket",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    },
    "signed-function": {
        *LOGS,
        "ecs:DescribeServiceDeployments",
        "ecs:DescribeServiceRevisions",
        "ecs:DescribeTaskDefinition",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "signer:GetRevocationStatus",
        "kms:Decrypt",
    },
    "signed-invoke": {"lambda:InvokeFunction"},
    "smoke-function": {*LOGS, "ssm:GetParameter", "kms:Decrypt"},
    "smoke-invoke": {"lambda:InvokeFunction"},
}
MANAGED = {
    "cluster-infrastructure": "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
    **{
        f"{task}-execution-managed": "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        for task in ("ops", "ops-migration", "roles", "web")
    },
}
UNNARROWED = {
    "signed-function ReadTaskDefinitions",  # ECS knows no resource for ecs:DescribeTaskDefinition
    "ops-task BeTalkedTo",  # nor does ssmmessages for anything
    "ops-task FindTheLog",  # nor does CloudWatch Logs for logs:DescribeLogGroups
}
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123"
SECRET = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/megane/test/jwt/secret"


def everything() -> None:
    """A service with all that it can be told, both hooks and the one-off tasks, with ARNs in their real form."""
    keys = KeyArns(*(known(KEY) for _ in range(4)))
    checked, tested = build_hooks.signature_check(keys=keys), build_hooks.smoke_test(keys=keys)
    cluster = build.cluster(logs_key_arn=KEY)
    passwords = {f"{role}_PASSWORD": SECRET for role in ("APPLICATION", "MIGRATION", "READ_ONLY")}
    build.database_roles(keys=keys, master_password_from=SECRET, secrets=passwords)
    database = build.database(size=replace(build.DATABASE_SIZE, monitoring_interval_seconds=0))
    build.operations(keys=keys, cluster=cluster, database=database, passwords=passwords)
    build.service(
        cluster=cluster,
        keys=keys,
        inputs=task_inputs(secrets={"JWT": SECRET}),
        hooks=[checked.hook, tested.asking(["/health"])],
    )


def documents(graph: Graph) -> dict[str, dict[str, Any]]:
    return {
        policy.name: statements(policy.inputs["policy"]) for policy in graph.of_type("aws:iam/rolePolicy:RolePolicy")
    }


def test_each_role_may_do_what_is_listed_and_no_more(record: Record) -> None:
    graph = record(everything, view="up")

    assert {role.name for role in graph.of_type("aws:iam/role:Role")} == set(ACTIONS)
    told = documents(graph)
    allowed = {name: {action for one in told[name].values() for action in one["Action"]} for name in told}
    assert allowed == {name: actions for name, actions in ACTIONS.items() if actions}
    attached = graph.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert {one.name: one.inputs["policyArn"] for one in attached} == MANAGED


def test_only_what_cannot_be_narrowed_is_allowed_everywhere(record: Record) -> None:
    told = documents(record(everything, view="up"))

    everywhere = {f"{name} {sid}" for name, all_ in told.items() for sid, one in all_.items() if one["Resource"] == "*"}
    assert everywhere == UNNARROWED
    assert all(one["Effect"] == "Allow" for all_ in told.values() for one in all_.values())


def test_only_the_service_that_a_role_is_for_takes_it_on(record: Record) -> None:
    graph = record(everything, view="up")

    def principal(role: Resource) -> object:
        (only,) = statements(role.inputs["assumeRolePolicy"]).values()
        assert only["Action"] == "sts:AssumeRole"
        return only["Principal"]["Service"].removesuffix(".amazonaws.com"), "Condition" in only

    assert {role.name: principal(role) for role in graph.of_type("aws:iam/role:Role")} == {
        "cluster-infrastructure": ("ecs", False),
        "ops-execution": ("ecs-tasks", True),
        "ops-task": ("ecs-tasks", True),
        "ops-migration-execution": ("ecs-tasks", True),
        "ops-migration-task": ("ecs-tasks", True),
        "roles-execution": ("ecs-tasks", True),
        "roles-task": ("ecs-tasks", True),
        "web-execution": ("ecs-tasks", True),
        "web-task": ("ecs-tasks", True),
        "signed-function": ("lambda", False),
        "signed-invoke": ("ecs", False),
        "smoke-function": ("lambda", False),
        "smoke-invoke": ("ecs", False),
    }


def test_aws_knows_every_action_and_the_resources_it_is_narrowed_to(record: Record) -> None:
    findings = pytest.importorskip("tests.components.iam_lint").findings

    for told in documents(record(everything, view="up")).values():
        assert findings(told) == []


@pytest.mark.parametrize(
    ("action", "resource", "said"),
    [
        ("ssm:GetParametr", SECRET, "Wrong: ssm:GetParametr does not exist"),
        ("ssm:GetParameter", "*", "Wrong: ssm:GetParameter allows nothing on *; it wants "),
        ("ssm:GetParameter", KEY, f"Wrong: ssm:GetParameter allows nothing on {KEY}; it wants "),
        ("ecs:DescribeTaskDefinition", f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/x", "cannot be narrowed"),
    ],
)
def test_the_lint_sees_what_is_wrong(action: str, resource: str, said: str) -> None:
    findings = pytest.importorskip("tests.components.iam_lint").findings

    found = findings({"Wrong": {"Effect": "Allow", "Action": [action], "Resource": resource}})
    assert [wrong for wrong in found if said in wrong], found


def test_a_policy_fits_into_what_iam_allows_for_it(record: Record) -> None:
    """10240 characters without white space for all inline policies of a role.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    many = [replace(build.SPEC, image=f"{build_hooks.REPOSITORY}/s{number}@sha256:abc") for number in range(50)]
    graph = record(lambda: build_hooks.signature_check(images=[spec.image for spec in many]), view="up")

    told = json.loads(str(inputs(graph, "iam.RolePolicy signed-function")["policy"]))
    assert len(json.dumps(told, separators=(",", ":"))) < 10_240
