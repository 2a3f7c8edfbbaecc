"""Business hours as mute rules, against what they must come to: minute by minute, by the simulator's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from offline.muting import Schedule, muted, schedule
from planning import holidays
from planning.business_hours import WEEKDAYS, BusinessHours, MuteRule, mute_rules, reminder
from planning.holidays import NATIONAL_HOLIDAYS

JAPAN = timezone(timedelta(hours=9))
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 12, 1), date(2027, 12, 31)


def office(**changes: Any) -> BusinessHours:
    usual = BusinessHours(
        days=WEEKDAYS[:5], opens="09:00", closes="18:00", holidays=NATIONAL_HOLIDAYS, first=FIRST, last=LAST
    )
    return replace(usual, **changes)


def schedules(rules: Iterable[MuteRule], shift: timedelta = timedelta()) -> list[Schedule]:
    """As registered; with a shift as if start and expiry were read in another time zone."""
    return [
        schedule(
            rule.month,
            expression=rule.expression,
            duration=rule.duration,
            zone=rule.timezone,
            start=(datetime.fromisoformat(rule.start) + shift).isoformat(),
            expire=(datetime.fromisoformat(rule.expire) + shift).isoformat(),
        )
        for rule in rules
    ]


def is_open(hours: BusinessHours, moment: datetime) -> bool:
    """The definition: within hours that began on a working day of the calendar."""
    opens, closes = time.fromisoformat(hours.opens), time.fromisoformat(hours.closes)
    today = moment.astimezone(JAPAN).date()
    for day in (today - DAY, today):
        begin = datetime.combine(day, opens, JAPAN)
        end = datetime.combine(day if closes > opens else day + DAY, closes, JAPAN)
        works = WEEKDAYS[day.weekday()] in hours.days and day not in hours.holidays
        if begin <= moment < end and works and hours.first <= day <= hours.last:
            return True
    return False


times = st.times().map(lambda found: f"{found:%H:%M}")
days = st.dates(date(2026, 11, 1), date(2028, 3, 1))


@st.composite
def offices(draw: st.DrawFn) -> BusinessHours:
    opens, first = draw(times), draw(days)
    return office(
        days=draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)),
        opens=opens,
        closes=draw(times.filter(lambda closes: closes != opens)),
        holidays=draw(st.frozensets(days, max_size=40)),
        first=first,
        last=draw(st.dates(first, first + 400 * DAY)),
    )


@st.composite
def moments(draw: st.DrawFn, hours: BusinessHours) -> datetime:
    """In and around the calendar, often where mistakes are: beside holidays and its ends, at opening and at closing."""
    day = draw(st.sampled_from([hours.first, hours.last, *sorted(hours.holidays)]) | days)
    at = time.fromisoformat(draw(st.sampled_from([hours.opens, hours.closes, "00:00"]) | times))
    beside = draw(st.integers(-1, 1)) * DAY + draw(st.integers(-1, 1)) * timedelta(minutes=1)
    return datetime.combine(day, at, JAPAN) + beside


@examples(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from([timedelta(), timedelta(hours=-9)]))
def test_muted_is_open_at_every_minute_however_start_and_expiry_are_read(data: st.DataObject, shift: timedelta) -> None:
    hours = data.draw(offices())
    rules = schedules(mute_rules(hours), shift)

    for _ in range(10):
        moment = data.draw(moments(hours))
        assert (muted(rules, moment) is not None) is is_open(hours, moment), moment


@examples(max_examples=50, deadline=None)
@given(offices(), days)
def test_another_holiday_touches_one_rule_at_the_most(hours: BusinessHours, holiday: date) -> None:
    before = {rule.month: rule for rule in mute_rules(hours)}
    after = {rule.month: rule for rule in mute_rules(replace(hours, holidays={*hours.holidays, holiday}))}

    touched = {month for month in before if after.get(month) != before[month]}
    assert after.keys() <= before.keys()
    assert touched <= {f"{holiday:%Y-%m}"}
    for month in touched & after.keys():
        assert replace(after[month], expression="") == replace(before[month], expression="")


@examples(max_examples=50, deadline=None)
@given(offices())
def test_rules_are_what_cloudwatch_takes(hours: BusinessHours) -> None:
    rules = mute_rules(hours)

    assert len({rule.month for rule in rules}) == len(rules) <= 15
    for rule in rules:
        assert len(rule.expression) <= 256
        assert datetime.fromisoformat(rule.start) < datetime.fromisoformat(rule.expire)
        assert {datetime.fromisoformat(text).second for text in (rule.start, rule.expire)} == {0}


def test_a_month_with_holidays() -> None:
    (may,) = [rule for rule in mute_rules(office()) if rule.month == "2027-05"]

    assert may == MuteRule(
        month="2027-05",
        expression="cron(0 9 6-7,10-14,17-21,24-28,31 5 *)",
        duration="PT9H",
        start="2027-04-30T00:00:00Z",
        expire="2027-06-02T00:00:00Z",
        timezone="Asia/Tokyo",
    )


@pytest.mark.parametrize(
    ("opens", "closes", "duration"),
    [
        ("09:00", "17:30", "PT8H30M"),
        ("22:00", "06:00", "PT8H"),
        ("09:00", "09:01", "PT1M"),
        ("09:00", "08:59", "PT23H59M"),
    ],
)
def test_hours_and_minutes_over_midnight_or_not(opens: str, closes: str, duration: str) -> None:
    assert {rule.duration for rule in mute_rules(office(opens=opens, closes=closes))} == {duration}


def test_a_month_without_a_working_day_has_no_rule() -> None:
    december = {date(2026, 12, day) for day in range(1, 32)}

    assert [rule.month for rule in mute_rules(office(holidays=december, last=date(2027, 1, 31)))] == ["2027-01"]
    assert mute_rules(office(holidays=december, last=date(2026, 12, 31))) == []


def test_a_year_of_it_hour_by_hour() -> None:
    rules = mute_rules(office())

    assert [rule.month for rule in rules] == ["2026-12", *(f"2027-{month:02}" for month in range(1, 13))]
    year = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(370 * 24)]
    found = schedules(rules)
    assert all((muted(found, hour) is not None) is is_open(office(), hour) for hour in year)


def test_the_committed_calendar_has_a_rule_for_each_of_its_months() -> None:
    rules = mute_rules(office(first=holidays.FIRST, last=holidays.LAST))

    first, last = holidays.FIRST, holidays.LAST
    assert len(rules) == (last.year - first.year) * 12 + last.month - first.month + 1
    assert (rules[0].month, rules[-1].month) == (f"{first:%Y-%m}", f"{last:%Y-%m}")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 10, 31), None),
        (date(2027, 11, 1), "ends on 2027-12-31"),
        (date(2027, 12, 31), "ends on 2027-12-31"),
        (date(2028, 1, 1), "ended on 2027-12-31"),
    ],
)
def test_the_reminder_comes_sixty_days_before_the_end(today: date, said: str | None) -> None:
    told = reminder(date(2027, 12, 31), today)

    assert (told is None) is (said is None)
    if said:
        assert told == (
            f"the calendar of business hours {said}: after it every critical alarm escalates at any hour; "
            "add the next year (docs/OPERATION_RUNBOOK.md#holidays)"
        )
