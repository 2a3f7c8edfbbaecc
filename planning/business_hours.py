"""Business hours as CloudWatch alarm mute rules: while the office is open, what is critical escalates to nobody.

A rule recurs by a cron expression and cannot leave out a date. So there is one for each month, whose expression lists
the working days of that month, and whose start and expiry say which year's. A holiday more or less changes that month's
expression in place; no other rule is touched, made or replaced.

The rules depend on the settings and the committed calendar only, never on the day of the run: a preview of an unchanged
stack is always the same. Months that pass stay, expired, until the calendar is moved on (`planning.holidays.FIRST`).

When a rule's window ends, the alarm's action is taken if it is still in the state that it was muted in: an incident
that is open at closing time escalates then.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal, get_args

from planning.night import TIME_ZONE

Weekday = Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

WARNED_BEFORE = timedelta(days=60)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class BusinessHours:
    """From `opens` to `closes` (HH:MM in Japan; over midnight if that is earlier) on `days` that are no holiday.

    From `first` to `last`, both included; a day is the one that it opens on. After `last` the office counts as closed.
    """

    days: Collection[Weekday]
    opens: str
    closes: str
    holidays: Collection[date]
    first: date
    last: date

    @property
    def length(self) -> timedelta:
        """How long the office is open."""
        start, end = (datetime.combine(date.min, time.fromisoformat(text)) for text in (self.opens, self.closes))
        return (end - start) % _DAY

    def working_days(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            day = self.first + offset * _DAY
            if WEEKDAYS[day.weekday()] in self.days and day not in self.holidays:
                yield day


@dataclass(frozen=True, kw_only=True, slots=True)
class MuteRule:
    """The schedule of one `aws.cloudwatch.AlarmMuteRule`; `month` (2026-12) is what tells it from the others.

    `expression` is cron of five fields in `timezone`, `duration` ISO 8601, `start` and `expire` RFC 3339 in UTC.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
    """

    month: str
    expression: str
    duration: str
    start: str
    expire: str
    timezone: str = TIME_ZONE


def mute_rules(hours: BusinessHours) -> list[MuteRule]:
    """The rules that say it, in the order of time: one for each month that has a working day.

    The expression keeps a rule within its month, so start and expiry have a day to spare: for a window over midnight,
    and because AWS takes both as points in time but says that the rule's time zone affects them.
    """
    opens = time.fromisoformat(hours.opens)
    return [
        MuteRule(
            month=f"{year}-{month:02}",
            expression=f"cron({opens.minute} {opens.hour} {_ranges(day.day for day in days)} {month} *)",
            duration=_duration(hours.length),
            start=_midnight(date(year, month, 1) - _DAY),
            expire=_midnight(date(year + month // 12, month % 12 + 1, 1) + _DAY),
        )
        for (year, month), days in groupby(hours.working_days(), key=lambda day: (day.year, day.month))
    ]


def reminder(last: date, today: date) -> str | None:
    """What an operator should be told about a calendar that ends soon or has ended; None when all is in order.

    As with `planning.counting`, a reminder and no more: what the program registers is the same on every day.
    """
    if last - today > WARNED_BEFORE:
        return None
    ended = f"ended on {last}" if today > last else f"ends on {last}"
    return (
        f"the calendar of business hours {ended}: after it every critical alarm escalates at any hour; "
        "add the next year (docs/OPERATION_RUNBOOK.md#holidays)"
    )


def _midnight(day: date) -> str:
    return f"{day}T00:00:00Z"


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"


def _ranges(days: Iterable[int]) -> str:
    """`1-4,7-11,14`: days of a month as cron writes them."""
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), key=lambda item: item[1] - item[0])]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
