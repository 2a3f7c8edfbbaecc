"""What is watched on the tasks of a service, and what is counted in its log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.service import Service
from planning.night import Night
from tests.components import build
from tests.components.build import PLACE, WORKER
from tests.components.look import alarms, inputs, watched
from tests.conftest import Record

TARGETS = {"api-unhealthy", "api-no-target"}
TASKS = {"api-cpu", "api-memory", "api-missing-tasks"}
LOGS = {"api-logged-errors", "api-failed-logins"}
WHERE = {"ClusterName": "megane-test", "ServiceName": "api"}
QUIET = replace(WORKER, cache=False)


def without_insights() -> Service:
    return build.service(cluster=build.cluster(container_insights="disabled"))


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, TASKS | LOGS | TARGETS),
        ({"spec": WORKER}, TASKS | LOGS | {"api-no-task"}),
        ({"spec": QUIET}, TASKS | {"api-logged-errors", "api-no-task"}),
    ],
)
def test_what_is_watched(record: Record, args: dict[str, Any], expected: set[str]) -> None:
    assert set(alarms(record(watched(lambda: build.service(**args))))) == expected


def test_without_container_insights_nobody_counts_wanted_tasks(record: Record) -> None:
    assert "api-missing-tasks" not in alarms(record(watched(without_insights)))


def test_tasks_are_watched(record: Record) -> None:
    found = alarms(record(watched(lambda: build.service(spec=WORKER)), view="up"))

    told = {"missing": "notBreaching", "topic": "arn:topic/warning", "region": None}
    for role, metric in (("cpu", "CPUUtilization"), ("memory", "MemoryUtilization")):
        assert found[f"api-{role}"] == {
            "series": (f"AWS/ECS {metric}", WHERE, "Average"),
            "math": [],
            "rings": "GreaterThanThreshold 80",
            "period": 300,
            "of": "2/2",
            **told,
        }
    insights = "ECS/ContainerInsights"
    assert found["api-missing-tasks"] == {
        "series": {
            "wanted": (f"{insights} DesiredTaskCount", WHERE, "Minimum"),
            "running": (f"{insights} RunningTaskCount", WHERE, "Maximum"),
        },
        "math": ["wanted-running"],
        "rings": "GreaterThanThreshold 0",
        "period": 300,
        "of": "3/3",
        **told,
    }


def test_a_worker_without_tasks_publishes_nothing_and_rings(record: Record) -> None:
    assert alarms(record(watched(lambda: build.service(spec=WORKER)), view="up"))["api-no-task"] == {
        "series": ("AWS/ECS CPUUtilization", WHERE, "SampleCount"),
        "math": [],
        "rings": "LessThanThreshold 1",
        "period": 60,
        "of": "5/5",
        "missing": "breaching",
        "topic": "arn:topic/critical",
        "region": None,
    }


@pytest.mark.parametrize(("night_tasks", "rings"), [(0, False), (1, True)])
def test_a_worker_that_sleeps_at_night_does_not_ring(record: Record, night_tasks: int, rings: bool) -> None:
    night = Night(min_tasks=night_tasks, max_tasks=2, start="22:00", end="07:00")
    spec = replace(WORKER, night_tasks=night)

    assert ("api-no-task" in alarms(record(watched(lambda: build.service(spec=spec))))) is rings


def test_lines_of_its_log_are_counted(record: Record) -> None:
    graph = record(build.service)

    def filter_of(role: str) -> dict[str, Any]:
        return inputs(graph, f"cloudwatch.LogMetricFilter web-{role}")

    namespace = {"namespace": "Megane/test/api", "unit": "Count"}
    assert filter_of("errors") == {
        "logGroupName": "/ecs/test/api",
        "pattern": '{ ($.level = "error") || ($.level = "fatal") }',
        "metricTransformation": {"name": "LoggedErrors", "value": "1", "defaultValue": "0", **namespace},
    }
    assert filter_of("failed-logins") == {
        "logGroupName": "/ecs/test/api",
        "pattern": '{ $.event = "login_failed" }',
        "metricTransformation": {"name": "FailedLogins", "value": "1", "defaultValue": "0", **namespace},
    }
    assert filter_of("sessions") == {
        "logGroupName": "/ecs/test/api",
        "pattern": '{ $.event = "active_sessions" }',
        "metricTransformation": {"name": "ActiveSessions", "value": "$.count", **namespace},
    }


@pytest.mark.parametrize(
    ("role", "metric", "threshold"), [("logged-errors", "LoggedErrors", 10), ("failed-logins", "FailedLogins", 50)]
)
def test_what_is_counted_rings(record: Record, role: str, metric: str, threshold: float) -> None:
    assert alarms(record(watched(build.service)))[f"api-{role}"] == {
        "series": (f"Megane/test/api {metric}", {}, "Sum"),
        "math": [],
        "rings": f"GreaterThanThreshold {threshold}",
        "period": 300,
        "of": "2/2",
        "missing": "notBreaching",
        "topic": "arn:topic/warning",
        "region": None,
    }


def test_sessions_ring_only_beyond_a_number_that_was_given(record: Record) -> None:
    crowded = replace(PLACE, thresholds=replace(PLACE.thresholds, active_sessions=300))

    found = alarms(record(watched(lambda: build.service(crowded))))

    assert found["api-sessions"]["series"] == ("Megane/test/api ActiveSessions", {}, "Maximum")
    assert found["api-sessions"]["rings"] == "GreaterThanThreshold 300"
