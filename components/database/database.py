"""PostgreSQL: the primary, its replica, and what they need to be safe and seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pulumi
import pulumi_aws as aws
import pulumi_random as random
from pulumi.output import UNKNOWN

from components.access import Peer, security_group
from components.base import Component, Context, Subnets
from components.database.alarms import database_alarms, slow_query_filter
from components.database.instances import DATABASE, MASTER, Instances
from components.database.parts import backup_copies, event_subscription, monitoring_role, parameter_group
from components.database.size import DatabaseSize, Restore
from components.keys import KeyArns
from planning.recovery import Copies

# RDS refuses / @ " and space in a master password.
PASSWORD_SYMBOLS = "!#$%^&*()-_=+[]{}<>:?"  # noqa: S105  an alphabet, not a password


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseArgs:
    """Where the database stands, its keys, and who hears of its events.

    `copies`: where automated backups are replicated to. `restore`: what a new primary starts from. Another
    `password_version` is another master password, which nobody but the job of `DatabaseRoles` uses; with
    `managed_password` RDS makes it, keeps it in Secrets Manager and changes it every week.
    """

    subnets: Subnets
    keys: KeyArns
    events_topic_arn: pulumi.Input[str]
    size: DatabaseSize
    copies: Copies | None = None
    restore: Restore | None = None
    password_version: int = 1
    managed_password: bool = False

    def __post_init__(self) -> None:
        if self.managed_password and self.size.read_replica:
            raise ValueError("RDS makes no read replica of an instance whose password it manages")
        if self.copies is None:
            return
        if self.keys.copies is None:
            raise ValueError("copies need a key in their region: keys.copies")
        if self.size.backup_retention_days < 1:
            raise ValueError("there are no backups to copy: backup_retention_days must be at least 1")


class Database(Component):
    """`megane:data:Database`: RDS for PostgreSQL 15, encrypted, private, with point-in-time recovery.

    Makes a security group without rules, subnet group, parameter group (TLS required, slow queries logged), the log
    groups of each instance before the instance, the primary, with `read_replica` a replica, the enhanced-monitoring
    role if an interval is set, event subscription, the slow-query metric, unless RDS manages it a master password,
    with `copies` the replication of backups, and in durable stacks the random end of the final snapshot's name.
    Changed in place: class, `multi_az`, `read_replica`, windows, retention, `password_version`. Replaced, with loss of
    data: the key; the primary is protected in durable stacks. A new `generation` is a new primary beside the old one.
    Multi-AZ is for failover and serves no reads; the replica does (`read_host`).
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
    """

    TYPE = "megane:data:Database"
    OUTPUTS = ("host", "read_host", "database", "username", "password", "primary_arn")
    host: pulumi.Output[str]
    read_host: pulumi.Output[str]
    database: str = DATABASE
    username: str = MASTER
    password: pulumi.Output[str] | None = None
    """The master's; None where RDS manages it and only `managed_secret_arn` says where it is."""
    managed_secret_arn: pulumi.Output[str] | None = None
    primary_arn: pulumi.Output[str]
    backup_arn: pulumi.Output[str] | None = None
    """The replicated backups, in the second region: what a `Restore` there starts from."""
    subnet_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    access: Peer

    def __init__(self, name: str, args: DatabaseArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        size = args.size
        group, self.access = security_group(
            name, "database", vpc_id=args.subnets.vpc_id, description="PostgreSQL", ctx=ctx, opts=self.child()
        )
        subnets = aws.rds.SubnetGroup(
            name,
            subnet_ids=args.subnets.ids,
            description=f"Isolated subnets of {ctx.prefix}",
            tags=ctx.tags(name),
            opts=self.child(),
        )
        self.subnet_group_name, self.security_group_id = subnets.name, group.id
        instances = Instances(
            name,
            size,
            args.keys,
            security_group_id=group.id,
            parameters=parameter_group(name, size.max_connections, ctx, self.child()),
            monitoring_role=monitoring_role(name, ctx, self.child()) if size.monitoring_interval_seconds else None,
            ctx=ctx,
            child=self.child,
        )
        if not args.managed_password:
            self.password = self._generate(name, args.password_version)
        groups = self._logs(name, instances, "primary")
        primary = instances.primary(subnets, groups, self.password, args.restore)
        replica = None
        if size.read_replica:
            replica = instances.replica(primary, self._logs(f"{name}-replica", instances, "replica"))
        self.logs = instances.logs
        self.host = primary.address
        self.read_host = replica.address if replica else primary.address
        self.primary_arn = primary.arn
        if args.managed_password:
            self.managed_secret_arn = _secret_arn(primary)
        if args.copies:
            options = self.child(delete_before_replace=True)  # RDS replicates an instance once
            self.backup_arn = backup_copies(name, primary, args.copies, args.keys.copies, size, options).id
        watched = [instance.identifier for instance in (primary, replica) if instance]
        event_subscription(name, args.events_topic_arn, watched, ctx, self.child())
        self.alarms = database_alarms(args, primary.identifier, replica.identifier if replica else None, ctx=ctx)
        self.finish()

    def _logs(self, name: str, instances: Instances, role: str) -> list[aws.cloudwatch.LogGroup]:
        groups = instances.log_groups(role)
        slow_query_filter(name, groups[0], self.ctx, self.child())  # the first is PostgreSQL's own
        return groups

    def _generate(self, name: str, version: int) -> pulumi.Output[str]:
        return random.RandomPassword(
            f"{name}-password",
            length=32,
            override_special=PASSWORD_SYMBOLS,
            keepers={"version": str(version)},
            opts=self.child(),
        ).result


def _secret_arn(primary: aws.rds.Instance) -> pulumi.Output[str]:
    """Where RDS keeps the password. The preview of the change to that still sees the instance without one."""

    def of(secrets: Sequence[aws.rds.outputs.InstanceMasterUserSecret]) -> pulumi.Output[str]:
        arn = secrets[0].secret_arn if secrets else None
        return pulumi.Output.from_input(arn or cast(str, UNKNOWN))

    return primary.master_user_secrets.apply(of)
