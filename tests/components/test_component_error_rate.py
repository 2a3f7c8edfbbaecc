"""The share of failed requests, worked out on figures: the expression is what the alarms stand on."""

from __future__ import annotations

import pytest

from components.error_rate import ERROR_PERCENT, error_metrics
from tests.components.build import PLACE
from tests.components.metric_math import evaluate


def percent(**sums: float) -> float | None:
    """What the alarm sees in one period; a series that is not given has no data."""
    return evaluate(ERROR_PERCENT, sums, ids=frozenset(error_metrics("app/1", PLACE)))


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        ({"req": 1000}, 0),
        ({"req": 1000, "t5": 30, "l5": 20}, 5),
        # In maintenance: 5,000 visitors get the page, 10 requests of testers reach a target.
        ({"req": 10, "l5": 5000, "mp": 5000}, 0),
        ({"req": 10, "mp": 5000}, 0),  # should the load balancer not count pages as its own errors
        ({"req": 10, "l5": 5020, "mp": 5000}, 0.4),  # the two are counted by different clocks
        ({"req": 0, "l5": 5000, "mp": 5000}, 0),
    ],
)
def test_maintenance_pages_are_no_errors(sums: dict[str, float], expected: float) -> None:
    assert percent(**sums) == pytest.approx(expected, abs=0.01)


def test_errors_of_a_failed_service_still_ring() -> None:
    assert percent(req=100, l5=100) == 100
    assert percent(req=100, t5=50) == 50


def test_where_no_request_reaches_a_target_all_of_them_are_errors() -> None:
    """The load balancer counts a request only when it has a target for it."""
    assert percent(l5=20) == 100
    assert percent(req=10, l5=500) == 100
    assert percent(l5=20, mp=20) == 0


def test_nothing_is_no_errors() -> None:
    assert percent() == 0


def test_the_series_are_the_load_balancers_and_the_firewalls() -> None:
    series = {
        key: (m.namespace, m.name, dict(m.dimensions), m.statistic) for key, m in error_metrics("app/1", PLACE).items()
    }

    where, elb = {"LoadBalancer": "app/1"}, "AWS/ApplicationELB"
    assert series == {
        "req": (elb, "RequestCount", where, "Sum"),
        "t5": (elb, "HTTPCode_Target_5XX_Count", where, "Sum"),
        "l5": (elb, "HTTPCode_ELB_5XX_Count", where, "Sum"),
        "mp": (
            "AWS/WAFV2",
            "BlockedRequests",
            {"WebACL": "megane-test-waf", "Region": "ap-northeast-1", "Rule": "maintenance"},
            "Sum",
        ),
    }
