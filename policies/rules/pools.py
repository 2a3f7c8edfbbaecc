"""Connection pools: whether the database bears what all its services may open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planning.pools import most_used, usable

from .containers import containers
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .replicas import lineage
from .resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from .scaling import schedules, targets
from .types import (
    DB_INSTANCE,
    DB_PARAMETER_GROUP,
    ECS_SERVICE,
    SCALING_SCHEDULE,
    SCALING_TARGET,
    TASK_DEFINITION,
)

_POOL = "DB_POOL_MAX"


@rule(
    id="pool-fits",
    title="The connection pools of all services fit into the database",
    title_ja="全サービスの接続プールがデータベースの最大接続数に収まる",
    severity="medium",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=(DB_PARAMETER_GROUP, ECS_SERVICE, SCALING_SCHEDULE, SCALING_TARGET, TASK_DEFINITION),
    remediation=(
        "Lower DB_POOL_MAX or maxCapacity, or take a larger class with a larger max_connections: twice the pools of "
        "all tasks (a deployment doubles them) must leave a fifth of max_connections free."
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections",
    references=References(),
)
def pool_fits(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Of services whose containers are told where the database is. Absent, max_connections is RDS's own guess."""
    services = stack.index(_services).get(resource.urn, ())
    if not services:
        yield NOT_APPLICABLE
        return
    pools: list[tuple[int, int]] = []
    for service, task in services:
        pool, tasks = _pool(task, stack), _most_tasks(service, stack)
        if UNKNOWN in (pool, tasks):
            yield Deferred(f"how many connections {service.name} may open is known only at the update")
        elif pool is ABSENT:
            yield Violation(f"serves {service.name}, whose containers set no number as {_POOL}")
        elif isinstance(pool, int) and isinstance(tasks, int):
            pools.append((pool, tasks))
    most = _max_connections(resource, stack)
    if most is UNKNOWN:
        yield Deferred("its max_connections is known only at the update")
    elif most is ABSENT:
        yield Violation("has no max_connections of its own that pools could count on")
    elif (used := most_used(pools)) > usable(most):
        yield Violation(f"bears {most} connections, of which services may use {usable(most)}: they may open {used}")


def _services(stack: Stack) -> Mapping[str, Sequence[tuple[Resource, Resource]]]:
    """Services with their task definition, by the URN of the instances that their containers are told of."""
    found: dict[str, list[tuple[Resource, Resource]]] = {}
    for service in stack.of_type(ECS_SERVICE):
        for task in stack.behind(service, "taskDefinition", TASK_DEFINITION):
            for instance in stack.behind(task, "containerDefinitions", DB_INSTANCE):
                found.setdefault(instance.urn, []).append((service, task))
    return found


def _pool(task: Resource, stack: Stack) -> int | Absent | Unknown:
    """Of all containers together."""
    found = containers(task, stack)
    if found is UNKNOWN:
        return UNKNOWN
    sizes = [
        container.number(*at, "value")
        for container in found
        for at in container.each("environment")
        if container.text(*at, "name") == _POOL
    ]
    numbers = [size for size in sizes if isinstance(size, int) and size > 0]
    return sum(numbers) if numbers and len(numbers) == len(sizes) else ABSENT


def _most_tasks(service: Resource, stack: Stack) -> int | Unknown:
    """At any hour: schedules may allow more than the target does."""
    own = stack.index(targets).get(service.urn, ())
    counts = [target.number("maxCapacity") for target in own]
    counts += [
        schedule.number("scalableTargetAction", "maxCapacity")
        for target in own
        for schedule in stack.index(schedules).get(target.urn, ())
    ]
    counts = counts or [service.number("desiredCount")]
    return UNKNOWN if UNKNOWN in counts else max((count for count in counts if isinstance(count, int)), default=0)


def _max_connections(instance: Resource, stack: Stack) -> int | Absent | Unknown:
    """Of its parameter group; a replica in the same region takes its source's."""
    for owner in lineage(instance, stack):
        if owner.get("parameterGroupName") is not ABSENT:
            break
    for group in stack.named(owner, "parameterGroupName", DB_PARAMETER_GROUP):
        named = [(group.text(*at, "name"), at) for at in group.each("parameters")]
        for name, at in named:
            if name == "max_connections":
                return group.number(*at, "value")
        return UNKNOWN if any(name is UNKNOWN for name, _ in named) else ABSENT
    return ABSENT
