"""Sections of what runs: services and how they are deployed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from planning.containers import SEED_IMAGE
from planning.deployments import (
    COMPANIONS,
    LEAST_CANARY_PERCENT,
    LEAST_STEP_PERCENT,
    LONGEST_BAKE_MINUTES,
    Strategy,
    tenths,
)
from planning.fargate import TASK_SIZES
from planning.limits import TASKS_PER_SERVICE
from planning.listener import HIGHEST_PRIORITY, LOWEST_PRIORITY, MOST_PATHS
from planning.night import TIME, Night
from planning.schema.base import AskedPath, Image, Section, between, distinct, matching, some

_PATH_PATTERN = matching(
    r"/[A-Za-z0-9_\-.$/~\"'@:+&*?]{0,127}", "a path pattern of a listener rule: / first, 128 characters at the most"
)
_PORT = between(1024, 65535, "tasks run as user 1000, and lower ports are root's")
_TASKS = between(1, TASKS_PER_SERVICE.most)
_MINUTES = between(0, LONGEST_BAKE_MINUTES)
_PROFILE = matching(
    r"arn:aws:signer:[a-z0-9-]+:[0-9]{12}:/signing-profiles/[A-Za-z0-9_]{2,64}(/[A-Za-z0-9]{10})?",
    "the ARN of a signing profile, like arn:aws:signer:<region>:<account>:/signing-profiles/<name>",
)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)\n-----END CERTIFICATE-----\n?")


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


def _tenths(percent: float) -> float:
    if not tenths(percent):
        raise ValueError("must be a multiple of 0.1")
    return percent


def _certificate(text: str) -> str:
    match = _CERTIFICATE.fullmatch(text.replace("\r\n", "\n"))
    try:
        base64.b64decode("" if match is None else match[1].replace("\n", ""), validate=True)
    except binascii.Error:
        match = None
    if match is None:
        raise ValueError("must be one certificate in PEM form, from -----BEGIN CERTIFICATE----- on")
    return text


class NightTasks(Section):
    """`nightTasks`: other limits of the number of tasks from one time of day in Japan to another, over midnight."""

    min_tasks: Annotated[int, between(0, TASKS_PER_SERVICE.most)]
    max_tasks: Annotated[int, between(0, TASKS_PER_SERVICE.most)] | None = None
    start: Annotated[str, matching(TIME, "a time of day like 22:00")] = Field(alias="from")
    end: Annotated[str, matching(TIME, "a time of day like 07:00")] = Field(alias="to")


class Service(Section):
    """`megane:services.<name>`: one Fargate service. One with no port has no listener rule and no target groups.

    Without an image it runs a seed that is well and does nothing: what a service starts with before its own first image
    has been pushed. Paths that no service takes are answered with 404. `environment` is what it is told besides what
    the program tells it, of which it may change BCRYPT_ROUNDS, LOG_FORMAT and NODE_ENV.
    """

    image: Image = SEED_IMAGE
    port: Annotated[int, _PORT] | None = None
    paths: Annotated[tuple[Annotated[str, _PATH_PATTERN], ...], distinct, AfterValidator(_few_paths)] = ()
    priority: Annotated[int, between(LOWEST_PRIORITY, HIGHEST_PRIORITY)] | None = None
    health_check_path: AskedPath = "/health"
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
    night_tasks: NightTasks | None = None

    @property
    def seeded(self) -> bool:
        """Whether the seed stands in for an image of the service's own."""
        return self.image == SEED_IMAGE

    @property
    def spec(self) -> dict[str, Any]:
        """What `components.ServiceSpec` takes."""
        return self.model_dump(exclude={"night_tasks"}) | {"night_tasks": self._night}

    @property
    def _night(self) -> Night | None:
        if (night := self.night_tasks) is None:
            return None
        most = self.max_tasks if night.max_tasks is None else night.max_tasks
        return Night(min_tasks=night.min_tasks, max_tasks=most, start=night.start, end=night.end)


class Signature(Section):
    """`megane:deployment.signature`: only images start that carry a signature of this AWS Signer profile.

    Its certificates must end in one of the roots, which AWS publishes. `revocation: when-reachable` lets a deployment
    go on when AWS Signer cannot be asked: for a recovery stack whose profile is in the lost region.
    """

    profile_arn: Annotated[str, _PROFILE]
    root_certificates: Annotated[tuple[Annotated[str, AfterValidator(_certificate)], ...], some, distinct]
    revocation: Literal["required", "when-reachable"] = "required"


class Deployment(Section):
    """`megane:deployment`: how traffic moves to new tasks, and how long the old ones run on after it has.

    `smokeTest` asks a new version for pages before visitors can: of each service with a port that of its health check,
    or those under `smokePaths`. The seed is not asked.
    Another strategy is a change in place.
    """

    strategy: Strategy = "BLUE_GREEN"
    bake_minutes: Annotated[int, _MINUTES]
    step_percent: Annotated[float, between(LEAST_STEP_PERCENT, 100), AfterValidator(_tenths)] | None = None
    step_bake_minutes: Annotated[int, _MINUTES] | None = None
    canary_percent: Annotated[float, between(LEAST_CANARY_PERCENT, 100), AfterValidator(_tenths)] | None = None
    canary_bake_minutes: Annotated[int, _MINUTES] | None = None
    smoke_test: bool = False
    smoke_paths: Mapping[str, Annotated[tuple[AskedPath, ...], distinct]] = Field(default_factory=dict)
    signature: Signature | None = None

    @property
    def shift(self) -> dict[str, Any]:
        """What `components.Shift` takes."""
        return {key: getattr(self, key) for key in ("strategy", *(k for keys in COMPANIONS.values() for k in keys))}
