"""Rules of who is told, and of office hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from planning.holidays import LAST
from planning.profiles import PROFILES, ProfileName
from planning.schema.notifications import Notifications
from planning.schema.problems import Problem, at


def slack(notifications: Notifications, profile: ProfileName) -> Iterator[Problem]:
    """The full set-up promises critical alarms in Slack."""
    if PROFILES[profile].slack_required and notifications.slack is None:
        yield at("notifications.slack", f"is required with profile {profile}")


def office(notifications: Notifications) -> Iterator[Problem]:
    """Hours that say something, and holidays that the calendar reaches."""
    hours = notifications.business_hours
    if hours.opens == hours.closes:
        wrong = "must not be the time of from: that is no hour, or all of them"
        yield at("notifications.businessHours.to", wrong, hours.closes)
    for index, day in enumerate(notifications.holidays):
        if date.fromisoformat(day) > LAST:
            yield at(
                f"notifications.holidays[{index}]",
                f"is after the calendar's last day, {LAST}, from which on every critical alarm escalates anyway: "
                "add that year to planning/holidays.py first",
                day,
            )


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (slack, office)
