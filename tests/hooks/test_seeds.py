"""The seed's image is anybody's Node: what it may be started with, and all that would be other code."""

from __future__ import annotations

from typing import Any

import pytest

from components.hooks import SEED_COMMANDS
from hooks.signature_check.seeds import fingerprint, foreign
from planning.containers import health_command, seed_command
from tests.hooks.checking import FAILED, SUCCEEDED, checked, why
from tests.hooks.fakes import Ecr, Ecs
from tests.hooks.seeding import SEED, seed

NODE, FLAG, SCRIPT = seed_command(8080, "/api/health")
PORT = {"name": "PORT", "value": "8080"}
ENVIRONMENT, HEALTH_CHECK, VOLUME = "told more than its port", "has another health check", "has files from elsewhere"


@pytest.mark.parametrize("port", [80, 3000, 65535])
@pytest.mark.parametrize("path", ["/", "/health", "/api/v1/health-check_2.json"])
def test_the_seed_of_every_service_is_known(port: int, path: str) -> None:
    worker, server, check = SEED_COMMANDS

    assert fingerprint(seed_command(None, path)) == worker
    assert fingerprint(seed_command(port, path)) == server
    assert fingerprint(health_command(port, path)) == check


def test_a_new_service_may_start_as_the_program_makes_it() -> None:
    assert checked(Ecr.holding(), Ecs(containers=[seed()], running=[])) == SUCCEEDED
    worker = seed(command=seed_command(None, "/"), environment=[])
    del worker["healthCheck"]
    assert foreign(worker, SEED_COMMANDS) == ""


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"command": ["node", "-e", "require('child_process').execSync('id')"]}, "has another command"),
        ({"command": []}, "has another command"),
        ({"command": [NODE, "-r", "./x.js", FLAG, SCRIPT]}, "has another command"),
        ({"command": [NODE, FLAG, f"{SCRIPT};import('x')"]}, "has another command"),
        ({"command": [NODE, FLAG, SCRIPT.replace("8080", "import('x')")]}, "has another command"),
        ({"command": [NODE, FLAG, SCRIPT.replace('"/health"', 'import("x")')]}, "has another command"),
        ({"command": [NODE, FLAG, SCRIPT.replace("/health", '/",import("x"),"')]}, "has another command"),
        ({"command": [NODE, FLAG, SCRIPT.replace("/health", "/\\")]}, "has another command"),
        ({"entryPoint": ["sh", "-c", "id"]}, "has an entryPoint"),
        ({"healthCheck": {"command": ["CMD-SHELL", "id"]}}, HEALTH_CHECK),
        ({"healthCheck": {"command": health_command(8080, "/$(id)")}}, HEALTH_CHECK),
        ({"healthCheck": {"command": health_command(8080, "/';import('x');'")}}, HEALTH_CHECK),
        ({"environment": [PORT, {"name": "NODE_OPTIONS", "value": "--import=data:text/javascript,x"}]}, ENVIRONMENT),
        ({"secrets": [{"name": "NODE_OPTIONS", "valueFrom": "arn"}]}, ENVIRONMENT),
        ({"environmentFiles": [{"value": "arn", "type": "s3"}]}, ENVIRONMENT),
        ({"mountPoints": [{"sourceVolume": "files", "containerPath": "/usr/local/bin"}]}, VOLUME),
        ({"volumesFrom": [{"sourceContainer": "other"}]}, VOLUME),
    ],
)  # fmt: skip
def test_the_image_of_the_seed_may_not_be_used_for_other_code(
    changes: dict[str, Any], wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(Ecr.holding(), Ecs(containers=[seed(**changes)], running=[])) == FAILED
    said = why(capsys)
    assert said.startswith(f"{SEED} is not signed, and backend ")
    assert said.endswith(wrong)


def test_without_commands_no_seed_may_start() -> None:
    assert checked(Ecr.holding(), Ecs(containers=[seed()], running=[]), SEED_COMMANDS="") == FAILED
