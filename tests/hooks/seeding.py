"""The seed, as the program has a new service run it."""

from __future__ import annotations

from typing import Any, cast

from hooks.clients import Container
from planning.containers import container, seed_command

SEED = f"public.ecr.aws/docker/library/node@sha256:{'5' * 64}"


def seed(**changes: Any) -> Container:
    """A container of the seed as the program makes it, with other settings."""
    made: dict[str, Any] = container(
        name="backend",
        image=SEED,
        port=8080,
        health_path="/api/health",
        environment={"PORT": "8080"},
        secrets={},
        log_group="/ecs/test/backend",
        region="ap-northeast-1",
        command=seed_command(8080, "/api/health"),
    )
    return cast(Container, {**made, **changes})
