"""Windows against a slow and plain count of minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.windows import DAYS, Window, daily, next_day, weekly

WEEK = 7 * 24 * 60
times = st.builds(lambda minute: f"{minute // 60:02}:{minute % 60:02}", st.integers(0, 24 * 60 - 1))
daily_windows = st.builds(lambda start, end: daily(f"{start}-{end}"), times, times)
weekly_windows = st.builds(
    lambda day, start, end_day, end: weekly(f"{day}:{start}-{end_day}:{end}"),
    st.sampled_from(DAYS),
    times,
    st.sampled_from(DAYS),
    times,
)


def has_length(window: Window) -> bool:
    return window.minutes > 0  # settings refuse the others


def minutes(window: Window) -> set[int]:
    """The minutes of the week in which the window runs."""
    return {(start + m) % WEEK for start in range(window.start, WEEK, window.period) for m in range(window.minutes)}


@given(weekly_windows.filter(has_length), (daily_windows | weekly_windows).filter(has_length))
def test_overlap_is_a_shared_minute(one: Window, other: Window) -> None:
    shared = bool(minutes(one) & minutes(other))
    assert one.overlaps(other) == shared
    assert other.overlaps(one) == shared


@pytest.mark.parametrize(
    ("week", "day", "overlap"),
    [
        ("sun:18:30-sun:19:30", "17:00-18:00", False),
        ("sun:18:30-sun:19:30", "17:30-18:30", False),
        ("sun:18:30-sun:19:30", "17:30-18:31", True),
        ("mon:00:30-mon:01:00", "23:30-00:31", True),
        ("sun:23:30-mon:00:30", "00:00-00:30", True),
        ("sun:23:30-mon:00:30", "00:30-01:00", False),
        ("sun:23:30-mon:00:30", "23:00-23:30", False),
    ],
)
def test_over_midnight_and_the_week_s_end(week: str, day: str, overlap: bool) -> None:
    assert weekly(week).overlaps(daily(day)) is overlap


def test_lengths() -> None:
    assert daily("23:30-00:30").minutes == 60
    assert weekly("sun:23:30-mon:00:30").minutes == 60
    assert daily("17:00-17:00").minutes == 0


@pytest.mark.parametrize("text", ["", "17-18", "24:00-01:00", "17:60-18:00", "17:00-18:00 ", "sun:18:30-sun:19:30"])
def test_not_a_daily_window(text: str) -> None:
    with pytest.raises(ValueError, match=r"^must be a daily window in UTC like 17:00-18:00$"):
        daily(text)


@pytest.mark.parametrize("text", ["", "17:00-18:00", "son:18:30-sun:19:30", "sun:18:30-19:30", "SUN:18:30-SUN:19:30"])
def test_not_a_weekly_window(text: str) -> None:
    with pytest.raises(ValueError, match=r"^must be a weekly window in UTC like sun:18:30-sun:19:30$"):
        weekly(text)


@pytest.mark.parametrize(
    ("week", "later"),
    [("sun:18:30-sun:19:30", "mon:18:30-mon:19:30"), ("sat:23:30-sun:00:30", "sun:23:30-mon:00:30")],
)
def test_a_day_later(week: str, later: str) -> None:
    assert next_day(week) == later
