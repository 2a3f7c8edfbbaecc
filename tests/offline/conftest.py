"""The small program that the commands are run on, and an empty project for stack files."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.rules import all_rules
from tests.offline.stackfiles import PROJECT
from tests.stacks.load import shared

PROGRAM = """
import pulumi

config = pulumi.Config()
size = config.get_int("size") or 1
if size > 100:
    raise pulumi.RunError("2 mistakes:\\n  megane:size must be at most 100\\n  megane:x is unknown")
if size == 13:
    raise ZeroDivisionError("the program's own")
print("a program may print")
home = pulumi.ComponentResource("megane:data:Home", "home")
encrypted = config.get_bool("encrypted")
pulumi.CustomResource(
    "aws:dynamodb/table:Table",
    "db",
    {
        "hashKey": "id" if encrypted else "number",
        "readCapacity": size,
        "name": f"megane-{pulumi.get_stack()}",
        "comment": pulumi.Output.secret("hunter2"),
    },
    opts=pulumi.ResourceOptions(parent=home),
)
pulumi.CustomResource(
    "aws:cloudwatch/logGroup:LogGroup",
    "log",
    {"kmsKeyId": "arn:aws:kms:ap-northeast-1:123456789012:key/1"} if encrypted else {},
    opts=pulumi.ResourceOptions(parent=home),
)
for index in range(size):
    pulumi.CustomResource("aws:sns/topic:Topic", f"topic-{index}", {}, opts=pulumi.ResourceOptions(parent=home))
"""
STACKS = {
    "dev": "config:\n  size: 1\n  encrypted: true\n  profile: minimal\n  owner: team@example.com\n",
    "prod": "config: {size: 2, encrypted: true, profile: ha}\n",
    "open": "config: {size: 1, encrypted: false}\n",
}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its directory, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    # It is no system of an optician: only these rules have something to say of it.
    few = tuple(rule for rule in all_rules() if rule.id in ("logs-kms", "pack-config"))
    monkeypatch.setattr("offline.findings.all_rules", lambda: few)
    Path("Pulumi.yaml").write_text(PROJECT)
    Path("__main__.py").write_text(PROGRAM)
    for name, text in STACKS.items():
        Path(f"Pulumi.{name}.yaml").write_text(text)
    return tmp_path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project as the current directory, so that messages have short paths."""
    monkeypatch.chdir(tmp_path)
    Path("Pulumi.yaml").write_text(PROJECT)
    return Path()


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are shown the recordings of this run of the tests: what they make of them is what is tried."""
    monkeypatch.setattr("offline.runner._record", lambda stack, view, progress: shared(stack, view))
