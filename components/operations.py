"""One-off tasks: sessions with the database for people, and migrations. Run by hand or a pipeline, never services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.cluster import Cluster
from components.database import PORT, Database
from components.keys import KeyArns
from components.log_group import log_group
from components.task_parts import execution_role, read_secrets, task_definition, task_role
from planning import one_off
from planning.containers import container
from planning.iam import Statement, Text
from planning.one_off import MIGRATE, OPERATIONS, Migration


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationsArgs:
    """`image`, for people, by digest: with `psql`, `curl`, public certificate authorities, and no need of root.

    Also with `script` and `cat`, or sessions leave no log. `passwords`: the roles' variables as in
    `Application.role_secrets`, ARNs of parameters; each task reads that of its own role. `cluster`: where the tasks
    run, and who logs what people do. Without a `migration` there is no task for it.
    """

    cluster: Cluster
    database: Database
    passwords: Mapping[str, pulumi.Input[str]]
    keys: KeyArns
    image: str
    cpu_architecture: Literal["ARM64", "X86_64"]
    migration: Migration | None = None


class Operations(Component):
    """`megane:app:Operations`: the tasks that work on the database now and then.

    Makes the task definition `{prefix}-operations` (0.25 vCPU, 512 MiB), in which `psql` is the role that only reads.
    It serves nobody: it waits an hour for a session of ECS Exec and ends, so that a forgotten one ends by itself. Its
    root file system is writable, alone among all tasks, as AWS does not support Exec without; commands of a session
    run as root in it. They are logged by the cluster, with all that they print: whoever prints the environment prints
    the password of the role that only reads. No session is logged that was opened with `ssm:StartSession` instead of
    `ecs:ExecuteCommand`: people should be denied the former.

    With a migration: `{prefix}-migration` (0.5 vCPU, 1 GiB), which runs its command as the role that owns the tables.
    It is closed to Exec, its root is read-only, and its exit status is that of the command.

    Each has a log group (a year: what was changed when), a role that starts it, which reads exactly its password, and
    a task role: that of migrations may do nothing. Any change makes a new revision. Run both in the private subnets
    and with the security group of the services:
    `aws ecs run-task --launch-type FARGATE --task-definition <arn> …`, for a session with `--enable-execute-command`
    and then `aws ecs execute-command --interactive --command psql …`.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """

    TYPE = "megane:app:Operations"
    OUTPUTS = ("task_definition_arn", "migration_task_definition_arn")
    task_definition_arn: pulumi.Output[str]
    migration_task_definition_arn: pulumi.Output[str] | None = None

    def __init__(
        self, name: str, args: OperationsArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._args = args
        where = one_off.Where(host=args.database.host, port=PORT, database=args.database.database)
        self.task_definition_arn = self._sessions(name, one_off.session_environment(ctx.region, where)).arn
        if args.migration is not None:
            environment = one_off.migration_environment(ctx.region, where)
            self.migration_task_definition_arn = self._migration(f"{name}-{MIGRATE}", args.migration, environment).arn
        self.finish()

    def _sessions(self, name: str, environment: Mapping[str, Text]) -> aws.ecs.TaskDefinition:
        args = self._args
        password = args.passwords["READ_ONLY_PASSWORD"]
        runs = self._container(
            name, OPERATIONS, args.image, [one_off.SESSION_COMMAND], environment, {"PGPASSWORD": password}
        )
        statements = one_off.exec_statements(
            log_streams=pulumi.Output.concat(args.cluster.sessions_log_group_arn, ":*"),
            key_arn=args.cluster.sessions_key_arn,
        )
        return self._task(
            name,
            OPERATIONS,
            "sessions with the database",
            password,
            statements,
            # The agent of ECS Exec writes to /var and elsewhere; with a root like that /tmp needs no volume.
            {**runs, "entryPoint": ["sh", "-ec"], "readonlyRootFilesystem": False, "mountPoints": []},
            cpu=256,
            memory_mib=512,
            cpu_architecture=args.cpu_architecture,
        )

    def _migration(self, name: str, migration: Migration, environment: Mapping[str, Text]) -> aws.ecs.TaskDefinition:
        password = self._args.passwords["MIGRATION_PASSWORD"]
        return self._task(
            name,
            MIGRATE,
            "migrations of the database",
            password,
            [],
            self._container(
                name, MIGRATE, migration.image, migration.command, environment, {"POSTGRES_PASSWORD": password}
            ),
            cpu=512,
            memory_mib=1024,
            cpu_architecture=migration.cpu_architecture,
        )

    def _container(
        self,
        name: str,
        label: str,
        image: str,
        command: Sequence[str],
        environment: Mapping[str, Text],
        secrets: Mapping[str, Text],
    ) -> dict[str, object]:
        ctx = self.ctx
        logs = log_group(
            name,
            f"/ecs/{ctx.environment}/{label}",
            "security",
            key_arn=self._args.keys.logs,
            ctx=ctx,
            opts=self.child(),
        )
        return container(
            name=label,
            image=image,
            port=None,
            health_path="",
            environment=environment,
            secrets=secrets,
            log_group=logs.name,
            region=ctx.region,
            command=command,
        )

    def _task(
        self,
        name: str,
        label: str,
        purpose: str,
        password: pulumi.Input[str],
        statements: Sequence[Statement],
        runs: Mapping[str, object],
        *,
        cpu: int,
        memory_mib: int,
        cpu_architecture: Literal["ARM64", "X86_64"],
    ) -> aws.ecs.TaskDefinition:
        ctx, child = self.ctx, self.child
        execution, starts = execution_role(
            f"{name}-execution",
            f"Starts {purpose}: pulls the image, reads the password",
            read_secrets([password], self._args.keys),
            ctx=ctx,
            child=child,
        )
        task, works = task_role(f"{name}-task", f"What {purpose} may do of AWS", statements, ctx=ctx, child=child)
        return task_definition(
            name,
            label=label,
            cpu=cpu,
            memory_mib=memory_mib,
            cpu_architecture=cpu_architecture,
            execution=execution,
            task=task,
            container=runs,
            ctx=ctx,
            opts=child(depends_on=[*starts, *works]),  # whoever is told the ARN can run it
        )
