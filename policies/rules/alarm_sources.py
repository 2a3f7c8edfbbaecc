"""Metrics that the stack makes from its own logs: an alarm on one that nothing makes never rings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from .alarms import metrics
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import UNKNOWN, Answer, Resource, Stack
from .types import METRIC_ALARM, METRIC_FILTER


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
    """Looks at namespaces into which some filter of the stack writes: into others AWS or the application does."""
    if resource.type == METRIC_FILTER:
        if resource.text("metricTransformation", "value") in ("0", "0.0"):
            yield Violation("counts nothing: its value is 0")
        return
    made, published = stack.index(_made), stack.pack.of(SourcesConfig).published
    for path in metrics(resource):
        namespace, name = resource.text(*path, "namespace"), resource.text(*path, "metricName")
        names = made.get(namespace, set())
        if not names or name in names or namespace in published or f"{namespace}/{name}" in published:
            continue
        if name is UNKNOWN or UNKNOWN in names:
            yield Deferred("whether a filter makes what it watches is known only at the update")
        else:
            yield Violation("watches a metric that no filter of the stack makes")


def _made(stack: Stack) -> Mapping[Answer, Set[Answer]]:
    """The names of the metrics that filters make, by namespace."""
    found: dict[Answer, set[Answer]] = {}
    for made in stack.of_type(METRIC_FILTER):
        namespace = made.text("metricTransformation", "namespace")
        if namespace is not UNKNOWN:
            found.setdefault(namespace, set()).add(made.text("metricTransformation", "name"))
    return found
