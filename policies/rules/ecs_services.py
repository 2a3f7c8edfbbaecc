"""Services and clusters: how deployments end, and who may look into a running task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from .containers import Container, each_container
from .log_groups import is_own_group
from .model import Advice, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import ECS_CLUSTER, ECS_SERVICE, LOG_GROUP, SCALING_TARGET, TASK_DEFINITION

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_EXEC = ("configuration", "executeCommandConfiguration")


@rule(
    id="ecs-exec-audited",
    title="Sessions of ECS Exec are encrypted and logged",
    title_ja="ECS Exec のセッションを暗号化し、ログに記録する",
    severity="medium",
    kind="stack",
    types=(ECS_CLUSTER, ECS_SERVICE),
    reads=(LOG_GROUP,),
    remediation=(
        "Give the cluster an executeCommandConfiguration with kmsKeyId, logging OVERRIDE and a logConfiguration that "
        "names an encrypted log group or bucket."
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
    references=References(checkov=("CKV_AWS_223", "CKV_AWS_224")),
)
def ecs_exec_audited(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Asked of every cluster, as who runs a task may open it whatever services say. Any other logging than OVERRIDE,
    and an absent one, leaves it to the task."""
    if resource.type == ECS_CLUSTER:
        yield from _audited(resource, stack)
        return
    opened = resource.flag("enableExecuteCommand")
    if opened is UNKNOWN:
        yield Deferred("whether people may open its tasks is known only at the update")
    elif opened is True and not stack.named(resource, "cluster", ECS_CLUSTER):
        yield Violation("its tasks may be opened, in a cluster that is not of this stack")
    elif opened is True and stack.pack.is_production:
        yield Advice("its tasks may be opened while they serve: a task of its own is safer")


def _audited(cluster: Resource, stack: Stack) -> Iterator[Outcome]:
    logging, log = cluster.text(*_EXEC, "logging"), (*_EXEC, "logConfiguration")
    if logging is UNKNOWN:
        yield Deferred("how sessions are logged is known only at the update")
        return
    if cluster.text(*_EXEC, "kmsKeyId") is ABSENT:
        yield Violation("does not encrypt sessions with a key of its own")
    places = {"cloudWatchLogGroupName": "cloudWatchEncryptionEnabled", "s3BucketName": "s3BucketEncryptionEnabled"}
    used = [encrypted for place, encrypted in places.items() if cluster.text(*log, place) is not ABSENT]
    if logging != "OVERRIDE" or not used:
        yield Violation("does not log sessions itself")
    if any(cluster.flag(*log, encrypted) not in (True, UNKNOWN) for encrypted in used):
        yield Violation("does not insist on an encrypted log of sessions")
    group = cluster.text(*log, "cloudWatchLogGroupName")
    if isinstance(group, str) and not is_own_group(group, cluster, _EXEC[0], stack):
        yield Violation("logs sessions to a group that is not of this stack")


@rule(
    id="ecs-deploy-hygiene",
    title="Deployments roll back, run pinned images and can be watched",
    title_ja="デプロイは自動ロールバックし、固定イメージを使い、監視できる",
    severity="medium",
    level="advisory",
    kind="resource",
    types=(ECS_SERVICE, TASK_DEFINITION, ECS_CLUSTER),
    remediation=(
        "Set deploymentCircuitBreaker enable and rollback to true and platformVersion to LATEST, name images by their "
        "digest (@sha256:...), and switch containerInsights on in a cluster of profile ha."
    ),
    url=f"{_HUB}/ecs-controls.html#ecs-12",
    references=References(security_hub=("ECS.10", "ECS.12"), checkov=("CKV_AWS_332", "CKV_AWS_51", "CKV_AWS_65")),
)
def ecs_deploy_hygiene(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An absent platform version is LATEST, an absent circuit breaker none. A tag can be another image tomorrow."""
    if resource.type == TASK_DEFINITION:
        yield from each_container(resource, stack, _pinned)
    elif resource.type == ECS_CLUSTER:
        yield from _watched(resource) if stack.pack.is_ha else ()
    else:
        breaker = [resource.flag("deploymentCircuitBreaker", key) for key in ("enable", "rollback")]
        version = resource.text("platformVersion")
        if UNKNOWN in (*breaker, version):
            yield Deferred("how it is deployed is known only at the update")
        if any(on is False or on is ABSENT for on in breaker):
            yield Violation("does not go back by itself when new tasks do not start")
        if version not in (ABSENT, UNKNOWN, "LATEST"):
            yield Violation("stays on a platform version that is not patched")


def _pinned(container: Container) -> Iterator[Outcome]:
    image = container.text("image")
    if not isinstance(image, str) or _DIGEST.search(image) is None:
        yield Violation(f"{container.at}.image is not pinned by its digest")


def _watched(cluster: Resource) -> Iterator[Outcome]:
    settings = {cluster.text(*at, "name"): cluster.text(*at, "value") for at in cluster.each("settings")}
    if UNKNOWN in settings:
        yield Deferred("its settings are known only at the update")
    elif (value := settings.get("containerInsights")) is UNKNOWN:
        yield Deferred("whether it has Container Insights is known only at the update")
    elif value not in ("enabled", "enhanced"):
        yield Violation("has no Container Insights")


@rule(
    id="ecs-deploy-safe",
    title="A deployment is awaited, keeps the old tasks until the new ones are well, and leaves their number alone",
    title_ja="デプロイは完了を待ち、新タスクが正常になるまで旧タスクを維持し、タスク数を変えない",
    severity="high",
    kind="stack",
    types=(ECS_SERVICE, TASK_DEFINITION),
    reads=(SCALING_TARGET,),
    remediation=(
        "Set waitForSteadyState to true, deploymentController.type to ECS, deploymentMinimumHealthyPercent to 100 and "
        "either launchType or capacityProviderStrategies; ignore changes of desiredCount where auto scaling counts "
        "tasks; set skipDestroy of task definitions to true."
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html",
    references=References(),
)
def ecs_deploy_safe(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent are: not awaited, ECS itself, 100 percent, and a revision that is deleted with the next one."""
    if resource.type == TASK_DEFINITION:
        kept = resource.flag("skipDestroy")
        if kept is UNKNOWN:
            yield Deferred("whether its revisions stay is known only at the update")
        elif kept is not True:
            yield Violation("deletes the revision that a rollback needs")
        return
    controller, awaited = resource.text("deploymentController", "type"), resource.flag("waitForSteadyState")
    healthy = resource.number("deploymentMinimumHealthyPercent")
    if UNKNOWN in (controller, awaited, healthy):
        yield Deferred("how it is deployed is known only at the update")
    if awaited is not True and awaited is not UNKNOWN:
        yield Violation("is not awaited: the update succeeds whatever becomes of the deployment")
    if controller not in ("ECS", ABSENT, UNKNOWN):
        yield Violation("is not deployed by ECS itself")
    if isinstance(healthy, int) and healthy < 100:
        yield Violation("stops tasks before others are well")
    if resource.get("launchType") is not ABSENT and resource.each("capacityProviderStrategies"):
        yield Violation("has both a launch type and capacity providers")
    if resource.urn in stack.index(_scaled) and "desiredCount" not in resource.ignore_changes:
        yield Violation("sets the number of tasks back that auto scaling chose")


def _scaled(stack: Stack) -> Set[str]:
    """The services that auto scaling counts."""
    return {
        service.urn
        for target in stack.of_type(SCALING_TARGET)
        for service in stack.behind(target, "resourceId", ECS_SERVICE)
    }
