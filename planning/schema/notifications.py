"""Section of who is told of trouble, and of when somebody is in the office."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from planning import business_hours
from planning.business_hours import MuteRule, Weekday
from planning.holidays import FIRST, LAST, NATIONAL_HOLIDAYS
from planning.night import TIME
from planning.schema.base import Date, Email, Section, distinct, matching, some

Addresses = Annotated[tuple[Email, ...], some, distinct]
Phone = Annotated[str, matching(r"\+[1-9][0-9]{7,14}", "a telephone number with its country, like +819012345678")]


class Slack(Section):
    """`megane:notifications.slack`. The workspace must have been authorised once, by hand, in the AWS console."""

    workspace_id: Annotated[str, matching("T[0-9A-Z]{6,14}", "the id of a Slack workspace, like T0123ABCD")]
    channel_id: Annotated[str, matching("[CG][0-9A-Z]{6,14}", "the id of a Slack channel, like C0123ABCD")]


class BusinessHours(Section):
    """`businessHours`: when somebody is in the office, in Japan's time; over midnight where `to` is before `from`."""

    days: Annotated[tuple[Weekday, ...], some, distinct] = ("MON", "TUE", "WED", "THU", "FRI")
    opens: Annotated[str, matching(TIME, "a time of day like 09:00")] = Field(default="09:00", alias="from")
    closes: Annotated[str, matching(TIME, "a time of day like 18:00")] = Field(default="18:00", alias="to")


class Notifications(Section):
    """`megane:notifications`: critical alarms go to mail and Slack, warnings to mail.

    What is critical out of business hours goes to whoever is on call as well: `escalationEmails`, `escalationPhones`.
    National holidays are known; `holidays` are the days on which the company is closed besides.
    """

    critical_emails: Addresses
    warning_emails: Addresses
    escalation_emails: Addresses
    escalation_phones: Annotated[tuple[Phone, ...], distinct] = ()
    slack: Slack | None = None
    business_hours: BusinessHours = BusinessHours()
    holidays: Annotated[tuple[Date, ...], distinct] = ()

    @property
    def readers(self) -> dict[str, Any]:
        """What `components.Notifications` takes of the settings."""
        return {name: value for name, value in self if name not in ("business_hours", "holidays")}

    @property
    def mute_rules(self) -> list[MuteRule]:
        """When those on call are left alone."""
        closed = {*NATIONAL_HOLIDAYS, *map(date.fromisoformat, self.holidays)}
        hours = business_hours.BusinessHours(
            **self.business_hours.model_dump(), holidays=closed, first=FIRST, last=LAST
        )
        return business_hours.mute_rules(hours)
