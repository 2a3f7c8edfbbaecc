"""An alarm as data, and the one function that registers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.alarm import Alarm, Metric, register_alarm
from tests.components.build import PLACE, topics
from tests.components.look import find, inputs, made
from tests.conftest import Record

BUSY = Alarm(
    name="busy",
    severity="warning",
    description="It is busy",
    metrics={"m": Metric("AWS/ECS", "CPUUtilization", {"ClusterName": "c"}, "Average")},
    comparison=">",
    threshold=80,
    unit="%",
    runbook="service-cpu",
)
MATH = replace(
    BUSY,
    metrics={"a": Metric("N", "A", {"D": "1"}, "Sum"), "b": Metric("N", "B", {"D": "2"}, "Maximum")},
    expression="a+b",
    period_seconds=60,
)


def registered(record: Record, alarm: Alarm) -> dict[str, Any]:
    def program() -> None:
        register_alarm("watch", alarm, topics(), ctx=PLACE, opts=pulumi.ResourceOptions())

    graph = record(program)
    assert made(graph) == {f"cloudwatch.MetricAlarm watch-{alarm.name}"}
    assert find(graph, f"cloudwatch.MetricAlarm watch-{alarm.name}").region == (alarm.region or "ap-northeast-1")
    return inputs(graph, f"cloudwatch.MetricAlarm watch-{alarm.name}")


def test_an_alarm_on_one_metric(record: Record) -> None:
    assert registered(record, BUSY) == {
        "name": "megane-test-busy",
        "alarmDescription": "It is busy (> 80 %). Runbook: docs/OPERATION_RUNBOOK.md#service-cpu",
        "namespace": "AWS/ECS",
        "metricName": "CPUUtilization",
        "dimensions": {"ClusterName": "c"},
        "statistic": "Average",
        "period": 300,
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 80,
        "evaluationPeriods": 2,
        "datapointsToAlarm": 2,
        "treatMissingData": "notBreaching",
        "alarmActions": ["arn:topic/warning"],
        "okActions": ["arn:topic/warning"],
    }


def test_its_description_ends_with_a_link_where_the_runbook_has_one(record: Record) -> None:
    place = replace(PLACE, runbook="https://wiki.example.jp/runbook")

    graph = record(lambda: register_alarm("watch", BUSY, topics(), ctx=place, opts=pulumi.ResourceOptions()))

    text = str(inputs(graph, "cloudwatch.MetricAlarm watch-busy")["alarmDescription"])
    assert text.endswith(" Runbook: https://wiki.example.jp/runbook#service-cpu")


def test_an_alarm_on_the_math_of_several(record: Record) -> None:
    found = registered(record, MATH)

    assert not {"namespace", "metricName", "dimensions", "statistic", "extendedStatistic", "period"} & found.keys()
    assert found["metricQueries"] == [
        {
            "id": "a",
            "metric": {"namespace": "N", "metricName": "A", "dimensions": {"D": "1"}, "stat": "Sum", "period": 60},
            "returnData": False,
        },
        {
            "id": "b",
            "metric": {"namespace": "N", "metricName": "B", "dimensions": {"D": "2"}, "stat": "Maximum", "period": 60},
            "returnData": False,
        },
        {"id": "result", "expression": "a+b", "label": "It is busy", "returnData": True},
    ]


def test_a_percentile_is_no_statistic_to_cloudwatch(record: Record) -> None:
    found = registered(record, replace(BUSY, metrics={"m": replace(BUSY.metrics["m"], statistic="p95")}))

    assert (found["extendedStatistic"], "statistic" in found) == ("p95", False)


@pytest.mark.parametrize(
    ("comparison", "operator"),
    [
        (">", "GreaterThanThreshold"),
        (">=", "GreaterThanOrEqualToThreshold"),
        ("<", "LessThanThreshold"),
    ],
)
def test_comparisons(record: Record, comparison: Any, operator: str) -> None:
    assert registered(record, replace(BUSY, comparison=comparison))["comparisonOperator"] == operator


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_its_severity_decides_who_hears_of_it_and_of_its_end(record: Record, severity: Any) -> None:
    found = registered(record, replace(BUSY, severity=severity))

    assert found["alarmActions"] == found["okActions"] == [f"arn:topic/{severity}"]


def test_some_of_the_last_periods_may_be_enough(record: Record) -> None:
    found = registered(record, replace(BUSY, datapoints=3, periods=5))

    assert (found["datapointsToAlarm"], found["evaluationPeriods"]) == (3, 5)


def test_it_is_where_its_metric_is(record: Record) -> None:
    assert registered(record, replace(BUSY, region="us-east-1"))["region"] == "us-east-1"


@pytest.mark.parametrize("period", [10, 20, 30, 60, 300])
def test_periods_that_cloudwatch_takes(period: int) -> None:
    assert replace(BUSY, period_seconds=period).period_seconds == period


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"period_seconds": 45}, "busy: a period is 10, 20, 30 or a multiple of 60 s"),
        ({"metrics": MATH.metrics}, "busy: 2 metrics need an expression"),
        ({"metrics": {}}, "busy: 0 metrics need an expression"),
        ({"datapoints": 3}, "busy: 3 of 2 periods cannot be"),
        ({"datapoints": 0}, "busy: 0 of 2 periods cannot be"),
    ],
)
def test_what_cloudwatch_would_refuse(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        replace(BUSY, **changes)

    assert str(raised.value) == message
