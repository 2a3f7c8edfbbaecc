"""Examples of the rule on what must not stand alone."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import IN_FULL, Case, Example, Given, findings, made, told
from policies.rules.availability import HaConfig
from policies.rules.pack import Pack
from policies.rules.resource import UNKNOWN, Resource
from policies.rules.types import (
    DB_INSTANCE,
    ECS_SERVICE,
    LOG_GROUP,
    REPLICATION_GROUP,
    SCALING_SCHEDULE,
    SCALING_TARGET,
)

_LATER = made(LOG_GROUP, "logs")
_FIRST_PHASE = told(profile="minimal")


def _ha(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = (), pack: Pack = IN_FULL) -> Example:
    return Example("ha-when-phase-ha", case, name, (_LATER, *resources), findings(*says), pack)


def _redis(**props: Given) -> Resource:
    given = {"multiAzEnabled": True, "automaticFailoverEnabled": True, "clusterMode": "enabled", **props}
    return made(REPLICATION_GROUP, "redis", **given)


def _service(**props: Given) -> Resource:
    given = {"desiredCount": 2, "networkConfiguration": {"subnets": ["subnet-1", "subnet-2"]}, **props}
    return made(ECS_SERVICE, "web", **given)


def _scaled(service: Resource, least: Given) -> tuple[Resource, ...]:
    target = made(SCALING_TARGET, "web", serviceNamespace="ecs", resourceId=service, minCapacity=least, maxCapacity=6)
    return service, target


def _night(least: Given) -> Resource:
    limits = {"minCapacity": least, "maxCapacity": 2}
    return made(SCALING_SCHEDULE, "night", serviceNamespace="ecs", scalableTargetAction=limits)


def _in(*subnets: Given) -> dict[str, Given]:
    return {"networkConfiguration": {"subnets": list(subnets)}}


_DB = made(DB_INSTANCE, "db", multiAz=True, identifier="megane-db")
_REPLICA = made(DB_INSTANCE, "replica", replicateSourceDb=_DB)
_ALONE = made(DB_INSTANCE, "db", multiAz=False)
_PERHAPS = made(DB_INSTANCE, "db", multiAz=_LATER)
_IGNORED = replace(_service(desiredCount=1), ignore_changes=("desiredCount",))
_ONE_SUBNET = "violation web: runs its tasks in one subnet only"
_ONE_TASK = "violation web: keeps 1 task, not 2"
_NO_REPLICA = "violation redis: has a shard without a replica"
_NO_READ_REPLICA = "violation db: has no read replica"
_ONE_ZONE = "violation db: is in one zone only"
_NO_FAILOVER = "violation redis: does not fail over by itself"

_DATABASES = (
    _ha("pass", "two zones and a replica", _DB, _REPLICA),
    _ha("pass", "a replica by name", _DB, made(DB_INSTANCE, "replica", replicateSourceDb="megane-db")),
    _ha("pass", "no replica where none is wanted yet", _DB, pack=told(HaConfig(read_replica=False), environment="dr")),
    _ha("fail", "one zone", _ALONE, made(DB_INSTANCE, "replica", replicateSourceDb=_ALONE), says=(_ONE_ZONE,)),
    _ha("fail", "no replica", _DB, says=(_NO_READ_REPLICA,)),
    _ha("fail", "a replica of another", _DB, made(DB_INSTANCE, "replica", replicateSourceDb="other-db"),
        says=(_NO_READ_REPLICA,)),
    _ha("absent", "a database of which nothing is said", made(DB_INSTANCE, "db"), says=(_ONE_ZONE, _NO_READ_REPLICA)),
    _ha("unknown", "zones by an output", _PERHAPS, made(DB_INSTANCE, "replica", replicateSourceDb=_PERHAPS),
        says=("deferred db: its multiAz is known only at the update",)),
)  # fmt: skip

_CACHES = (
    _ha("pass", "a replica in each shard", _redis(numNodeGroups=1, replicasPerNodeGroup=1)),
    _ha("pass", "without cluster mode, two nodes", _redis(clusterMode="disabled", numCacheClusters=2)),
    _ha("pass", "shards one by one", _redis(nodeGroupConfigurations=[{"replicaCount": 1}, {"replicaCount": 2}])),
    _ha("fail", "shards without replicas", _redis(numNodeGroups=2, replicasPerNodeGroup=0), says=(_NO_REPLICA,)),
    _ha("fail", "one shard without", _redis(nodeGroupConfigurations=[{"replicaCount": 1}, {"replicaCount": 0}]),
        says=(_NO_REPLICA,)),
    _ha("fail", "a single node", _redis(clusterMode="disabled", numCacheClusters=1), says=(_NO_REPLICA,)),
    _ha("fail", "one zone, no failover",
        _redis(replicasPerNodeGroup=1, multiAzEnabled=False, automaticFailoverEnabled=False),
        says=("violation redis: is in one zone only", _NO_FAILOVER)),
    _ha("absent", "no nodes counted", _redis(), says=(_NO_REPLICA,)),
    _ha("absent", "replicas of one shard not said", _redis(nodeGroupConfigurations=[{"slots": "0-16383"}]),
        says=(_NO_REPLICA,)),
    _ha("unknown", "replicas by an output", _redis(replicasPerNodeGroup=_LATER),
        says=("deferred redis: how many nodes it has is known only at the update",)),
)  # fmt: skip

_SERVICES = (
    _ha("pass", "two tasks in two subnets", _service()),
    _ha("pass", "scaling keeps two, whatever it started with", *_scaled(_IGNORED, 2)),
    _ha("pass", "scaling by the service's name", _service(name="web", desiredCount=None),
        made(SCALING_TARGET, "web", serviceNamespace="ecs", resourceId="service/megane/web", minCapacity=2)),
    _ha("pass", "scaling of something else", made(SCALING_TARGET, "tables", serviceNamespace="dynamodb", minCapacity=1),
        _service()),
    _ha("fail", "one task", _service(desiredCount=1), says=(_ONE_TASK,)),
    _ha("fail", "one task at each update, though scaling keeps two", *_scaled(_service(desiredCount=1), 2),
        says=(_ONE_TASK,)),
    _ha("fail", "scaling keeps one", *_scaled(_IGNORED, 1), says=(_ONE_TASK,)),
    _ha("fail", "one subnet", _service(**_in("subnet-1")), says=(_ONE_SUBNET,)),
    _ha("fail", "one subnet twice", _service(**_in("subnet-1", "subnet-1")), says=(_ONE_SUBNET,)),
    _ha("fail", "one subnet that is not known yet", _service(**_in(_LATER)), says=(_ONE_SUBNET,)),
    _ha("fail", "fewer at night", _service(), _night(1), says=("advice night: leaves 1 of the tasks for a while",)),
    _ha("absent", "no number", _service(desiredCount=None), says=("violation web: keeps 0 tasks, not 2",)),
    _ha("absent", "no subnets", _service(networkConfiguration=None), says=(_ONE_SUBNET,)),
    _ha("unknown", "numbers by outputs", *_scaled(_IGNORED, _LATER), _night(_LATER),
        says=("deferred web: how many tasks it keeps is known only at the update",
              "deferred night: how many tasks it leaves is known only at the update")),
    _ha("unknown", "subnets by an output", _service(networkConfiguration={"subnets": _LATER}),
        says=("deferred web: in how many subnets its tasks run is known only at the update",)),
    _ha("unknown", "one of the subnets by an output", _service(**_in("subnet-1", UNKNOWN), taskDefinition=_LATER),
        says=("deferred web: in how many subnets its tasks run is known only at the update",)),
    _ha("not applicable", "a daemon", made(ECS_SERVICE, "agent", schedulingStrategy="DAEMON")),
    _ha("not applicable", "the first phase", _ALONE, _redis(), _service(desiredCount=1), pack=_FIRST_PHASE),
)  # fmt: skip

EXAMPLES = (*_DATABASES, *_CACHES, *_SERVICES)
