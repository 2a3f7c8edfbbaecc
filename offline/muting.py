"""When CloudWatch mutes an alarm, worked out from the mute rules as they are registered.

Written from AWS's description and not from the planner, so that it finds what the planner gets wrong.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

ZONES: dict[str, tzinfo] = {"UTC": UTC, "Asia/Tokyo": timezone(timedelta(hours=9), "JST")}

_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+)\)")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_LONGEST_TOLD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """A recurring mute rule: from each minute that the cron expression names in its zone, for `duration`."""

    name: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Sunday
    either_day: bool  # both kinds of day are restricted: cron then takes a day that is of one of them
    duration: timedelta
    zone: tzinfo
    start: datetime | None
    expire: datetime | None

    def muted_until(self, moment: datetime) -> datetime | None:
        """The end of the window that the moment is in; None outside. Its first minute is muted, its last is not."""
        if (self.start and moment < self.start) or (self.expire and moment >= self.expire):
            return None
        ends = [begin + self.duration for begin in self._begins(moment) if moment < begin + self.duration]
        return min(max(ends), self.expire or max(ends)) if ends else None

    def _begins(self, moment: datetime) -> Iterator[datetime]:
        """When a window began that can still be open."""
        local = moment.astimezone(self.zone)
        for back in range(self.duration.days + 2):
            day = local - timedelta(days=back)
            if self._on(day):
                for hour in self.hours:
                    for minute in self.minutes:
                        begin = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
                        if begin <= moment:
                            yield begin

    def _on(self, day: datetime) -> bool:
        kinds = (day.day in self.days, day.isoweekday() % 7 in self.weekdays)
        return day.month in self.months and (any(kinds) if self.either_day else all(kinds))


def schedule(
    name: str, *, expression: str, duration: str, zone: str = "UTC", start: str | None = None, expire: str | None = None
) -> Schedule:
    """A rule from its texts. ValueError for what is not recurring, or not as AWS wants it."""
    cron, length = _CRON.fullmatch(expression), _DURATION.fullmatch(duration)
    if cron is None:
        raise ValueError(f"{name}: {expression} is no cron expression of five fields")
    if length is None or not any(length.groups()):
        raise ValueError(f"{name}: {duration} is no ISO 8601 duration of days, hours and minutes")
    if zone not in ZONES:
        raise ValueError(f"{name}: only {' and '.join(ZONES)} are known as time zones, not {zone}")
    minutes, hours, days, months, weekdays = cron.groups()
    amounts = [int(amount or 0) for amount in length.groups()]
    return Schedule(
        name=name,
        minutes=_field(minutes, 0, 59),
        hours=_field(hours, 0, 23),
        days=_field(days, 1, 31),
        months=_field(months, 1, 12, _MONTHS),
        weekdays=_field(weekdays, 0, 6, _WEEKDAYS),
        either_day="*" not in (days, weekdays),
        duration=timedelta(days=amounts[0], hours=amounts[1], minutes=amounts[2]),
        zone=ZONES[zone],
        start=datetime.fromisoformat(start) if start else None,
        expire=datetime.fromisoformat(expire) if expire else None,
    )


def muted(schedules: Iterable[Schedule], moment: datetime) -> tuple[datetime, list[str]] | None:
    """Until when, without a break, and by which rules one after another; None at a moment that no rule mutes."""
    rules = tuple(schedules)
    until, names = moment, []
    while ends := [(end, rule.name) for rule in rules if (end := rule.muted_until(until))]:
        until, name = max(ends)
        names.append(name)
        if until - moment > _LONGEST_TOLD:
            break  # rules that never leave a gap
    return (until, list(dict.fromkeys(names))) if names else None


def _field(text: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    """`*`, `5`, `1-4,7` or `MON-FRI`: the characters that AWS takes in each field."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = (f"{low}-{high}" if part == "*" else part).partition("-")
        begin, end = (_number(word, low, names) for word in (first, last if dash else first))
        if not low <= begin <= end <= high:
            raise ValueError(f"{part} is not within {low}-{high}")
        found.update(range(begin, end + 1))
    return frozenset(found)


def _number(word: str, low: int, names: tuple[str, ...]) -> int:
    if word in names:
        return names.index(word) + low
    if not word.isdecimal():
        raise ValueError(f"{word} is no number" + (f" and not one of {', '.join(names)}" if names else ""))
    return int(word)
