"""Metrics that the stack makes from its own logs: an alarm on one that nothing makes never rings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from .alarms import metrics
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import UNKNOWN, Answer, Resource, Stack
from .types import METRIC_ALARM, METRIC_FILTER

_BESIDE = ("CWAgent", "CloudWatchSynthetics", "ContainerInsights", "ECS/ContainerInsights", "LambdaInsights")


class SourcesConfig(RuleConfig):
    """`published`: what the application itself sends to CloudWatch, as `namespace` or `namespace/metric`."""

    published: tuple[Text, ...] = ()


@rule(
    id="alarm-has-metric",
    title="What alarms watch is made from the logs",
    title_ja="アラームが監視するログ由来のメトリクスを作成する",
    severity="medium",
    kind="stack",
    types=(METRIC_ALARM, METRIC_FILTER),
    remediation=(
        "Make the LogMetricFilter whose metricTransformation has that namespace and name, with a value of 1; what the "
        "application itself sends goes to published of this rule in policies/config/<stack>.json."
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
    references=References(),
    config=SourcesConfig,
)
def alarm_has_metric(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Of what is not in a namespace of AWS, whose agents write beside `AWS/` too. What the application sends itself
    people have to say: nothing in a stack tells."""
    if resource.type == METRIC_FILTER:
        if resource.text("metricTransformation", "value") in ("0", "0.0"):
            yield Violation("counts nothing: its value is 0")
        return
    made, published = stack.index(_made), stack.pack.of(SourcesConfig).published
    for path in metrics(resource):
        namespace, name = resource.text(*path, "namespace"), resource.text(*path, "metricName")
        names = made.get(namespace, set())
        if _of_aws(namespace) or name in names or not {namespace, f"{namespace}/{name}"}.isdisjoint(published):
            continue
        if UNKNOWN in (namespace, name, *names):
            yield Deferred("whether a filter makes what it watches is known only at the update")
        else:
            yield Violation("watches a metric that no filter of the stack makes")


def _of_aws(namespace: Answer) -> bool:
    return isinstance(namespace, str) and (namespace.startswith("AWS/") or namespace in _BESIDE)


def _made(stack: Stack) -> Mapping[Answer, Set[Answer]]:
    """The names of the metrics that filters make, by namespace."""
    found: dict[Answer, set[Answer]] = {}
    for made in stack.of_type(METRIC_FILTER):
        namespace = made.text("metricTransformation", "namespace")
        if namespace is not UNKNOWN:
            found.setdefault(namespace, set()).add(made.text("metricTransformation", "name"))
    return found
