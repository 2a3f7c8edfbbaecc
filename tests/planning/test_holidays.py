"""The committed holidays, against the law on national holidays: what was typed wrong shows here.

https://laws.e-gov.go.jp/law/323AC1000000178
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from planning.holidays import FIRST, LAST, NATIONAL_HOLIDAYS

YEARS = sorted({day.year for day in NATIONAL_HOLIDAYS})
MONDAY, SUNDAY = 0, 6
DAY = timedelta(days=1)

FIXED = {
    (1, 1): "元日", (2, 11): "建国記念の日", (2, 23): "天皇誕生日", (4, 29): "昭和の日", (5, 3): "憲法記念日",
    (5, 4): "みどりの日", (5, 5): "こどもの日", (8, 11): "山の日", (11, 3): "文化の日", (11, 23): "勤労感謝の日",
}  # fmt: skip
MONDAYS = {(1, 2): "成人の日", (7, 3): "海の日", (9, 3): "敬老の日", (10, 2): "スポーツの日"}  # the how manieth


def equinox(year: int, *, spring: bool) -> date:
    """As the astronomers' usual formula for 1980 to 2099 has it; the Cabinet Office announces them."""
    month, base = (3, 20.8431) if spring else (9, 23.2488)
    leaps = (year - 1980) // 4
    return date(year, month, int(base + 0.242194 * (year - 1980) - leaps))


def named(year: int) -> Iterator[tuple[date, str]]:
    """Article 2."""
    for (month, day), name in FIXED.items():
        yield date(year, month, day), name
    for (month, nth), name in MONDAYS.items():
        first = date(year, month, 1)
        yield first + ((MONDAY - first.weekday()) % 7 + 7 * (nth - 1)) * DAY, name
    yield equinox(year, spring=True), "春分の日"
    yield equinox(year, spring=False), "秋分の日"


def by_law(year: int) -> dict[date, str]:
    """Article 3: one that falls on a Sunday is made up for on the next day that is none; so is a day between two."""
    holidays = dict(named(year))
    for day in sorted(holidays):
        if day.weekday() == SUNDAY:
            holidays[next(day + n * DAY for n in range(7) if day + n * DAY not in holidays)] = "休日"
    for day in [day + DAY for day in sorted(holidays) if day + 2 * DAY in holidays]:
        if day.weekday() != SUNDAY:
            holidays.setdefault(day, "休日")
    return holidays


@pytest.mark.parametrize("year", YEARS)
def test_they_are_those_of_the_law(year: int) -> None:
    assert {day: name for day, name in NATIONAL_HOLIDAYS.items() if day.year == year} == by_law(year)


def test_the_calendar_is_of_whole_years_without_a_gap_and_its_use_of_whole_months() -> None:
    assert list(range(YEARS[0], YEARS[-1] + 1)) == YEARS
    assert date(YEARS[-1], 12, 31) == LAST
    assert FIRST.day == 1
    assert date(YEARS[0], 1, 1) <= FIRST < LAST
