"""Rules between the settings of what keeps data; ElastiCache, RDS and S3 refuse most of these at `up` only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planning.backup import clash
from planning.environments import ENVIRONMENTS, EnvironmentName
from planning.limits import NODES_PER_CACHE
from planning.rds import gp3_problem, least_maximum, most_connections
from planning.schema.data import Cache, Database, Storage
from planning.schema.problems import Problem, at
from planning.schema.recovery import Backup
from planning.windows import at_night, daily, weekly


def database_values(database: Database) -> Iterator[Problem]:
    """RDS refuses each of these, at `up` only."""
    if weekly(database.maintenance_window).overlaps(daily(database.backup_window)):
        yield at(
            "database.maintenanceWindow",
            f"must not overlap backupWindow ({database.backup_window})",
            database.maintenance_window,
        )
    if database.read_replica and database.backup_retention_days == 0:
        yield at("database.backupRetentionDays", "must be at least 1 with a read replica", 0)
    least = least_maximum(database.allocated_storage_gib)
    if database.max_allocated_storage_gib < least:
        yield at(
            "database.maxAllocatedStorageGib",
            f"must be at least {least}: 10 % more than allocatedStorageGib ({database.allocated_storage_gib})",
            database.max_allocated_storage_gib,
        )
    most = most_connections(database.instance_class)
    if database.max_connections > most:
        yield at(
            "database.maxConnections",
            f"must be at most {most}, what the memory of {database.instance_class} bears",
            database.max_connections,
        )


def backups(database: Database, environment: EnvironmentName) -> Iterator[Problem]:
    """Production keeps the document's seven days."""
    least = ENVIRONMENTS[environment].min_backup_retention_days
    if database.backup_retention_days < least:
        yield at(
            "database.backupRetentionDays", f"must be at least {least} in {environment}", database.backup_retention_days
        )


def cache_values(cache: Cache) -> Iterator[Problem]:
    """ElastiCache refuses each of these, at `up` only."""
    if cache.multi_az and cache.replicas_per_shard == 0:
        yield at("cache.replicasPerShard", "must be at least 1 with multiAz", 0)
    if weekly(cache.maintenance_window).overlaps(daily(cache.snapshot_window)):
        yield at(
            "cache.maintenanceWindow",
            f"must not overlap snapshotWindow ({cache.snapshot_window})",
            cache.maintenance_window,
        )
    if wrong := NODES_PER_CACHE.exceeded_by(cache.shards * (1 + cache.replicas_per_shard)):
        yield at("cache.shards", wrong, cache.shards)


def storage_speed(database: Database) -> Iterator[Problem]:
    """gp3 has a fixed speed until it is large."""
    wrong = gp3_problem(database.allocated_storage_gib, database.iops, database.storage_throughput_mibps)
    if wrong is not None:
        yield at("database.iops", wrong)


def nights(database: Database, cache: Cache) -> Iterator[Problem]:
    """Backups slow a Single-AZ database down and maintenance may restart it: shops are open by day, in Japan."""
    given = {
        "database.backupWindow": (daily, database.backup_window),
        "database.maintenanceWindow": (weekly, database.maintenance_window),
        "cache.snapshotWindow": (daily, cache.snapshot_window),
        "cache.maintenanceWindow": (weekly, cache.maintenance_window),
    }
    for key, (read, text) in given.items():
        if not at_night(read(text)):
            yield at(key, "must be within the night in Japan, 12:00 to 22:00 in UTC", text)


def monthly_backup(backup: Backup, database: Database) -> Iterator[Problem]:
    """AWS Backup cannot take a snapshot while RDS is busy with its own."""
    if wrong := clash(backup.hour, database.backup_window, database.maintenance_window):
        yield at("backup.hour", wrong, backup.hour)


def master_secret(database: Database) -> Iterator[Problem]:
    """RDS makes no replica of an instance whose password it manages."""
    if database.rds_keeps_password and database.read_replica:
        yield at("database.masterSecret", "must be generated with a read replica", database.master_secret)


def locks(storage: Storage) -> Iterator[Problem]:
    """A lifecycle cannot delete what is locked; with MFA Delete there can be none."""
    mode = storage.mfa_delete
    if mode == "object-lock" and storage.kept_days < storage.locked_days:
        yield at("storage.noncurrentDays", f"must be at least lockDays ({storage.locked_days})", storage.kept_days)
    if mode == "manual" and storage.noncurrent_days is not None:
        yield at("storage.noncurrentDays", "has no use with mfaDelete manual: such a bucket can have no lifecycle")
    if mode != "object-lock" and storage.lock_days is not None:
        yield at("storage.lockDays", f"has no use with mfaDelete {mode}: remove it")


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (
    database_values,
    backups,
    cache_values,
    storage_speed,
    nights,
    monthly_backup,
    master_secret,
    locks,
)
