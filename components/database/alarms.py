"""What to watch on a PostgreSQL instance, in the units that CloudWatch publishes (bytes, counts, percent, seconds)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Comparison, Metric, Missing, Severity
from components.base import Context
from planning.rds import free_memory_bytes, free_storage_bytes

if TYPE_CHECKING:
    from components.database.database import DatabaseArgs

SLOW_QUERIES = "SlowQueryCount"


def namespace(ctx: Context) -> str:
    """Namespace of the metrics that log filters make; by environment, as filters publish no dimensions."""
    return f"Megane/{ctx.environment}/Database"


def slow_query_filter(
    name: str, group: aws.cloudwatch.LogGroup, ctx: Context, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.LogMetricFilter:
    """Counts the statements that `log_min_duration_statement` writes to the exported log of one instance.

    Those of a primary and its replica add up: filters without dimensions that share a name make one metric.
    """
    return aws.cloudwatch.LogMetricFilter(
        f"{name}-slow-queries",
        log_group_name=group.name,
        pattern='"duration:"',
        metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
            namespace=namespace(ctx), name=SLOW_QUERIES, value="1", default_value="0", unit="Count"
        ),
        opts=opts,
    )


class _Row(NamedTuple):
    """An alarm of one instance; `role` ends its name and, after `database-`, is its section of the runbook."""

    role: str
    metric: str
    statistic: str
    comparison: Comparison
    threshold: float
    unit: str
    text: str
    severity: Severity = "warning"
    missing: Missing = "notBreaching"


def database_alarms(
    args: DatabaseArgs, primary: pulumi.Output[str], replica: pulumi.Output[str] | None, *, ctx: Context
) -> list[Alarm]:
    """The document's database alarms for each instance, and the lag of the replica.

    An instance that is gone publishes nothing: then CPU, memory and storage ring, and so they do when their name is
    wrong. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
    """
    rows, instances = _rows(args, ctx), {"primary": primary}
    if replica is not None:
        instances["replica"] = replica
    alarms = [_alarm(instance, identifier, row) for instance, identifier in instances.items() for row in rows]
    if replica is not None:
        alarms.append(_alarm("replica", replica, _lag(ctx)))
    slow_queries = Alarm(
        name="database-slow-queries",
        severity="warning",
        description="Statements that took over a second, in 5 minutes",
        metrics={"m": Metric(namespace(ctx), SLOW_QUERIES, {}, "Sum")},
        comparison=">",
        threshold=ctx.thresholds.slow_queries_per_5_min,
        unit="statements",
        runbook="database-slow-queries",
    )
    return [*alarms, slow_queries]


def _rows(args: DatabaseArgs, ctx: Context) -> list[_Row]:
    limits, size = ctx.thresholds, args.size
    memory = free_memory_bytes(size.instance_class, limits.memory_percent)
    # Of what was bought: RDS adds storage by itself when a tenth is left, and the alarm rings before that.
    storage = free_storage_bytes(size.allocated_storage_gib, limits.storage_percent)
    connections = size.max_connections * limits.connections_percent / 100
    little_memory = f"over {limits.memory_percent:g} % of the memory is in use"
    many = f"over {limits.connections_percent:g} % of {size.max_connections} connections are in use"
    full = f"over {limits.storage_percent:g} % of {size.allocated_storage_gib} GiB is in use"
    worst, cpu = limits.database_cpu_critical_percent, "CPUUtilization"
    rows = [
        _Row("cpu", cpu, "Average", ">", limits.cpu_percent, "%", "CPU is busy", missing="breaching"),
        _Row("cpu-exhausted", cpu, "Average", ">", worst, "%", "queries wait for CPU", "critical"),
        _Row("memory", "FreeableMemory", "Average", "<", memory, "bytes", little_memory, missing="breaching"),
        _Row("connections", "DatabaseConnections", "Maximum", ">", connections, "connections", many, "critical"),
        _Row("storage", "FreeStorageSpace", "Minimum", "<", storage, "bytes", full, "critical", "breaching"),
    ]
    if size.instance_class.startswith("db.t"):
        text = "CPU credits run out and surplus ones are billed"
        rows.append(_Row("credits", "CPUCreditBalance", "Average", "<", limits.cpu_credits, "credits", text))
    return rows


def _lag(ctx: Context) -> _Row:
    """The least of five minutes: while nobody writes, the lag grows until the log is switched, which RDS does every
    five minutes, and falls back. Its average would ring in every quiet night.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html
    """
    threshold = ctx.thresholds.replica_lag_seconds
    return _Row("lag", "ReplicaLag", "Minimum", ">", threshold, "s", "reads are behind the primary")


def _alarm(instance: str, identifier: pulumi.Output[str], row: _Row) -> Alarm:
    return Alarm(
        name=f"database-{instance}-{row.role}",
        severity=row.severity,
        description=f"Database {instance}: {row.text}",
        metrics={"m": Metric("AWS/RDS", row.metric, {"DBInstanceIdentifier": identifier}, row.statistic)},
        comparison=row.comparison,
        threshold=row.threshold,
        unit=row.unit,
        missing=row.missing,
        runbook=f"database-{row.role}",
    )
