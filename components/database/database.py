"""PostgreSQL: the primary, its replica, and what they need to be safe and seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.access import Peer, security_group
from components.alarm import Alarm
from components.base import Component, Context, Subnets
from components.database.alarms import database_alarms, slow_query_filter
from components.database.parts import monitoring_role, parameter_group
from components.keys import KeyArns
from components.log_group import log_group

PORT = 5432
# PostgreSQL 15 by prefix: a pinned 15.x would plan a downgrade after every automatic minor upgrade.
ENGINE_VERSION = "15"
EXPORTED_LOGS = ("postgresql", "upgrade")
# RDS refuses / @ " and space in a master password.
PASSWORD_SYMBOLS = "!#$%^&*()-_=+[]{}<>:?"  # noqa: S105  an alphabet, not a password


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseSize:
    """What to buy and how to keep it: GiB, windows in UTC (`17:00-18:00`, `sun:18:30-sun:19:30`), days, seconds.

    `max_connections` is set on the server so that pools and alarms can count on it. With `apply_immediately` false a
    changed class or parameter waits for the maintenance window although `pulumi up` reports success.
    """

    instance_class: str
    multi_az: bool
    read_replica: bool
    allocated_storage_gib: int
    max_allocated_storage_gib: int
    max_connections: int
    backup_retention_days: int
    backup_window: str
    maintenance_window: str
    monitoring_interval_seconds: int
    apply_immediately: bool

    def __post_init__(self) -> None:
        if self.read_replica and self.backup_retention_days < 1:
            raise ValueError("a read replica needs backups of its source: backup_retention_days must be at least 1")


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseArgs:
    """Where the database stands, its keys, and who hears of its events."""

    subnets: Subnets
    keys: KeyArns
    events_topic_arn: pulumi.Input[str]
    size: DatabaseSize


class Database(Component):
    """`megane:data:Database`: RDS for PostgreSQL 15, encrypted, private, with point-in-time recovery.

    Makes a security group without rules, subnet group, parameter group (TLS required, slow queries logged), the log
    groups of each instance before the instance, the primary, with `read_replica` a replica, the enhanced-monitoring
    role if an interval is set, event subscription, generated master password and the slow-query metric.
    Changed in place: class, `multi_az`, `read_replica`, windows, retention. Replaced, with loss of data: the key, the
    database name, the user name; the primary is protected in durable stacks.
    Multi-AZ is for failover and serves no reads; the replica does (`read_host`).
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
    """

    TYPE = "megane:data:Database"
    OUTPUTS = ("host", "read_host", "database", "username", "password", "primary_arn")
    host: pulumi.Output[str]
    read_host: pulumi.Output[str]
    database: str = "megane"
    username: str = "megane_admin"
    password: pulumi.Output[str]
    primary_arn: pulumi.Output[str]
    access: Peer
    alarms: Sequence[Alarm]

    def __init__(self, name: str, args: DatabaseArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        group, self.access = security_group(
            name, "database", vpc_id=args.subnets.vpc_id, description="PostgreSQL", ctx=ctx, opts=self.child()
        )
        self._security_group_id = group.id
        subnets = aws.rds.SubnetGroup(
            name,
            subnet_ids=args.subnets.ids,
            description=f"Isolated subnets of {ctx.prefix}",
            tags=ctx.tags(name),
            opts=self.child(),
        )
        self._parameters = parameter_group(name, args.size.max_connections, ctx, self.child())
        self._monitoring_role = (
            monitoring_role(name, ctx, self.child()) if args.size.monitoring_interval_seconds else None
        )
        self.password = random.RandomPassword(
            f"{name}-password",
            length=32,
            override_special=PASSWORD_SYMBOLS,
            opts=self.child(),
        ).result

        primary = self._primary(subnets)
        instances = [primary]
        self.host = self.read_host = primary.address
        self.primary_arn = primary.arn
        if args.size.read_replica:
            replica = self._replica(primary)
            instances.append(replica)
            self.read_host = replica.address
        aws.rds.EventSubscription(
            f"{name}-events",
            sns_topic=args.events_topic_arn,
            source_type="db-instance",
            source_ids=[instance.identifier for instance in instances],
            event_categories=["failover", "failure", "low storage", "maintenance", "recovery"],
            tags=ctx.tags(f"{name}-events"),
            opts=self.child(),
        )
        self.alarms = database_alarms(
            args, primary.identifier, instances[1].identifier if args.size.read_replica else None, ctx=ctx
        )
        self.finish()

    def _log_groups(self, logical_name: str, identifier: str) -> list[aws.cloudwatch.LogGroup]:
        return [
            log_group(
                f"{logical_name}-{log}",
                f"/aws/rds/instance/{identifier}/{log}",
                "application",
                key_arn=self._args.keys.logs,
                ctx=self.ctx,
                opts=self.child(),
            )
            for log in EXPORTED_LOGS
        ]

    def _primary(self, subnets: aws.rds.SubnetGroup) -> aws.rds.Instance:
        name, args, ctx = self._name, self._args, self.ctx
        identifier = f"{ctx.prefix}-primary"
        groups = self._log_groups(name, identifier)
        slow_query_filter(name, groups[0], ctx, self.child())
        return aws.rds.Instance(
            f"{name}-primary",
            identifier=identifier,
            engine="postgres",
            engine_version=ENGINE_VERSION,
            instance_class=args.size.instance_class,
            allocated_storage=args.size.allocated_storage_gib,
            max_allocated_storage=args.size.max_allocated_storage_gib,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=args.keys.data,
            multi_az=args.size.multi_az,
            db_name=self.database,
            username=self.username,
            password=self.password,
            port=PORT,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[self._security_group_id],
            parameter_group_name=self._parameters.name,
            publicly_accessible=False,
            backup_retention_period=args.size.backup_retention_days,
            backup_window=args.size.backup_window,
            maintenance_window=args.size.maintenance_window,
            copy_tags_to_snapshot=True,
            deletion_protection=ctx.durable,
            delete_automated_backups=False,  # point-in-time recovery outlives even the instance
            skip_final_snapshot=not ctx.durable,
            final_snapshot_identifier=f"{identifier}-final" if ctx.durable else None,
            auto_minor_version_upgrade=True,
            apply_immediately=args.size.apply_immediately,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            # The default would bill Extended Support, unasked, once PostgreSQL 15 leaves community support.
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            enabled_cloudwatch_logs_exports=list(EXPORTED_LOGS),
            performance_insights_enabled=True,
            performance_insights_retention_period=7,
            performance_insights_kms_key_id=args.keys.data,
            database_insights_mode="standard",
            monitoring_interval=args.size.monitoring_interval_seconds,
            monitoring_role_arn=self._monitoring_role.arn if self._monitoring_role else None,
            tags=ctx.tags(f"{name}-primary"),
            opts=self.child(depends_on=groups, protect=ctx.durable),
        )

    def _replica(self, primary: aws.rds.Instance) -> aws.rds.Instance:
        name, args, ctx = self._name, self._args, self.ctx
        identifier = f"{ctx.prefix}-replica"
        return aws.rds.Instance(
            f"{name}-replica",
            identifier=identifier,
            replicate_source_db=primary.identifier,
            instance_class=args.size.instance_class,
            # Inherited from the source, yet leaving it out plans a replacement at the next update
            # (hashicorp/terraform-provider-aws#34434).
            storage_encrypted=True,
            max_allocated_storage=args.size.max_allocated_storage_gib,
            vpc_security_group_ids=[self._security_group_id],
            parameter_group_name=self._parameters.name,
            publicly_accessible=False,
            skip_final_snapshot=True,  # RDS takes none of a replica
            deletion_protection=ctx.durable,
            maintenance_window=args.size.maintenance_window,
            copy_tags_to_snapshot=True,
            auto_minor_version_upgrade=True,
            apply_immediately=args.size.apply_immediately,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            enabled_cloudwatch_logs_exports=list(EXPORTED_LOGS),
            performance_insights_enabled=True,
            performance_insights_retention_period=7,
            performance_insights_kms_key_id=args.keys.data,
            database_insights_mode="standard",
            monitoring_interval=args.size.monitoring_interval_seconds,
            monitoring_role_arn=self._monitoring_role.arn if self._monitoring_role else None,
            tags=ctx.tags(f"{name}-replica"),
            opts=self.child(depends_on=self._log_groups(f"{name}-replica", identifier), protect=ctx.durable),
        )
