"""Alarms as data: what a component says should be watched, and the one function that registers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Context

Severity = Literal["critical", "warning"]
Comparison = Literal[">", ">=", "<"]
Missing = Literal["breaching", "notBreaching", "missing"]

_OPERATORS: Mapping[Comparison, str] = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A CloudWatch metric. `statistic` is Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p95."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """A number to look at, in the metric's own `unit`.

    With `expression` (CloudWatch metric math over the ids of `metrics`) several metrics make one number; without it
    there is exactly one metric. `region` only where the metric is not in the stack's own region. `runbook` is the
    section of the runbook to open, and the place on the dashboard.
    """

    name: str
    metrics: Mapping[str, Metric]
    unit: str
    runbook: str
    expression: str | None = None
    period_seconds: int = 300
    region: str | None = None

    def __post_init__(self) -> None:
        if self.expression is None and len(self.metrics) != 1:
            raise ValueError(f"{self.name}: {len(self.metrics)} metrics need an expression")
        if self.period_seconds not in (10, 20, 30) and self.period_seconds % 60:
            raise ValueError(f"{self.name}: a period is 10, 20, 30 or a multiple of 60 s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm(Graph):
    """A number that rings when `datapoints` of the last `periods` are beyond the threshold; None is all of them.

    An expression with FILL over short periods needs more `periods` than `datapoints`: the last minute may not have
    come yet, FILL makes up a value for it, and all of them would never be beyond the threshold.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """

    severity: Severity
    description: str
    comparison: Comparison
    threshold: float
    periods: int = 2
    datapoints: int | None = None
    missing: Missing = "notBreaching"

    def __post_init__(self) -> None:
        Graph.__post_init__(self)  # not super(): the class with slots is another than the one that was written
        if self.datapoints is not None and not 1 <= self.datapoints <= self.periods:
            raise ValueError(f"{self.name}: {self.datapoints} of {self.periods} periods cannot be")

    @property
    def limit(self) -> str:
        """When it rings, for people to read."""
        return f"{self.comparison} {self.threshold:,.12g} {self.unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Topics:
    """ARNs of the topics of one region, by severity."""

    critical: pulumi.Output[str]
    warning: pulumi.Output[str]

    def of(self, severity: Severity) -> pulumi.Output[str]:
        return self.critical if severity == "critical" else self.warning


def register_alarm(
    name: str, alarm: Alarm, topics: Topics, *, ctx: Context, opts: pulumi.ResourceOptions
) -> aws.cloudwatch.MetricAlarm:
    """Registers `alarm` with its action and its all-clear on the topic of its severity.

    The physical name is fixed (`{project}-{environment}-{alarm}`): it is what a person reads on the telephone.
    """
    action = topics.of(alarm.severity)
    single = next(iter(alarm.metrics.values())) if alarm.expression is None else None
    return aws.cloudwatch.MetricAlarm(
        f"{name}-{alarm.name}",
        name=f"{ctx.prefix}-{alarm.name}",
        alarm_description=f"{alarm.description} ({alarm.limit}). Runbook: {ctx.runbook}#{alarm.runbook}",
        comparison_operator=_OPERATORS[alarm.comparison],
        threshold=alarm.threshold,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.datapoints or alarm.periods,
        treat_missing_data=alarm.missing,
        namespace=single.namespace if single else None,
        metric_name=single.name if single else None,
        dimensions=dict(single.dimensions) if single else None,
        period=alarm.period_seconds if single else None,
        statistic=single.statistic if single and not single.statistic.startswith("p") else None,
        extended_statistic=single.statistic if single and single.statistic.startswith("p") else None,
        metric_queries=None if single else _queries(alarm),
        alarm_actions=[action],
        ok_actions=[action],
        region=alarm.region,
        tags=ctx.tags(f"{name}-{alarm.name}", Severity=alarm.severity),
        opts=opts,
    )


def _queries(alarm: Alarm) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    parts = [
        aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=key,
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=dict(metric.dimensions),
                stat=metric.statistic,
                period=alarm.period_seconds,
            ),
            return_data=False,
        )
        for key, metric in alarm.metrics.items()
    ]
    total = aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id="result", expression=alarm.expression, label=alarm.description, return_data=True
    )
    return [*parts, total]
