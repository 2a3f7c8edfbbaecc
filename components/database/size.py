"""What a database is: its size and how it is kept, and what a new one starts from."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi_aws as aws

from planning.rds import gp3_problem, is_utc_time


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseSize:
    """What to buy and how to keep it: GiB, windows in UTC (`17:00-18:00`, `sun:18:30-sun:19:30`), days, seconds.

    `max_connections` is set on the server so that pools and alarms can count on it. With `apply_immediately` false a
    changed class or parameter waits for the maintenance window although `pulumi up` reports success. `iops` and
    `storage_throughput_mibps` None: what gp3 comes with; more can be bought from 400 GiB on.
    Another `generation` is another instance: see `Restore`.
    """

    instance_class: str
    multi_az: bool
    read_replica: bool
    allocated_storage_gib: int
    max_allocated_storage_gib: int
    max_connections: int
    backup_retention_days: int
    backup_window: str
    maintenance_window: str
    monitoring_interval_seconds: int
    apply_immediately: bool
    generation: int = 1
    iops: int | None = None
    storage_throughput_mibps: int | None = None

    def __post_init__(self) -> None:
        if self.read_replica and self.backup_retention_days < 1:
            raise ValueError("a read replica needs backups of its source: backup_retention_days must be at least 1")
        if self.max_allocated_storage_gib < self.allocated_storage_gib:
            raise ValueError("max_allocated_storage_gib must not be below allocated_storage_gib")
        if self.generation < 1:
            raise ValueError(f"generation counts from 1, it is {self.generation}")
        if problem := gp3_problem(self.allocated_storage_gib, self.iops, self.storage_throughput_mibps):
            raise ValueError(f"iops: {problem}")

    @property
    def suffix(self) -> str:
        """End of the names of the instances and of what belongs to them; none for the first generation."""
        return "" if self.generation == 1 else f"-{self.generation}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Restore:
    """What a new primary starts from instead of empty: exactly one of three sources, in the stack's own region.

    `snapshot`: name or ARN. `automated_backup_arn`: backups replicated from another region, or those that a deleted
    instance left. `source_instance`: identifier of a living instance. The last two restore to `time` (UTC,
    `2026-11-01T03:00:00Z`), or to the latest moment that they can.

    It works when the primary is created and never again: a living database is not replaced, whatever is changed here.
    To go back in time with one that exists, raise `DatabaseSize.generation` together with it. In a durable stack:

    1. `pulumi state unprotect` the old instances, which leave the program.
    2. `pulumi up`: the restored primary comes up beside the old one under a new name and everything follows it. The
       update then ends with an error: RDS refuses to delete what has deletion protection, so the old one still lives.
    3. Run the job of `DatabaseRoles`, and look whether the data is what it should be.
    4. Turn the deletion protection of the old instances off, then of their log groups; `pulumi up` deletes them, the
       primary after a final snapshot.

    Leave `restore` in the settings while that primary lives: without it the program asks for a version again.

    The source must be encrypted with the stack's data key, because RDS keeps the source's key and the next update
    would then plan a replacement. Name, master user, storage and version come from the source too. The master password
    is set anew. The provider cannot set everything in a restore to a point in time (backup retention and windows,
    Database Insights): run `pulumi up` once more afterwards.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
    """

    snapshot: str | None = None
    automated_backup_arn: str | None = None
    source_instance: str | None = None
    time: str | None = None

    def __post_init__(self) -> None:
        given = [source for source in (self.snapshot, self.automated_backup_arn, self.source_instance) if source]
        if len(given) != 1:
            raise ValueError("a restore needs exactly one of snapshot, automated_backup_arn and source_instance")
        if self.time is None:
            return
        if self.snapshot:
            raise ValueError("a snapshot is of one moment: time goes with the other sources only")
        if not is_utc_time(self.time):
            raise ValueError(f"time must be in UTC like 2026-11-01T03:00:00Z, not {self.time!r}")

    @property
    def point_in_time(self) -> aws.rds.InstanceRestoreToPointInTimeArgs | None:
        """The argument of the instance; None for a snapshot."""
        if self.snapshot:
            return None
        return aws.rds.InstanceRestoreToPointInTimeArgs(
            source_db_instance_automated_backups_arn=self.automated_backup_arn,
            source_db_instance_identifier=self.source_instance,
            restore_time=self.time,
            use_latest_restorable_time=True if self.time is None else None,
        )
