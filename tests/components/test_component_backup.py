"""The monthly backup: what is kept where, for how long, who hears of it, and whether it is ever tried."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.backup import BackupArgs, RestoreTesting
from components.base import Context
from offline.values import UNKNOWN
from tests.components.build import ACCOUNT, COPIES, DURABLE, PLACE, RESTORE_TESTING, backup, unknown
from tests.components.look import dependencies, find, inputs, made, part, statements
from tests.conftest import Record

COPYING: dict[str, Any] = {"copies": COPIES, "copies_key_arn": "arn:key/copies"}
PLAIN = {
    "megane:data:Backup backup",
    "backup.Vault backup",
    "backup.Plan backup-monthly",
    "backup.Selection backup",
    "iam.Role backup",
    "iam.RolePolicyAttachment backup-backup",
    "iam.RolePolicyAttachment backup-restores",
}
DATABASE = "arn:aws:rds:ap-northeast-1:111122223333:db:main"

COPIED_TO = f"arn:aws:backup:ap-northeast-3:{ACCOUNT}:backup-vault:megane-test-copies"


def test_what_it_makes(record: Record) -> None:
    more: dict[str, Any] = {**COPYING, "restore_testing": RESTORE_TESTING}

    assert made(record(backup)) == PLAIN
    assert made(record(lambda: backup(**more))) == PLAIN | {
        "backup.Vault backup-copies",
        "backup.RestoreTestingPlan backup-restore-test",
        "backup.RestoreTestingSelection backup-restore-test",
    }


def test_the_plan(record: Record) -> None:
    tags = PLACE.tags("backup-monthly")

    assert inputs(record(backup, view="up"), "backup.Plan backup-monthly") == {
        "name": "megane-test-monthly",
        "rules": [
            {
                "ruleName": "monthly",
                "targetVaultName": "megane-test",
                "schedule": "cron(0 20 1 * ? *)",
                "scheduleExpressionTimezone": "Asia/Tokyo",
                "startWindow": 60,
                "completionWindow": 480,
                "lifecycle": {"deleteAfter": 2557},
                "recoveryPointTags": tags,
            }
        ],
    }


def test_copies_go_to_a_vault_of_their_own_region_and_stay_as_long(record: Record) -> None:
    graph = record(lambda: backup(**COPYING, keep_days=365, cold_after_days=30), view="up")

    rule = part(inputs(graph, "backup.Plan backup-monthly"), "rules", 0)
    assert rule["copyActions"] == [
        {
            "destinationVaultArn": "arn:aws:backup:ap-northeast-3:111122223333:backup-vault:megane-test-copies",
            "lifecycle": {"deleteAfter": 365, "coldStorageAfter": 30},
        }
    ]
    assert rule["copyActions"][0]["destinationVaultArn"] == COPIED_TO
    assert rule["lifecycle"] == {"deleteAfter": 365, "coldStorageAfter": 30}
    assert inputs(graph, "backup.Vault backup-copies") == {
        "name": "megane-test-copies",
        "kmsKeyArn": "arn:key/copies",
        "forceDestroy": True,
        "region": "ap-northeast-3",
    }


@pytest.mark.parametrize(("ctx", "durable"), [(PLACE, False), (DURABLE, True)])
def test_the_vaults_of_a_durable_place_are_protected_and_never_emptied(
    record: Record, ctx: Context, *, durable: bool
) -> None:
    graph = record(lambda: backup(ctx, **COPYING))

    for vault in ("backup.Vault backup", "backup.Vault backup-copies"):
        assert inputs(graph, vault)["forceDestroy"] is not durable
        assert find(graph, vault).protect is durable
    assert inputs(graph, "backup.Vault backup") == {
        "name": "megane-test",
        "kmsKeyArn": "arn:key/data",
        "forceDestroy": not durable,
    }


def test_every_database_is_selected_by_its_arn(record: Record) -> None:
    databases = {"main": "arn:db/main", "archive": "arn:db/archive"}
    graph = record(lambda: backup(databases=databases), view="up")
    reordered = record(lambda: backup(databases=dict(reversed(databases.items()))), view="up")

    found = inputs(graph, "backup.Selection backup")
    assert found == inputs(reordered, "backup.Selection backup")
    assert found["name"] == "megane-test-databases"
    assert found["resources"] == ["arn:db/archive", "arn:db/main"]
    assert re.fullmatch(r"arn:aws:iam::111122223333:role/backup-[0-9a-f]{7}", str(found["iamRoleArn"]))
    assert dependencies(graph, "backup.Selection backup") >= {
        "backup.Plan backup-monthly",
        "iam.RolePolicyAttachment backup-backup",
        "iam.RolePolicyAttachment backup-restores",
    }


def test_the_role(record: Record) -> None:
    graph = record(backup, view="up")

    role = inputs(graph, "iam.Role backup")
    assert role["description"] == "AWS Backup takes, copies, restores and expires backups"
    assert statements(role["assumeRolePolicy"]) == {
        "Assume": {
            "Effect": "Allow",
            "Principal": {"Service": "backup.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    }
    assert {
        inputs(graph, f"iam.RolePolicyAttachment backup-{purpose}")["policyArn"] for purpose in ("backup", "restores")
    } == {
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    }


def test_the_restore_test(record: Record) -> None:
    groups: list[pulumi.Input[str]] = [pulumi.Output.from_input("sg-db"), "sg-2"]
    testing = replace(RESTORE_TESTING, security_group_ids=groups, hour=21)
    graph = record(lambda: backup(restore_testing=testing), view="up")

    assert inputs(graph, "backup.RestoreTestingPlan backup-restore-test") == {
        "name": "megane_test_restore_test",
        "scheduleExpression": "cron(0 21 2 1,4,7,10 ? *)",
        "scheduleExpressionTimezone": "Asia/Tokyo",
        "startWindowHours": 1,
        "recoveryPointSelection": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "includeVaults": ["arn:aws:backup:ap-northeast-1:111122223333:backup-vault:megane-test"],
            "recoveryPointTypes": ["SNAPSHOT"],
            "selectionWindowDays": 35,
        },
    }
    assert inputs(graph, "backup.RestoreTestingSelection backup-restore-test") == {
        "name": "megane_test_restore_test",
        "restoreTestingPlanName": "megane_test_restore_test",
        "protectedResourceType": "RDS",
        "protectedResourceArns": [DATABASE],
        "iamRoleArn": inputs(graph, "backup.Selection backup")["iamRoleArn"],
        "validationWindowHours": 4,
        "restoreMetadataOverrides": {"dbSubnetGroupName": "db-subnets", "vpcSecurityGroupIds": '["sg-db", "sg-2"]'},
    }


def test_nothing_hangs_on_what_only_aws_knows(record: Record) -> None:
    def build() -> None:
        testing = replace(RESTORE_TESTING, subnet_group_name=unknown(), security_group_ids=[unknown()])
        backup(
            databases={"main": unknown()},
            key_arn=unknown(),
            copies=COPIES,
            copies_key_arn=unknown(),
            restore_testing=testing,
        )

    graph = record(build)

    assert len(made(graph)) == len(PLAIN) + 3
    assert inputs(graph, "backup.Selection backup")["resources"] == [UNKNOWN]


def test_what_it_tells(record: Record) -> None:
    def build() -> None:
        for name, changes in (("plain", {}), ("copying", COPYING)):
            ctx = replace(PLACE, environment=name)
            made = backup(ctx, name, **changes)
            pulumi.export(name, [made.vault_arn, made.copies_vault_arn])

    vaults = "arn:aws:backup:ap-northeast-1:111122223333:backup-vault:megane"
    assert record(build, view="up").outputs == {
        "plain": [f"{vaults}-plain", None],
        "copying": [f"{vaults}-copying", COPIED_TO],
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"databases": {}}, "a backup of nothing: name at least one database"),
        ({"keep_days": 119, "cold_after_days": 30}, "keep_days must be at least 90 days more than cold_after_days"),
        ({"keep_days": 0}, "keep_days must be 1 to 36500; it is 0"),
        ({"hour": 24}, "must be an hour of the day, 0 to 23; it is 24"),
        ({"copies": COPIES}, "copies and copies_key_arn go together"),
        ({"copies_key_arn": "arn:key/copies"}, "copies and copies_key_arn go together"),
    ],
)
def test_what_is_refused(changes: dict[str, Any], said: str) -> None:
    ordinary = {"databases": {"main": DATABASE}, "key_arn": "arn:key", "keep_days": 365, "hour": 20}
    assert BackupArgs(**ordinary)  # type: ignore[arg-type]  # one mapping for fields of many types
    with pytest.raises(ValueError, match=f"^{said}"):
        BackupArgs(**{**ordinary, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hour": -1}, "must be an hour of the day"),
        ({"security_group_ids": []}, "a restored instance needs a security group"),
        ({"validation_window_hours": 0}, "validation_window_hours must be 1 to 168; it is 0"),
        ({"validation_window_hours": 169}, "validation_window_hours must be 1 to 168; it is 169"),
    ],
)
def test_what_is_refused_of_a_restore_test(changes: dict[str, Any], said: str) -> None:
    ordinary = {"subnet_group_name": "db", "security_group_ids": ["sg"], "hour": 0, "validation_window_hours": 168}
    assert RestoreTesting(**ordinary)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=f"^{said}"):
        RestoreTesting(**{**ordinary, **changes})
