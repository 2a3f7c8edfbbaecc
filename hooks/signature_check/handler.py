"""Entry point of the Lambda function: `hooks.signature_check.handler.handle`, at PRE_SCALE_UP."""

from __future__ import annotations

import os

from hooks import clients
from hooks.lifecycle import Answer, Call, run
from hooks.signature_check import settings
from hooks.signature_check.check import Check
from hooks.signature_check.registry import download

_ATTEMPTS, _DELAY_SECONDS = 10, 30  # five minutes for a signature to appear, or for AWS to answer again


def handle(event: object, _: object) -> Answer:
    """Called by ECS; see `hooks.lifecycle` for what comes in and goes out."""

    def check(call: Call) -> str:
        ready = Check(
            settings=settings.read(os.environ),
            ecs=clients.ecs(),
            ecr=clients.ecr,
            signer=clients.signer,
            download=download,
        )
        return ready(call)

    return run(event, check, attempts=_ATTEMPTS, delay_seconds=_DELAY_SECONDS)
