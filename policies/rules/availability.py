"""What must not stand alone, once profile ha was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .cache_nodes import replicas
from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .replicas import is_replica, replicated
from .resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from .scaling import targets
from .types import DB_INSTANCE, ECS_SERVICE, REPLICATION_GROUP, SCALING_SCHEDULE, SCALING_TARGET, canonical

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html"
_ENOUGH = 2


class HaConfig(RuleConfig):
    """`readReplica`: whether the database needs one. It lengthens a restore, so a recovery stack may do without."""

    read_replica: bool = True


@rule(
    id="ha-when-phase-ha",
    title="With profile ha nothing stands alone",
    title_ja="ha プロファイルではデータベース・Redis・タスクを冗長化する",
    severity="high",
    kind="stack",
    types=(DB_INSTANCE, ECS_SERVICE, REPLICATION_GROUP, SCALING_SCHEDULE, SCALING_TARGET),
    remediation=(
        "Database: multiAz true and an instance that replicates it. Redis: multiAzEnabled and automaticFailoverEnabled "
        "true, replicasPerNodeGroup 1 or more. Services: desiredCount and minCapacity 2 or more, two subnets."
    ),
    url=f"{_HUB}#rds-5",
    references=References(
        security_hub=("RDS.5", "ElastiCache.3"), cis=("2.2.4",), checkov=("CKV_AWS_157", "CKV2_AWS_50")
    ),
    config=HaConfig,
)
def ha_when_phase_ha(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Silent in the first phase. Absent is one of everything. Automatic failover alone makes no second node: cluster
    mode demands it of a single one too."""
    if not stack.pack.is_ha:
        yield NOT_APPLICABLE
        return
    yield from _DEMANDS[canonical(resource.type)](resource, stack)


def _database(instance: Resource, stack: Stack) -> Iterator[Outcome]:
    if is_replica(instance):
        yield NOT_APPLICABLE
        return
    yield from _on(instance, "multiAz", "is in one zone only")
    if stack.pack.of(HaConfig).read_replica and instance.urn not in stack.index(replicated):
        yield Violation("has no read replica")


def _cache(group: Resource, stack: Stack) -> Iterator[Outcome]:
    yield from _on(group, "multiAzEnabled", "is in one zone only")
    yield from _on(group, "automaticFailoverEnabled", "does not fail over by itself")
    count = replicas(group)
    if count is UNKNOWN:
        yield Deferred("how many nodes it has is known only at the update")
    elif count < 1:
        yield Violation("has a shard without a replica")


def _on(resource: Resource, key: str, wrong: str) -> Iterator[Outcome]:
    value = resource.flag(key)
    if value is UNKNOWN:
        yield Deferred(f"its {key} is known only at the update")
    elif value is not True:
        yield Violation(wrong)


def _service(service: Resource, stack: Stack) -> Iterator[Outcome]:
    """A daemon has a task on every machine; a number that scaling changes and updates ignore says nothing."""
    if service.text("schedulingStrategy") == "DAEMON":
        yield NOT_APPLICABLE
        return
    scaled = service.urn in stack.index(targets)
    count = service.number("desiredCount")
    if not scaled or (count is not ABSENT and "desiredCount" not in service.ignore_changes):
        yield from _two_tasks(count)
    subnets = [service.text(*at) for at in service.each("networkConfiguration", "subnets")]
    known = {subnet for subnet in subnets if isinstance(subnet, str)}
    perhaps = service.get("networkConfiguration", "subnets") is UNKNOWN or len(subnets) >= _ENOUGH
    if len(known) < _ENOUGH and UNKNOWN in subnets and perhaps:
        yield Deferred("in how many subnets its tasks run is known only at the update")
    elif len(known) < _ENOUGH:
        yield Violation("runs its tasks in one subnet only")


def _target(target: Resource, stack: Stack) -> Iterator[Outcome]:
    if target.text("serviceNamespace") not in ("ecs", UNKNOWN):
        yield NOT_APPLICABLE
        return
    yield from _two_tasks(target.number("minCapacity"))


def _schedule(schedule: Resource, stack: Stack) -> Iterator[Outcome]:
    """Fewer at night is somebody's choice, and worth knowing."""
    least = schedule.number("scalableTargetAction", "minCapacity")
    if schedule.text("serviceNamespace") not in ("ecs", UNKNOWN) or least is ABSENT:
        yield NOT_APPLICABLE
    elif least is UNKNOWN:
        yield Deferred("how many tasks it leaves is known only at the update")
    elif least < _ENOUGH:
        yield Advice(f"leaves {least} of the tasks for a while")


def _two_tasks(count: int | Absent | Unknown) -> Iterator[Outcome]:
    if count is UNKNOWN:
        yield Deferred("how many tasks it keeps is known only at the update")
    elif (kept := 0 if count is ABSENT else count) < _ENOUGH:
        yield Violation(f"keeps {kept} task{'' if kept == 1 else 's'}, not {_ENOUGH}")


_DEMANDS: Mapping[str, Callable[[Resource, Stack], Iterator[Outcome]]] = {
    DB_INSTANCE: _database,
    ECS_SERVICE: _service,
    REPLICATION_GROUP: _cache,
    SCALING_SCHEDULE: _schedule,
    SCALING_TARGET: _target,
}
