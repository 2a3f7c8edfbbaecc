"""Sections of logs, one-off tasks and thresholds, and of the test double of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from planning.environments import EventsScope
from planning.one_off import Migration
from planning.schema.base import AskedPath, Email, Image, Percent, Section, between, distinct, matching, up_to
from planning.schema.services import Service

_COUNT = between(0, 1_000_000)


RoleName = Annotated[str, matching(r"[\w+=,.@-]{1,64}", "the name of an IAM role, without its path")]


class Events(Section):
    """`megane:events`: whether the stack is also told of its region (AWS Health) and account (root sign-ins).

    One stack is enough for each region and account; two that say the same ring twice.
    """

    scope: EventsScope


class Logs(Section):
    """`megane:logs`. How long logs are kept is fixed by their class."""

    container_insights: Literal["disabled", "enhanced"]
    # Besides S3; costs $0.76 a GB in Tokyo.
    alb_to_cloudwatch: bool = Field(default=False, alias="albToCloudWatch")
    # Customers' data in what services, database, Redis and people's sessions log; about $0.12 a GB.
    mask_personal_data: bool


class Audit(Section):
    """`megane:audit`: the trail of all calls in the account.

    `createTrail` false where the organisation or another stack of the account has it. `deployRoles`: names of the IAM
    roles that deployments run as, whose changes of rights, buckets and network then ring nobody. `uploadEvents`: also
    who read and wrote which upload, at $0.10 for 100,000.
    """

    create_trail: bool
    deploy_roles: Annotated[tuple[RoleName, ...], distinct, up_to(2)] = ()  # a filter has 1024 characters at the most
    upload_events: bool = False


class Budget(Section):
    """`megane:budget`: the month's limit in USD, by list prices: without taxes and credits.

    `scope`: all that the account spends, what carries the tag of this environment (activate that for cost allocation
    first, as the runbook says, or it never rings), or no budget. `emails` are told beside those of warnings.
    """

    monthly_usd: Annotated[float, between(1, 1_000_000)]
    scope: Literal["account", "environment", "none"]
    emails: Annotated[tuple[Email, ...], distinct, up_to(10)] = ()


class Operations(Section):
    """`megane:operations`: the images of one-off tasks.

    `image` is for people's sessions and for the job that makes the database roles. It has `psql` 15 or newer, curl,
    `script` and `cat` (without these two sessions leave no log), and a user who is not root.

    `migrationCommand` runs in the backend's image, unless `migrationImage` is another: migrations ship with the code
    that they make the tables for, so one digest names both. An empty command: migrations are somebody else's.
    """

    image: Image
    cpu_architecture: Literal["ARM64", "X86_64"] = "ARM64"  # of both images here
    migration_image: Image | None = None
    migration_command: tuple[Annotated[str, matching(r".*\S.*", "a word that is not blank")], ...] = (
        "npm",
        "run",
        "migrate",
    )

    @property
    def images(self) -> list[str]:
        """The images that are named here."""
        return [self.image, *([self.migration_image] if self.migration_image is not None else [])]

    @property
    def psql(self) -> dict[str, Any]:
        """What every task with `psql` runs on."""
        return {"image": self.image, "cpu_architecture": self.cpu_architecture}

    def tasks(self, services: Mapping[str, Service]) -> dict[str, Any]:
        """What `components.Operations` takes of the settings."""
        return {**self.psql, "migration": self._migration(services["backend"])}

    def _migration(self, backend: Service) -> Migration | None:
        """None also while the backend runs the seed, in which there are no migrations."""
        if not self.migration_command or (self.migration_image is None and backend.seeded):
            return None
        image, architecture = backend.image, backend.cpu_architecture
        if self.migration_image is not None:
            image, architecture = self.migration_image, self.cpu_architecture
        return Migration(image=image, command=self.migration_command, cpu_architecture=architecture)


class Thresholds(Section):
    """`megane:thresholds`: from when on an alarm rings. Percent, seconds, megabits a second, counts in 5 minutes.

    `active_sessions`: more at once than are expected; sessions without it are counted and never ring.
    """

    cpu_percent: Percent = 80
    memory_percent: Percent = 80
    response_seconds: Annotated[float, between(0.01, 60)] = 2
    error_percent: Percent = 5
    connections_percent: Percent = 80
    storage_percent: Percent = 85
    slow_queries_per_5_min: Annotated[float, _COUNT] = Field(default=10, alias="slowQueriesPer5Min")
    replica_lag_seconds: Annotated[float, between(1, 86400)] = 60
    nat_mbps: Annotated[float, between(1, 100_000)] = 100
    s3_errors_5xx: Annotated[float, _COUNT] = Field(default=5, alias="s3Errors5xx")
    s3_errors_4xx: Annotated[float, _COUNT] = Field(default=50, alias="s3Errors4xx")
    cache_hit_percent: Percent = 80
    refused_calls_per_5_min: Annotated[float, _COUNT] = Field(default=20, alias="refusedCallsPer5Min")
    database_cpu_critical_percent: Percent = 95
    cpu_credits: Annotated[float, between(0, 10_000)] = 30
    logged_errors_per_5_min: Annotated[float, _COUNT] = Field(default=10, alias="loggedErrorsPer5Min")
    failed_logins_per_5_min: Annotated[float, _COUNT] = Field(default=50, alias="failedLoginsPer5Min")
    blocked_requests_per_5_min: Annotated[float, _COUNT] = Field(default=1000, alias="blockedRequestsPer5Min")
    active_sessions: Annotated[float, _COUNT] | None = None


class HealthCheck(Section):
    """`megane:healthCheck`: what is asked from outside, over HTTPS and the application's own name.

    `path` answers 2xx or 3xx within two seconds when all is well, and a service takes it. Left out, it is the
    health check of the service whose rule is asked first.
    """

    path: AskedPath | None = None


class Emulator(Section):
    """`megane:emulator`: says that the stack is a test, on an emulator of AWS on this machine."""

    endpoint: Annotated[
        str,
        matching(
            r"https?://(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(:[0-9]{1,5})?/?",
            "an address on this machine, like http://127.0.0.1:5000",
        ),
    ]
