"""What is watched on a distribution, in the only region that has its metrics."""

from __future__ import annotations

import pytest

from components.cdn.alarms import ERRORS_BUT_PAGES, HIT_RATE
from tests.components import build
from tests.components.look import alarms, inputs, watched
from tests.components.metric_math import evaluate
from tests.conftest import Record

CDN = "AWS/CloudFront"


def test_errors_and_hit_rate_of_files_are_watched_in_us_east_1(record: Record) -> None:
    graph = record(watched(build.cdn), view="up")

    subscription = inputs(graph, "cloudfront.MonitoringSubscription cdn")
    assert subscription["monitoringSubscription"] == {
        "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
    }
    where = {"DistributionId": subscription["distributionId"], "Region": "Global"}
    told = {"missing": "notBreaching", "topic": "arn:topic/warning", "region": "us-east-1"}
    assert alarms(graph) == {
        "cdn-errors": {
            "series": (f"{CDN} 5xxErrorRate", where, "Average"),
            "math": [],
            "rings": "GreaterThanThreshold 5",
            "period": 60,
            "of": "5/10",
            **told,
        },
        "cdn-hit-rate": {
            "series": {
                "rate": (f"{CDN} CacheHitRate", where, "Average"),
                "req": (f"{CDN} Requests", where, "Sum"),
            },
            "math": [HIT_RATE],
            "rings": "LessThanThreshold 80",
            "period": 300,
            "of": "3/3",
            **told,
        },
    }


def test_before_the_application_errors_are_everybodys_and_pages_are_never_hits(record: Record) -> None:
    ((name, errors),) = alarms(record(watched(build.fronting_cdn), view="up")).items()

    assert (name, errors["topic"], errors["math"]) == ("cdn-errors", "arn:topic/critical", [ERRORS_BUT_PAGES])
    assert {key: (series, statistic) for key, (series, _, statistic) in errors["series"].items()} == {
        "rate": (f"{CDN} 5xxErrorRate", "Average"),
        "req": (f"{CDN} Requests", "Sum"),
        "mp": ("AWS/WAFV2 BlockedRequests", "Sum"),
    }
    # Metrics of CloudFront's firewalls have no region among their dimensions.
    assert errors["series"]["mp"][1] == {"WebACL": "megane-test-waf-edge", "Rule": "maintenance"}


@pytest.mark.parametrize(
    ("values", "percent"),
    [
        ({"rate": 12.0, "req": 50}, 12),
        ({"rate": 99.0, "req": 1000, "mp": 990}, 0),  # maintenance: all but ten get the page
        ({"rate": 99.0, "req": 1000, "mp": 900}, 9),
        ({"rate": 1.0, "req": 1000, "mp": 990}, 0),  # should CloudFront not count pages as errors
        ({}, None),  # nobody asked: no data, and that does not ring
    ],
)
def test_maintenance_pages_are_no_errors(values: dict[str, float], percent: float | None) -> None:
    found = evaluate(ERRORS_BUT_PAGES, values, ids=frozenset({"rate", "req", "mp"}))

    assert found == (None if percent is None else pytest.approx(percent))


@pytest.mark.parametrize(
    ("values", "percent"),
    [
        ({"rate": 60.0, "req": 100}, 60),
        ({"rate": 0.0, "req": 3}, 100),  # three requests at night, each the first for its file
        ({"req": 5000}, 100),  # nothing that could be cached
        ({}, 100),
    ],
)
def test_a_hit_rate_of_a_few_requests_says_nothing(values: dict[str, float], percent: float) -> None:
    assert evaluate(HIT_RATE, values, ids=frozenset({"rate", "req"})) == percent
