"""A command of the tool, run in this process."""

from __future__ import annotations

from typer.testing import CliRunner, Result

from offline.cli import app


def run(*args: str, status: int = 0) -> Result:
    """Its result, once it has ended with the status and shown neither colour nor secret."""
    result = CliRunner().invoke(app, args, catch_exceptions=False)
    assert result.exit_code == status, result.output
    assert "\x1b" not in result.output
    assert "hunter2" not in result.output
    return result
