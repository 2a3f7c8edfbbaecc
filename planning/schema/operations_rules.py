"""Rules of one-off tasks (companions, names, secrets where anyone can read them) and of what is asked from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from planning.one_off import RESERVED
from planning.schema.deployment_rules import CLOSED, routes
from planning.schema.edge import Dns, Waf
from planning.schema.operations import HealthCheck, Operations
from planning.schema.problems import Problem, at
from planning.schema.services import Service
from planning.secrecy import secret_text
from planning.smoke import answers, is_closed


def migrations(operations: Operations) -> Iterator[Problem]:
    """An image without a command would do nothing, silently; a command is in the task definition, for all to see."""
    if operations.migration_image is not None and not operations.migration_command:
        yield at("operations.migrationImage", "has no use without a migrationCommand: remove it, or give a command")
    for index, word in enumerate(operations.migration_command):
        if secret_text(word):
            yield at(
                f"operations.migrationCommand[{index}]",
                "looks like a secret; the task is told the password of the database in POSTGRES_PASSWORD",
            )


def names(services: Mapping[str, Service]) -> Iterator[Problem]:
    """A service of a one-off task's name would share its family of task definitions and its log group."""
    for name in services:
        if name in RESERVED:
            yield at(f"services.{name}", f"must have another name: {', '.join(RESERVED)} are one-off tasks")


def outside(health_check: HealthCheck, services: Mapping[str, Service], waf: Waf, dns: Dns) -> Iterator[Problem]:
    """A health check that nobody can pass would ring for ever."""
    where, path = "healthCheck.path", health_check.path
    if path is None:
        return
    if dns.mode == "none":
        yield at(where, "has no use with dns.mode none: remove it", path)
    elif is_closed(path, waf.admin_paths):
        yield at(where, f"must be another: it {CLOSED}", path)
    elif answers(path, routes(services)) is None:
        yield at(where, "must be another: it is answered by nobody", path)


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (migrations, names, outside)
