"""What one service is, apart from where it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

from planning.containers import SEED_IMAGE
from planning.deployments import COMPANIONS, LEAST_STEP_PERCENT, Strategy, linear_minutes
from planning.night import Night

Stage = Literal["PRE_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSpec:
    """`cpu` in Fargate units (1024 = 1 vCPU), memory in MiB, counts of tasks.

    `image` is pinned by digest: what was tested is what runs; until the first has been pushed a seed stands in for it,
    which is well and can do no more. With a `port` the load balancer sends it what matches
    `paths`, by a rule of that `priority` (for ever: changing it replaces a rule in use); without one nothing calls it.
    `database`, `cache`, `uploads`: what it uses, and so what it is told and allowed. `night_tasks`: other counts of
    tasks while it is night in Japan.
    """

    cpu: int
    memory_mib: int
    min_tasks: int
    max_tasks: int
    image: str = SEED_IMAGE
    port: int | None = None
    paths: Sequence[str] = ()
    priority: int | None = None
    health_check_path: str = "/health"
    cpu_architecture: Literal["ARM64", "X86_64"] = "ARM64"
    database: bool = False
    cache: bool = False
    uploads: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    night_tasks: Night | None = None

    @property
    def seeded(self) -> bool:
        """Whether the seed stands in for an image of the service's own."""
        return self.image == SEED_IMAGE

    @property
    def always_on(self) -> bool:
        """Whether there is no night in which no task runs."""
        return self.night_tasks is None or self.night_tasks.min_tasks > 0

    def __post_init__(self) -> None:
        if len({self.port is None, self.priority is None, not self.paths}) > 1:
            raise ValueError("a port needs a priority and paths, and they a port")
        if not 0 < self.min_tasks <= self.max_tasks:
            raise ValueError(f"min_tasks {self.min_tasks} must be at least 1 and at most max_tasks {self.max_tasks}")
        night = self.night_tasks
        if night and not 0 <= night.min_tasks <= night.max_tasks <= self.max_tasks:
            raise ValueError(f"night tasks {night.min_tasks} to {night.max_tasks} must be within 0 to {self.max_tasks}")


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskInputs:
    """What a task is told: plain variables, and secrets as ARNs of parameters. `uploads_arn` None: no files."""

    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]]
    uploads_arn: pulumi.Input[str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """How traffic moves to new tasks: at once (BLUE_GREEN), in equal steps (LINEAR), a part first (CANARY), or as old
    tasks are replaced (ROLLING). Percent of the traffic, and minutes to wait after each step or the first part.
    """

    strategy: Strategy = "BLUE_GREEN"
    step_percent: float | None = None
    step_bake_minutes: int | None = None
    canary_percent: float | None = None
    canary_bake_minutes: int | None = None

    def __post_init__(self) -> None:
        for strategy, companions in COMPANIONS.items():
            for key in companions:
                if (getattr(self, key) is None) is (strategy == self.strategy):
                    raise ValueError(f"{key} belongs to {strategy}, and {strategy} needs it; this is {self.strategy}")
        if self.step_percent is not None and self.step_percent < LEAST_STEP_PERCENT:
            raise ValueError(f"step_percent {self.step_percent} must be at least {LEAST_STEP_PERCENT:g}")

    @property
    def minutes(self) -> int:
        """How long traffic is on its way, without the time that tasks take to start."""
        if self.step_percent is not None and self.step_bake_minutes is not None:
            return linear_minutes(self.step_percent, self.step_bake_minutes)
        return self.canary_bake_minutes or 0


@dataclass(frozen=True, kw_only=True, slots=True)
class LifecycleHook:
    """A function that ECS asks at a stage of every deployment, and the role that it calls it with.

    `details`: what it is told about this service, a JSON object as text. `lasting`: what the function and the role need
    for as long as a deployment may ask, so that it outlives the service.
    """

    stage: Stage
    function_arn: pulumi.Input[str]
    role_arn: pulumi.Input[str]
    details: str | None = None
    lasting: Sequence[pulumi.Resource] = ()
