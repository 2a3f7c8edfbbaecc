"""Japan's national holidays, year by year, and how far this calendar reaches.

Source: the Cabinet Office, https://www8.cao.go.jp/chosei/shukujitsu/gaiyou.html (as data:
https://www8.cao.go.jp/chosei/shukujitsu/syukujitsu.csv). It announces a year in the February before, as the days of the
equinoxes are settled then; the rest follows from the law on national holidays. 2028 is to be added from February 2027
on, and `FIRST` moved on with it: the procedure is in docs/OPERATION_RUNBOOK.md#holidays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

_BY_YEAR: Mapping[int, Mapping[str, str]] = {
    2026: {
        "01-01": "元日",
        "01-12": "成人の日",
        "02-11": "建国記念の日",
        "02-23": "天皇誕生日",
        "03-20": "春分の日",
        "04-29": "昭和の日",
        "05-03": "憲法記念日",
        "05-04": "みどりの日",
        "05-05": "こどもの日",
        "05-06": "休日",
        "07-20": "海の日",
        "08-11": "山の日",
        "09-21": "敬老の日",
        "09-22": "休日",
        "09-23": "秋分の日",
        "10-12": "スポーツの日",
        "11-03": "文化の日",
        "11-23": "勤労感謝の日",
    },
    2027: {
        "01-01": "元日",
        "01-11": "成人の日",
        "02-11": "建国記念の日",
        "02-23": "天皇誕生日",
        "03-21": "春分の日",
        "03-22": "休日",
        "04-29": "昭和の日",
        "05-03": "憲法記念日",
        "05-04": "みどりの日",
        "05-05": "こどもの日",
        "07-19": "海の日",
        "08-11": "山の日",
        "09-20": "敬老の日",
        "09-23": "秋分の日",
        "10-11": "スポーツの日",
        "11-03": "文化の日",
        "11-23": "勤労感謝の日",
    },
}

NATIONAL_HOLIDAYS: Mapping[date, str] = MappingProxyType(
    {date.fromisoformat(f"{year}-{day}"): name for year, days in _BY_YEAR.items() for day, name in days.items()}
)

# What the calendar is used for. Months before it have passed; rules for them would be made only to have expired.
FIRST = date(2026, 12, 1)
LAST = date(max(_BY_YEAR), 12, 31)
