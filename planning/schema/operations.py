"""Sections of who is told what and when, and of the test double of AWS."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planning.schema.base import Email, Image, Percent, Section, between, distinct, matching, some

_COUNT = between(0, 1_000_000)
Addresses = Annotated[tuple[Email, ...], some, distinct]


class Slack(Section):
    """`megane:notifications.slack`. The workspace must have been authorised once, by hand, in the AWS console."""

    workspace_id: Annotated[str, matching("T[0-9A-Z]{6,14}", "the id of a Slack workspace, like T0123ABCD")]
    channel_id: Annotated[str, matching("[CG][0-9A-Z]{6,14}", "the id of a Slack channel, like C0123ABCD")]


class Notifications(Section):
    """`megane:notifications`: critical alarms go to mail and Slack, warnings to mail."""

    critical_emails: Addresses
    warning_emails: Addresses
    slack: Slack | None = None


class Logs(Section):
    """`megane:logs`. How long logs are kept is fixed by their class."""

    container_insights: Literal["disabled", "enhanced"]
    # Besides S3; costs $0.76 a GB in Tokyo.
    alb_to_cloudwatch: bool = Field(default=False, alias="albToCloudWatch")


class Operations(Section):
    """`megane:operations`: the image of one-off jobs. It has `psql` 15 or newer, curl, and a user who is not root."""

    image: Image
    cpu_architecture: Literal["ARM64", "X86_64"] = "ARM64"


class Thresholds(Section):
    """`megane:thresholds`: from when on an alarm rings. Percent, seconds, megabits a second, counts in 5 minutes."""

    cpu_percent: Percent = 80
    memory_percent: Percent = 80
    response_seconds: Annotated[float, between(0.01, 60)] = 2
    error_percent: Percent = 5
    connections_percent: Percent = 80
    storage_percent: Percent = 85
    slow_queries_per_5_min: Annotated[float, _COUNT] = Field(default=10, alias="slowQueriesPer5Min")
    replica_lag_seconds: Annotated[float, between(1, 86400)] = 60
    nat_mbps: Annotated[float, between(1, 100_000)] = 100
    s3_errors_5xx: Annotated[float, _COUNT] = Field(default=5, alias="s3Errors5xx")
    s3_errors_4xx: Annotated[float, _COUNT] = Field(default=50, alias="s3Errors4xx")
    cache_hit_percent: Percent = 80


class Emulator(Section):
    """`megane:emulator`: says that the stack is a test, on an emulator of AWS on this machine."""

    endpoint: Annotated[
        str,
        matching(
            r"https?://(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(:[0-9]{1,5})?/?",
            "an address on this machine, like http://127.0.0.1:5000",
        ),
    ]
