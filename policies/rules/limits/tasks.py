"""Limits of ECS on Fargate and of its auto scaling."""

from __future__ import annotations

from collections.abc import Iterator

from planning.fargate import TASK_SIZES, cpu_units, memory_mib, memory_text
from planning.limits import TASKS_PER_SERVICE

from ..containers import Container, containers
from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from ..types import ECS_SERVICE, SCALING_SCHEDULE, SCALING_TARGET, TASK_DEFINITION
from .table import limit

_LONGEST_STOP = 120
# What must be said of each strategy.
_DETAILS = {"BLUE_GREEN": "bakeTimeInMinutes", "CANARY": "canaryConfiguration", "LINEAR": "linearConfiguration"}


@limit(TASK_DEFINITION)
def fargate_size(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The pairs of CPU and memory that Fargate sells: `planning.fargate`. Fargate needs both."""
    if not _on_fargate(resource):
        return
    cpu, memory = _size(resource, "cpu"), _size(resource, "memory")
    if UNKNOWN in (cpu, memory):
        yield Deferred("whether Fargate sells its size is known only at the update")
    elif not isinstance(cpu, int) or cpu not in TASK_SIZES:
        yield Violation(f"its cpu must be one of {', '.join(map(str, TASK_SIZES))}")
    elif memory not in TASK_SIZES[cpu]:
        yield Violation(f"its memory must be {memory_text(cpu)} with a cpu of {cpu}")


@limit(TASK_DEFINITION)
def containers_fit(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ECS: "The total amount of memory reserved for all containers within a task must be lower than the task memory
    value", and so must the CPU. A hard limit is above the soft one.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    found = containers(resource, stack)
    if found is UNKNOWN:
        yield Deferred("whether its containers fit into it is known only at the update")
        return
    for key, used in (("cpu", [_number(one, "cpu") for one in found]), ("memory", [_reserved(one) for one in found])):
        whole = _size(resource, key)
        if isinstance(whole, int) and sum(used) > whole:
            yield Violation(f"its containers must fit into its {key} of {whole}: they take {sum(used)}")
    for one in found:
        soft, hard = _number(one, "memoryReservation"), _number(one, "memory")
        if soft and hard and soft >= hard:
            yield Violation(f"the memoryReservation of {one.at} must be below its memory")
        if _on_fargate(resource) and _number(one, "stopTimeout") > _LONGEST_STOP:
            yield Violation(f"the stopTimeout of {one.at} must be at most {_LONGEST_STOP} on Fargate")


@limit(ECS_SERVICE)
def launch_type(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ECS: "If a launchType is specified, the capacityProviderStrategy parameter must be omitted."
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    if resource.text("launchType") is not ABSENT and resource.each("capacityProviderStrategies"):
        yield Violation("its launchType and its capacityProviderStrategies must not be set together")


@limit(ECS_SERVICE)
def strategy(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ECS: "You must provide this parameter when you use the BLUE_GREEN deployment strategy", and likewise for others.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    chosen = resource.text("deploymentConfiguration", "strategy")
    detail = _DETAILS.get(chosen) if isinstance(chosen, str) else None
    if chosen is UNKNOWN:
        yield Deferred("whether all is said of its strategy is known only at the update")
    elif detail and resource.get("deploymentConfiguration", detail) is ABSENT:
        yield Violation(f"its deploymentConfiguration needs {detail} for that strategy")


@limit(SCALING_TARGET)
def capacity(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html"""
    least, most = resource.number("minCapacity"), resource.number("maxCapacity")
    yield from _ordered(least, most)
    tasks = most if resource.text("serviceNamespace") == "ecs" and isinstance(most, int) else 0
    if over := TASKS_PER_SERVICE.exceeded_by(tasks):
        yield Violation(over)


@limit(SCALING_SCHEDULE)
def scheduled_capacity(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """One of the two at least.
    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTargetAction.html
    """
    least = resource.number("scalableTargetAction", "minCapacity")
    most = resource.number("scalableTargetAction", "maxCapacity")
    yield from _ordered(least, most)
    if least is most is ABSENT:
        yield Violation("its scalableTargetAction needs a minCapacity or a maxCapacity")


def _ordered(least: int | Absent | Unknown, most: int | Absent | Unknown) -> Iterator[Outcome]:
    if UNKNOWN in (least, most):
        yield Deferred("whether its minCapacity is within its maxCapacity is known only at the update")
    elif isinstance(least, int) and isinstance(most, int) and least > most:
        yield Violation(f"its minCapacity must be at most its maxCapacity of {most}, it is {least}")


def _on_fargate(definition: Resource) -> bool:
    return "FARGATE" in [definition.text(*at) for at in definition.each("requiresCompatibilities")]


def _size(definition: Resource, key: str) -> int | Absent | Unknown:
    """Of the whole task, in CPU units or MiB; ABSENT also for what ECS cannot read."""
    text = definition.text(key)
    if not isinstance(text, str):
        return text
    size = cpu_units(text) if key == "cpu" else memory_mib(text)
    return ABSENT if size is None else size


def _number(container: Container, key: str) -> int:
    number = container.number(key)
    return number if isinstance(number, int) else 0


def _reserved(container: Container) -> int:
    return _number(container, "memoryReservation") or _number(container, "memory")
