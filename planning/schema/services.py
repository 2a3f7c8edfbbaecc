"""Sections of what runs: services and how they are deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from planning.fargate import TASK_SIZES
from planning.limits import TASKS_PER_SERVICE
from planning.listener import HIGHEST_PRIORITY, LOWEST_PRIORITY, MOST_PATHS
from planning.schema.base import Section, UrlPath, between, distinct, matching

_PATH_PATTERN = matching(
    r"/[A-Za-z0-9_\-.$/~\"'@:+&*?]{0,127}", "a path pattern of a listener rule: / first, 128 characters at the most"
)
_BY_DIGEST = matching(
    r"[a-z0-9.\-]+(:[0-9]+)?(/[a-z0-9._\-]+)*(:[\w.\-]+)?@sha256:[0-9a-f]{64}",
    "an image by digest, like …/megane/backend@sha256:<64 hex digits>: a tag may be moved under a running service",
)
_TASKS = between(1, TASKS_PER_SERVICE.most)


def _fargate_cpu(cpu: int) -> int:
    if cpu not in TASK_SIZES:
        raise ValueError(f"must be a CPU size of Fargate: {', '.join(map(str, TASK_SIZES))} (1024 = 1 vCPU)")
    return cpu


def _few_paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    if len(paths) > MOST_PATHS:
        raise ValueError(
            f"must be at most {MOST_PATHS}: a listener rule holds 5 values, of which the test rule's header takes one"
        )
    return paths


class Service(Section):
    """`megane:services.<name>`: one Fargate service. One with no port has no listener rule and no target groups."""

    image: Annotated[str, _BY_DIGEST]
    port: Annotated[int, between(1, 65535)] | None = None
    paths: Annotated[tuple[Annotated[str, _PATH_PATTERN], ...], distinct, AfterValidator(_few_paths)] = ()
    priority: Annotated[int, between(LOWEST_PRIORITY, HIGHEST_PRIORITY)] | None = None
    health_check_path: UrlPath = "/health"
    cpu: Annotated[int, AfterValidator(_fargate_cpu)]
    memory_mib: int
    # Image and CPU must match, or tasks end with "exec format error". ARM64 costs a fifth less.
    cpu_architecture: Literal["ARM64", "X86_64"] = "ARM64"
    min_tasks: Annotated[int, _TASKS]
    max_tasks: Annotated[int, _TASKS]
    database: bool = False
    cache: bool = False
    uploads: bool = False
    environment: Mapping[str, str] = Field(default_factory=dict)


class Deployment(Section):
    """`megane:deployment`: how long old and new tasks both run after the traffic has moved."""

    bake_minutes: Annotated[int, between(0, 1440)]
