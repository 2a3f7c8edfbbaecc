"""Rules of one-off tasks: companions, names, and secrets where anyone can read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from planning.one_off import RESERVED
from planning.schema.operations import Operations
from planning.schema.problems import Problem, at
from planning.schema.services import Service
from planning.secrecy import secret_text


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


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (migrations, names)
