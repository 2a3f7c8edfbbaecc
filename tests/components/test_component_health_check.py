"""The application, asked from outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from offline.values import UNKNOWN
from tests.components import build
from tests.components.build import PLACE, known, unknown
from tests.components.look import alarms, below, dependencies, find, inputs, watched
from tests.conftest import Record

CHECK = "route53.HealthCheck outside"


def test_the_public_address_is_asked_for_as_visitors_do(record: Record) -> None:
    graph = record(build.health_check)

    assert below(graph, "megane:observability:HealthCheck") == {"megane:observability:HealthCheck outside", CHECK}
    assert inputs(graph, CHECK) == {
        "type": "HTTPS",
        "fqdn": "app.example.jp",
        "port": 443,
        "resourcePath": "/health",
        "enableSni": True,
        "requestInterval": 30,
        "failureThreshold": 3,
        "measureLatency": False,
        "regions": ["ap-northeast-1", "ap-southeast-1", "us-west-2"],
        "disabled": False,
    }


def test_nobody_asks_while_it_is_paused(record: Record) -> None:
    assert inputs(record(lambda: build.health_check(paused=True)), CHECK)["disabled"] is True


def test_no_answer_is_critical_and_told_in_us_east_1(record: Record) -> None:
    graph = record(watched(build.health_check), view="up")

    (found,) = alarms(graph).values()
    where = found["series"][1]
    assert str(where["HealthCheckId"]).startswith("healthcheck-")
    assert found == {
        "series": ("AWS/Route53 HealthCheckStatus", where, "Minimum"),
        "math": [],
        "rings": "LessThanThreshold 1",
        "period": 60,
        "of": "2/2",
        "missing": "notBreaching",
        "topic": "arn:topic/critical",
        "region": "us-east-1",
    }
    text = str(inputs(graph, "cloudwatch.MetricAlarm watch-app-unreachable")["alarmDescription"])
    assert text.startswith(
        "https://app.example.jp/health does not answer, asked from outside (< 1 where 1 is healthy)."
    )


@pytest.mark.parametrize(("deployed", "waits"), [(known("api"), False), (unknown(), True)])
def test_it_rings_only_for_what_was_there(record: Record, deployed: object, waits: bool) -> None:
    graph = record(watched(lambda: build.health_check(answered_by=deployed)), view="up")

    (found,) = alarms(graph).values()
    assert (found["series"][1]["HealthCheckId"] == UNKNOWN) is waits


def test_the_way_there_changes_first(record: Record) -> None:
    graph = record(lambda: build.health_check(after=[build.alias_records()]))

    assert find(graph, "route53.Record names-app-a").urn in find(graph, CHECK).dependencies
    assert "route53.Record names-app-a" in dependencies(graph, CHECK)


def test_nobody_asks_from_a_region_that_is_lost(record: Record) -> None:
    osaka = replace(PLACE, region="ap-northeast-3")
    graph = record(lambda: build.health_check(osaka))

    assert inputs(graph, CHECK)["regions"] == ["ap-southeast-1", "ap-southeast-2", "us-west-2"]
