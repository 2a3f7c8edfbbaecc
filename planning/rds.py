"""Facts about RDS for PostgreSQL: memory of a class, connections it bears, thresholds in the units of its metrics."""

from __future__ import annotations

from collections.abc import Mapping
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
