"""What the stack file of the account may say."""

from __future__ import annotations

from typing import Any

import pytest

from bootstrap.account import Account, parse
from settings import SettingsError

GOOD: dict[str, Any] = {"account": "111122223333", "region": "ap-northeast-1"}


def problems(**changes: Any) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        parse({**GOOD, **changes})
    return [str(problem) for problem in refused.value.problems]


def test_what_is_not_said_has_defaults() -> None:
    account = parse(GOOD)

    assert account == Account.model_validate_json('{"account": "111122223333", "region": "ap-northeast-1"}')
    assert account.registry.repositories == ("megane/frontend", "megane/backend", "megane/operations")
    assert (account.registry.scanning, account.registry.copy_region) == ("BASIC", None)
    assert (account.registry.keep_releases, account.registry.keep_promoted) == (200, 50)
    assert (account.signing.profile, account.signing.valid_months) == ("megane_images", 135)
    assert account.owner == "platform"


def test_all_mistakes_are_told_at_once() -> None:
    registry = {
        "repositories": ["Megane/Frontend", "x"],
        "scanning": "FULL",
        "copyRegion": "ap-northeast-1",
        "keepReleases": 5,
        "images": 1,
    }
    assert problems(account=111122223333, registry=registry, signing={"profile": "a-b", "validMonths": 136}) == [
        "megane-bootstrap:account: must be text (put it in quotes); given: 111122223333",
        'megane-bootstrap:registry.copyRegion: must be another region than aws:region; given: "ap-northeast-1"',
        "megane-bootstrap:registry.images: unknown key; known keys are "
        "repositories, scanning, copyRegion, keepReleases, keepPromoted",
        "megane-bootstrap:registry.keepReleases: must be 10 to 5000 (images); given: 5",
        "megane-bootstrap:registry.repositories[0]: must be the name of a repository, like megane/frontend: "
        'small letters and digits; given: "Megane/Frontend"',
        "megane-bootstrap:registry.repositories[1]: must be the name of a repository, like megane/frontend: "
        'small letters and digits; given: "x"',
        'megane-bootstrap:registry.scanning: must be BASIC or ENHANCED; given: "FULL"',
        'megane-bootstrap:signing.profile: must be 2 to 64 letters, digits and underscores; given: "a-b"',
        "megane-bootstrap:signing.validMonths: must be 1 to 135 (months); given: 136",
    ]


@pytest.mark.parametrize(
    ("registry", "problem"),
    [
        ({"repositories": []}, "registry.repositories: must not be empty; given: a list"),
        (
            {"repositories": ["a/b", "a/b"]},
            "registry.repositories: must not name anything twice: a/b; given: a list",
        ),
        ({"copyRegion": "osaka"}, 'registry.copyRegion: must be an AWS region; given: "osaka"'),
    ],
)
def test_mistakes_of_the_registry(registry: dict[str, Any], problem: str) -> None:
    assert problems(registry=registry) == [f"megane-bootstrap:{problem}"]


def test_values_that_only_the_user_knows_are_examples_until_they_are_replaced() -> None:
    assert parse(GOOD).examples == [("megane-bootstrap:account", "111122223333")]
    assert parse({**GOOD, "account": "123456789012"}).examples == []
