"""When the monthly backup runs, how long it is kept, and what it must not meet: rules of AWS Backup, without Pulumi."""

from __future__ import annotations

from planning.windows import Window, daily, weekly

TIMEZONE = "Asia/Tokyo"
# A job that has not started by then is given up (60 is the least that AWS takes), and one that has not ended by then.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
START_MINUTES = 60
COMPLETION_MINUTES = 480
# What goes to cold storage stays there at least this long, and is billed for it. "up" finds out only at the API.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
COLD_DAYS = 90
MAXIMUM_DAYS = 36500
# A job in the instance's backup or maintenance window, or in the hour before it, fails ("within or too close to"): a
# month before the next. https://repost.aws/knowledge-center/backup-coordinates-pitr
HEAD_MINUTES = 60

_TOKYO_AHEAD_HOURS = 9  # no summer time
_DAY_MINUTES = 24 * 60
_MAXIMUM_NAME = 50


def monthly(hour: int) -> str:
    """The schedule of the monthly backup: the first of each month at that hour of Tokyo."""
    return f"cron(0 {hour} 1 * ? *)"


def quarterly(hour: int) -> str:
    """The schedule of the restore test: the day after a monthly backup, in January, April, July and October."""
    return f"cron(0 {hour} 2 1,4,7,10 ? *)"


def window(hour: int) -> Window:
    """The minutes (UTC) in which a run that is planned for that hour of Tokyo may start; ValueError for no hour.

    The first of a month is any day of the week, so this counts as daily.
    """
    if not 0 <= hour <= 23:
        raise ValueError(f"must be an hour of the day, 0 to 23; it is {hour}")
    return Window((hour - _TOKYO_AHEAD_HOURS) % 24 * 60, START_MINUTES, _DAY_MINUTES)


def clash(hour: int, backup_window: str, maintenance_window: str) -> str | None:
    """Why a run at that hour of Tokyo might meet one of the instance's own windows (UTC); None if it cannot."""
    run = window(hour)
    for name, text, own in (
        ("backup window", backup_window, daily(backup_window)),
        ("maintenance window", maintenance_window, weekly(maintenance_window)),
    ):
        if run.overlaps(Window(own.start - HEAD_MINUTES, own.minutes + HEAD_MINUTES, own.period)):
            return (
                f"starts between {_time(run.start)} and {_time(run.start + run.minutes)} UTC, "
                f"in the {name} {text} or in the hour before it, when AWS Backup fails"
            )
    return None


def retention_problem(keep_days: int, cold_after_days: int | None) -> str | None:
    """What AWS would refuse of a lifecycle; None where nothing is wrong."""
    if not 1 <= keep_days <= MAXIMUM_DAYS:
        return f"keep_days must be 1 to {MAXIMUM_DAYS}; it is {keep_days}"
    if cold_after_days is None:
        return None
    if cold_after_days < 1:
        return f"cold_after_days must be at least 1; it is {cold_after_days}"
    if keep_days < cold_after_days + COLD_DAYS:
        return (
            f"keep_days must be at least {COLD_DAYS} days more than cold_after_days "
            f"({cold_after_days + COLD_DAYS} or more); it is {keep_days}"
        )
    return None


def restore_test_name(prefix: str) -> str:
    """Name of the restore test, from that of the stack: AWS takes letters, digits and underscores there, 50 at most."""
    name = f"{prefix}-restore-test".replace("-", "_")
    if not name.isascii() or not name.replace("_", "").isalnum() or len(name) > _MAXIMUM_NAME:
        raise ValueError(
            f"no restore test can be named {name!r}: letters, digits and underscores, {_MAXIMUM_NAME} at most"
        )
    return name


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes % _DAY_MINUTES, 60)
    return f"{hour:02}:{minute:02}"
