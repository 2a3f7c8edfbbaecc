"""Limits of RDS for PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from planning.rds import gp3_problem, least_maximum

from ..model import Advice, Deferred, Outcome, Violation
from ..replicas import is_replica, lineage
from ..resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from ..types import DB_INSTANCE, DB_PARAMETER_GROUP
from .table import limit

# Those that a server reads at its start only, of the ones that people set.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
_STATIC = {
    "autovacuum_freeze_max_age",
    "autovacuum_max_workers",
    "max_connections",
    "max_locks_per_transaction",
    "max_prepared_transactions",
    "max_replication_slots",
    "max_wal_senders",
    "max_worker_processes",
    "rds.logical_replication",
    "shared_buffers",
    "shared_preload_libraries",
    "track_activity_query_size",
    "wal_buffers",
}
_GP3_SPEED = (3000, 125)  # IOPS and MiB/s that every gp3 volume has


@limit(DB_INSTANCE)
def storage_speed(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """gp3 has one speed until it is large: `planning.rds.gp3_problem`. A state tells that speed, which no program may
    set; and how large restored storage is nobody here knows."""
    iops, throughput = resource.number("iops"), resource.number("storageThroughput")
    if resource.text("storageType") != "gp3" or (iops, throughput) in (_GP3_SPEED, (ABSENT, ABSENT)):
        return
    allocated = _allocated(resource, stack)
    if UNKNOWN in (iops, throughput, allocated):
        yield Deferred("whether its storage can be so fast is known only at the update")
    elif isinstance(allocated, int) and (problem := gp3_problem(allocated, _set(iops), _set(throughput))):
        yield Violation(f"its iops {problem}")


@limit(DB_INSTANCE)
def storage_growth(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent or 0 is no growth. AWS wants a tenth more (`planning.rds.least_maximum`) of whoever sets it, and lets what
    has grown already come near: which of the two it is nobody here can tell."""
    allocated, most = _allocated(resource, stack), resource.number("maxAllocatedStorage")
    if most is UNKNOWN or (isinstance(most, int) and allocated is UNKNOWN):
        yield Deferred("whether its maxAllocatedStorage is enough is known only at the update")
    elif isinstance(allocated, int) and isinstance(most, int) and 0 < most < (least := least_maximum(allocated)):
        wrong = f"its maxAllocatedStorage must be at least {least} to be set, it is {most}"
        yield Violation(wrong) if most < allocated else Advice(wrong)


@limit(DB_INSTANCE)
def replica_of_backups(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """RDS: "You must enable automatic backups on the source DB instance by setting the backup retention period to a
    value other than 0." Of replicas of replicas their source's is asked for.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Create.html
    """
    for source in stack.named(resource, "replicateSourceDb", DB_INSTANCE):
        if not is_replica(source) and source.number("backupRetentionPeriod") in (ABSENT, 0):
            yield Violation(f"its replicateSourceDb {source.name} must keep backups: backupRetentionPeriod 1 or more")


@limit(DB_INSTANCE)
def monitoring_role(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """RDS: "If MonitoringInterval is set to a value other than 0, then you must supply a MonitoringRoleArn value", and
    the other way round. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    """
    interval, has_role = resource.number("monitoringInterval"), resource.text("monitoringRoleArn") is not ABSENT
    if interval is UNKNOWN:
        yield Deferred("whether its monitoringInterval goes with its monitoringRoleArn is known only at the update")
    elif interval not in (ABSENT, 0) and not has_role:
        yield Violation("its monitoringInterval needs a monitoringRoleArn")
    elif interval in (ABSENT, 0) and has_role:
        yield Violation("its monitoringRoleArn needs a monitoringInterval above 0")


@limit(DB_INSTANCE)
def final_snapshot(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The provider refuses, when it is too late for a change: "final_snapshot_identifier is required when
    skip_final_snapshot is false". A replica takes none."""
    skips = resource.flag("skipFinalSnapshot")
    if not is_replica(resource) and skips in (ABSENT, False) and resource.text("finalSnapshotIdentifier") is ABSENT:
        yield Violation("it needs a finalSnapshotIdentifier, without which it cannot be deleted")


@limit(DB_PARAMETER_GROUP)
def static_parameters(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """RDS: "cannot use immediate apply method for static parameter"; absent is immediate.
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html
    """
    for number, at in enumerate(resource.each("parameters"), 1):
        method = resource.text(*at, "applyMethod")
        if resource.text(*at, "name") in _STATIC and method not in (UNKNOWN, "pending-reboot"):
            yield Violation(f"parameter {number} is static: its applyMethod must be pending-reboot")


def _allocated(instance: Resource, stack: Stack) -> int | Absent | Unknown:
    """GiB; a replica has as much as its source."""
    size: int | Absent | Unknown = ABSENT
    for owner in lineage(instance, stack):
        size = owner.number("allocatedStorage")
        if size is not ABSENT:
            break
    return size


def _set(number: int | Absent | Unknown) -> int | None:
    return number if isinstance(number, int) else None
