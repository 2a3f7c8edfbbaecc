"""The committed stack files: sound in both phases, with recognisable examples and no secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import settings

ROOT = Path(__file__).parents[2]
STACKS = ("dev", "staging", "prod", "dr")
EXAMPLES = {
    "megane:account",
    "megane:services.frontend.image",
    "megane:services.backend.image",
    "megane:operations.image",
    "megane:notifications.criticalEmails[0]",
    "megane:notifications.warningEmails[0]",
    "megane:notifications.escalationEmails[0]",
    "megane:notifications.slack.workspaceId",
    "megane:notifications.slack.channelId",
    "megane:waf.adminCidrs[0]",
}


def config(stack: str) -> dict[str, Any]:
    """The configuration as the file has it."""
    content: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8"))
    return content["config"]


def parsed(stack: str, **changes: Any) -> settings.Settings:
    """The settings of a committed file."""
    own = {key.removeprefix("megane:"): value for key, value in config(stack).items() if key.startswith("megane:")}
    return settings.parse({**own, "region": config(stack)["aws:region"], **changes})


@pytest.mark.parametrize(
    ("stack", "environment", "profile", "mode"),
    [("dev", "dev", "minimal", "none"), ("staging", "staging", "minimal", "managed-zone"),
     ("prod", "prod", "ha", "managed-zone"), ("dr", "dr", "ha", "existing-zone")],
)  # fmt: skip
def test_what_each_is(stack: str, environment: str, profile: str, mode: str) -> None:
    found = parsed(stack)
    assert (found.environment, found.profile, found.dns.mode) == (environment, profile, mode)
    assert found.region == ("ap-northeast-3" if stack == "dr" else "ap-northeast-1")


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize(("profile", "multi_az"), [("minimal", False), ("ha", True)])
def test_the_other_phase_is_one_word_away(stack: str, profile: str, multi_az: bool) -> None:
    found = parsed(stack, profile=profile)
    assert (found.environment, found.database.multi_az) == (stack, multi_az)
    assert found.protect == (stack in ("prod", "dr"))


@pytest.mark.parametrize(
    ("stack", "more"),
    [
        ("dev", set()),
        ("staging", {"megane:dns.domain"}),
        ("prod", {"megane:dns.domain", "megane:waf.adminCidrs[1]"}),
        (
            "dr",
            {
                "megane:dns.domain",
                "megane:dns.zoneId",
                "megane:waf.adminCidrs[1]",
                "megane:database.restore.automatedBackupArn",
            },
        ),
    ],
)
def test_what_only_the_user_can_know_is_an_example(stack: str, more: set[str]) -> None:
    assert {path for path, _ in parsed(stack).examples} == EXAMPLES | more


@pytest.mark.parametrize("stack", STACKS)
def test_no_resource_can_take_a_default_provider(stack: str) -> None:
    assert config(stack)["pulumi:disable-default-providers"] == ["aws"]


@pytest.mark.parametrize("stack", STACKS)
def test_no_secret_is_committed(stack: str) -> None:
    assert "megane:apiSecrets:" not in (text := (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8"))
    assert "secure:" not in text
