"""Examples of the rules on services and clusters."""

from __future__ import annotations

import json
from dataclasses import replace

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import ECS_CLUSTER, ECS_SERVICE, LOG_GROUP, SCALING_TARGET, TASK_DEFINITION

_LOGS = made(LOG_GROUP, "logs", name="/ecs-exec")
_CLUSTER = made(ECS_CLUSTER, "cluster", name="megane")
_MINIMAL = told(profile="minimal")
_IMAGE = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/web"


def _exec(case: Case, name: str, *wrong: str, **command: Given) -> Example:
    given: Given = {"executeCommandConfiguration": {**_AUDITED, **command}}
    findings = tuple(("violation", f"cluster: {text}") for text in wrong)
    return Example("ecs-exec-audited", case, name, (_LOGS, made(ECS_CLUSTER, "cluster", configuration=given)), findings)


def _opened(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    cluster = made(ECS_CLUSTER, "cluster", name="megane", configuration={"executeCommandConfiguration": _AUDITED})
    return Example("ecs-exec-audited", case, name, (_LOGS, cluster, made(ECS_SERVICE, "web", **props)), findings, pack)


def _neat(case: Case, name: str, resource: Resource, *findings: tuple[str, str], pack: Pack = IN_FULL) -> Example:
    return Example("ecs-deploy-hygiene", case, name, (_LOGS, resource), findings, pack)


def _service(**props: Given) -> Resource:
    return made(ECS_SERVICE, "web", **{"deploymentCircuitBreaker": {"enable": True, "rollback": True}, **props})


def _image(reference: str | None) -> Resource:
    return made(TASK_DEFINITION, "task", containerDefinitions=json.dumps([{"image": reference}]))


def _insights(value: Given) -> Resource:
    return made(ECS_CLUSTER, "cluster", settings=[{"name": "containerInsights", "value": value}])


def _safe(
    case: Case, name: str, *findings: tuple[str, str], beside: tuple[Resource, ...] = (), **props: Given
) -> Example:
    service = made(ECS_SERVICE, "web", **{"waitForSteadyState": True, **props})
    return Example("ecs-deploy-safe", case, name, (_LOGS, service, *beside), findings)


def _wrong(text: str) -> tuple[str, str]:
    return "violation", text


def _later(text: str) -> tuple[str, str]:
    return "deferred", f"{text} known only at the update"


_TO_LOGS: Given = {"cloudWatchLogGroupName": "/ecs-exec", "cloudWatchEncryptionEnabled": True}
_AUDITED: dict[str, Given] = {"kmsKeyId": "arn:aws:kms:::key/1", "logging": "OVERRIDE", "logConfiguration": _TO_LOGS}
_NO_KEY, _NO_LOG = "does not encrypt sessions with a key of its own", "does not log sessions itself"
_PLAIN_LOG = "does not insist on an encrypted log of sessions"
_STAYS = _wrong("web: does not go back by itself when new tasks do not start")
_UNPINNED = _wrong("task: containerDefinitions[0].image is not pinned by its digest")
_NOT_AWAITED = _wrong("web: is not awaited: the update succeeds whatever becomes of the deployment")
_UNWATCHED = _wrong("cluster: has no Container Insights")
_COUNTED = made(ECS_SERVICE, "web", waitForSteadyState=True)
_LEFT_ALONE = replace(_COUNTED, ignore_changes=("desiredCount",))
_SCALED = made(SCALING_TARGET, "scaled", resourceId=_COUNTED)

EXAMPLES = (
    _exec("pass", "to an encrypted log group"),
    _exec("pass", "to an encrypted bucket", logConfiguration={"s3BucketName": "b", "s3BucketEncryptionEnabled": True}),
    _opened("pass", "a service that nobody may open", enableExecuteCommand=False),
    _opened(
        "pass",
        "a service that one may open, in development",
        pack=told(environment="dev"),
        cluster="megane",
        enableExecuteCommand=True,
    ),
    _exec("fail", "left to tasks", _NO_LOG, logging="DEFAULT"),
    _exec("fail", "not logged", _NO_LOG, logging="NONE", logConfiguration=None),
    _exec("fail", "logged nowhere", _NO_LOG, logConfiguration={}),
    _exec("fail", "no key", _NO_KEY, kmsKeyId=None),
    _exec(
        "fail",
        "logged somewhere else",
        "logs sessions to a group that is not of this stack",
        logConfiguration={"cloudWatchLogGroupName": "/other", "cloudWatchEncryptionEnabled": True},
    ),
    _exec("fail", "a log in plain text", _PLAIN_LOG, logConfiguration={"cloudWatchLogGroupName": "/ecs-exec"}),
    _opened(
        "fail",
        "a service that one may open, in another cluster",
        _wrong("web: its tasks may be opened, in a cluster that is not of this stack"),
        cluster="other",
        enableExecuteCommand=True,
    ),
    _opened(
        "fail",
        "a service that one may open, in production",
        ("advice", "web: its tasks may be opened while they serve: a task of its own is safer"),
        cluster="megane",
        enableExecuteCommand=True,
    ),
    Example(
        "ecs-exec-audited",
        "absent",
        "nothing said",
        (_CLUSTER,),
        (_wrong(f"cluster: {_NO_KEY}"), _wrong(f"cluster: {_NO_LOG}")),
    ),
    Example(
        "ecs-exec-audited",
        "unknown",
        "both are outputs",
        (
            _LOGS,
            made(ECS_CLUSTER, "cluster", configuration=_LOGS),
            made(ECS_SERVICE, "web", enableExecuteCommand=_LOGS),
        ),
        (
            _later("cluster: how sessions are logged is"),
            _later("web: whether people may open its tasks is"),
        ),
    ),
    Example("ecs-exec-audited", "not applicable", "no cluster and no service", (_LOGS,)),
    _neat("pass", "goes back by itself", _service(platformVersion="LATEST")),
    _neat("pass", "a digest", _image(f"{_IMAGE}@sha256:{'0' * 64}")),
    _neat("pass", "watched", _insights("enhanced")),
    _neat("pass", "not watched, in the first phase", _insights("disabled"), pack=_MINIMAL),
    _neat("fail", "fails and stays", _service(deploymentCircuitBreaker={"enable": True, "rollback": False}), _STAYS),
    _neat("fail", "never fails", _service(deploymentCircuitBreaker={"enable": False, "rollback": True}), _STAYS),
    _neat(
        "fail",
        "an old platform",
        _service(platformVersion="1.3.0"),
        _wrong("web: stays on a platform version that is not patched"),
    ),
    *(
        _neat("fail", name, _image(reference), _UNPINNED)
        for name, reference in (
            ("a tag", f"{_IMAGE}:1.2.3"),
            ("the latest", _IMAGE),
            ("a digest that is none", f"{_IMAGE}@sha256:0000"),
            ("no image", None),
        )
    ),
    _neat("fail", "not watched", _insights("disabled"), _UNWATCHED),
    _neat("absent", "no circuit breaker", made(ECS_SERVICE, "web"), _STAYS),
    _neat("absent", "no settings", _CLUSTER, _UNWATCHED),
    _neat(
        "unknown",
        "how it is deployed is an output",
        _service(deploymentCircuitBreaker=_LOGS, platformVersion=_LOGS),
        _later("web: how it is deployed is"),
    ),
    _neat("unknown", "watched or not", _insights(_LOGS), _later("cluster: whether it has Container Insights is")),
    _neat("unknown", "settings", made(ECS_CLUSTER, "cluster", settings=_LOGS), _later("cluster: its settings are")),
    _neat(
        "unknown",
        "containers",
        made(TASK_DEFINITION, "task", containerDefinitions=_LOGS),
        _later("task: its containers are"),
    ),
    Example("ecs-deploy-hygiene", "not applicable", "no service", (_LOGS,)),
    _safe("pass", "awaited", deploymentController={"type": "ECS"}, deploymentMinimumHealthyPercent=100.0),
    Example("ecs-deploy-safe", "pass", "counted by auto scaling", (_LEFT_ALONE, _SCALED)),
    Example("ecs-deploy-safe", "pass", "a revision that stays", (made(TASK_DEFINITION, "task", skipDestroy=True),)),
    _safe("fail", "not awaited", _NOT_AWAITED, waitForSteadyState=False),
    _safe(
        "fail",
        "deployed by somebody else",
        _wrong("web: is not deployed by ECS itself"),
        deploymentController={"type": "CODE_DEPLOY"},
    ),
    _safe(
        "fail",
        "old tasks go first",
        _wrong("web: stops tasks before others are well"),
        deploymentMinimumHealthyPercent=0,
    ),
    _safe(
        "fail",
        "started in two ways",
        _wrong("web: has both a launch type and capacity providers"),
        launchType="FARGATE",
        capacityProviderStrategies=[{"capacityProvider": "FARGATE"}],
    ),
    Example(
        "ecs-deploy-safe",
        "fail",
        "counted by two",
        (_COUNTED, _SCALED),
        (_wrong("web: sets the number of tasks back that auto scaling chose"),),
    ),
    Example(
        "ecs-deploy-safe",
        "fail",
        "a revision that goes",
        (made(TASK_DEFINITION, "task", skipDestroy=False),),
        (_wrong("task: deletes the revision that a rollback needs"),),
    ),
    Example("ecs-deploy-safe", "absent", "nothing said", (made(ECS_SERVICE, "web"),), (_NOT_AWAITED,)),
    Example(
        "ecs-deploy-safe",
        "unknown",
        "outputs decide",
        (
            _LOGS,
            made(ECS_SERVICE, "web", waitForSteadyState=_LOGS, deploymentController=_LOGS),
            made(TASK_DEFINITION, "task", skipDestroy=_LOGS),
        ),
        (_later("web: how it is deployed is"), _later("task: whether its revisions stay is")),
    ),
    Example("ecs-deploy-safe", "not applicable", "no service", (_LOGS,)),
)
