"""What one service is, apart from where it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSpec:
    """`cpu` in Fargate units (1024 = 1 vCPU), memory in MiB, counts of tasks.

    `image` is pinned by digest: what was tested is what runs. With a `port` the load balancer sends it what matches
    `paths`, by a rule of that `priority` (for ever: changing it replaces a rule in use); without one nothing calls it.
    `database`, `cache`, `uploads`: what it uses, and so what it is told and allowed.
    """

    image: str
    cpu: int
    memory_mib: int
    min_tasks: int
    max_tasks: int
    port: int | None = None
    paths: Sequence[str] = ()
    priority: int | None = None
    health_check_path: str = "/health"
    cpu_architecture: Literal["ARM64", "X86_64"] = "ARM64"
    database: bool = False
    cache: bool = False
    uploads: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len({self.port is None, self.priority is None, not self.paths}) > 1:
            raise ValueError("a port needs a priority and paths, and they a port")
        if not 0 < self.min_tasks <= self.max_tasks:
            raise ValueError(f"min_tasks {self.min_tasks} must be at least 1 and at most max_tasks {self.max_tasks}")


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskInputs:
    """What a task is told: plain variables, and secrets as ARNs of parameters. `uploads_arn` None: no files."""

    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]]
    uploads_arn: pulumi.Input[str] | None
