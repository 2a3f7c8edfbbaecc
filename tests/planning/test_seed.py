"""What runs before the first image has been pushed: it starts, is well, and stops when it is told."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from planning.containers import SEED_IMAGE, STOP_TIMEOUT_SECONDS, health_command, seed_command
from planning.schema.services import Service

NODE = shutil.which("node")


def test_the_image_is_public_and_by_digest() -> None:
    assert re.fullmatch(r"public\.ecr\.aws/docker/library/node@sha256:[0-9a-f]{64}", SEED_IMAGE)
    assert Service.model_fields["image"].default == SEED_IMAGE


def start(command: list[str], **environment: str) -> subprocess.Popen[bytes]:
    assert NODE is not None
    return subprocess.Popen([NODE, *command[1:]], env={"PATH": os.environ["PATH"], **environment})  # noqa: S603


def asked(url: str) -> tuple[int, str]:
    """Status and text, as soon as somebody listens."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"nobody listens at {url}")


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.mark.skipif(NODE is None, reason="needs node")
@pytest.mark.parametrize("told", [True, False], ids=["PORT", "no PORT"])
def test_it_answers_health_checks_and_404_to_all_else(port: int, told: bool) -> None:
    """A 5xx would set off the alarms that take the deployment back."""
    command = seed_command(1 if told else port, "/shop/alive")
    running = start(command, **({"PORT": str(port)} if told else {}))
    try:
        site = f"http://localhost:{port}"
        assert asked(f"{site}/health") == asked(f"{site}/shop/alive?x=1") == (200, "ok")
        assert asked(f"{site}/") == asked(f"{site}/healthy") == (404, "Not deployed yet")
        for path, status in (("/shop/alive", 0), ("/gone", 1)):
            kind, program, *check = health_command(port, path)
            assert (kind, program) == ("CMD", "node")
            assert subprocess.run([str(NODE), *check], check=False).returncode == status  # noqa: S603
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(STOP_TIMEOUT_SECONDS) == 0


@pytest.mark.skipif(NODE is None, reason="needs node")
@pytest.mark.parametrize("path", ["/it's", '/");process.exit(0);("', "/`exit 0`$(exit 0)\\"])
def test_no_path_is_read_as_a_program(port: int, path: str) -> None:
    """Nobody listens at the port: whatever the path, the check fails."""
    _, _, *check = health_command(port, path)
    assert subprocess.run([str(NODE), *check], check=False).returncode == 1  # noqa: S603


@pytest.mark.skipif(NODE is None, reason="needs node")
def test_without_a_port_it_stays_until_it_is_told_to_stop() -> None:
    running = start(seed_command(None, "/health"))
    time.sleep(0.5)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    assert running.wait(STOP_TIMEOUT_SECONDS) == 0
