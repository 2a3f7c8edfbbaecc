"""What to watch on the distribution. CloudFront's metrics exist in us-east-1 and nowhere else."""

from __future__ import annotations

import pulumi

from components.alarm import Alarm, Graph, Metric
from components.base import Context
from components.keys import EDGE_REGION
from planning.maintenance import RULE, web_acl_metric

# Of a handful of requests at night half may be the first for their file, and nothing is wrong.
ENOUGH_REQUESTS = 100
HIT_RATE = f"IF(FILL(req,0)<{ENOUGH_REQUESTS},100,FILL(rate,100))"

# Whether the firewall's maintenance page is among CloudFront's own 5xx is not documented; see
# `components.error_rate`. One minute at a time, as the rate of several is not weighted by their requests.
ERRORS_BUT_PAGES = "IF(rate>100*FILL(mp,0)/req,rate-100*FILL(mp,0)/req,0)"


def _series(distribution_id: pulumi.Input[str], name: str, statistic: str) -> Metric:
    return Metric("AWS/CloudFront", name, {"DistributionId": distribution_id, "Region": "Global"}, statistic)


def cdn_graphs(distribution_id: pulumi.Input[str], *, front_app: bool) -> list[Graph]:
    """The hit rate also where it has no limit."""
    rate = {"rate": _series(distribution_id, "CacheHitRate", "Average")}
    hits = Graph(name="cdn-hit-rate", metrics=rate, unit="%", runbook="cdn-hit-rate", region=EDGE_REGION)
    return [hits] if front_app else []


def cdn_alarms(distribution_id: pulumi.Input[str], ctx: Context, *, front_app: bool) -> list[Alarm]:
    """Errors, and the hit rate where there are files only: pages are never hits.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
    """
    rate = _series(distribution_id, "5xxErrorRate", "Average")
    requests = _series(distribution_id, "Requests", "Sum")
    pages = Metric(
        "AWS/WAFV2", "BlockedRequests", {"WebACL": web_acl_metric(ctx.prefix, at_edge=True), "Rule": RULE}, "Sum"
    )
    errors = Alarm(
        name="cdn-errors",
        severity="critical" if front_app else "warning",
        description="Share of requests that CloudFront answers with 5xx",
        metrics={"rate": rate, "req": requests, "mp": pages} if front_app else {"rate": rate},
        expression=ERRORS_BUT_PAGES if front_app else None,
        comparison=">",
        threshold=ctx.thresholds.error_percent,
        unit="%",
        period_seconds=60,
        datapoints=5,
        periods=10,
        runbook="cdn-errors",
        region=EDGE_REGION,
    )
    hits = Alarm(
        name="cdn-hit-rate",
        severity="warning",
        description="Too few requests are answered from CloudFront's cache",
        metrics={"rate": _series(distribution_id, "CacheHitRate", "Average"), "req": requests},
        expression=HIT_RATE,
        comparison="<",
        threshold=ctx.thresholds.cache_hit_percent,
        unit="%",
        periods=3,
        runbook="cdn-hit-rate",
        region=EDGE_REGION,
    )
    return [errors] if front_app else [errors, hits]
