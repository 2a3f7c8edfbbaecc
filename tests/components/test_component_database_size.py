"""What a database of another size, of another generation, or with a faster disk is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.database import Database
from offline.values import UNKNOWN
from tests.components import build
from tests.components.build import DATABASE_SIZE
from tests.components.look import inputs, made, part, watched
from tests.conftest import Record

FAST = {
    "allocated_storage_gib": 400,
    "max_allocated_storage_gib": 1000,
    "iops": 16000,
    "storage_throughput_mibps": 1000,
}
OF_AN_INSTANCE = {
    "rds.Instance db-primary",
    "rds.Instance db-replica",
    "cloudwatch.LogGroup db-postgresql",
    "cloudwatch.LogGroup db-upgrade",
    "cloudwatch.LogGroup db-replica-postgresql",
    "cloudwatch.LogGroup db-replica-upgrade",
}


def database(**size: Any) -> Database:
    return build.database(size=replace(DATABASE_SIZE, **size))


def test_both_instances_have_the_speed_that_was_bought(record: Record) -> None:
    graph = record(lambda: database(**FAST))

    for instance in ("primary", "replica"):
        given = inputs(graph, f"rds.Instance db-{instance}")
        assert (given["storageType"], given["iops"], given["storageThroughput"]) == ("gp3", 16000, 1000)


def test_without_a_wish_gp3_is_as_fast_as_it_comes(record: Record) -> None:
    graph = record(build.database)

    for instance in ("primary", "replica"):
        given = inputs(graph, f"rds.Instance db-{instance}")
        assert given["storageType"] == "gp3"
        assert not {"iops", "storageThroughput"} & given.keys()


def test_a_second_generation_has_names_of_its_own(record: Record) -> None:
    first, second = record(build.database), record(lambda: database(generation=2))

    assert made(second) == made(first) - OF_AN_INSTANCE | {f"{name}-2" for name in OF_AN_INSTANCE}
    for instance, prefix in (("primary", "db"), ("replica", "db-replica")):
        assert inputs(second, f"rds.Instance db-{instance}-2")["identifier"] == f"megane-test-{instance}-2"
        for log in ("postgresql", "upgrade"):
            assert inputs(second, f"cloudwatch.LogGroup {prefix}-{log}-2")["name"] == (
                f"/aws/rds/instance/megane-test-{instance}-2/{log}"
            )
    assert inputs(second, "rds.Instance db-replica-2")["replicateSourceDb"] == "megane-test-primary-2"


def test_what_watches_follows_the_present_generation(record: Record) -> None:
    graph = record(watched(lambda: database(generation=2)))

    for prefix, instance in (("db", "primary-2"), ("db-replica", "replica-2")):
        assert inputs(graph, f"cloudwatch.LogMetricFilter {prefix}-slow-queries")["logGroupName"] == (
            f"/aws/rds/instance/megane-test-{instance}/postgresql"
        )
    assert inputs(graph, "rds.EventSubscription db-events")["sourceIds"] == [
        "megane-test-primary-2",
        "megane-test-replica-2",
    ]
    named = {
        part(alarm.inputs, "dimensions", "DBInstanceIdentifier")
        for alarm in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
        if alarm.inputs.get("namespace") == "AWS/RDS"
    }
    assert named == {"megane-test-primary-2", "megane-test-replica-2"}


def test_the_final_snapshot_of_a_second_generation_is_named_after_it(record: Record) -> None:
    size = replace(DATABASE_SIZE, generation=2)
    preview = record(lambda: build.database(build.DURABLE, size=size))
    up = record(lambda: build.database(build.DURABLE, size=size), view="up")

    assert inputs(preview, "rds.Instance db-primary-2")["finalSnapshotIdentifier"] is UNKNOWN
    name = inputs(up, "rds.Instance db-primary-2")["finalSnapshotIdentifier"]
    assert str(name).startswith("megane-test-primary-2-final-")


@pytest.mark.parametrize(
    ("size", "refusal"),
    [
        (
            {"backup_retention_days": 0},
            "a read replica needs backups of its source: backup_retention_days must be at least 1",
        ),
        ({"max_allocated_storage_gib": 19}, "max_allocated_storage_gib must not be below allocated_storage_gib"),
        ({"generation": 0}, "generation counts from 1, it is 0"),
        (
            {"iops": 12000},
            "iops: must be left out, and so must the throughput, below 400 GiB: gp3 has a fixed 3000 IOPS and "
            "125 MiB/s at 20 GiB",
        ),
        ({**FAST, "iops": 11999}, "iops: must be from 12000 to 64000, not 11999"),
    ],
)
def test_what_rds_would_refuse(size: dict[str, Any], refusal: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        replace(DATABASE_SIZE, **size)

    assert str(raised.value) == refusal


def test_without_a_replica_backups_may_be_off() -> None:
    assert replace(DATABASE_SIZE, backup_retention_days=0, read_replica=False).backup_retention_days == 0
