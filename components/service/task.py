"""What runs: the task definition of a service, its two roles and its log group."""

from __future__ import annotations

import pulumi

from components.base import Context
from components.keys import KeyArns
from components.log_group import log_group
from components.service.spec import ServiceSpec, TaskInputs
from components.task_parts import Child, execution_role, read_secrets, task_definition, task_role
from planning.containers import container, seed_command
from planning.iam import Statement, allow


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
        child: Child,
    ) -> None:
        self._inputs, self._keys = inputs, keys
        self.log_group = log_group(
            name, f"/ecs/{ctx.environment}/{label}", "application", key_arn=keys.logs, ctx=ctx, opts=child()
        )
        execution, self.policies = execution_role(
            f"{name}-execution",
            "Starts tasks: pulls images, reads their secrets",
            read_secrets(list(inputs.secrets.values()), keys),
            ctx=ctx,
            child=child,
        )
        task, _ = task_role(f"{name}-task", "What the application itself may do", self._work(), ctx=ctx, child=child)
        environment, secrets, command = inputs.environment, inputs.secrets, None
        if spec.seeded:  # somebody else's image: it is told its port and no secret
            environment = {} if spec.port is None else {"PORT": str(spec.port)}
            secrets, command = {}, seed_command(spec.port, spec.health_check_path)
        self.definition = task_definition(
            name,
            label=label,
            cpu=spec.cpu,
            memory_mib=spec.memory_mib,
            cpu_architecture=spec.cpu_architecture,
            execution=execution,
            task=task,
            container=container(
                name=label,
                image=spec.image,
                port=spec.port,
                health_path=spec.health_check_path,
                environment=environment,
                secrets=secrets,
                log_group=self.log_group.name,
                region=ctx.region,
                command=command,
            ),
            ctx=ctx,
            opts=child(),
        )

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
