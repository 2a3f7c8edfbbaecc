"""What is watched on a database, in the units that CloudWatch publishes: bytes, counts, percent, seconds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.database import Database
from tests.components import build
from tests.components.build import DATABASE_SIZE
from tests.components.look import alarms, watched
from tests.conftest import Record


def database(**size: Any) -> Database:
    return build.database(size=replace(DATABASE_SIZE, **size))


WARNING, CRITICAL = "arn:topic/warning", "arn:topic/critical"
WATCHED = {
    "cpu": ("CPUUtilization", "Average", "GreaterThanThreshold 80", "breaching", WARNING),
    "cpu-exhausted": ("CPUUtilization", "Average", "GreaterThanThreshold 95", "notBreaching", CRITICAL),
    "memory": ("FreeableMemory", "Average", "LessThanThreshold 858993459", "breaching", WARNING),
    "connections": ("DatabaseConnections", "Maximum", "GreaterThanThreshold 160", "notBreaching", CRITICAL),
    "storage": ("FreeStorageSpace", "Minimum", "LessThanThreshold 3221225472", "breaching", CRITICAL),
    "credits": ("CPUCreditBalance", "Average", "LessThanThreshold 30", "notBreaching", WARNING),
}
LAG = ("ReplicaLag", "Minimum", "GreaterThanThreshold 60", "notBreaching", WARNING)


def test_every_instance_is_watched_in_the_units_of_its_metrics(record: Record) -> None:
    found = alarms(record(watched(build.database)))

    expected = {f"database-{i}-{role}": (i, one) for i in ("primary", "replica") for role, one in WATCHED.items()}
    expected["database-replica-lag"] = ("replica", LAG)
    assert set(found) == {*expected, "database-slow-queries"}
    for name, (instance, (metric, statistic, rings, missing, topic)) in expected.items():
        assert found[name] == {
            "series": (f"AWS/RDS {metric}", {"DBInstanceIdentifier": f"megane-test-{instance}"}, statistic),
            "math": [],
            "rings": rings,
            "period": 300,
            "of": "2/2",
            "missing": missing,
            "topic": topic,
            "region": None,
        }, name
    slow = found["database-slow-queries"]
    assert slow["series"] == ("Megane/test/Database SlowQueryCount", {}, "Sum")
    assert (slow["rings"], slow["topic"]) == ("GreaterThanThreshold 10", WARNING)


@pytest.mark.parametrize(
    ("size", "alarm", "rings"),
    [
        ({"instance_class": "db.t3.small"}, "database-primary-memory", "LessThanThreshold 429496729"),
        ({"allocated_storage_gib": 100}, "database-primary-storage", "LessThanThreshold 16106127360"),
        ({"max_connections": 100}, "database-primary-connections", "GreaterThanThreshold 80"),
    ],
)
def test_thresholds_follow_the_size(record: Record, size: dict[str, Any], alarm: str, rings: str) -> None:
    assert alarms(record(watched(lambda: database(**size))))[alarm]["rings"] == rings


def test_only_burstable_classes_have_credits_to_run_out_of(record: Record) -> None:
    found = alarms(record(watched(lambda: database(instance_class="db.m6g.large"))))

    assert not [name for name in found if name.endswith("-credits")]
