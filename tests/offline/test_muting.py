"""When AWS mutes, from the texts of a mute rule: the examples of its documentation, and every edge."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from offline.muting import muted, schedule


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def ends(moment: str, expression: str, duration: str, **more: str) -> str | None:
    """Until when a rule mutes, in the zone of the moment."""
    until = schedule("rule", expression=expression, duration=duration, **more).muted_until(at(moment))
    return until.astimezone(at(moment).tzinfo).isoformat() if until else None


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-12-04T08:59:59+09:00", None),
        ("2026-12-04T09:00:00+09:00", "2026-12-04T18:00:00+09:00"),
        ("2026-12-04T17:59:59+09:00", "2026-12-04T18:00:00+09:00"),
        ("2026-12-04T18:00:00+09:00", None),
        ("2026-12-04T00:00:00+00:00", "2026-12-04T09:00:00+00:00"),  # 9:00 in Tokyo
        ("2026-12-05T10:00:00+09:00", None),  # a Saturday
        ("2026-12-06T10:00:00+09:00", None),  # a Sunday
    ],
)
def test_a_window_has_its_first_minute_and_not_its_last(moment: str, until: str | None) -> None:
    assert ends(moment, "cron(0 9 * * MON-FRI)", "PT9H", zone="Asia/Tokyo") == until


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
@pytest.mark.parametrize(
    ("expression", "duration", "moment", "until"),
    [
        ("cron(0 2 * * *)", "PT4H", "2026-12-04T05:59+00:00", "2026-12-04T06:00:00+00:00"),
        ("cron(0 2 * * SUN)", "PT4H", "2026-12-06T02:00+00:00", "2026-12-06T06:00:00+00:00"),
        ("cron(0 1 1 * *)", "PT6H", "2026-12-01T06:59+00:00", "2026-12-01T07:00:00+00:00"),
        ("cron(0 1 1 * *)", "PT6H", "2026-12-02T01:00+00:00", None),
        ("cron(0 18 * * FRI)", "P2DT12H", "2026-12-07T05:59+00:00", "2026-12-07T06:00:00+00:00"),
        ("cron(0 23 * * *)", "PT2H", "2026-12-04T00:30+00:00", "2026-12-04T01:00:00+00:00"),
        ("cron(0 0 23 DEC *)", "P15D", "2027-01-06T23:59+00:00", "2027-01-07T00:00:00+00:00"),
        ("cron(0,30 8-9 * JAN,DEC *)", "PT10M", "2026-12-04T09:35+00:00", "2026-12-04T09:40:00+00:00"),
        ("cron(0,30 8-9 * JAN,DEC *)", "PT10M", "2026-11-04T09:35+00:00", None),
        ("cron(0 9 1-4,7 12 *)", "PT9H", "2026-12-07T09:00+00:00", "2026-12-07T18:00:00+00:00"),
        ("cron(0 9 1-4,7 12 *)", "PT9H", "2026-12-05T09:00+00:00", None),
        ("cron(0 9 13 * FRI)", "PT1H", "2026-12-13T09:00+00:00", "2026-12-13T10:00:00+00:00"),  # one of the two
        ("cron(0 9 13 * FRI)", "PT1H", "2026-12-18T09:00+00:00", "2026-12-18T10:00:00+00:00"),
        ("cron(0 9 13 * FRI)", "PT1H", "2026-12-14T09:00+00:00", None),
    ],
)
def test_expressions_and_durations(expression: str, duration: str, moment: str, until: str | None) -> None:
    assert ends(moment, expression, duration) == until


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-12-04T09:59+00:00", None),
        ("2026-12-04T10:00+00:00", "2026-12-04T12:00:00+00:00"),
        ("2026-12-05T10:59+00:00", "2026-12-05T11:00:00+00:00"),
        ("2026-12-05T11:00+00:00", None),
    ],
)
def test_before_its_start_and_after_its_expiry_a_rule_mutes_nothing(moment: str, until: str | None) -> None:
    bounds = {"start": "2026-12-04T10:00:00Z", "expire": "2026-12-05T11:00:00Z"}
    assert ends(moment, "cron(0 9 * * *)", "PT3H", **bounds) == until


def test_rules_that_follow_each_other_mute_without_a_break() -> None:
    rules = [
        schedule("late", expression="cron(0 12 * * *)", duration="PT6H"),
        schedule("early", expression="cron(0 9 * * *)", duration="PT3H"),
        schedule("within", expression="cron(0 10 * * *)", duration="PT1H"),
    ]
    assert muted(rules, at("2026-12-04T09:30+00:00")) == (at("2026-12-04T18:00+00:00"), ["early", "late"])
    assert muted(rules, at("2026-12-04T18:00+00:00")) is None
    assert muted([], at("2026-12-04T09:30+00:00")) is None


def test_rules_that_never_leave_a_gap_are_told_for_a_year_and_no_longer() -> None:
    found = muted([schedule("always", expression="cron(0 0 * * *)", duration="P1D")], at("2026-12-04T09:30+00:00"))
    assert found is not None
    until, rules = found
    assert timedelta(days=366) < until - at("2026-12-04T09:30+00:00") < timedelta(days=368)
    assert rules == ["always"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"expression": "at(2026-12-04T09:00)"}, "rule: at(2026-12-04T09:00) is no cron expression of five fields"),
        ({"expression": "cron(0 9 * * MON-FRI *)"}, "no cron expression of five fields"),
        ({"expression": "cron(0 9 ? * MON-FRI)"}, "? is no number"),
        ({"expression": "cron(60 9 * * *)"}, "60 is not within 0-59"),
        ({"expression": "cron(0 18-9 * * *)"}, "18-9 is not within 0-23"),
        ({"expression": "cron(0 9 0 * *)"}, "0 is not within 1-31"),
        ({"expression": "cron(0 9 * * MO)"}, "MO is no number and not one of SUN, MON, TUE, WED, THU, FRI, SAT"),
        ({"duration": "9H"}, "rule: 9H is no ISO 8601 duration of days, hours and minutes"),
        ({"duration": "PT"}, "PT is no ISO 8601 duration"),
        ({"zone": "Europe/Paris"}, "only UTC and Asia/Tokyo are known as time zones, not Europe/Paris"),
    ],
)
def test_what_is_no_rule_of_cloudwatchs_or_not_known_is_told(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        schedule("rule", **{"expression": "cron(0 9 * * *)", "duration": "PT9H", **given})
