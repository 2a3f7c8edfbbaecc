"""What an instance leans on: its parameter group, the role of enhanced monitoring, who hears of it, its copies."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.database.size import DatabaseSize
from planning.iam import trust
from planning.recovery import Copies

FAMILY = "postgres15"
# Besides the plain ones: the server restarts, is full, or cannot reach its key (availability); its backups are turned
# off, its master password is reset, its storage grew (configuration change); growth is near its limit (notification);
# the replica stopped (read replica). Not "backup": it says twice a night that all is well, and never that it is not.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html#USER_Events.Messages.instance
EVENTS = (
    "availability",
    "configuration change",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "notification",
    "read replica",
    "recovery",
    "security patching",
)


def parameter_group(
    name: str, max_connections: int, ctx: Context, opts: pulumi.ResourceOptions
) -> aws.rds.ParameterGroup:
    """TLS only, statements over a second logged, idle transactions ended. A changed family replaces the group.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
    """
    parameter = aws.rds.ParameterGroupParameterArgs
    return aws.rds.ParameterGroup(
        name,
        family=FAMILY,
        description=f"PostgreSQL of {ctx.prefix}",
        parameters=[
            parameter(name="rds.force_ssl", value="1"),  # the default since 15; said here so that it stays
            parameter(name="log_min_duration_statement", value="1000"),  # ms; the slow-query alarm counts these
            parameter(name="log_connections", value="1"),
            parameter(name="log_disconnections", value="1"),
            parameter(name="log_lock_waits", value="1"),
            parameter(name="idle_in_transaction_session_timeout", value="60000"),  # ms
            # Else ALTER ROLE … PASSWORD would be kept among the statements, with the password.
            parameter(name="pg_stat_statements.track_utility", value="0"),
            # These two are read at a start of the server only.
            parameter(name="max_connections", value=str(max_connections), apply_method="pending-reboot"),
            parameter(name="shared_preload_libraries", value="pg_stat_statements", apply_method="pending-reboot"),
        ],
        tags=ctx.tags(name),
        opts=opts,
    )


def monitoring_role(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> aws.iam.Role:
    """The role with which RDS writes metrics of the operating system."""
    role = aws.iam.Role(
        f"{name}-monitoring",
        description="RDS enhanced monitoring writes operating-system metrics",
        assume_role_policy=json.dumps(
            trust("monitoring.rds", account=ctx.account, source_arn=f"arn:aws:rds:{ctx.region}:{ctx.account}:db:*")
        ),
        tags=ctx.tags(f"{name}-monitoring"),
        opts=opts,
    )
    aws.iam.RolePolicyAttachment(
        f"{name}-monitoring",
        role=role.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        opts=opts,
    )
    return role


def event_subscription(
    name: str,
    topic_arn: pulumi.Input[str],
    instances: Sequence[pulumi.Output[str]],
    ctx: Context,
    opts: pulumi.ResourceOptions,
) -> aws.rds.EventSubscription:
    """What RDS itself has to tell about the instances, by their identifiers."""
    return aws.rds.EventSubscription(
        f"{name}-events",
        sns_topic=topic_arn,
        source_type="db-instance",
        source_ids=list(instances),
        event_categories=list(EVENTS),
        tags=ctx.tags(f"{name}-events"),
        opts=opts,
    )


def backup_copies(
    name: str,
    primary: aws.rds.Instance,
    copies: Copies,
    key_arn: pulumi.Input[str] | None,
    size: DatabaseSize,
    opts: pulumi.ResourceOptions,
) -> aws.rds.InstanceAutomatedBackupsReplication:
    """Snapshots and transaction logs, replicated to the region of the copies: what happened minutes ago is there.

    A changed retention or key ends this replication and starts another, so it is not protected, which would forbid
    that. Nothing is lost by it: "Replicated backups are retained, subject to the backup retention period set when they
    were created". RDS replicates anew from the next snapshot on.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/AutomatedBackups.StopReplicating.html
    """
    return aws.rds.InstanceAutomatedBackupsReplication(
        f"{name}-copies{size.suffix}",
        source_db_instance_arn=primary.arn,
        kms_key_id=key_arn,
        retention_period=size.backup_retention_days,
        region=copies.region,
        opts=opts,
    )
