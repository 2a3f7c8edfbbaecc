"""What watches and scales a service that has two target groups, of which either may be the empty one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Absent, Path, Resource, Stack, Unknown
from .shifts import Shift, shifts
from .types import ECS_SERVICE, LISTENER, LISTENER_RULE, METRIC_ALARM, SCALING_POLICY, SCALING_TARGET, TARGET_GROUP

_TRACKING = "targetTrackingScalingPolicyConfiguration"
_CUSTOM = (_TRACKING, "customizedMetricSpecification")
_PREDEFINED = (_TRACKING, "predefinedMetricSpecification", "predefinedMetricType")
_ONE_GROUP = "ALBRequestCountPerTarget"


class DeploymentAlarms(RuleConfig):
    """`watched`: metrics that must take a deployment back. `longestMinutes` from the first bad minute to the alarm."""

    watched: tuple[Text, ...] = ("HTTPCode_Target_5XX_Count", "TargetResponseTime", "UnHealthyHostCount")
    longest_minutes: int = 5


class Series(NamedTuple):
    """One metric of an alarm or a scaling policy. `group` is what its dimension TargetGroup says."""

    id: str | Absent | Unknown
    metric: str | Absent | Unknown
    group: str | Absent | Unknown


@rule(
    id="bg-alarms-both-groups",
    title="Alarms and scaling look at both target groups",
    title_ja="アラームとスケーリングは両方のターゲットグループを見る",
    severity="high",
    kind="stack",
    types=(METRIC_ALARM, SCALING_POLICY, ECS_SERVICE),
    reads=(SCALING_TARGET, TARGET_GROUP, LISTENER, LISTENER_RULE),
    remediation=(
        "Watch the load balancer as a whole, or add the metrics of both target groups up in an expression that names "
        "each. Deployment alarms: treatMissingData notBreaching, within five minutes, on errors, latency and unhealthy "
        "hosts. Scale by the requests of both groups, and let CPU and memory disableScaleIn."
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
    references=References(),
    config=DeploymentAlarms,
)
def bg_alarms_both_groups(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An alarm on one group is blind after every other deployment. Absent, treatMissingData is missing: an idle night
    would keep the last state. Metrics of other things than load balancers are nobody's business here."""
    if resource.type == SCALING_POLICY:
        yield from _scaling(resource, stack)
    elif resource.type == ECS_SERVICE:
        yield from _coverage(resource, stack)
    else:
        yield from _alarm(resource, stack)


def _alarm(alarm: Resource, stack: Stack) -> Iterator[Outcome]:
    series = _alarm_series(alarm)
    taken_back = alarm.urn in stack.index(shifts).alarms
    grouped = any(one.group is not ABSENT for one in series)
    if not grouped and not taken_back:
        yield NOT_APPLICABLE
    if grouped:
        key = "metricQueries" if alarm.each("metricQueries") else "dimensions"
        yield from _both(alarm, key, series, stack)
        yield from _adds_up(alarm, ("metricQueries",), series)
    if taken_back:
        yield from _takes_back(alarm, series, stack.pack.of(DeploymentAlarms).longest_minutes)


def _alarm_series(alarm: Resource) -> Sequence[Series]:
    single = Series(ABSENT, alarm.text("metricName"), alarm.text("dimensions", "TargetGroup"))
    parts = [
        Series(
            alarm.text(*at, "id"),
            alarm.text(*at, "metric", "metricName"),
            alarm.text(*at, "metric", "dimensions", "TargetGroup"),
        )
        for at in alarm.each("metricQueries")
        if alarm.get(*at, "metric") is not ABSENT
    ]
    return parts or [single]


def _both(owner: Resource, key: str, series: Sequence[Series], stack: Stack) -> Iterator[Outcome]:
    """By name where the groups are known, by dependency where they are not: then there must be two series at least."""
    named = [one.group for one in series if one.group is not ABSENT]
    shifted = stack.index(shifts)
    behind = {group.urn for group in stack.behind(owner, key, TARGET_GROUP)}
    for shift in shifted.by_service.values():
        groups = {group.urn for group in shift.groups}
        known = UNKNOWN not in named and len(shift.suffixes) == 2
        mine = not shift.suffixes.isdisjoint(map(str, named)) if known else not groups.isdisjoint(behind)
        if mine and not (shift.suffixes <= set(named) if known else groups <= behind and len(named) > 1):
            yield Violation(f"looks at one of the two target groups of {shift.service.name}")


