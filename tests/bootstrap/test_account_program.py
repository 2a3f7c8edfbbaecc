"""The project of the account as its user starts it: `python -m offline graph account --project bootstrap`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import settings as pulumi_settings

from bootstrap import account
from offline import runner, stackfile
from offline.findings import judge, stack_of
from offline.graph import Graph, View
from offline.policy_config import pack_of
from settings import SettingsError
from tests.components.look import find, made
from tests.policies.roads import config_of, offline_road
from tests.policies.servicer import analyze

BOOTSTRAP = Path(__file__).resolve().parent.parent.parent / "bootstrap"


def graph(view: View = "preview", *changes: str) -> Graph:
    stack = stackfile.load(BOOTSTRAP, "account", changes)
    return runner.record([stack], [view], lambda label, count: None)[0][view]


def test_everything_that_exists_once_in_an_account() -> None:
    names = ("frontend", "backend", "operations")

    assert made(graph()) == {
        "pulumi:providers:aws aws",
        "megane:delivery:ImageRegistry megane-images",
        "kms.Key megane-images",
        "kms.Alias megane-images",
        "kms.Key megane-images-copy",
        "kms.Alias megane-images-copy",
        *(
            f"ecr.{kind} megane-images-megane-{name}{place}"
            for kind in ("Repository", "LifecyclePolicy")
            for name in names
            for place in ("", "-copy")
        ),
        "ecr.AccountSetting megane-images-scanner",
        "ecr.RegistryScanningConfiguration megane-images-scanning",
        "ecr.ReplicationConfiguration megane-images-copies",
        "signer.SigningProfile megane-images-signing",
    }


def test_what_the_stacks_are_told() -> None:
    outputs = graph("up").outputs

    registry = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com"
    assert outputs["repositoryUrls"] == {
        f"megane/{name}": f"{registry}/megane/{name}" for name in ("frontend", "backend", "operations")
    }
    assert outputs["registryId"] == "111122223333"
    arn = "arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/megane_images"
    assert outputs["signingProfileArn"] == arn
    assert str(outputs["signingProfileVersionArn"]).rpartition("/")[0] == arn


def test_the_policies_find_nothing_on_either_road() -> None:
    told = pack_of(stackfile.load(BOOTSTRAP, "account", ()), tried=False)

    assert told.stated
    assert told.is_production
    assert judge(graph(), graph("up"), told) == ()
    for view in get_args(View):
        assert analyze(graph(view), config_of(told)) == offline_road(stack_of(graph(view), told))


def test_the_provider_is_held_to_the_account() -> None:
    provider = find(graph(), "pulumi:providers:aws aws").inputs
    assert provider["allowedAccountIds"] == '["111122223333"]'


def test_examples_are_refused_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    config = {"aws:region": "ap-northeast-1", "megane-bootstrap:account": "111122223333", "other:key": "1"}
    monkeypatch.setattr(pulumi_config, "get_config_env", lambda: config)
    monkeypatch.setattr(pulumi_settings, "get_monitor", object)

    with pytest.raises(SettingsError, match="megane-bootstrap:account: is still an example: give the real value"):
        account.load()
    config["megane-bootstrap:account"] = "123456789012"
    assert account.load().account == "123456789012"
    config["megane-bootstrap:region"] = "us-east-1"
    with pytest.raises(SettingsError, match="did you mean aws:region"):
        account.load()


def test_the_program_finds_the_components_from_its_own_directory() -> None:
    """Python is started as Pulumi starts it: with nothing but the program's own directory on the path."""
    code = "import runpy; runpy.run_path('.', run_name='not main')"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import sys; sys.path[:1] = []; {code}"],
        cwd=BOOTSTRAP,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    # It gets as far as its settings, which there are none of.
    assert "megane-bootstrap:account: is required" in run.stderr
