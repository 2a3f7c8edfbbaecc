"""The job that makes the database roles: run by hand or by a pipeline, never a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.database import PORT
from components.keys import KeyArns
from components.log_group import log_group
from components.task_parts import execution_role, read_secrets, task_definition, task_role
from planning.containers import container
from planning.database_roles import COMMAND, PASSWORD_VARIABLES, environment
from planning.iam import Statement, allow
from planning.one_off import DATABASE_ROLES as JOB


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseRolesArgs:
    """Where the database is, and the passwords: the master's to log in with, the roles' to give them.

    `master_password_from` is the ARN of a parameter; where RDS manages the password, `managed_secret_arn` is that of
    its secret instead. `secrets`: variable of the script -> ARN of a parameter, for each of the three roles.
    `image`, by digest: with `psql` 15 or newer, `curl`, public certificate authorities, and no need of root.
    """

    host: pulumi.Input[str]
    database: str
    master_username: str
    master_password_from: pulumi.Input[str] | None = None
    managed_secret_arn: pulumi.Input[str] | None = None
    secrets: Mapping[str, pulumi.Input[str]]
    image: str
    cpu_architecture: Literal["ARM64", "X86_64"]
    keys: KeyArns

    def __post_init__(self) -> None:
        if (self.master_password_from is None) is (self.managed_secret_arn is None):
            raise ValueError(
                "the master's password is in exactly one place: master_password_from or managed_secret_arn"
            )
        if wanted := set(PASSWORD_VARIABLES.values()) ^ set(self.secrets):
            raise ValueError(f"secrets must be those of the script: {', '.join(sorted(wanted))} too many or missing")


class DatabaseRoles(Component):
    """`megane:data:DatabaseRoles`: an ECS task that makes the application's database roles and sets their passwords.

    Makes a task definition (0.25 vCPU, 512 MiB) that no service runs, its log group (a year: who may do what was
    changed then), the role that starts it, which reads exactly its secrets, and a task role that may do nothing.
    Run it after the first `up`, after a restore and after a changed password, in the private subnets and with the
    security group of the services: `aws ecs run-task --launch-type FARGATE --task-definition <task_definition_arn> …`.
    Its exit status is that of the script (`planning.database_roles`). Any change makes a new revision.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-tasks.html
    """

    TYPE = "megane:data:DatabaseRoles"
    OUTPUTS = ("task_definition_arn", "log_group")
    task_definition_arn: pulumi.Output[str]
    log_group: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabaseRolesArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._args = args
        logs = log_group(
            name, f"/ecs/{ctx.environment}/{JOB}", "security", key_arn=args.keys.logs, ctx=ctx, opts=self.child()
        )
        execution, policies = execution_role(
            f"{name}-execution",
            "Starts the job of the database roles: pulls its image, reads its secrets",
            self._reads(),
            ctx=ctx,
            child=self.child,
        )
        task, _ = task_role(
            f"{name}-task", "The job of the database roles needs nothing of AWS", [], ctx=ctx, child=self.child
        )
        definition = task_definition(
            name,
            label=JOB,
            cpu=256,
            memory_mib=512,
            cpu_architecture=args.cpu_architecture,
            execution=execution,
            task=task,
            container=self._container(logs),
            ctx=ctx,
            opts=self.child(depends_on=policies),  # whoever is told the ARN can run it
        )
        self.task_definition_arn, self.log_group = definition.arn, logs.name
        self.finish()

    def _container(self, logs: aws.cloudwatch.LogGroup) -> dict[str, object]:
        args, region = self._args, self.ctx.region
        where = {
            "PGHOST": args.host,
            "PGPORT": str(PORT),
            "PGDATABASE": args.database,
            "PGUSER": args.master_username,
        }
        master = args.master_password_from
        if args.managed_secret_arn is not None:  # the key "password" of its JSON, in the current version
            master = pulumi.Output.concat(args.managed_secret_arn, ":password::")
        return {
            **container(
                name=JOB,
                image=args.image,
                port=None,
                health_path="",
                environment={**environment(region), **where},
                secrets={"PGPASSWORD": master, **args.secrets},
                log_group=logs.name,
                region=region,
                command=[COMMAND],
            ),
            "entryPoint": ["sh", "-ec"],  # whatever the image's own would do with a command
        }

    def _reads(self) -> list[Statement]:
        args = self._args
        masters = [] if args.master_password_from is None else [args.master_password_from]
        reads = read_secrets([*args.secrets.values(), *masters], args.keys)
        if args.managed_secret_arn is None:
            return reads
        return [allow("ReadTheMaster", ["secretsmanager:GetSecretValue"], args.managed_secret_arn), *reads]