def _adds_up(owner: Resource, at: Path, series: Sequence[Series]) -> Iterator[Outcome]:
    """The number that counts is made of the series of both."""
    result = [owner.text(*one, "expression") for one in owner.each(*at) if owner.flag(*one, "returnData") is True]
    needed = {one.id for one in series if one.group is not ABSENT and isinstance(one.id, str)}
    for expression in result:
        if not isinstance(expression, str) or "METRICS(" in expression:
            continue
        if not all(re.search(rf"\b{re.escape(name)}\b", expression) for name in needed):
            yield Violation("its expression leaves one target group out")


def _takes_back(alarm: Resource, series: Sequence[Series], longest: int) -> Iterator[Outcome]:
    missing = alarm.text("treatMissingData")
    if missing is UNKNOWN:
        yield Deferred("what it makes of missing data is known only at the update")
    elif missing != "notBreaching":
        yield Violation("takes deployments back, or lets them pass, for want of data while nobody comes")
    low = any(one.metric == "HealthyHostCount" for one in series)
    operator = alarm.text("comparisonOperator")
    if isinstance(operator, str) and not operator.startswith("LessThan" if low else "GreaterThan"):
        yield Violation("rings when all is well")
    queries = [alarm.number(*at, "metric", "period") for at in alarm.each("metricQueries")]
    periods = [one for one in (alarm.number("period"), *queries) if isinstance(one, int)]
    times = alarm.number("evaluationPeriods")
    if isinstance(times, int) and max(periods, default=0) * times > longest * 60:
        yield Violation(f"takes more than {longest} minutes to ring")


def _coverage(service: Resource, stack: Stack) -> Iterator[Outcome]:
    shifted = stack.index(shifts)
    if service.urn not in shifted.by_service:
        yield NOT_APPLICABLE
        return
    seen = {one.metric for alarm in shifted.by_service[service.urn].alarms for one in _alarm_series(alarm)}
    if UNKNOWN in seen:
        yield Deferred("what takes it back is known only at the update")
        return
    for metric in stack.pack.of(DeploymentAlarms).watched:
        if metric not in seen:
            yield Violation(f"is not taken back by {metric}")


def _scaling(policy: Resource, stack: Stack) -> Iterator[Outcome]:
    shift = _scaled(policy, stack)
    if shift is None:
        yield NOT_APPLICABLE
        return
    predefined, scales_in = policy.text(*_PREDEFINED), policy.flag(_TRACKING, "disableScaleIn")
    if predefined is UNKNOWN or policy.get(_TRACKING) is UNKNOWN:
        yield Deferred("what it goes by is known only at the update")
    elif predefined == _ONE_GROUP:
        yield Violation(f"scales {shift.service.name} by one of its two target groups")
    elif predefined is not ABSENT and scales_in is not True and scales_in is not UNKNOWN:
        yield Violation(f"takes tasks of {shift.service.name} away while a deployment halves the averages")
    series = [Series(policy.text(*at, "id"), ABSENT, _group(policy, at)) for at in policy.each(*_CUSTOM, "metrics")]
    series += [Series(ABSENT, ABSENT, _dimension(policy, _CUSTOM))]
    if any(one.group is not ABSENT for one in series):
        yield from _both(policy, _TRACKING, series, stack)
        yield from _adds_up(policy, (*_CUSTOM, "metrics"), series)


def _scaled(policy: Resource, stack: Stack) -> Shift | None:
    """The service that it scales, if that is one with traffic."""
    targets = stack.behind(policy, "resourceId", SCALING_TARGET)
    services = [one for owner in (policy, *targets) for one in stack.behind(owner, "resourceId", ECS_SERVICE)]
    found = stack.index(shifts).by_service
    return next((found[service.urn] for service in services if service.urn in found), None)


def _group(policy: Resource, at: Path) -> str | Absent | Unknown:
    return _dimension(policy, (*at, "metricStat", "metric"))


def _dimension(policy: Resource, at: Path) -> str | Absent | Unknown:
    named = [one for one in policy.each(*at, "dimensions") if policy.text(*one, "name") == "TargetGroup"]
    return policy.text(*named[0], "value") if named else ABSENT
