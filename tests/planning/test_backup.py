"""The monthly run against every window of an instance, and what AWS Backup takes for a lifecycle and a name."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.backup import clash, monthly, quarterly, restore_test_name, retention_problem, window
from planning.windows import DAYS

DAY = 24 * 60
WEEK = 7 * DAY
hours = st.integers(0, 23)
starts, lengths = st.integers(0, WEEK - 1), st.integers(30, DAY - 1)


def time(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def daily_text(start: int, length: int) -> str:
    return f"{time(start)}-{time(start + length)}"


def weekly_text(start: int, length: int) -> str:
    return "-".join(f"{DAYS[at // DAY % 7]}:{time(at)}" for at in (start, start + length))


def minutes(start: int, length: int, period: int) -> set[int]:
    """Of the week, counted out one by one."""
    return {(at + each) % WEEK for at in range(start % period, WEEK, period) for each in range(length)}


def runs(hour: int) -> set[int]:
    """The minutes of the week, UTC, in which a run of that hour of Tokyo may start, whatever weekday the first is."""
    tokyo = timezone(timedelta(hours=9))
    moments = (datetime(2024, 1, day, hour, minute, tzinfo=tokyo) for day in range(1, 8) for minute in range(60))
    return {at.weekday() * DAY + at.hour * 60 + at.minute for at in (moment.astimezone(UTC) for moment in moments)}


@given(hours, starts, lengths, starts, lengths)
def test_an_accepted_hour_meets_no_window_and_a_refused_one_does(
    hour: int, backup: int, backup_length: int, maintenance: int, maintenance_length: int
) -> None:
    texts = daily_text(backup, backup_length), weekly_text(maintenance, maintenance_length)
    daily_near = minutes(backup - 60, backup_length + 60, DAY)
    weekly_near = minutes(maintenance - 60, maintenance_length + 60, WEEK)

    said = clash(hour, *texts)

    assert (said is not None) == bool(runs(hour) & (daily_near | weekly_near))
    if said is not None:
        named, text = ("backup", texts[0]) if runs(hour) & daily_near else ("maintenance", texts[1])
        assert f"in the {named} window {text} or in the hour before it" in said


@given(hours, hours, starts, lengths, starts, lengths)
def test_only_the_distance_counts_and_not_the_hour(
    hour: int, later: int, backup: int, backup_length: int, maintenance: int, maintenance_length: int
) -> None:
    def clashes(shift: int) -> bool:
        backup_window = daily_text(backup + 60 * shift, backup_length)
        maintenance_window = weekly_text(maintenance + 60 * shift, maintenance_length)
        return clash((hour + shift) % 24, backup_window, maintenance_window) is not None

    assert clashes(later) == clashes(0)


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (20, None),  # 11:00 UTC
        (0, None),  # 15:00 to 16:00 UTC, and the hour before the window begins
        (1, "starts between 16:00 and 17:00 UTC, in the backup window 17:00-18:00"),
        (2, "starts between 17:00 and 18:00 UTC, in the backup window 17:00-18:00"),
        (3, "starts between 18:00 and 19:00 UTC, in the maintenance window sun:18:30-sun:19:30"),
        (4, "starts between 19:00 and 20:00 UTC, in the maintenance window sun:18:30-sun:19:30"),
        (5, None),
    ],
)
def test_around_the_windows_of_the_stacks(hour: int, said: str | None) -> None:
    found = clash(hour, "17:00-18:00", "sun:18:30-sun:19:30")
    assert found == (said and f"{said} or in the hour before it, when AWS Backup fails")


def test_the_message_knows_midnight() -> None:
    assert str(clash(8, "23:00-23:30", "sun:03:00-sun:04:00")).startswith("starts between 23:00 and 00:00 UTC, ")


@pytest.mark.parametrize("hour", [-1, 24])
def test_there_is_no_such_hour(hour: int) -> None:
    with pytest.raises(ValueError, match=rf"^must be an hour of the day, 0 to 23; it is {hour}$"):
        window(hour)
    with pytest.raises(ValueError, match=r"^must be an hour"):
        clash(hour, "17:00-18:00", "sun:18:30-sun:19:30")


@given(hours)
def test_the_schedules_name_the_hour(hour: int) -> None:
    assert monthly(hour) == f"cron(0 {hour} 1 * ? *)"
    assert quarterly(hour) == f"cron(0 {hour} 2 1,4,7,10 ? *)"


days = st.integers(-2, 40000)


@given(days, st.none() | days)
def test_cold_storage_takes_ninety_days_before_the_end(keep: int, cold: int | None) -> None:
    fine = 1 <= keep <= 36500 and (cold is None or (cold >= 1 and keep - cold >= 90))
    said = retention_problem(keep, cold)
    assert (said is None) == fine
    assert said is None or said.startswith(("keep_days must be ", "cold_after_days must be "))


@pytest.mark.parametrize(
    ("keep", "cold", "said"),
    [
        (119, 30, "keep_days must be at least 90 days more than cold_after_days (120 or more); it is 119"),
        (120, 30, None),
        (0, None, "keep_days must be 1 to 36500; it is 0"),
        (365, 0, "cold_after_days must be at least 1; it is 0"),
    ],
)
def test_what_is_said_of_a_lifecycle(keep: int, cold: int | None, said: str | None) -> None:
    assert retention_problem(keep, cold) == said


@given(st.from_regex(r"[a-z][a-z0-9-]{0,70}", fullmatch=True))
def test_a_restore_test_has_a_name_that_aws_takes(prefix: str) -> None:
    if len(prefix) > 37:
        with pytest.raises(ValueError, match="50 at most"):
            restore_test_name(prefix)
    else:
        assert re.fullmatch(r"[A-Za-z0-9_]{1,50}", restore_test_name(prefix))


def test_other_characters_are_refused() -> None:
    assert restore_test_name("megane-prod") == "megane_prod_restore_test"
    for prefix in ("megane.prod", "めがね"):
        with pytest.raises(ValueError, match="no restore test can be named"):
            restore_test_name(prefix)
