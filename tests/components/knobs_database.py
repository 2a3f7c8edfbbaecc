"""Other values for what the database and the job of its roles let one say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components import database, database_roles
from components.base import Component
from tests.components import build
from tests.components.build import key_arns, known
from tests.components.knobs import OTHER_KEYS, OTHER_SUBNETS, Knobs

LARGE_DATABASE = replace(
    build.DATABASE_SIZE,
    allocated_storage_gib=400,
    max_allocated_storage_gib=1000,
    iops=12000,
    storage_throughput_mibps=500,
)


def database_with_copies(**changes: Any) -> Component:
    """Without a replica, so that RDS could keep its password."""
    ordinary = {
        "keys": replace(key_arns(), copies=known("arn:key/copies")),
        "copies": build.COPIES,
        "size": replace(build.DATABASE_SIZE, read_replica=False),
    }
    return build.database(**{**ordinary, **changes})


def restored(**changes: Any) -> Component:
    """From one source."""
    source = {} if {"snapshot", "automated_backup_arn"} & changes.keys() else {"source_instance": "old"}
    return build.database(restore=database.Restore(**{**source, **changes}))


def roles_job(**changes: Any) -> Component:
    """The master's password is in one place."""
    elsewhere = {"master_password_from": None} if "managed_secret_arn" in changes else {}
    return build.database_roles(**{**elsewhere, **changes})


KNOBS: Mapping[type, Knobs] = {
    database.DatabaseArgs: Knobs(
        database_with_copies,
        {
            "subnets": OTHER_SUBNETS,
            "keys": lambda: replace(key_arns("-2"), copies=known("arn:key/copies")),
            "events_topic_arn": "arn:topic/2",
            "size": replace(build.DATABASE_SIZE, multi_az=False),
            "copies": replace(build.COPIES, region="ap-northeast-2"),
            "restore": database.Restore(snapshot="before"),
            "password_version": 2,
            "managed_password": True,
        },
    ),
    database.DatabaseSize: Knobs(
        lambda **changes: build.database(size=replace(LARGE_DATABASE, **changes)),
        {
            "instance_class": "db.t3.small",
            "multi_az": False,
            "read_replica": False,
            "allocated_storage_gib": 500,
            "max_allocated_storage_gib": 2000,
            "max_connections": 100,
            "backup_retention_days": 14,
            "backup_window": "15:00-16:00",
            "maintenance_window": "mon:18:30-mon:19:30",
            "monitoring_interval_seconds": 0,
            "apply_immediately": True,
            "generation": 2,
            "iops": 16000,
            "storage_throughput_mibps": 1000,
        },
    ),
    database.Restore: Knobs(
        restored,
        {
            "snapshot": "before",
            "automated_backup_arn": "arn:backup/1",
            "source_instance": "other",
            "time": "2026-11-01T03:00:00Z",
        },
    ),
    database_roles.DatabaseRolesArgs: Knobs(
        roles_job,
        {
            "host": "db-2.internal",
            "database": "other",
            "master_username": "somebody",
            "master_password_from": "arn:parameter/2",
            "managed_secret_arn": "arn:secret/1",
            "secrets": {f"{role}_PASSWORD": "arn:parameter/2" for role in ("APPLICATION", "MIGRATION", "READ_ONLY")},
            "image": "registry/psql@sha256:def",
            "cpu_architecture": "X86_64",
            "keys": OTHER_KEYS,
        },
    ),
}
