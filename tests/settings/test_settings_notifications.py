"""Settings of who is told, and of when the office is open."""

from __future__ import annotations

import pytest

from tests.settings.stack_values import DELETED, Values, mistakes, settings_of


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
    ],
)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]
