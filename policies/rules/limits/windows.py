"""Windows of RDS and ElastiCache: long enough, and apart from each other."""

from __future__ import annotations

from collections.abc import Iterator

from planning.windows import Window, daily, weekly

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import DB_INSTANCE, REPLICATION_GROUP
from .table import limit


@limit(DB_INSTANCE)
def rds_windows(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """RDS: "Must not conflict with the preferred backup window. Must be at least 30 minutes."
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    """
    return _windows(resource, "backupWindow", 30)


@limit(REPLICATION_GROUP)
def cache_windows(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ElastiCache: "The minimum maintenance window is a 60 minute period."
    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    """
    return _windows(resource, "snapshotWindow", 60)


def _windows(resource: Resource, backup: str, least: int) -> Iterator[Outcome]:
    read: list[Window] = []
    for key, parse, form in (
        (backup, daily, "17:00-18:00"),
        ("maintenanceWindow", weekly, "sun:18:30-sun:19:30"),
    ):
        text = resource.text(key)
        if text is UNKNOWN:
            yield Deferred(f"its {key} is known only at the update")
        if text is UNKNOWN or text is ABSENT:
            continue
        try:
            window = parse(text.lower())
        except ValueError:
            yield Violation(f"its {key} must be in UTC, like {form}")
            continue
        if window.minutes < least:
            yield Violation(f"its {key} must last at least {least} minutes")
        read.append(window)
    if len(read) > 1 and read[0].overlaps(read[1]):
        yield Violation(f"its maintenanceWindow must not overlap its {backup}")
