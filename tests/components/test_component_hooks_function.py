"""What AWS Lambda allows the hooks' functions, and what they run on."""

from __future__ import annotations

import json

import pytest

from components import lifecycle
from planning.deployments import MOST_CERTIFICATE_TEXT
from tests.components import build_hooks
from tests.components.build import ACCOUNT, REGION
from tests.components.look import inputs
from tests.conftest import Record

PROFILES = f"arn:aws:signer:{REGION}:{ACCOUNT}:/signing-profiles"


def test_the_runtime_is_written_down_once(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "RUNTIME", "python3.14")
    monkeypatch.setattr(lifecycle, "ARCHITECTURE", "x86_64")
    found = inputs(record(build_hooks.smoke_test), "lambda.Function smoke")
    assert (found["runtime"], found["architectures"]) == ("python3.14", ["x86_64"])


def test_what_the_check_is_told_fits_into_the_variables_of_a_function(record: Record) -> None:
    """4 KB, names included. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
    longest = f"{PROFILES}/{64 * 'x'}/abcde12345"
    told = build_hooks.signature_check
    graph = record(
        lambda: told(profile_arn=longest, root_certificates=[MOST_CERTIFICATE_TEXT * "x"], revocation="when-reachable"),
        view="up",
    )

    variables = inputs(graph, "lambda.Function signed")["environment"]["variables"]  # type: ignore[index, call-overload]
    assert len(json.dumps(variables)) < 4096
