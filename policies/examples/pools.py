"""Examples of the rule on connection pools."""

from __future__ import annotations

import json

from policies.examples import IN_FULL, Case, Example, Given, Known, findings, made
from policies.rules.resource import Resource
from policies.rules.types import (
    DB_INSTANCE,
    DB_PARAMETER_GROUP,
    ECS_SERVICE,
    LOG_GROUP,
    SCALING_SCHEDULE,
    SCALING_TARGET,
    TASK_DEFINITION,
)

_LATER = made(LOG_GROUP, "logs")


def _group(*parameters: tuple[str, Given]) -> Resource:
    return made(DB_PARAMETER_GROUP, "params", parameters=[{"name": name, "value": value} for name, value in parameters])


def _db(group: Resource) -> Resource:
    return made(DB_INSTANCE, "db", parameterGroupName=group)


_PARAMS = _group(("log_connections", "1"), ("max_connections", "100"))
_DB = _db(_PARAMS)


def _pool(*sizes: str, db: Resource = _DB) -> Known:
    environments = [[{"name": "DB_HOST", "value": "db"}, {"name": "DB_POOL_MAX", "value": size}] for size in sizes]
    return Known(db, json.dumps([{"environment": environment} for environment in environments]))


def _service(containers: Given, *, most: Given = 2, name: str = "backend") -> tuple[Resource, ...]:
    task = made(TASK_DEFINITION, name, containerDefinitions=containers)
    service = made(ECS_SERVICE, name, taskDefinition=task, desiredCount=1)
    if most is None:
        return task, service
    return task, service, made(SCALING_TARGET, name, serviceNamespace="ecs", resourceId=service, maxCapacity=most)


def _fits(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = (), db: Resource = _DB) -> Example:
    group = () if db is not _DB else (_PARAMS,)
    return Example("pool-fits", case, name, (_LATER, *group, db, *resources), findings(*says), IN_FULL)


def _night(most: Given) -> Resource:
    target = _service(_pool("20"))[-1]
    return made(SCALING_SCHEDULE, "night", resourceId=target, scalableTargetAction={"maxCapacity": most})


_REPLICA = made(DB_INSTANCE, "replica", replicateSourceDb=_DB)
_FORMULA = _group(("max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)"))
_SILENT = _group(("log_connections", "1"))
_UNSURE = made(DB_PARAMETER_GROUP, "params", parameters=_LATER)
_NO_SIZE = "violation db: serves backend, whose containers set no number as DB_POOL_MAX"
_NO_LIMIT = "violation db: has no max_connections of its own that pools could count on"


def _over(used: int, instance: str = "db") -> str:
    return f"violation {instance}: bears 100 connections, of which services may use 80: they may open {used}"


EXAMPLES = (
    _fits("pass", "twice two tasks of 20 are 80 of 100", *_service(_pool("20"))),
    _fits("pass", "a service that is told of no database", *_service('[{"environment": []}]', name="frontend"),
          *_service(_pool("20"))),
    _fits("pass", "as many tasks as it starts with", *_service(_pool("40"), most=None)),
    _fits("fail", "one connection more", *_service(_pool("21")), says=(_over(84),)),
    _fits("fail", "one task more", *_service(_pool("20"), most=3), says=(_over(120),)),
    _fits("fail", "more at some hours", *_service(_pool("20")), _night(3), says=(_over(120),)),
    _fits("fail", "two containers", *_service(_pool("20", "1")), says=(_over(84),)),
    _fits("fail", "two services", *_service(_pool("20")), *_service(_pool("1"), name="worker"), says=(_over(84),)),
    _fits("fail", "the same of a replica", _REPLICA, *_service(_pool("21", db=_REPLICA)), says=(_over(84, "replica"),)),
    _fits("fail", "a formula instead of a number", _FORMULA, *_service(_pool("20", db=_db(_FORMULA))),
          db=_db(_FORMULA), says=(_NO_LIMIT,)),
    _fits("absent", "no size", *_service(Known(_DB, "[{}]")), says=(_NO_SIZE,)),
    _fits("absent", "a size that is none", *_service(_pool("many")), says=(_NO_SIZE,)),
    _fits("absent", "no maximum", _SILENT, *_service(_pool("20", db=_db(_SILENT))), db=_db(_SILENT), says=(_NO_LIMIT,)),
    _fits("absent", "no group", *_service(_pool("20")), db=made(DB_INSTANCE, "db"), says=(_NO_LIMIT,)),
    _fits("unknown", "its containers are an output", *_service(_DB),
          says=("deferred db: how many connections backend may open is known only at the update",)),
    _fits("unknown", "its number of tasks is an output", *_service(_pool("20"), most=_LATER),
          says=("deferred db: how many connections backend may open is known only at the update",)),
    _fits("unknown", "the parameters are an output", _UNSURE, *_service(_pool("20", db=_db(_UNSURE))), db=_db(_UNSURE),
          says=("deferred db: its max_connections is known only at the update",)),
    _fits("not applicable", "nobody is told of it", *_service("[]", name="frontend")),
)  # fmt: skip
