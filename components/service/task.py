"""What runs: the task definition of a service, its two roles and its log group."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.json_text import json_text
from components.keys import KeyArns
from components.log_group import log_group
from components.service.spec import ServiceSpec, TaskInputs
from planning.containers import container, seed_command
from planning.iam import Statement, allow, document, trust


class Task:
    """The parts of one task, registered as children of the service that `child` belongs to."""

    def __init__(
        self,
        name: str,
        label: str,
        spec: ServiceSpec,
        inputs: TaskInputs,
        keys: KeyArns,
        *,
        ctx: Context,
        child: Callable[..., pulumi.ResourceOptions],
    ) -> None:
        self._name, self._inputs, self._keys, self._ctx, self._child = name, inputs, keys, ctx, child
        self.log_group = log_group(
            name, f"/ecs/{ctx.environment}/{label}", "application", key_arn=keys.logs, ctx=ctx, opts=child()
        )
        execution, self.ready = self._role("execution", "Starts tasks: pulls images, reads their secrets", self._start)
        task, _ = self._role("task", "What the application itself may do", self._work)
        managed = aws.iam.RolePolicyAttachment(
            f"{name}-execution-managed",
            role=execution.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
            opts=child(),
        )
        self.policies: Sequence[pulumi.Resource] = [policy for policy in (self.ready, managed) if policy]
        environment, secrets, command = inputs.environment, inputs.secrets, None
        if spec.seeded:  # somebody else's image: it is told its port and no secret
            environment = {} if spec.port is None else {"PORT": str(spec.port)}
            secrets, command = {}, seed_command(spec.port, spec.health_check_path)
        self.definition = aws.ecs.TaskDefinition(
            name,
            family=f"{ctx.prefix}-{label}",
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(spec.cpu),
            memory=str(spec.memory_mib),
            execution_role_arn=execution.arn,
            task_role_arn=task.arn,
            runtime_platform=aws.ecs.TaskDefinitionRuntimePlatformArgs(
                cpu_architecture=spec.cpu_architecture, operating_system_family="LINUX"
            ),
            volumes=[aws.ecs.TaskDefinitionVolumeArgs(name="tmp")],
            skip_destroy=True,  # old revisions stay: a rollback needs something to go back to
            container_definitions=json_text(
                [
                    container(
                        name=label,
                        image=spec.image,
                        port=spec.port,
                        health_path=spec.health_check_path,
                        environment=environment,
                        secrets=secrets,
                        log_group=self.log_group.name,
                        region=ctx.region,
                        command=command,
                    )
                ]
            ),
            tags=ctx.tags(name),
            opts=child(),
        )

    def _role(
        self, role: str, description: str, statements: Callable[[], list[Statement]]
    ) -> tuple[aws.iam.Role, aws.iam.RolePolicy | None]:
        name, ctx = f"{self._name}-{role}", self._ctx
        made = aws.iam.Role(
            name,
            description=description,
            assume_role_policy=json.dumps(
                trust("ecs-tasks", account=ctx.account, source_arn=f"arn:aws:ecs:{ctx.region}:{ctx.account}:*")
            ),
            tags=ctx.tags(name),
            opts=self._child(),
        )
        allowed = statements()
        if not allowed:
            return made, None
        policy = aws.iam.RolePolicy(name, role=made.id, policy=json_text(document(*allowed)), opts=self._child())
        return made, policy

    def _start(self) -> list[Statement]:
        if not self._inputs.secrets:
            return []
        return [
            allow("ReadItsOwnSecrets", ["ssm:GetParameters"], list(self._inputs.secrets.values())),
            allow("DecryptThem", ["kms:Decrypt"], self._keys.data),
        ]

    def _work(self) -> list[Statement]:
        """The document's task role: S3 read/write, logs write, Parameter Store read. Never a version's deletion.

        Of the parameters its own alone: who may read a whole path reads the passwords of the database's master and of
        migrations with it (and with GetParametersByPath even those that are denied one by one).
        https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
        """
        statements = [
            allow(
                "WriteLogs",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                pulumi.Output.concat(self.log_group.arn, ":*"),
            )
        ]
        if self._inputs.secrets:
            read = ["ssm:GetParameter", "ssm:GetParameters"]
            statements.append(allow("ReadItsOwnParameters", read, list(self._inputs.secrets.values())))
        if self._inputs.uploads_arn is not None:
            arn = self._inputs.uploads_arn
            statements += [
                allow(
                    "ReadAndWriteFiles",
                    ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    [pulumi.Output.concat(arn, "/uploads/*"), pulumi.Output.concat(arn, "/public/*")],
                ),
                allow("ListFiles", ["s3:ListBucket"], arn),
            ]
        if self._inputs.secrets or self._inputs.uploads_arn is not None:
            statements.append(allow("UseTheDataKey", ["kms:Decrypt", "kms:GenerateDataKey"], self._keys.data))
        return statements
