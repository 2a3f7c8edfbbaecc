"""What to watch on the nodes of a cache, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable

from components.alarm import Alarm, Comparison, Graph, Metric, Missing
from components.base import Context
from planning.redis import has_two_cores, is_burstable


def cache_alarms(nodes: Iterable[str], node_type: str, ctx: Context) -> list[Alarm]:
    """A node that is gone publishes nothing: then its CPU rings, and so it does when the name is wrong.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
    """
    return [alarm for node in nodes for alarm in _node_alarms(node, node_type, ctx)]


def cache_graphs(nodes: Iterable[str], ctx: Context) -> list[Graph]:
    """About as many keys as sessions, for applications that do not tell how many sessions there are."""
    return [
        Graph(
            name=f"cache-{_short(node, ctx)}-items",
            metrics={"m": Metric("AWS/ElastiCache", "CurrItems", {"CacheClusterId": node}, "Maximum")},
            unit="keys",
            runbook="cache-items",
        )
        for node in nodes
    ]


def _short(node: str, ctx: Context) -> str:
    return node.removeprefix(f"{ctx.prefix}-")


def _node_alarms(node: str, node_type: str, ctx: Context) -> list[Alarm]:
    limits = ctx.thresholds

    def alarm(
        role: str,
        metric: str,
        statistic: str,
        comparison: Comparison,
        threshold: float,
        unit: str,
        text: str,
        missing: Missing = "notBreaching",
    ) -> Alarm:
        return Alarm(
            name=f"cache-{_short(node, ctx)}-{role}",
            severity="warning",
            description=f"Redis {node}: {text}",
            metrics={"m": Metric("AWS/ElastiCache", metric, {"CacheClusterId": node}, statistic)},
            comparison=comparison,
            threshold=threshold,
            unit=unit,
            missing=missing,
            runbook=f"cache-{role}",
        )

    # One thread does the work. Of two cores it can take half of the host, and what else runs there counts as well;
    # with more cores AWS wants the thread itself watched.
    metric, share = ("CPUUtilization", 2) if has_two_cores(node_type) else ("EngineCPUUtilization", 1)
    most, memory = limits.cpu_percent / share, limits.memory_percent
    alarms = [
        alarm("cpu", metric, "Average", ">", most, "%", "the engine is busy", "breaching"),
        alarm("memory", "DatabaseMemoryUsagePercentage", "Average", ">", memory, "%", "memory fills up"),
        alarm("evictions", "Evictions", "Sum", ">", 0, "keys", "keys are thrown out: users lose their sessions"),
    ]
    if is_burstable(node_type):
        text = "CPU credits run out and the node slows down"
        alarms.append(alarm("credits", "CPUCreditBalance", "Average", "<", limits.cpu_credits, "credits", text))
    return alarms
