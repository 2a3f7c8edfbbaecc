"""Limits of CloudWatch and CloudTrail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import ALARM_MUTE_RULE, LOG_GROUP, METRIC_ALARM, METRIC_FILTER, TRAIL
from .table import limit

_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800
_SHORT_PERIODS = (10, 20, 30)
_CRON_FIELDS = 5
_MOST_ALARMS = 100
_SPAN = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?")


@limit(METRIC_ALARM)
def datapoints(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Of N periods at most N can be bad.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    bad, periods = resource.number("datapointsToAlarm"), resource.number("evaluationPeriods")
    if UNKNOWN in (bad, periods):
        yield Deferred("whether its datapointsToAlarm is within its evaluationPeriods is known only at the update")
    elif isinstance(bad, int) and isinstance(periods, int) and bad > periods:
        yield Violation(f"its datapointsToAlarm must be at most its evaluationPeriods of {periods}, it is {bad}")


@limit(METRIC_ALARM)
def periods(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """CloudWatch: "Valid values are 10, 20, 30, and any multiple of 60", and together at most a week, or a day for
    periods of less than an hour.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    paths = [("period",), *((*at, "metric", "period") for at in resource.each("metricQueries"))]
    known = [period for at in paths if isinstance(period := resource.number(*at), int)]
    count = resource.number("evaluationPeriods")
    for period in sorted(set(known)):
        if period <= 0 or (period % 60 and period not in _SHORT_PERIODS):
            yield Violation(f"its period must be 10, 20, 30 or a multiple of 60, it is {period}")
        most = _DAY if period < _HOUR else _WEEK
        if isinstance(count, int) and period * count > most:
            yield Violation(f"its period of {period} times its evaluationPeriods of {count} must be at most {most}")


@limit(METRIC_FILTER)
def metric_default(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """CloudWatch Logs: "If you assign dimensions to a metric created by a metric filter, you can't assign a default
    value for that metric", and only groups of the class STANDARD have filters.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
    """
    default, dimensions = (resource.get("metricTransformation", key) for key in ("defaultValue", "dimensions"))
    if default is not ABSENT and dimensions not in (ABSENT, {}):
        yield Violation("its metricTransformation must not have both a defaultValue and dimensions")
    for group in stack.named(resource, "logGroupName", LOG_GROUP):
        if group.text("logGroupClass") not in (ABSENT, UNKNOWN, "STANDARD"):
            yield Violation(f"its logGroupName {group.name} must be of the class STANDARD")


@limit(TRAIL)
def trail_group(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The ARN of the group's streams, which is not what a LogGroup calls its ARN.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
    """
    arn = resource.text("cloudWatchLogsGroupArn")
    if arn is UNKNOWN:
        yield Deferred("the form of its cloudWatchLogsGroupArn is known only at the update")
    elif arn is not ABSENT and not arn.endswith(":*"):
        yield Violation("its cloudWatchLogsGroupArn must end with :*")


@limit(ALARM_MUTE_RULE)
def mute_schedule(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Five fields, not the six of EventBridge; from a minute to 15 days; of at most 100 alarms.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
    """
    expression = resource.text("rule", "schedule", "expression")
    duration = resource.text("rule", "schedule", "duration")
    if expression is UNKNOWN or duration is UNKNOWN:
        yield Deferred("the form of its schedule is known only at the update")
        return
    if isinstance(expression, str) and not _is_schedule(expression):
        yield Violation("the expression of its schedule must be at(…) or a cron(…) of five fields")
    if isinstance(duration, str) and not 1 <= _minutes(duration) <= 15 * _DAY // 60:
        yield Violation("the duration of its schedule must be PT1M to P15D")
    if len(resource.each("muteTargets", "alarmNames")) > _MOST_ALARMS:
        yield Violation(f"its muteTargets must be at most {_MOST_ALARMS} alarms")


def _is_schedule(expression: str) -> bool:
    kind, _, rest = expression.partition("(")
    return rest.endswith(")") and (kind == "at" or (kind == "cron" and len(rest[:-1].split()) == _CRON_FIELDS))


def _minutes(duration: str) -> int:
    """ISO 8601 of days, hours and minutes; 0 for anything else."""
    match = _SPAN.fullmatch(duration)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return (days * 24 + hours) * 60 + minutes
