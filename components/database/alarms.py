"""What to watch on a PostgreSQL instance, in the units that CloudWatch publishes (bytes, counts, percent, seconds)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Comparison, Metric, Missing, Severity
from components.base import Context
from planning.rds import free_memory_bytes, free_storage_bytes

if TYPE_CHECKING:
    from components.database.database import DatabaseArgs

SLOW_QUERIES = "SlowQueryCount"
CREDITS_LOW = 30  # CPU credits left: 30 minutes of one full vCPU on a burstable class


def namespace(ctx: Context) -> str:
    """Namespace of the metrics that log filters make; by environment, as filters publish no dimensions."""
    return f"Megane/{ctx.environment}/Database"


def slow_query_filter(
    name: str, group: aws.cloudwatch.LogGroup, ctx: Context, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.LogMetricFilter:
    """Counts the statements that `log_min_duration_statement` writes to the exported log."""
    return aws.cloudwatch.LogMetricFilter(
        f"{name}-slow-queries",
        log_group_name=group.name,
        pattern='"duration:"',
        metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
            namespace=namespace(ctx), name=SLOW_QUERIES, value="1", default_value="0", unit="Count"
        ),
        opts=opts,
    )


def database_alarms(
    args: DatabaseArgs, primary: pulumi.Output[str], replica: pulumi.Output[str] | None, *, ctx: Context
) -> list[Alarm]:
    """The document's database alarms for each instance, and the lag of the replica.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
    """
    limits = ctx.thresholds

    def alarm(
        instance: str,
        identifier: pulumi.Output[str],
        role: str,
        metric: str,
        statistic: str,
        comparison: Comparison,
        threshold: float,
        unit: str,
        description: str,
        severity: Severity = "warning",
        missing: Missing = "breaching",
    ) -> Alarm:
        return Alarm(
            name=f"database-{instance}-{role}",
            severity=severity,
            description=f"Database {instance}: {description}",
            metrics={"m": Metric("AWS/RDS", metric, {"DBInstanceIdentifier": identifier}, statistic)},
            comparison=comparison,
            threshold=threshold,
            unit=unit,
            missing=missing,
            runbook=f"database-{role}",
        )

    instances = {"primary": primary} | ({"replica": replica} if replica is not None else {})
    alarms: list[Alarm] = []
    for instance, identifier in instances.items():
        memory = free_memory_bytes(args.size.instance_class, limits.memory_percent)
        storage = free_storage_bytes(args.size.allocated_storage_gib, limits.storage_percent)
        connections = args.size.max_connections * limits.connections_percent / 100
        alarms += [
            alarm(
                instance, identifier, "cpu", "CPUUtilization", "Average", ">", limits.cpu_percent, "%", "CPU is busy"
            ),
            alarm(
                instance,
                identifier,
                "memory",
                "FreeableMemory",
                "Average",
                "<",
                memory,
                "bytes",
                f"over {limits.memory_percent:g} % of the memory is in use",
            ),
            alarm(
                instance,
                identifier,
                "connections",
                "DatabaseConnections",
                "Maximum",
                ">",
                connections,
                "connections",
                f"over {limits.connections_percent:g} % of {args.size.max_connections} connections are in use",
                "critical",
                "notBreaching",
            ),
            alarm(
                instance,
                identifier,
                "storage",
                "FreeStorageSpace",
                "Minimum",
                "<",
                storage,
                "bytes",
                f"over {limits.storage_percent:g} % of {args.size.allocated_storage_gib} GiB is in use",
                "critical",
            ),
        ]
        if args.size.instance_class.startswith("db.t"):
            alarms.append(
                alarm(
                    instance,
                    identifier,
                    "credits",
                    "CPUCreditBalance",
                    "Average",
                    "<",
                    CREDITS_LOW,
                    "credits",
                    "CPU credits run out and surplus ones are billed",
                    missing="notBreaching",
                )
            )
    if replica is not None:
        alarms.append(
            alarm(
                "replica",
                replica,
                "lag",
                "ReplicaLag",
                "Average",
                ">",
                limits.replica_lag_seconds,
                "s",
                "reads are behind the primary",
                missing="notBreaching",
            )
        )
    alarms.append(
        Alarm(
            name="database-slow-queries",
            severity="warning",
            description="Statements that took over a second, in 5 minutes",
            metrics={"m": Metric(namespace(ctx), SLOW_QUERIES, {}, "Sum")},
            comparison=">",
            threshold=limits.slow_queries_per_5_min,
            unit="statements",
            runbook="database-slow-queries",
        )
    )
    return alarms
