"""A database that does not start empty, and the copies that another one can start from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.database import Restore
from offline.values import UNKNOWN, Value
from tests.components import build
from tests.components.build import COPIES, DATABASE_SIZE, key_arns, known
from tests.components.look import find, inputs, made, outputs
from tests.conftest import Record

BACKUP = "arn:aws:rds:ap-northeast-3:111122223333:auto-backup:ab-1"
NOON = "2026-11-01T03:00:00Z"
SINGLE = replace(DATABASE_SIZE, read_replica=False)
WITH_COPIES = replace(key_arns(), copies=known("arn:key/copies"))
# What comes from the source and must not be said as well: see `Instances.primary`.
FROM_THE_SOURCE = {"dbName", "username", "engineVersion", "allocatedStorage"}


@pytest.mark.parametrize(
    ("restore", "expected"),
    [
        (Restore(snapshot="before"), {"snapshotIdentifier": "before"}),
        (
            Restore(automated_backup_arn=BACKUP),
            {
                "restoreToPointInTime": {
                    "sourceDbInstanceAutomatedBackupsArn": BACKUP,
                    "useLatestRestorableTime": True,
                }
            },
        ),
        (
            Restore(source_instance="old", time=NOON),
            {"restoreToPointInTime": {"sourceDbInstanceIdentifier": "old", "restoreTime": NOON}},
        ),
    ],
)
def test_a_primary_starts_from_its_source(record: Record, restore: Restore, expected: dict[str, Value]) -> None:
    empty, full = record(build.database), record(lambda: build.database(restore=restore))

    ordinary = inputs(empty, "rds.Instance db-primary")
    assert ordinary.keys() >= FROM_THE_SOURCE
    kept = {key: value for key, value in ordinary.items() if key not in FROM_THE_SOURCE}
    assert inputs(full, "rds.Instance db-primary") == kept | expected
    assert made(full) == made(empty)
    assert inputs(full, "rds.Instance db-replica") == inputs(empty, "rds.Instance db-replica")


@pytest.mark.parametrize("restore", [None, Restore(snapshot="before")])
def test_a_living_database_is_never_replaced_by_another_source(record: Record, restore: Restore | None) -> None:
    graph = record(lambda: build.database(restore=restore))

    assert find(graph, "rds.Instance db-primary").ignore_changes == ("snapshotIdentifier", "restoreToPointInTime")


@pytest.mark.parametrize(
    ("restore", "refusal"),
    [
        ({}, "a restore needs exactly one of snapshot, automated_backup_arn and source_instance"),
        (
            {"snapshot": "a", "source_instance": "b"},
            "a restore needs exactly one of snapshot, automated_backup_arn and source_instance",
        ),
        ({"snapshot": "a", "time": NOON}, "a snapshot is of one moment: time goes with the other sources only"),
        (
            {"source_instance": "a", "time": "2026-11-01 12:00"},
            "time must be in UTC like 2026-11-01T03:00:00Z, not '2026-11-01 12:00'",
        ),
    ],
)
def test_a_source_is_one_thing_at_one_time(restore: dict[str, str], refusal: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        Restore(**restore)

    assert str(raised.value) == refusal


def test_automated_backups_are_copied_to_the_second_region(record: Record) -> None:
    def program() -> None:
        database = build.database(build.DURABLE, keys=WITH_COPIES, copies=COPIES)
        assert database.backup_arn is not None
        outputs(database)
        pulumi.export("backup", database.backup_arn)

    graph = record(program, view="up")

    copies = find(graph, "rds.InstanceAutomatedBackupsReplication db-copies")
    assert copies.inputs == {
        "sourceDbInstanceArn": graph.outputs["primary_arn"],
        "kmsKeyId": "arn:key/copies",
        "retentionPeriod": 7,
        "region": "ap-northeast-3",
    }
    assert not copies.protect  # a changed retention replaces it, which loses nothing
    assert str(graph.outputs["backup"]).startswith("arn:aws:rds:ap-northeast-3:111122223333:auto-backup:")


def test_one_replication_ends_before_another_begins(record: Record) -> None:
    """RDS replicates an instance once."""
    first_away: dict[str, bool | None] = {}

    def notice(args: pulumi.ResourceTransformationArgs) -> None:
        first_away[args.name] = args.opts.delete_before_replace

    def program() -> None:
        pulumi.runtime.register_stack_transformation(notice)
        build.database(keys=WITH_COPIES, copies=COPIES)

    record(program)

    assert first_away["db-copies"] is True


def test_the_copies_of_a_second_generation_are_others(record: Record) -> None:
    size = replace(DATABASE_SIZE, generation=2)
    graph = record(lambda: build.database(keys=WITH_COPIES, copies=COPIES, size=size))

    assert "rds.InstanceAutomatedBackupsReplication db-copies-2" in made(graph)


def test_without_copies_there_is_nothing_to_start_from_elsewhere(record: Record) -> None:
    def program() -> None:
        assert build.database(keys=WITH_COPIES).backup_arn is None

    assert not [name for name in made(record(program)) if "Replication" in name]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, "copies need a key in their region: keys.copies"),
        (
            {"keys": WITH_COPIES, "size": replace(SINGLE, backup_retention_days=0)},
            "there are no backups to copy: backup_retention_days must be at least 1",
        ),
    ],
)
def test_copies_need_a_key_and_something_to_copy(record: Record, changes: dict[str, Any], refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        record(lambda: build.database(copies=COPIES, **changes))


def test_rds_can_keep_the_password(record: Record) -> None:
    def program() -> None:
        database = build.database(managed_password=True, size=SINGLE)
        assert database.password is None
        assert database.managed_secret_arn is not None
        pulumi.export("secret", database.managed_secret_arn)

    preview, up = record(program), record(program, view="up")

    ordinary = inputs(record(lambda: build.database(size=SINGLE)), "rds.Instance db-primary")
    ordinary.pop("password")
    assert inputs(preview, "rds.Instance db-primary") == ordinary | {
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": "arn:key/data",
    }
    assert "random.RandomPassword db-password" not in made(preview)
    assert preview.outputs["secret"] is UNKNOWN
    assert str(up.outputs["secret"]).startswith("arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:")


def test_rds_keeps_no_password_of_a_source(record: Record) -> None:
    with pytest.raises(ValueError, match="RDS makes no read replica of an instance whose password it manages"):
        record(lambda: build.database(managed_password=True))


def test_another_version_is_another_password(record: Record) -> None:
    graph = record(lambda: build.database(password_version=3))

    assert inputs(graph, "random.RandomPassword db-password")["keepers"] == {"version": "3"}
