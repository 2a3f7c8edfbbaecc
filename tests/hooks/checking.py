"""The check as ECS calls it: from the event to the answer, on a registry and a Signer of our own."""

from __future__ import annotations

import json

import pytest

from components.hooks import SEED_COMMANDS
from hooks.lifecycle import Answer, run
from hooks.signature_check import settings
from hooks.signature_check.check import Check
from tests.hooks import fakes, signing
from tests.hooks.fakes import Ecr, Ecs, Signer, always, event
from tests.hooks.seeding import SEED
from tests.hooks.signing import NOW, PROFILE

ENVIRONMENT = {
    "TRUSTED_PROFILES": PROFILE,
    "SEED_IMAGES": f"{SEED}, other@sha256:1",
    "SEED_COMMANDS": ",".join(SEED_COMMANDS),
}
SUCCEEDED: Answer = {"hookStatus": "SUCCEEDED"}
FAILED: Answer = {"hookStatus": "FAILED"}


def checked(
    ecr: Ecr,
    ecs: Ecs | None = None,
    signer: Signer | None = None,
    details: object = None,
    **environment: str,
) -> Answer:
    """What the hook answers; ENVIRONMENT with changes is its environment."""
    told = {"ROOT_CERTIFICATES": signing.roots_pem(), **ENVIRONMENT, **environment}
    check = Check(
        settings=settings.read(told),
        ecs=ecs or Ecs(),
        ecr=always(ecr),
        signer=always(signer or Signer()),
        download=ecr.download,
        now=lambda: NOW,
    )
    return run(event(details=details), check, attempts=3, delay_seconds=30)


def why(capsys: pytest.CaptureFixture[str]) -> str:
    """The reason in the one line that the hook logged."""
    (line,) = capsys.readouterr().out.splitlines()
    logged = json.loads(line)
    assert logged["deployment"] == fakes.DEPLOYMENT
    return str(logged["reason"])
