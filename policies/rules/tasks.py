"""Tasks: what their containers may do, where they log, and which roles they have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .containers import Container, containers, each_container
from .log_groups import is_own_group, log_groups
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Resource, Stack, place
from .types import ECS_SERVICE, LOG_GROUP, ROLE, TASK_DEFINITION

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_ROOT = ("root", "containeradministrator")  # Linux, and Windows
_PGADMIN = re.compile(r"pg[-_ ]?admin", re.IGNORECASE)


class ReadonlyRoot(RuleConfig):
    """`writable`: names of containers that need a writable root, because AWS supports ECS Exec with no other."""

    writable: tuple[Text, ...] = ("operations",)


@rule(
    id="ecs-readonly-rootfs",
    title="Containers have a read-only root file system",
    title_ja="コンテナのルートファイルシステムを読み取り専用にする",
    severity="high",
    kind="resource",
    types=(TASK_DEFINITION,),
    remediation="Set readonlyRootFilesystem to true, and mount a volume where the application has to write.",
    url=f"{_HUB}/ecs-controls.html#ecs-5",
    references=References(security_hub=("ECS.5",), checkov=("CKV_AWS_336",)),
    config=ReadonlyRoot,
)
def ecs_readonly_rootfs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is writable. The settings let no service take the name of a task that may write."""
    writable = stack.pack.of(ReadonlyRoot).writable

    def judge(container: Container) -> Iterator[Outcome]:
        if container.flag("readonlyRootFilesystem") is not True and container.text("name") not in writable:
            yield Violation(f"{container.at} can write to its root file system")

    return each_container(resource, stack, judge)


