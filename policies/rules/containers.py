"""Containers as the JSON text of a task definition has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from .model import Deferred, Outcome, Violation
from .resource import UNKNOWN, Resource, Stack, Unknown, Value, Values
from .types import TASK_DEFINITION

# The provider reads the text in Go, whatever the case of its keys: "Privileged" makes a container privileged too.
_KEYS = {
    key.lower(): key
    for key in (
        "add",
        "capabilities",
        "command",
        "cpu",
        "devices",
        "dockerLabels",
        "entryPoint",
        "environment",
        "firelensConfiguration",
        "healthCheck",
        "image",
        "linuxParameters",
        "logConfiguration",
        "logDriver",
        "memory",
        "memoryReservation",
        "name",
        "options",
        "privileged",
        "readonlyRootFilesystem",
        "secrets",
        "stopTimeout",
        "user",
        "value",
    )
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Container(Values):
    """One container. `at` is its place in the text, for messages: its name may be anything."""

    at: str


def containers(definition: Resource, stack: Stack) -> Sequence[Container] | Unknown:
    """The containers of a task definition; none where the text is not what ECS takes."""
    return stack.index(_containers)[definition.urn]


def each_container(
    definition: Resource, stack: Stack, judge: Callable[[Container], Iterator[Outcome]]
) -> Iterator[Outcome]:
    """What `judge` says of every container. A text that names any output is unknown as a whole in a first preview."""
    found = containers(definition, stack)
    if found is UNKNOWN:
        yield Deferred("its containers are known only at the update")
        return
    if not found:
        yield Violation("its containerDefinitions are no JSON list of containers")
    for container in found:
        yield from judge(container)


def _containers(stack: Stack) -> Mapping[str, Sequence[Container] | Unknown]:
    return {definition.urn: _parsed(definition) for definition in stack.of_type(TASK_DEFINITION)}


def _parsed(definition: Resource) -> Sequence[Container] | Unknown:
    text = definition.text("containerDefinitions")
    if text is UNKNOWN:
        return UNKNOWN
    try:
        found = json.loads(cast(str, text), object_pairs_hook=_canonical)
    except (TypeError, ValueError):  # absent, or no JSON
        return ()
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return ()
    return tuple(Container(props=props, at=f"containerDefinitions[{index}]") for index, props in enumerate(found))


def _canonical(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """As Go does: of two keys that differ in case only, the last one counts."""
    return {_KEYS.get(key.lower(), key): value for key, value in pairs}
