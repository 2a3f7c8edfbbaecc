"""Examples of the limits of ECS on Fargate and of auto scaling."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, findings, made
from policies.rules.resource import Resource
from policies.rules.types import ECS_SERVICE, LOG_GROUP, SCALING_SCHEDULE, SCALING_TARGET, TASK_DEFINITION

_LATER = made(LOG_GROUP, "logs")


def _limits(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = ()) -> Example:
    return Example("config-limits", case, name, (_LATER, *resources), findings(*says))


def _task(case: Case, name: str, *says: str, containers: Given = "[{}]", **props: Given) -> Example:
    given = {"requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024", **props}
    return _limits(case, name, made(TASK_DEFINITION, "web", containerDefinitions=containers, **given), says=says)


def _service(case: Case, name: str, *says: str, **props: Given) -> Example:
    return _limits(case, name, made(ECS_SERVICE, "web", **props), says=says)


def _scaled(case: Case, name: str, *says: str, **props: Given) -> Example:
    return _limits(case, name, made(SCALING_TARGET, "web", serviceNamespace="ecs", **props), says=says)


def _night(case: Case, name: str, *says: str, **limits: Given) -> Example:
    return _limits(case, name, made(SCALING_SCHEDULE, "night", scalableTargetAction=limits), says=says)


_NO_CPU = "violation web: its cpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384"
_STRATEGY = "deploymentConfiguration needs {} for that strategy"

_SIZES = (
    _task("pass", "half a CPU with a gibibyte"),
    _task("pass", "the same with units", cpu="0.5 vCPU", memory="1 GB"),
    _task("pass", "not on Fargate", requiresCompatibilities=["EC2"], cpu="300", memory="512"),
    _task("fail", "a CPU that is not sold", _NO_CPU, cpu="300"),
    _task("fail", "little memory", "violation web: its memory must be 1024 to 4096 in steps of 1024 with a cpu of 512",
          memory="512"),
    _task("fail", "much memory", "violation web: its memory must be 512, 1024 or 2048 with a cpu of 256",
          cpu="256", memory="4 GB"),
    _task("absent", "no size", _NO_CPU, cpu=None, memory=None),
    _task("unknown", "its size is an output",
          "deferred web: whether Fargate sells its size is known only at the update",
          cpu=_LATER),
)  # fmt: skip

_CONTAINERS = (
    _task("pass", "containers that fill it", containers=json.dumps([{"cpu": 256, "memory": 512}] * 2)),
    _task("pass", "a soft limit below a hard one", containers='[{"memory": 1024, "memoryReservation": 512}]'),
    _task("fail", "containers with more CPU than the task",
          "violation web: its containers must fit into its cpu of 512: they take 513",
          containers='[{"cpu": 512}, {"cpu": 1}]'),
    _task("fail", "containers with more memory than the task",
          "violation web: its containers must fit into its memory of 1024: they take 1536",
          containers='[{"memory": 1024}, {"memory": 900, "memoryReservation": 512}]'),
    _task("fail", "a soft limit that is no less than the hard one",
          "violation web: the memoryReservation of containerDefinitions[0] must be below its memory",
          containers='[{"memory": 512, "memoryReservation": 512}]'),
    _task("fail", "long to stop",
          "violation web: the stopTimeout of containerDefinitions[0] must be at most 120 on Fargate",
          containers='[{"stopTimeout": 121}]'),
    _task("unknown", "its containers are an output",
          "deferred web: whether its containers fit into it is known only at the update", containers=_LATER),
)  # fmt: skip

_SERVICES = (
    _service("pass", "a launch type", launchType="FARGATE"),
    _service("pass", "capacity providers", capacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT"}]),
    _service("fail", "both",
             "violation web: its launchType and its capacityProviderStrategies must not be set together",
             launchType="FARGATE", capacityProviderStrategies=[{"capacityProvider": "FARGATE_SPOT"}]),
    _service("pass", "blue/green that bakes",
             deploymentConfiguration={"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "10"}),
    _service("pass", "rolling", deploymentConfiguration={"strategy": "ROLLING"}),
    _service("absent", "blue/green that does not say for how long",
             "violation web: its " + _STRATEGY.format("bakeTimeInMinutes"),
             deploymentConfiguration={"strategy": "BLUE_GREEN"}),
    _service("absent", "a canary of no size", "violation web: its " + _STRATEGY.format("canaryConfiguration"),
             deploymentConfiguration={"strategy": "CANARY"}),
    _service("absent", "steps of no size", "violation web: its " + _STRATEGY.format("linearConfiguration"),
             deploymentConfiguration={"strategy": "LINEAR"}),
    _service("unknown", "its strategy is an output",
             "deferred web: whether all is said of its strategy is known only at the update",
             deploymentConfiguration=_LATER),
    _scaled("pass", "from 2 to 6", minCapacity=2, maxCapacity=6),
    _scaled("fail", "the wrong way round",
            "violation web: its minCapacity must be at most its maxCapacity of 2, it is 6",
            minCapacity=6, maxCapacity=2),
    _scaled("fail", "more than there may be",
            "violation web: needs 5001 tasks in one service, AWS allows 5000 "
            "(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html)",
            minCapacity=1, maxCapacity=5001),
    _scaled("unknown", "by an output",
            "deferred web: whether its minCapacity is within its maxCapacity is known only at the update",
            minCapacity=_LATER, maxCapacity=2),
    _night("pass", "fewer at night", minCapacity=1, maxCapacity=2),
    _night("pass", "one of the two", minCapacity=1),
    _night("fail", "a night the wrong way round",
           "violation night: its minCapacity must be at most its maxCapacity of 1, it is 2",
           minCapacity=2, maxCapacity=1),
    _night("absent", "a night like the day",
           "violation night: its scalableTargetAction needs a minCapacity or a maxCapacity"),
)  # fmt: skip

EXAMPLES = (*_SIZES, *_CONTAINERS, *_SERVICES)