@rule(
    id="ecs-unprivileged",
    title="Tasks run as a user without privileges and share nothing with their host",
    title_ja="ECS タスクは非特権ユーザーで実行し、ホストと何も共有しない",
    severity="high",
    kind="resource",
    types=(TASK_DEFINITION,),
    remediation=(
        "Give every container a user other than root, no privileged, no added capabilities and no devices; set "
        "networkMode to awsvpc and leave out pidMode, ipcMode and the hostPath of volumes."
    ),
    url=f"{_HUB}/ecs-controls.html#ecs-20",
    references=References(security_hub=("ECS.3", "ECS.4", "ECS.17", "ECS.20"), checkov=("CKV_AWS_334", "CKV_AWS_335")),
)
def ecs_unprivileged(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Without a user the image decides, and most images say root. An absent network mode is bridge."""
    mode = resource.text("networkMode")
    if mode is UNKNOWN:
        yield Deferred("its network mode is known only at the update")
    elif mode != "awsvpc":
        yield Violation("its network mode is not awsvpc")
    for key in ("pidMode", "ipcMode"):
        shared = resource.text(key)
        if shared is UNKNOWN:
            yield Deferred(f"its {key} is known only at the update")
        elif shared == "host":
            yield Violation(f"its {key} is host: it sees what else runs there")
    for at in resource.each("volumes"):
        path = resource.text(*at, "hostPath")
        if path is UNKNOWN:
            yield Deferred(f"whether {place(at)} is a folder of the host is known only at the update")
        elif path is not ABSENT:
            yield Violation(f"{place(at)} is a folder of the host")
    yield from each_container(resource, stack, _privileges)


def _privileges(container: Container) -> Iterator[Outcome]:
    user = container.text("user")
    if user is ABSENT:
        yield Violation(f"{container.at} has no user, so the image's own may be root")
    elif isinstance(user, str) and _is_root(user.partition(":")[0].strip().lower()):
        yield Violation(f"{container.at} runs as root")
    if container.flag("privileged") is True:
        yield Violation(f"{container.at} is privileged")
    for asked, said in ((("capabilities", "add"), "capabilities"), (("devices",), "devices of the host")):
        if container.each("linuxParameters", *asked):
            yield Violation(f"{container.at} is given {said}")


def _is_root(user: str) -> bool:
    return user in _ROOT or user.strip("0") == ""  # of a user "" the number is 0


@rule(
    id="ecs-logging",
    title="Containers log to a log group of the stack",
    title_ja="コンテナのログをスタックのロググループへ送る",
    severity="high",
    kind="stack",
    types=(TASK_DEFINITION,),
    reads=(LOG_GROUP,),
    remediation=(
        "Give every container a logConfiguration with logDriver awslogs, awslogs-group the name of a LogGroup of the "
        "stack and awslogs-region its region; or awsfirelens beside a container with a firelensConfiguration."
    ),
    url=f"{_HUB}/ecs-controls.html#ecs-9",
    references=References(security_hub=("ECS.9",)),
)
def ecs_logging(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A group that is not of the stack has nobody who keeps its logs, encrypts them or lets them end."""
    every = containers(resource, stack)
    router = every is not UNKNOWN and any(one.get("firelensConfiguration") is not ABSENT for one in every)

    def judge(container: Container) -> Iterator[Outcome]:
        driver = container.text("logConfiguration", "logDriver")
        options = ("logConfiguration", "options")
        group, region = container.text(*options, "awslogs-group"), container.text(*options, "awslogs-region")
        if driver == "awsfirelens" and router:
            return
        regions = stack.index(log_groups).get(str(group), {region, UNKNOWN})
        if driver != "awslogs":
            yield Violation(f"{container.at} logs to nowhere that this stack keeps")
        elif not isinstance(group, str) or not is_own_group(group, resource, "containerDefinitions", stack):
            yield Violation(f"{container.at} logs to a group that is not of this stack")
        elif not {region, UNKNOWN} & regions:
            yield Violation(f"{container.at} names another region than that of its log group")

    return each_container(resource, stack, judge)


@rule(
    id="ecs-split-roles",
    title="What starts a task and what runs in it have roles of their own",
    title_ja="タスク実行ロールとタスクロールを分ける",
    severity="medium",
    kind="stack",
    types=(TASK_DEFINITION,),
    reads=(ROLE,),
    remediation=(
        "Set executionRoleArn and taskRoleArn to two roles: the first reads secrets and pulls images, the second may "
        "do what the application does."
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
    references=References(checkov=("CKV_AWS_249",)),
)
def ecs_split_roles(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """One role for both lets the application read every secret that any of its containers is started with."""
    starts, works = resource.text("executionRoleArn"), resource.text("taskRoleArn")
    for key, arn in (("executionRoleArn", starts), ("taskRoleArn", works)):
        if arn is ABSENT:
            yield Violation(f"has no {key}")
    if ABSENT in (starts, works):
        return
    behind = [stack.named(resource, key, ROLE) for key in ("executionRoleArn", "taskRoleArn")]
    if (starts == works and starts is not UNKNOWN) or (behind[0] and behind[0] == behind[1]):
        yield Violation("has one role for what starts it and what runs in it")
    elif UNKNOWN in (starts, works) and not (behind[0] and behind[1]):
        yield Deferred("whether its two roles are different ones is known only at the update")


@rule(
    id="no-pgadmin",
    title="No pgAdmin runs",
    title_ja="pgAdmin を稼働させない",
    severity="high",
    kind="resource",
    types=(TASK_DEFINITION, ECS_SERVICE),
    remediation="Remove it: people work on the database in a task of ECS Exec, with psql and a session that is logged.",
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
    references=References(),
)
def no_pgadmin(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """By image, name, command or what it is told at its start; a role or database of such a name is none."""
    key = "family" if resource.type == TASK_DEFINITION else "name"
    if (named := resource.text(key)) is UNKNOWN:
        yield Deferred(f"its {key} is known only at the update")
    elif _names_pgadmin(named):
        yield Violation(f"its {key} is that of pgAdmin")
    if resource.type == TASK_DEFINITION:
        yield from each_container(resource, stack, _pgadmin)


def _pgadmin(container: Container) -> Iterator[Outcome]:
    variables = [(*at, "name") for at in container.each("environment")]
    for at in (("name",), ("image",), *container.each("command"), *container.each("entryPoint"), *variables):
        if _names_pgadmin(container.text(*at)):
            yield Violation(f"{container.at}.{at[0]} is that of pgAdmin")


def _names_pgadmin(text: object) -> bool:
    return isinstance(text, str) and _PGADMIN.search(text) is not None
