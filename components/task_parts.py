"""What every Fargate task has, of a service or run by hand: two roles, and the definition of what runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.json_text import json_text
from components.keys import KeyArns
from planning.iam import Statement, allow, document, trust

Child = Callable[..., pulumi.ResourceOptions]  # `Component.child` of the component that the parts belong to


def task_role(
    name: str, description: str, statements: Iterable[Statement], *, ctx: Context, child: Child
) -> tuple[aws.iam.Role, Sequence[pulumi.Resource]]:
    """A role that tasks of this account and region take on, and the policy that allows it the statements, if any."""
    role = aws.iam.Role(
        name,
        description=description,
        assume_role_policy=json.dumps(
            trust("ecs-tasks", account=ctx.account, source_arn=f"arn:aws:ecs:{ctx.region}:{ctx.account}:*")
        ),
        tags=ctx.tags(name),
        opts=child(),
    )
    allowed = list(statements)
    if not allowed:
        return role, []
    return role, [aws.iam.RolePolicy(name, role=role.id, policy=json_text(document(*allowed)), opts=child())]


def execution_role(
    name: str, description: str, statements: Iterable[Statement], *, ctx: Context, child: Child
) -> tuple[aws.iam.Role, Sequence[pulumi.Resource]]:
    """The role with which ECS starts a task: it may pull images and write logs besides; with all that allows it so.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    """
    role, policies = task_role(name, description, statements, ctx=ctx, child=child)
    managed = aws.iam.RolePolicyAttachment(
        f"{name}-managed",
        role=role.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
        opts=child(),
    )
    return role, [*policies, managed]


def read_secrets(parameters: Sequence[pulumi.Input[str]], keys: KeyArns) -> list[Statement]:
    """What the execution role needs for a task's secrets: those parameters alone, and the key that they are under."""
    if not parameters:
        return []
    return [
        allow("ReadItsOwnSecrets", ["ssm:GetParameters"], list(parameters)),
        allow("DecryptThem", ["kms:Decrypt"], keys.data),
    ]


def task_definition(
    name: str,
    *,
    label: str,
    cpu: int,
    memory_mib: int,
    cpu_architecture: Literal["ARM64", "X86_64"],
    execution: aws.iam.Role,
    task: aws.iam.Role,
    container: Mapping[str, object],
    ctx: Context,
    opts: pulumi.ResourceOptions,
) -> aws.ecs.TaskDefinition:
    """The task definition `{prefix}-{label}` of one container. Every change makes a new revision; old ones stay.

    It has the volumes that the container mounts. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    """
    mounts = container["mountPoints"]
    return aws.ecs.TaskDefinition(
        name,
        family=f"{ctx.prefix}-{label}",
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(cpu),
        memory=str(memory_mib),
        execution_role_arn=execution.arn,
        task_role_arn=task.arn,
        runtime_platform=aws.ecs.TaskDefinitionRuntimePlatformArgs(
            cpu_architecture=cpu_architecture, operating_system_family="LINUX"
        ),
        volumes=[aws.ecs.TaskDefinitionVolumeArgs(name="tmp")] if mounts else None,
        skip_destroy=True,  # a rollback needs something to go back to, and what ran when stays readable
        container_definitions=json_text([container]),
        tags=ctx.tags(name),
        opts=opts,
    )
