"""Facts about RDS for PostgreSQL: memory of a class, connections it bears, thresholds in the units of its metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

GIB = 1024**3

# Memory in GiB. A class that is not here is refused: its alarms could not be computed.
# https://aws.amazon.com/rds/instance-types/
CLASS_MEMORY_GIB: Mapping[str, int] = MappingProxyType(
    {
        **{f"db.{family}.micro": 1 for family in ("t3", "t4g")},
        **{f"db.{family}.small": 2 for family in ("t3", "t4g")},
        **{f"db.{family}.medium": 4 for family in ("t3", "t4g")},
        **{f"db.{family}.large": 8 for family in ("t3", "t4g", "m6g", "m6i", "m7g")},
        **{f"db.{family}.xlarge": 16 for family in ("t3", "t4g", "m6g", "m6i", "m7g")},
        **{f"db.{family}.2xlarge": 32 for family in ("t3", "t4g", "m6g", "m6i", "m7g")},
        **{f"db.{family}.large": 16 for family in ("r6g", "r6i", "r7g")},
        **{f"db.{family}.xlarge": 32 for family in ("r6g", "r6i", "r7g")},
        **{f"db.{family}.2xlarge": 64 for family in ("r6g", "r6i", "r7g")},
    }
)

_CONNECTIONS_PER_GIB = 50  # gives the small class 100 and the medium class 200, less than half of what RDS would allow
_CONNECTIONS_LIMIT = 5000

# "Db2, MariaDB, MySQL, and PostgreSQL | 20-399 GiB | 3,000 IOPS/125 MiB/s | N/A | N/A" and "400-65,536 GiB | 12,000
# IOPS/500 MiB/s | 12,000-64,000 IOPS | 500-4,000 MiB/s": from 400 GiB on four volumes are striped. "The maximum ratio
# of storage throughput to IOPS is 0.25."
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
GP3_STRIPED_GIB = 400
GP3_IOPS = (12_000, 64_000)
GP3_THROUGHPUT_MIBPS = (500, 4_000)
_GP3_IOPS_PER_MIBPS = 4

_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def default_max_connections(instance_class: str) -> int:
    """The `max_connections` that is set on the server, so that pools and alarms count on a number and not a formula."""
    return min(_CONNECTIONS_PER_GIB * CLASS_MEMORY_GIB[instance_class], _CONNECTIONS_LIMIT)


def most_connections(instance_class: str) -> int:
    """RDS's own default, LEAST(DBInstanceClassMemory / 9531392, 5000), from the nominal memory: an upper bound.

    The memory that RDS counts is smaller, the more so for small classes (832 instead of 901 measured at 8 GiB).
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
    """
    return min(CLASS_MEMORY_GIB[instance_class] * GIB // 9531392, _CONNECTIONS_LIMIT)


def free_memory_bytes(instance_class: str, used_percent: float) -> int:
    """`FreeableMemory` (bytes) below which more than `used_percent` of the class's memory is in use."""
    return int((100 - used_percent) * CLASS_MEMORY_GIB[instance_class] * GIB / 100)


def free_storage_bytes(allocated_gib: int, used_percent: float) -> int:
    """`FreeStorageSpace` (bytes) below which more than `used_percent` of the allocated storage is in use."""
    return int((100 - used_percent) * allocated_gib * GIB / 100)


def least_maximum(allocated_gib: int) -> int:
    """The least that storage may grow to.

    "You must set the maximum storage threshold to at least 10% more than the current allocated storage"
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    """
    return -(-11 * allocated_gib // 10)


def gp3_problem(allocated_gib: int, iops: int | None, throughput_mibps: int | None) -> str | None:
    """What is wrong with the speed asked of a gp3 volume, to complete `database.iops: …`; None asks for the baseline.

    Preview takes all of it; RDS refuses it at `up`.
    """
    if iops is None and throughput_mibps is None:
        return None
    if allocated_gib < GP3_STRIPED_GIB:
        return (
            f"must be left out, and so must the throughput, below {GP3_STRIPED_GIB} GiB: gp3 has a fixed 3000 IOPS "
            f"and 125 MiB/s at {allocated_gib} GiB"
        )
    low, high = GP3_IOPS
    if iops is not None and not low <= iops <= high:
        return f"must be from {low} to {high}, not {iops}"
    if throughput_mibps is None:
        return None
    least, most = GP3_THROUGHPUT_MIBPS
    if not least <= throughput_mibps <= most:
        return f"must go with a throughput from {least} to {most} MiB/s, not {throughput_mibps}"
    needed = _GP3_IOPS_PER_MIBPS * throughput_mibps
    if (iops or low) < needed:
        return f"must be at least {needed}, {_GP3_IOPS_PER_MIBPS} times the throughput of {throughput_mibps} MiB/s"
    return None


def is_utc_time(text: str) -> bool:
    """Whether this is a moment as RDS takes it for a restore: RFC 3339, in UTC, in seconds: `2026-11-01T03:00:00Z`."""
    if not _UTC.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")  # only whether there is such a day and hour
    except ValueError:
        return False
    return True
