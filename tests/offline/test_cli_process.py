"""What only a process of its own can show: its imports, its status, its streams."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def _python(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *args], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603


def _imported(*args: str) -> set[str]:
    """The modules that a run of the tool imports."""
    lines = _python("-X", "importtime", "-m", "offline", *args).stderr.splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def test_help_imports_no_pulumi() -> None:
    modules = _imported("--help")
    assert "offline.cli" in modules
    assert not {name for name in modules if name.partition(".")[0] in ("pulumi", "pulumi_aws", "pydantic")}


def test_a_mistyped_stack_imports_no_pulumi() -> None:
    modules = _imported("preview", "prodd")
    assert "offline.cli" in modules
    assert not {name for name in modules if name.partition(".")[0].startswith("pulumi")}


def test_a_mistake_is_status_2_and_goes_to_standard_error() -> None:
    done = _python("-m", "offline", "graph", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('no stack "nowhere"')


def test_help_names_every_command() -> None:
    done = _python("-m", "offline", "--help")
    assert done.returncode == 0
    assert [name for name in ("preview", "graph", "policies", "compare") if f"  {name} " not in done.stdout] == []


@pytest.mark.parametrize(
    "args",
    [
        ("graph", "prod", "--json", "--set", "size=100"),  # more than a buffer holds, and less
        ("graph", "prod"),
        ("compare", "dev", "prod"),
        ("--help",),
    ],
)
def test_a_reader_that_leaves_ends_it_as_the_shell_expects(args: tuple[str, ...], program: Path) -> None:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "offline", *args], cwd=program, env=ENVIRONMENT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()  # as `| head -0`
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.replace(b"a program may print\n", b"")) == (-signal.SIGPIPE, b"")


@pytest.mark.parametrize("command", [("graph", "account", "--json"), ("policies", "account"), ("preview",)])
def test_the_account_s_project_from_the_root_of_the_repository(command: tuple[str, ...], tmp_path: Path) -> None:
    args = [sys.executable, "-m", "offline", *command, "--project", str(ROOT / "bootstrap")]
    done = subprocess.run(args, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    written = ["account.json", "report.html", "report.md"] if command == ("preview",) else []
    assert sorted(path.name for path in tmp_path.glob("out/bootstrap/*")) == written
    assert not list(tmp_path.glob("out/*.*"))
