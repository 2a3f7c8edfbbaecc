"""What to watch on the tasks of a service, and what to count in what they log.

The application logs a JSON object a line. Counted are lines with `"level": "error"` or `"fatal"`, and of a service with
sessions `{"event": "login_failed"}` and, told once a minute, `{"event": "active_sessions", "count": 42}`.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Graph, Metric
from components.base import Context
from components.cluster import Cluster
from components.service.spec import ServiceSpec

ERRORS, LOGINS, SESSIONS = "LoggedErrors", "FailedLogins", "ActiveSessions"
_ERROR_LINES = '{ ($.level = "error") || ($.level = "fatal") }'
_FAILED_LOGINS = '{ $.event = "login_failed" }'
_SESSION_COUNTS = '{ $.event = "active_sessions" }'


def namespace(label: str, ctx: Context) -> str:
    """Namespace of the metrics that are made of a service's log; in their names, as they have no dimensions."""
    return f"Megane/{ctx.environment}/{label}"


def count_log_lines(
    name: str,
    label: str,
    spec: ServiceSpec,
    group: aws.cloudwatch.LogGroup,
    *,
    ctx: Context,
    opts: pulumi.ResourceOptions,
) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""

    def count(role: str, metric: str, pattern: str, value: str = "1", default: str | None = "0") -> None:
        aws.cloudwatch.LogMetricFilter(
            f"{name}-{role}",
            log_group_name=group.name,
            pattern=pattern,
            metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
                namespace=namespace(label, ctx), name=metric, value=value, default_value=default, unit="Count"
            ),
            opts=opts,
        )

    count("errors", ERRORS, _ERROR_LINES)
    if spec.cache:
        count("failed-logins", LOGINS, _FAILED_LOGINS)
        # No default: a minute in which nobody told is not one without sessions.
        count("sessions", SESSIONS, _SESSION_COUNTS, value="$.count", default=None)


def task_alarms(
    label: str, spec: ServiceSpec, cluster: Cluster, service_name: pulumi.Input[str], ctx: Context
) -> list[Alarm]:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html"""
    where: dict[str, pulumi.Input[str]] = {"ClusterName": cluster.cluster_name, "ServiceName": service_name}
    limits = ctx.thresholds
    alarms = [
        Alarm(
            name=f"{label}-{role}",
            severity="warning",
            description=f"Tasks of {label}: {text}",
            metrics={"m": Metric("AWS/ECS", metric, where, "Average")},
            comparison=">",
            threshold=threshold,
            unit="%",
            runbook=f"service-{role}",
        )
        for role, metric, threshold, text in (
            ("cpu", "CPUUtilization", limits.cpu_percent, "CPU is busy"),
            ("memory", "MemoryUtilization", limits.memory_percent, "memory fills up"),
        )
    ]
    if spec.port is None and spec.always_on:
        alarms.append(_no_task(label, where))
    if cluster.has_insights:
        alarms.append(_missing_tasks(label, where))
    return alarms


def log_graphs(label: str, spec: ServiceSpec, ctx: Context) -> list[Graph]:
    """The document's active user sessions, whether they have a limit or not."""
    if not spec.cache:
        return []
    sessions = {"m": Metric(namespace(label, ctx), SESSIONS, {}, "Maximum")}
    return [Graph(name=f"{label}-sessions", metrics=sessions, unit="sessions", runbook="active-sessions")]


def log_alarms(label: str, spec: ServiceSpec, ctx: Context) -> list[Alarm]:
    limits = ctx.thresholds

    def alarm(role: str, metric: str, statistic: str, threshold: float, unit: str, text: str, runbook: str) -> Alarm:
        return Alarm(
            name=f"{label}-{role}",
            severity="warning",
            description=f"{label}: {text}",
            metrics={"m": Metric(namespace(label, ctx), metric, {}, statistic)},
            comparison=">",
            threshold=threshold,
            unit=unit,
            runbook=runbook,
        )

    many = "errors in the log in 5 minutes"
    alarms = [alarm("logged-errors", ERRORS, "Sum", limits.logged_errors_per_5_min, "lines", many, "logged-errors")]
    if spec.cache:
        guesses, limit = "failed logins in 5 minutes: somebody tries passwords", limits.failed_logins_per_5_min
        alarms.append(alarm("failed-logins", LOGINS, "Sum", limit, "logins", guesses, "failed-logins"))
        if limits.active_sessions is not None:
            crowd = "more users at once than expected"
            alarms.append(
                alarm("sessions", SESSIONS, "Maximum", limits.active_sessions, "sessions", crowd, "active-sessions")
            )
    return alarms


def _no_task(label: str, where: dict[str, pulumi.Input[str]]) -> Alarm:
    """Nothing else tells of a service that nobody calls. Without a running task ECS publishes nothing: no sample."""
    return Alarm(
        name=f"{label}-no-task",
        severity="critical",
        description=f"No task of {label} runs",
        metrics={"m": Metric("AWS/ECS", "CPUUtilization", where, "SampleCount")},
        comparison="<",
        threshold=1,
        unit="tasks",
        period_seconds=60,
        periods=5,  # a task that stops is replaced within minutes
        missing="breaching",
        runbook="service-no-task",
    )


def _missing_tasks(label: str, where: dict[str, pulumi.Input[str]]) -> Alarm:
    """Through whole periods fewer than ECS wants, whatever auto scaling and the night make of that.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    return Alarm(
        name=f"{label}-missing-tasks",
        severity="warning",
        description=f"Tasks of {label} that should run do not",
        metrics={
            "wanted": Metric("ECS/ContainerInsights", "DesiredTaskCount", where, "Minimum"),
            "running": Metric("ECS/ContainerInsights", "RunningTaskCount", where, "Maximum"),
        },
        expression="wanted-running",
        comparison=">",
        threshold=0,
        unit="tasks",
        periods=3,
        runbook="service-missing-tasks",
    )
