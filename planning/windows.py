"""Backup and maintenance windows: UTC, weekly or daily, possibly over midnight or the week's end."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_DAILY = re.compile(f"{_TIME}-{_TIME}")
_WEEKLY = re.compile(f"({'|'.join(DAYS)}):{_TIME}-({'|'.join(DAYS)}):{_TIME}")


@dataclass(frozen=True, slots=True)
class Window:
    """A span that comes back every `period` minutes (a day or a week); `start` counts from Monday or midnight, UTC."""

    start: int
    minutes: int
    period: int

    def overlaps(self, other: Window) -> bool:
        """Whether the two ever run at once; windows that only touch do not."""
        return any(
            mine < theirs + other.minutes and theirs < mine + self.minutes
            for mine in self._starts()
            for theirs in other._starts()
        )

    def _starts(self) -> range:
        """Starts in two weeks and the one before: enough for spans that run over the week's end."""
        return range(self.start - _WEEK, 2 * _WEEK, self.period)


# 21:00 to 07:00 in Japan, which has no summer time.
_NIGHT_START, _NIGHT_END = 12 * 60, 22 * 60


def at_night(window: Window) -> bool:
    """Whether the window lies wholly within the night in Japan, when the shops are closed."""
    start = window.start % _DAY
    return start >= _NIGHT_START and start + window.minutes <= _NIGHT_END


def daily(text: str) -> Window:
    """`17:00-18:00`; an end before the start is on the next day. ValueError for anything else."""
    match = _DAILY.fullmatch(text)
    if match is None:
        raise ValueError("must be a daily window in UTC like 17:00-18:00")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    start = hour * 60 + minute
    return Window(start, (end_hour * 60 + end_minute - start) % _DAY, _DAY)


def next_day(text: str) -> str:
    """The same weekly window a day later."""
    weekly(text)
    start, _, end = text.partition("-")
    return "-".join(f"{DAYS[(DAYS.index(part[:3]) + 1) % len(DAYS)]}{part[3:]}" for part in (start, end))


def weekly(text: str) -> Window:
    """`sun:18:30-sun:19:30`; an end before the start is in the next week. ValueError for anything else."""
    match = _WEEKLY.fullmatch(text)
    if match is None:
        raise ValueError("must be a weekly window in UTC like sun:18:30-sun:19:30")
    day, hour, minute, end_day, end_hour, end_minute = match.groups()
    start = DAYS.index(day) * _DAY + int(hour) * 60 + int(minute)
    end = DAYS.index(end_day) * _DAY + int(end_hour) * 60 + int(end_minute)
    return Window(start, (end - start) % _WEEK, _WEEK)
