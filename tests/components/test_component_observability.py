from __future__ import annotations

from dataclasses import replace

import pytest

from components.observability import Notifications, Observability, ObservabilityArgs
from tests.components import build
from tests.components.build import PLACE
from tests.components.knobs_service import ALARM
from tests.components.look import below, find, inputs, made
from tests.conftest import Record


def test_each_description_becomes_one_alarm(record: Record) -> None:
    graph = record(lambda: build.observability(alarms=[ALARM, replace(ALARM, name="idle")]))

    assert below(graph, "megane:observability:Observability") == {
        "megane:observability:Observability watch",
        "cloudwatch.MetricAlarm watch-busy",
        "cloudwatch.MetricAlarm watch-idle",
    }


@pytest.mark.parametrize(
    ("severity", "region", "topic"),
    [
        ("warning", None, "arn:aws:sns:ap-northeast-1:111122223333:megane-test-warning"),
        ("critical", None, "arn:aws:sns:ap-northeast-1:111122223333:megane-test-critical"),
        ("warning", "us-east-1", "arn:aws:sns:us-east-1:111122223333:megane-test-warning-edge"),
        ("critical", "us-east-1", "arn:aws:sns:us-east-1:111122223333:megane-test-critical-edge"),
    ],
)
def test_it_is_told_to_the_topic_of_its_severity_in_its_own_region(
    record: Record, severity: object, region: str | None, topic: str
) -> None:
    alarm = replace(ALARM, severity=severity, region=region)  # type: ignore[arg-type]  # from the table
    graph = record(lambda: build.observability(alarms=[alarm]), view="up")

    found = inputs(graph, "cloudwatch.MetricAlarm watch-busy")
    assert found["alarmActions"] == found["okActions"] == [topic]
    assert find(graph, "cloudwatch.MetricAlarm watch-busy").region == (region or "ap-northeast-1")


def test_nothing_to_watch_is_no_alarm(record: Record) -> None:
    def program() -> None:
        notifications: Notifications = build.notifications(slack=None)
        Observability("watch", ObservabilityArgs(alarms=iter(()), notifications=notifications), PLACE)

    assert not [name for name in made(record(program)) if name.startswith("cloudwatch.")]
