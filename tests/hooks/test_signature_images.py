"""Which images have to be signed: all but the seed, as the program runs it and where nothing else has run."""

from __future__ import annotations

import pytest

from tests.hooks import fakes
from tests.hooks.checking import FAILED, SUCCEEDED, checked, why
from tests.hooks.fakes import IMAGE, Ecr, Ecs
from tests.hooks.seeding import SEED
from tests.hooks.signing import envelope

NO_SEED, BY_TAG, UNKNOWN = SEED.replace("5", "6"), f"{fakes.REPOSITORY}:latest", f"{fakes.REPOSITORY}@sha256:{'7' * 64}"
NEW: list[list[str]] = []
REFUSED = "the seed is not signed, and may not take over from "


@pytest.mark.parametrize(
    ("images", "running", "status", "reason"),
    [
        ([SEED], NEW, "SUCCEEDED", f"{SEED} is the seed of a new service"),
        ([SEED], [[SEED]], "SUCCEEDED", f"{SEED} is the seed of a new service"),  # failed, or got another size
        ([SEED], [[IMAGE]], "FAILED", f"{REFUSED}{IMAGE}"),
        ([SEED], [[SEED], [IMAGE]], "FAILED", f"{REFUSED}{IMAGE}"),
        ([SEED], [[SEED, NO_SEED]], "FAILED", f"{REFUSED}{NO_SEED}"),
        ([SEED, IMAGE], NEW, "IN_PROGRESS", f"{IMAGE} has no signature"),
        ([NO_SEED], NEW, "FAILED", f"{NO_SEED} is no image of a private ECR registry by digest"),
        ([BY_TAG], NEW, "FAILED", f"{BY_TAG} is no image of a private ECR registry by digest"),
        ([UNKNOWN], NEW, "FAILED", f"sha256:{'7' * 64} is not in megane/backend: ImageNotFound"),
        ([], NEW, "FAILED", "megane-test-backend:7 has no container"),
    ],
)  # fmt: skip
def test_only_the_seed_may_be_unsigned_and_only_where_nothing_else_runs(
    images: list[str], running: list[list[str]], status: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = checked(Ecr.holding(), Ecs(images=images, running=running))

    assert (answer["hookStatus"], why(capsys)) == (status, reason)


def test_a_deployment_that_cannot_be_seen_yet_is_asked_for_again(capsys: pytest.CaptureFixture[str]) -> None:
    answer = checked(Ecr.holding(), Ecs(images=[SEED], running=NEW, deployment_exists=False))

    assert (answer["hookStatus"], why(capsys)) == ("IN_PROGRESS", f"{fakes.DEPLOYMENT} is not to be seen")


def test_every_container_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    sidecar = IMAGE.replace("@", ":v1@")
    assert checked(Ecr.holding(envelope()), Ecs(images=[IMAGE, sidecar, IMAGE])) == SUCCEEDED
    assert [part.partition(" ")[0] for part in why(capsys).split("; ")] == [IMAGE, sidecar]
    assert checked(Ecr.holding(envelope()), Ecs(images=[IMAGE, "nginx"])) == FAILED
