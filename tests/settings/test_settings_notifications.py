"""Settings of who is told, and of when the office is open."""

from __future__ import annotations

import pytest

from tests.days import pin_calendar
from tests.settings.stack_values import DELETED, Values, mistakes, settings_of

URL = "https://events.pagerduty.com/integration/hunter2/enqueue"


@pytest.fixture(autouse=True)
def calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    pin_calendar(monkeypatch)


def december(changes: Values | None = None) -> tuple[str, str]:
    """The expression and the duration of the rule of December 2026."""
    rule = next(rule for rule in settings_of(changes).notifications.mute_rules if rule.month == "2026-12")
    return rule.expression, rule.duration


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, ("cron(0 9 1-4,7-11,14-18,21-25,28-31 12 *)", "PT9H")),
        (
            {"notifications.holidays": ["2026-12-29", "2026-12-30", "2026-12-31"]},
            ("cron(0 9 1-4,7-11,14-18,21-25,28 12 *)", "PT9H"),
        ),
        ({"notifications.businessHours.from": "08:30"}, ("cron(30 8 1-4,7-11,14-18,21-25,28-31 12 *)", "PT9H30M")),
        ({"notifications.businessHours.to": "17:00"}, ("cron(0 9 1-4,7-11,14-18,21-25,28-31 12 *)", "PT8H")),
        ({"notifications.businessHours.days": ["SAT"]}, ("cron(0 9 5,12,19,26 12 *)", "PT9H")),
    ],
)
def test_hours_days_and_holidays_make_the_rules(changes: Values, rule: tuple[str, str]) -> None:
    assert december(changes) == rule


def test_national_holidays_are_known() -> None:
    may = next(rule for rule in settings_of().notifications.mute_rules if rule.month == "2027-05")
    assert may.expression == "cron(0 9 6-7,10-14,17-21,24-28,31 5 *)"


def test_on_call_services_are_known_by_name_only() -> None:
    settings = settings_of({"pagerUrls": {"pagerduty": URL, "opsgenie": URL}})
    assert settings.pager_urls == ("opsgenie", "pagerduty")
    assert "hunter2" not in repr(settings) + settings.model_dump_json()


def test_who_is_on_call_is_told_by_mail_and_where_it_is_wanted_by_sms() -> None:
    assert settings_of().notifications.escalation_emails == ("night@megane-shop.jp",)
    assert settings_of().notifications.escalation_phones == ()
    numbers = ["+819012345678", "+14155550123"]
    assert settings_of({"notifications.escalationPhones": numbers}).notifications.escalation_phones == tuple(numbers)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"notifications.escalationEmails": DELETED}, "megane:notifications.escalationEmails: is required"),
        (
            {"notifications.escalationEmails": []},
            "megane:notifications.escalationEmails: must not be empty; given: a list",
        ),
        *(
            (
                {"notifications.escalationPhones": [number]},
                "megane:notifications.escalationPhones[0]: must be a telephone number with its country, like "
                f'+819012345678; given: "{number}"',
            )
            for number in ("090-1234-5678", "09012345678", "+81 90 1234 5678", "+0312345678", "+8190")
        ),
        (
            {"notifications.escalationPhones": ["+819012345678"] * 2},
            "megane:notifications.escalationPhones: must not name anything twice: +819012345678; given: a list",
        ),
        *(
            (
                {f"notifications.businessHours.{key}": "9:00"},
                f'megane:notifications.businessHours.{key}: must be a time of day like {like}; given: "9:00"',
            )
            for key, like in (("from", "09:00"), ("to", "18:00"))
        ),
        (
            {"notifications.businessHours": {"from": "09:00", "to": "09:00"}},
            "megane:notifications.businessHours.to: must not be the time of from: that is no hour, or all of them; "
            'given: "09:00"',
        ),
        (
            {"notifications.businessHours.days": ["MON", "Tue"]},
            'megane:notifications.businessHours.days[1]: must be MON, TUE, WED, THU, FRI, SAT or SUN; given: "Tue"',
        ),
        (
            {"notifications.businessHours.days": []},
            "megane:notifications.businessHours.days: must not be empty; given: a list",
        ),
        (
            {"notifications.businessHours.timezone": "UTC"},
            "megane:notifications.businessHours.timezone: unknown key; known keys are days, from, to",
        ),
        (
            {"notifications.holidays": ["2026-12-29", "2026/12/30"]},
            'megane:notifications.holidays[1]: must be a day, like 2026-12-31; given: "2026/12/30"',
        ),
        (
            {"notifications.holidays": ["2026-12-29", "2026-12-29"]},
            "megane:notifications.holidays: must not name anything twice: 2026-12-29; given: a list",
        ),
        (
            {"notifications.holidays": ["2027-12-31", "2028-01-03"]},
            "megane:notifications.holidays[1]: is after the calendar's last day, 2027-12-31, from which on every "
            'critical alarm escalates anyway: add that year to planning/holidays.py first; given: "2028-01-03"',
        ),
        (
            {"pagerUrls": URL},
            "megane:pagerUrls: must be a mapping of names to addresses, each encrypted by itself: "
            "pulumi config set --secret --path 'megane:pagerUrls.NAME'",
        ),
        (
            {"pagerUrls": {"Pager": URL}},
            "megane:pagerUrls.Pager: must have a name of lower-case letters, digits and -, a letter first",
        ),
        *(
            (
                {"pagerUrls": {"pager": url}},
                "megane:pagerUrls.pager: must be an address that starts with https://, without user and password",
            )
            for url in (URL.replace("https", "http"), "https://me:hunter2@pager.example.jp", "https://", "", 7)
        ),
    ],
)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]
