"""Rules of what keeps data, beyond those that test_settings_rules.py has: each message, and what is just fine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.windows import DAYS, at_night, daily, weekly
from tests.settings.stack_values import Values, mistakes, settings_of

LARGE: Values = {"database.allocatedStorageGib": 400, "database.maxAllocatedStorageGib": 1000}

FINE: list[Values] = [
    LARGE | {"database.iops": 12000, "database.storageThroughputMibps": 500},
    {"database.masterSecret": "rds-managed"},
    {"storage.mfaDelete": "object-lock", "storage.noncurrentDays": 30, "storage.lockDays": 30},
    {"storage.mfaDelete": "manual"},
    {"cache.engine": "valkey"},
    {"backup.hour": 0},
    {"backup.restoreTesting": True},
    {"rotation": {"master": 2, "application": 3, "migration": 4, "readOnly": 5, "cache": 6, "jwt": 7, "session": 8}},
    {"database.backupWindow": "12:00-12:30", "database.maintenanceWindow": "wed:21:30-wed:22:00", "backup.hour": 3},
]


@pytest.mark.parametrize("changes", FINE)
def test_fine(changes: Values) -> None:
    assert mistakes(changes) == []


BROKEN: list[tuple[Values, str]] = [
    (
        {"profile": "ha", "database.masterSecret": "rds-managed"},
        'megane:database.masterSecret: must be generated with a read replica; given: "rds-managed"',
    ),
    (
        {"storage.mfaDelete": "object-lock", "storage.noncurrentDays": 29},
        "megane:storage.noncurrentDays: must be at least lockDays (30); given: 29",
    ),
    (
        {"storage.mfaDelete": "manual", "storage.noncurrentDays": 90},
        "megane:storage.noncurrentDays: has no use with mfaDelete manual: such a bucket can have no lifecycle",
    ),
    ({"storage.lockDays": 30}, "megane:storage.lockDays: has no use with mfaDelete off: remove it"),
    (
        {"storage.mfaDelete": "on"},
        'megane:storage.mfaDelete: must be off, manual or object-lock; given: "on"',
    ),
    (
        {"database.backupWindow": "03:00-04:00"},
        'megane:database.backupWindow: must be within the night in Japan, 12:00 to 22:00 in UTC; given: "03:00-04:00"',
    ),
    (
        {"database.maintenanceWindow": "sun:21:45-sun:22:15"},
        "megane:database.maintenanceWindow: must be within the night in Japan, 12:00 to 22:00 in UTC; "
        'given: "sun:21:45-sun:22:15"',
    ),
    (
        {"cache.snapshotWindow": "11:59-13:00"},
        'megane:cache.snapshotWindow: must be within the night in Japan, 12:00 to 22:00 in UTC; given: "11:59-13:00"',
    ),
    (
        {"cache.maintenanceWindow": "mon:23:00-tue:01:00"},
        "megane:cache.maintenanceWindow: must be within the night in Japan, 12:00 to 22:00 in UTC; "
        'given: "mon:23:00-tue:01:00"',
    ),
    ({"backup.keepDays": 30}, "megane:backup.keepDays: must be 35 to 36500; given: 30"),
    ({"backup.hour": 24}, "megane:backup.hour: must be 0 to 23; given: 24"),
    ({"rotation.jwt": 0}, "megane:rotation.jwt: must be 1 to 1000000; given: 0"),
    ({"cache.engine": "memcached"}, 'megane:cache.engine: must be redis or valkey; given: "memcached"'),
]


@pytest.mark.parametrize(("changes", "message"), BROKEN)
def test_broken(changes: Values, message: str) -> None:
    assert mistakes(changes) == [message]


def test_gp3_below_400_gib_has_one_speed() -> None:
    (message,) = mistakes({"database.iops": 12000})

    assert message.startswith("megane:database.iops: ")
    assert "400" in message


def test_a_monthly_backup_keeps_off_the_nightly_one() -> None:
    # 17:00-18:00 UTC is 02:00-03:00 in Japan.
    for hour in (1, 2):
        (message,) = mistakes({"backup.hour": hour})
        assert message.startswith("megane:backup.hour: ")


@pytest.mark.parametrize(("profile", "days"), [("minimal", 365), ("ha", 2557)])
def test_how_long_monthly_backups_are_kept(profile: str, days: int) -> None:
    assert settings_of({"profile": profile}).backup.keep_days == days


minutes = st.integers(0, 24 * 60 - 1)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(start=minutes, end=minutes)
def test_night_is_from_21_to_7_in_japan(start: int, end: int) -> None:
    asleep = 12 * 60 <= start <= end <= 22 * 60

    assert at_night(daily(f"{clock(start)}-{clock(end)}")) == asleep


@given(day=st.sampled_from(DAYS), start=minutes, end=minutes)
def test_a_weekly_window_is_judged_alike(day: str, start: int, end: int) -> None:
    if end >= start:
        daily_one = daily(f"{clock(start)}-{clock(end)}")
        assert at_night(weekly(f"{day}:{clock(start)}-{day}:{clock(end)}")) == at_night(daily_one)
