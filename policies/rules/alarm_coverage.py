"""What must be watched, by what depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from .alarms import metrics
from .cdn import fronts_application
from .model import Advice, Outcome, References, Violation, rule
from .resource import ABSENT, Resource, Stack
from .types import (
    DB_INSTANCE,
    DISTRIBUTION,
    ECS_SERVICE,
    LOAD_BALANCER,
    METRIC_ALARM,
    NAT_GATEWAY,
    REPLICATION_GROUP,
    canonical,
)

# The document's items: type -> (what people call it, metrics of which an alarm must watch at least one).
_WANTED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    DB_INSTANCE: (
        ("CPU", ("CPUUtilization",)),
        ("memory", ("FreeableMemory",)),
        ("connections", ("DatabaseConnections",)),
        ("storage", ("FreeStorageSpace",)),
    ),
    REPLICATION_GROUP: (
        ("CPU", ("EngineCPUUtilization", "CPUUtilization")),
        ("memory", ("DatabaseMemoryUsagePercentage", "FreeableMemory")),
    ),
    ECS_SERVICE: (("CPU", ("CPUUtilization",)), ("memory", ("MemoryUtilization",))),
    LOAD_BALANCER: (
        ("response time", ("TargetResponseTime",)),
        ("errors", ("HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count")),
        ("target health", ("UnHealthyHostCount", "HealthyHostCount")),
    ),
    NAT_GATEWAY: (("bandwidth", ("BytesOutToDestination",)), ("ports", ("ErrorPortAllocation",))),
    DISTRIBUTION: (("errors", ("5xxErrorRate",)),),
}
_Watched: TypeAlias = Mapping[str, set[str]]


@rule(
    id="alarm-coverage",
    title="Everything that people depend on has its alarms",
    title_ja="必須の監視項目すべてにアラームを設定する",
    severity="medium",
    kind="stack",
    types=tuple(_WANTED),
    reads=(METRIC_ALARM,),
    remediation="Describe the alarm in the component that makes the resource, with the resource itself as a dimension.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html",
    references=References(),
)
def alarm_coverage(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Judged by what the alarm's dimensions were made from. Outside production it is advice."""
    watched = stack.index(_watched)
    seen = set(watched.get(resource.urn, ()))
    if resource.type == REPLICATION_GROUP:
        seen |= _of_nodes(resource, watched)
    for what, names in _wanted(resource):
        if seen.isdisjoint(names):
            message = f"no alarm watches its {what}"
            yield Violation(message) if stack.pack.is_production else Advice(message)


def _wanted(resource: Resource) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from _WANTED.get(canonical(resource.type), ())
    if resource.type == DB_INSTANCE and resource.get("replicateSourceDb") is not ABSENT:
        yield "replica lag", ("ReplicaLag",)
    if resource.type == DISTRIBUTION and not fronts_application(resource):  # pages are never hits
        yield "cache hit rate", ("CacheHitRate",)


def _watched(stack: Stack) -> _Watched:
    """URN of a resource -> names of the metrics that alarms watch of it. What a literal dimension names stands under
    the literal."""
    found: dict[str, set[str]] = {}
    for alarm in stack.of_type(METRIC_ALARM):
        depends = (
            *alarm.property_dependencies.get("dimensions", ()),
            *alarm.property_dependencies.get("metricQueries", ()),
        )
        for path in metrics(alarm):
            name = alarm.text(*path, "metricName")
            if not isinstance(name, str):
                continue
            literal = alarm.text(*path, "dimensions", "CacheClusterId")
            for key in (*depends, *((literal,) if isinstance(literal, str) else ())):
                found.setdefault(key, set()).add(name)
    return found


def _of_nodes(group: Resource, watched: _Watched) -> set[str]:
    """Nodes are named after their group, so their names are literals."""
    name = group.text("replicationGroupId")
    if not isinstance(name, str):
        return set() if name is ABSENT else set().union(*watched.values())
    return {metric for key, names in watched.items() if key.startswith(f"{name}-") for metric in names}
