"""The firewall's rules by name, and counting: letting a rule only count for a while what it would stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, get_args

RuleName = Literal["admin-allow-list", "rate-limit", "common", "oversize-body", "known-bad-inputs", "sql-injection"]
RULE_NAMES: tuple[RuleName, ...] = get_args(RuleName)
ADMIN_RULE: RuleName = "admin-allow-list"

# "The first weeks": long enough for a month's end and a sale, short enough that nobody forgets.
LONGEST_COUNTING = timedelta(days=92)


def reminder(count: Sequence[str], until: str | None, today: date) -> str | None:
    """What an operator should be told about rules that only count; None when all is in order.

    A reminder and no more: the program registers the same on every day. If the calendar decided what a rule does, a
    preview would change by itself overnight; if it refused to run, an urgent deployment would fail over a date.
    """
    if not count or until is None:
        return None
    rules = ", ".join(count)
    end = date.fromisoformat(until)
    if today > end:
        return (
            f"the firewall only counts {rules} although that was to end on {until}: read what it would have stopped "
            "(log group aws-waf-logs-*, action COUNT), then empty waf.count"
        )
    if end - today > LONGEST_COUNTING:
        return f"the firewall is to count {rules} until {until}: that is more than {LONGEST_COUNTING.days} days away"
    return None
