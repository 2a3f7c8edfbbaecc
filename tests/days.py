"""Days that tests take for today, and the calendar that they take for granted."""

from __future__ import annotations

from datetime import date

import pytest

from planning.schema import notification_rules, notifications


def fixed(text: str) -> type[date]:
    """`date` on which it is always that day."""

    class Day(date):
        @classmethod
        def today(cls) -> Day:
            return cls.fromisoformat(text)

    return Day


def pin_calendar(patch: pytest.MonkeyPatch) -> None:
    """Business hours from December 2026 to the end of 2027, however far the committed calendar has been moved on."""
    patch.setattr(notifications, "FIRST", date(2026, 12, 1))
    for module in (notifications, notification_rules):
        patch.setattr(module, "LAST", date(2027, 12, 31))
