from __future__ import annotations

from datetime import date

import pytest

from planning.counting import reminder

PAST = (
    "the firewall only counts common, rate-limit although that was to end on 2026-12-31: read what it would have "
    "stopped (log group aws-waf-logs-*, action COUNT), then empty waf.count"
)
FAR = "the firewall is to count common, rate-limit until 2026-12-31: that is more than 92 days away"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 9, 29), FAR),
        (date(2026, 9, 30), None),
        (date(2026, 12, 31), None),  # the last day counts
        (date(2027, 1, 1), PAST),
        (date(2030, 1, 1), PAST),
    ],
)
def test_the_operator_is_told_when_counting_should_end(today: date, said: str | None) -> None:
    assert reminder(["common", "rate-limit"], "2026-12-31", today) == said


def test_a_firewall_that_blocks_needs_no_reminder() -> None:
    assert reminder([], None, date(2030, 1, 1)) is None
