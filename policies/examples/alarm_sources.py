"""Examples of the rule on metrics that filters make."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.alarm_sources import SourcesConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import METRIC_ALARM, METRIC_FILTER, VPC

_VPC = made(VPC, "vpc")


def _filter(name: str, value: Given = "1", metric: Given = "Errors") -> Resource:
    return made(METRIC_FILTER, name, metricTransformation={"namespace": "Megane", "name": metric, "value": value})


def _alarm(metric: Given, namespace: str = "Megane") -> Resource:
    return made(METRIC_ALARM, "alarm", namespace=namespace, metricName=metric)


def _of(
    case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation", pack: Pack = IN_FULL
) -> Example:
    return Example("alarm-has-metric", case, name, resources, ((kind, says),) if says else (), pack)


def _published(*published: str) -> Pack:
    return told(SourcesConfig(published=published))


_NOBODY = "alarm: watches a metric that no filter of the stack makes"
_LATER = "alarm: whether a filter makes what it watches is known only at the update"

EXAMPLES = (
    _of("pass", "a metric that a filter makes", _filter("errors"), _alarm("Errors")),
    _of("pass", "a filter that takes its value from the log", _filter("errors", "$.count"), _alarm("Errors")),
    _of("pass", "a metric of AWS", _filter("errors"), _alarm("CPUUtilization", "AWS/RDS")),
    _of("pass", "a metric of an agent of AWS", _alarm("RunningTaskCount", "ECS/ContainerInsights")),
    _of("pass", "a metric of the application, beside those of filters", _filter("errors"), _alarm("Sold"),
        pack=_published("Megane/Sold")),
    _of("pass", "a namespace of the application, beside a filter", _filter("errors"), _alarm("Sold"),
        pack=_published("Megane")),
    _of("fail", "another metric than the application's", _filter("errors"), _alarm("Logins"), says=_NOBODY,
        pack=_published("Megane/Sold")),
    _of("fail", "a metric that no filter makes", _filter("errors"), _alarm("Logins"), says=_NOBODY),
    _of("fail", "one of a sum that no filter makes", _filter("errors"),
        made(METRIC_ALARM, "alarm", metricQueries=[
            {"id": "a", "metric": {"namespace": "Megane", "metricName": "Errors"}},
            {"id": "b", "metric": {"namespace": "Megane", "metricName": "Logins"}},
        ]), says=_NOBODY),
    _of("fail", "a namespace into which nothing writes", _filter("errors"), _alarm("Sold", "Shop"), says=_NOBODY),
    _of("fail", "a filter that counts nothing", _filter("errors", "0"),
        says="errors: counts nothing: its value is 0"),
    _of("absent", "an alarm that names no metric", _filter("errors"), made(METRIC_ALARM, "alarm", namespace="Megane"),
        says=_NOBODY),
    _of("unknown", "a filter whose metric is not known yet", _VPC, _filter("errors", metric=_VPC), _alarm("Errors"),
        says=_LATER, kind="deferred"),
    _of("unknown", "an alarm whose metric is not known yet", _VPC, _filter("errors"), made(METRIC_ALARM, "alarm",
        metricQueries=[{"id": "a", "metric": {"namespace": "Megane", "metricName": _VPC}}]), says=_LATER,
        kind="deferred"),
    _of("not applicable", "nothing to judge", _VPC),
)  # fmt: skip
