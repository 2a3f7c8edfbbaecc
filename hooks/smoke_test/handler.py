"""Entry point of the Lambda function: `hooks.smoke_test.handler.handle`, at POST_TEST_TRAFFIC_SHIFT."""

from __future__ import annotations

import os
import time
from typing import Protocol

from hooks import clients
from hooks.lifecycle import Answer, Call, run
from hooks.smoke_test import settings
from hooks.smoke_test.check import SmokeTest
from hooks.smoke_test.visit import get

_ATTEMPTS, _DELAY_SECONDS = 5, 30  # besides the rounds within each call


class Context(Protocol):
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def get_remaining_time_in_millis(self) -> int: ...


def handle(event: object, context: Context) -> Answer:
    """Called by ECS; see `hooks.lifecycle` for what comes in and goes out."""

    def check(call: Call) -> str:
        test = SmokeTest(
            door=settings.door(os.environ),
            cluster=os.environ.get("CLUSTER", ""),
            ssm=clients.ssm,
            visit=get,
            pause=time.sleep,
            seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        )
        return test(call)

    return run(event, check, attempts=_ATTEMPTS, delay_seconds=_DELAY_SECONDS)
