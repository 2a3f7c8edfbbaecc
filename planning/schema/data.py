"""Sections of what keeps data: database, cache, uploads, and how often its secrets were changed."""

from __future__ import annotations

import difflib
from typing import Annotated, Any, Literal

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
from planning.schema.recovery import Restore

_STORAGE = between(20, 65536, "GiB; the range of gp3 for PostgreSQL")
_VERSION = Annotated[int, between(1, 1_000_000)]


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
    """`megane:database`: RDS for PostgreSQL. Sizes in GiB, retention in days, windows in UTC.

    `generation`: raise it together with `restore` to bring a restored primary up beside the present one, under a new
    name. `masterSecret`: who keeps the master password; RDS can only where there is no read replica.
    """

    instance_class: Annotated[str, AfterValidator(_known_class)]
    multi_az: bool
    read_replica: bool
    backup_retention_days: RetentionDays
    allocated_storage_gib: Annotated[int, _STORAGE] = 20
    max_allocated_storage_gib: Annotated[int, _STORAGE] = 100
    iops: int | None = None
    storage_throughput_mibps: int | None = None
    max_connections: Annotated[int, between(10, 5000)]
    backup_window: RdsBackupWindow = "17:00-18:00"  # 02:00 in Japan
    maintenance_window: RdsMaintenanceWindow = "sun:18:30-sun:19:30"  # Monday 03:30 in Japan
    monitoring_interval_seconds: Literal[0, 1, 5, 10, 15, 30, 60]
    apply_immediately: bool
    master_secret: Literal["generated", "rds-managed"] = "generated"  # noqa: S105  who keeps it, not the secret
    generation: Annotated[int, between(1, 99)] = 1
    restore: Restore | None = None

    @property
    def size(self) -> dict[str, Any]:
        """What to buy and how to keep it, without where it comes from and who keeps its password."""
        return self.model_dump(exclude={"restore", "master_secret"})

    @property
    def rds_keeps_password(self) -> bool:
        """Whether RDS makes and rotates the master password in Secrets Manager."""
        return self.master_secret != "generated"  # noqa: S105


class Cache(Section):
    """`megane:cache`: Redis in cluster mode. Retention in days, windows in UTC.

    Valkey costs a fifth less. The way there is in place, the way back is a new, empty cache.
    """

    engine: Literal["redis", "valkey"] = "redis"
    node_type: Annotated[str, AfterValidator(_node_type)]
    shards: Annotated[int, between(1, 90)] = 1
    replicas_per_shard: Annotated[int, between(0, 5)]
    multi_az: bool
    snapshot_retention_days: RetentionDays
    snapshot_window: CacheSnapshotWindow = "15:00-16:00"  # 00:00 in Japan
    maintenance_window: CacheMaintenanceWindow = "mon:16:30-mon:17:30"  # Tuesday 01:30 in Japan


class Storage(Section):
    """`megane:storage`: how versions of uploads are protected from being deleted for good.

    off: old versions go after `noncurrentDays` (90). manual: nobody deletes one without a second factor; the root user
    turns MFA Delete on by hand, and as a bucket with it can have no lifecycle, every version ever written is kept and
    paid.
    object-lock: nobody deletes one within `lockDays` (30); then as off. It cannot be turned off again.
    """

    mfa_delete: Literal["off", "manual", "object-lock"]
    noncurrent_days: Annotated[int, between(1, 3650)] | None = None
    lock_days: Annotated[int, between(1, 3650)] | None = None

    @property
    def kept_days(self) -> int:
        """How long an old version is kept where there is a lifecycle."""
        return 90 if self.noncurrent_days is None else self.noncurrent_days

    @property
    def locked_days(self) -> int:
        """How long a version cannot be deleted with object-lock."""
        return 30 if self.lock_days is None else self.lock_days


class Rotation(Section):
    """`megane:rotation`: raise a number to have that secret made anew.

    Tasks start again with the new one by themselves. A database role's password takes effect once the job of the
    database roles has run; a new `jwt` or `session` secret logs everybody out.
    """

    master: _VERSION = 1
    application: _VERSION = 1
    migration: _VERSION = 1
    read_only: _VERSION = 1
    cache: _VERSION = 1
    jwt: _VERSION = 1
    session: _VERSION = 1
