"""Which images have to be signed: all but the seed of a service, in its first deployment."""

from __future__ import annotations

import pytest

from tests.hooks import fakes
from tests.hooks.checking import FAILED, SUCCEEDED, checked, why
from tests.hooks.fakes import IMAGE, SEED, Ecr, Ecs
from tests.hooks.signing import envelope

NO_SEED, BY_TAG, UNKNOWN = SEED.replace("5", "6"), f"{fakes.REPOSITORY}:latest", f"{fakes.REPOSITORY}@sha256:{'7' * 64}"
FIRST, SECOND = [fakes.DEPLOYMENT], [fakes.DEPLOYMENT, f"{fakes.DEPLOYMENT}-before"]


@pytest.mark.parametrize(
    ("images", "deployments", "status", "reason"),
    [
        ([SEED], FIRST, "SUCCEEDED", f"{SEED} is the seed of a new service"),
        ([SEED], SECOND, "FAILED", f"{SEED} is not signed, and only a service's first deployment may run it"),
        ([SEED], SECOND[1:], "FAILED", f"{SEED} is not signed, and only a service's first deployment may run it"),
        ([SEED, IMAGE], FIRST, "IN_PROGRESS", f"{IMAGE} has no signature"),
        ([NO_SEED], FIRST, "FAILED", f"{NO_SEED} is no image of a private ECR registry by digest"),
        ([BY_TAG], FIRST, "FAILED", f"{BY_TAG} is no image of a private ECR registry by digest"),
        ([UNKNOWN], FIRST, "FAILED", f"sha256:{'7' * 64} is not in megane/backend: ImageNotFound"),
        ([], FIRST, "FAILED", "megane-test-backend:7 has no container"),
    ],
)  # fmt: skip
def test_only_the_seed_may_be_unsigned_and_only_at_first(
    images: list[str], deployments: list[str], status: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = checked(Ecr.holding(), Ecs(images=images, deployments=deployments))

    assert (answer["hookStatus"], why(capsys)) == (status, reason)


def test_every_container_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    sidecar = IMAGE.replace("@", ":v1@")
    assert checked(Ecr.holding(envelope()), Ecs(images=[IMAGE, sidecar, IMAGE])) == SUCCEEDED
    assert [part.partition(" ")[0] for part in why(capsys).split("; ")] == [IMAGE, sidecar]
    assert checked(Ecr.holding(envelope()), Ecs(images=[IMAGE, "nginx"])) == FAILED


def test_deployments_on_another_page_count_too() -> None:
    assert checked(Ecr.holding(), Ecs(images=[SEED], deployments=FIRST, more=True)) == FAILED
