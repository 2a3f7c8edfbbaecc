"""What only a process of its own can show: its imports, its status, its streams."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


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
