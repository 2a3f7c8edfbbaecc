"""Limits of AWS Backup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planning.backup import COLD_DAYS, START_MINUTES, TIMEZONE, clash

from ..backup_plans import coverage
from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Answer, Path, Resource, Stack
from ..types import BACKUP_PLAN, DB_INSTANCE
from .table import limit

_CONTINUOUS_DAYS = 35
_HOURLY = re.compile(r"cron\([0-9]+ ([0-9]{1,2}) .*")  # once a day at most


@limit(BACKUP_PLAN)
def cold_storage(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """AWS Backup: "This value must be at least 90 days after the number of days specified in
    MoveToColdStorageAfterDays", of a rule and of its copies. Absent or 0 is never.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
    """
    for number, rule in enumerate(resource.each("rules"), 1):
        yield from _lifecycle(resource, rule, f"rule {number}")
        for action, copy in enumerate(resource.each(*rule, "copyActions"), 1):
            yield from _lifecycle(resource, copy, f"copy {action} of rule {number}")


def _lifecycle(resource: Resource, at: Path, name: str) -> Iterator[Outcome]:
    cold = resource.number(*at, "lifecycle", "coldStorageAfter")
    deleted = resource.number(*at, "lifecycle", "deleteAfter")
    if cold is UNKNOWN or (isinstance(cold, int) and deleted is UNKNOWN):
        yield Deferred(f"whether the deleteAfter of {name} is late enough is known only at the update")
    elif isinstance(cold, int) and isinstance(deleted, int) and cold and deleted and deleted < cold + COLD_DAYS:
        yield Violation(f"the deleteAfter of {name} must be at least {cold + COLD_DAYS}, it is {deleted}")


@limit(BACKUP_PLAN)
def start_window(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """AWS Backup: "If this value is included, it must be at least 60 minutes to avoid errors."
    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
    """
    for number, rule in enumerate(resource.each("rules"), 1):
        minutes = resource.number(*rule, "startWindow")
        if isinstance(minutes, int) and minutes < START_MINUTES:
            yield Violation(f"the startWindow of rule {number} must be at least {START_MINUTES}, it is {minutes}")


@limit(BACKUP_PLAN)
def continuous(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """AWS Backup: "The maximum retention period is 35 days" of continuous backups.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery-retention-period.html
    """
    for number, rule in enumerate(resource.each("rules"), 1):
        days = resource.number(*rule, "lifecycle", "deleteAfter")
        too_long = days in (ABSENT, 0) or (isinstance(days, int) and days > _CONTINUOUS_DAYS)
        if resource.flag(*rule, "enableContinuousBackup") is True and too_long:
            yield Violation(
                f"the deleteAfter of rule {number} must be at most {_CONTINUOUS_DAYS} with enableContinuousBackup"
            )


@limit(DB_INSTANCE)
def backup_hour(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A job within a window of the instance, or in the hour before it, fails: `planning.backup`."""
    windows = (resource.text("backupWindow"), resource.text("maintenanceWindow"))
    for plan in coverage(resource, stack).plans:
        for number, rule in enumerate(plan.each("rules"), 1):
            schedule = plan.text(*rule, "schedule")
            hour = _HOURLY.fullmatch(schedule) if isinstance(schedule, str) else None
            if hour and plan.text(*rule, "scheduleExpressionTimezone") == TIMEZONE and _meets(int(hour[1]), *windows):
                yield Violation(
                    f"its backupWindow and maintenanceWindow must be hours away from rule {number} of {plan.name}"
                )


def _meets(hour: int, backup: Answer, maintenance: Answer) -> bool:
    try:
        return clash(hour, str(backup), str(maintenance)) is not None
    except ValueError:  # no window, or one that is refused for itself
        return False
