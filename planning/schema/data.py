"""Sections of what keeps data: database, cache, uploads."""

from __future__ import annotations

import difflib
from typing import Annotated, Literal

from pydantic import AfterValidator

from planning.rds import CLASS_MEMORY_GIB
from planning.redis import NODE_TYPES
from planning.schema.base import (
    CacheMaintenanceWindow,
    CacheSnapshotWindow,
    RdsBackupWindow,
    RdsMaintenanceWindow,
    RetentionDays,
    Section,
    between,
)

_STORAGE = between(20, 65536, "GiB; the range of gp3 for PostgreSQL")


def _known_class(name: str) -> str:
    if name not in CLASS_MEMORY_GIB:
        raise ValueError(f"must be an instance class whose memory is known: {', '.join(CLASS_MEMORY_GIB)}")
    return name


def _node_type(name: str) -> str:
    if name.split(".")[1:2] in (["t1"], ["t2"]):
        raise ValueError("must not be of family T1 or T2: they lack what cluster mode and failover need; take cache.t3")
    if name not in NODE_TYPES:
        close = difflib.get_close_matches(name, sorted(NODE_TYPES), n=2) or ["cache.t3.micro"]
        raise ValueError(f"must be a node type of ElastiCache, like {', '.join(close)}")
    return name


class Database(Section):
    """`megane:database`: RDS for PostgreSQL. Sizes in GiB, retention in days, windows in UTC."""

    instance_class: Annotated[str, AfterValidator(_known_class)]
    multi_az: bool
    read_replica: bool
    backup_retention_days: RetentionDays
    allocated_storage_gib: Annotated[int, _STORAGE] = 20
    max_allocated_storage_gib: Annotated[int, _STORAGE] = 100
    max_connections: Annotated[int, between(10, 5000)]
    backup_window: RdsBackupWindow = "17:00-18:00"  # 02:00 in Japan
    maintenance_window: RdsMaintenanceWindow = "sun:18:30-sun:19:30"  # Monday 03:30 in Japan
    monitoring_interval_seconds: Literal[0, 1, 5, 10, 15, 30, 60]
    apply_immediately: bool


class Cache(Section):
    """`megane:cache`: Redis in cluster mode. Retention in days, windows in UTC."""

    node_type: Annotated[str, AfterValidator(_node_type)]
    shards: Annotated[int, between(1, 90)] = 1
    replicas_per_shard: Annotated[int, between(0, 5)]
    multi_az: bool
    snapshot_retention_days: RetentionDays
    snapshot_window: CacheSnapshotWindow = "15:00-16:00"  # 00:00 in Japan
    maintenance_window: CacheMaintenanceWindow = "mon:16:30-mon:17:30"  # Tuesday 01:30 in Japan


class Storage(Section):
    """`megane:storage`: the uploads bucket. MFA Delete can be turned on by the root user only, by hand."""

    mfa_delete: Literal["off", "manual"]
