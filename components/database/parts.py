"""What an instance leans on: its parameter group and the role of enhanced monitoring."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components.base import Context
from planning.iam import trust

FAMILY = "postgres15"


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
