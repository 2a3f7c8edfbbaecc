"""Examples of the rules on what tasks may do, where they log and which roles they have."""

from __future__ import annotations

import json
from collections.abc import Mapping

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.tasks import ReadonlyRoot
from policies.rules.types import AWS_PROVIDER, ECS_SERVICE, LOG_GROUP, ROLE, TASK_DEFINITION

_LOGS = made(LOG_GROUP, "logs", name="/ecs/web")
_TOKYO = made(AWS_PROVIDER, "aws", region="ap-northeast-1")
_STARTS, _WORKS = made(ROLE, "starts"), made(ROLE, "works")
_SERVICE = made(ECS_SERVICE, "web", name="web")


def _task(*containers: Mapping[str, object], **props: Given) -> Resource:
    """A task definition of those containers; without any, its text is an output."""
    text: Given = json.dumps(containers) if containers else _LOGS
    return made(TASK_DEFINITION, "task", **{"networkMode": "awsvpc", "containerDefinitions": text, **props})


def _of(rule: str, case: Case, name: str, task: Resource, *findings: tuple[str, str], pack: Pack = IN_FULL) -> Example:
    return Example(rule, case, name, (_TOKYO, _LOGS, _STARTS, _WORKS, task), findings, pack)


def _root(case: Case, name: str, task: Resource, *findings: tuple[str, str], pack: Pack = IN_FULL) -> Example:
    return _of("ecs-readonly-rootfs", case, name, task, *findings, pack=pack)


def _user(case: Case, name: str, task: Resource, *findings: tuple[str, str]) -> Example:
    return _of("ecs-unprivileged", case, name, task, *findings)


def _logging(case: Case, name: str, task: Resource, *findings: tuple[str, str]) -> Example:
    return _of("ecs-logging", case, name, task, *findings)


def _roles(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _of("ecs-split-roles", case, name, made(TASK_DEFINITION, "task", **props), *findings)


def _pgadmin(case: Case, name: str, task: Resource, *findings: tuple[str, str]) -> Example:
    return _of("no-pgadmin", case, name, task, *findings)


def _logs_by(driver: str | None, **options: str) -> dict[str, object]:
    named = {f"awslogs-{key}": value for key, value in options.items()}
    return {"logConfiguration": {"logDriver": driver, "options": named}}


def _wrong(text: str) -> tuple[str, str]:
    return "violation", f"task: {text}"


_UNREADABLE = _wrong("its containerDefinitions are no JSON list of containers")
_UNKNOWN = ("deferred", "task: its containers are known only at the update")
_WRITES = _wrong("containerDefinitions[0] can write to its root file system")
_AS_ROOT = _wrong("containerDefinitions[0] runs as root")
_BRIDGE = _wrong("its network mode is not awsvpc")
_NOWHERE = _wrong("containerDefinitions[0] logs to nowhere that this stack keeps")
_FOREIGN = _wrong("containerDefinitions[0] logs to a group that is not of this stack")
_ELSEWHERE = _wrong("containerDefinitions[0] names another region than that of its log group")
_ONE_ROLE = _wrong("has one role for what starts it and what runs in it")
_READONLY = {"readonlyRootFilesystem": True}
_PEOPLE = {"name": "operations", "readonlyRootFilesystem": False}
_APP = {"user": "1000"}
_LOGGED = _logs_by("awslogs", group="/ecs/web", region="ap-northeast-1")
_ROUTER = {**_LOGGED, "firelensConfiguration": {"type": "fluentbit"}}
_ARN = "arn:aws:iam::111122223333:role"

EXAMPLES = (
    _root("pass", "read-only", _task(_READONLY)),
    _root("pass", "the task in which people work", _task(_PEOPLE)),
    _root("fail", "writable", _task({"name": "web", "readonlyRootFilesystem": False}), _WRITES),
    _root("fail", "the last of two keys counts", _task({**_READONLY, "ReadOnlyRootFilesystem": False}), _WRITES),
    _root(
        "fail",
        "one of two containers",
        _task(_READONLY, {"name": "proxy"}),
        _wrong("containerDefinitions[1] can write to its root file system"),
    ),
    _root("fail", "where nobody may write", _task(_PEOPLE), _WRITES, pack=told(ReadonlyRoot(writable=()))),
    _root("fail", "no list of containers", _task(containerDefinitions=json.dumps(_READONLY)), _UNREADABLE),
    _root("fail", "no containers in the list", _task(containerDefinitions="[]"), _UNREADABLE),
    _root("fail", "no JSON", _task(containerDefinitions="web"), _UNREADABLE),
    _root("absent", "not said", _task({"name": "web"}), _WRITES),
    _root("absent", "no containers", made(TASK_DEFINITION, "task"), _UNREADABLE),
    _root("unknown", "the text is an output", _task(), _UNKNOWN),
    _root("not applicable", "no task", _SERVICE),
    _user("pass", "a user without privileges", _task({"user": "node", "privileged": False})),
    _user("pass", "a user of the group of root", _task({"user": "1000:0"})),
    _user("pass", "fewer capabilities", _task({**_APP, "linuxParameters": {"capabilities": {"drop": ["ALL"]}}})),
    _user("pass", "a volume of the task's own", _task(_APP, volumes=[{"name": "tmp"}], pidMode="task")),
    *(
        _user("fail", f"as {user}", _task({"user": user}), _AS_ROOT)
        for user in ("root", "ROOT", "0", "000", "0:0", "root:wheel", "ContainerAdministrator")
    ),
    _user("fail", "privileged", _task({**_APP, "Privileged": True}), _wrong("containerDefinitions[0] is privileged")),
    _user(
        "fail",
        "more capabilities",
        _task({**_APP, "linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"]}}}),
        _wrong("containerDefinitions[0] is given capabilities"),
    ),
    _user(
        "fail",
        "a device",
        _task({**_APP, "linuxParameters": {"devices": [{"hostPath": "/dev/kvm"}]}}),
        _wrong("containerDefinitions[0] is given devices of the host"),
    ),
    _user("fail", "in the host's network", _task(_APP, networkMode="host"), _BRIDGE),
    _user(
        "fail",
        "among the host's processes",
        _task(_APP, pidMode="host", ipcMode="host"),
        _wrong("its pidMode is host: it sees what else runs there"),
        _wrong("its ipcMode is host: it sees what else runs there"),
    ),
    _user(
        "fail",
        "a folder of the host",
        _task(_APP, volumes=[{"name": "tmp"}, {"hostPath": "/"}]),
        _wrong("volumes[1] is a folder of the host"),
    ),
    _user(
        "absent",
        "no user",
        _task({"name": "web"}),
        _wrong("containerDefinitions[0] has no user, so the image's own may be root"),
    ),
    _user("absent", "no network mode", made(TASK_DEFINITION, "task"), _BRIDGE, _UNREADABLE),
    _user(
        "unknown",
        "all of it is an output",
        _task(networkMode=_LOGS, pidMode=_LOGS, ipcMode=_LOGS, volumes=[{"hostPath": _LOGS}]),
        ("deferred", "task: its network mode is known only at the update"),
        ("deferred", "task: its pidMode is known only at the update"),
        ("deferred", "task: its ipcMode is known only at the update"),
        ("deferred", "task: whether volumes[0] is a folder of the host is known only at the update"),
        _UNKNOWN,
    ),
    _user("not applicable", "no task", _SERVICE),
    _logging("pass", "to a group of the stack", _task(_LOGGED)),
    _logging("pass", "by way of a router", _task(_logs_by("awsfirelens"), _ROUTER)),
    Example(
        "ecs-logging",
        "pass",
        "to a group that AWS names",
        (auto := made(LOG_GROUP, "auto"), _task(containerDefinitions=Known(auto, json.dumps([_LOGGED])))),
    ),
    _logging("fail", "a driver that keeps nothing", _task(_logs_by("json-file")), _NOWHERE),
    _logging("fail", "a router that is not there", _task(_logs_by("awsfirelens")), _NOWHERE),
    _logging("fail", "to a group of somebody else", _task(_logs_by("awslogs", group="/ecs/other")), _FOREIGN),
    _logging("fail", "to no group", _task(_logs_by("awslogs", region="ap-northeast-1")), _FOREIGN),
    _logging(
        "fail",
        "in a region where the group is not",
        _task(_logs_by("awslogs", group="/ecs/web", region="us-east-1")),
        _ELSEWHERE,
    ),
    _logging("fail", "in no region", _task(_logs_by("awslogs", group="/ecs/web")), _ELSEWHERE),
    _logging("absent", "no log configuration", _task({"name": "web"}), _NOWHERE),
    _logging("unknown", "the text is an output", _task(), _UNKNOWN),
    _logging("not applicable", "no task", _SERVICE),
    _roles("pass", "two roles", executionRoleArn=_STARTS, taskRoleArn=_WORKS),
    _roles("pass", "two roles from elsewhere", executionRoleArn=f"{_ARN}/starts", taskRoleArn=f"{_ARN}/works"),
    _roles("fail", "one role", _ONE_ROLE, executionRoleArn=_STARTS, taskRoleArn=_STARTS),
    _roles("fail", "one role from elsewhere", _ONE_ROLE, executionRoleArn=_ARN, taskRoleArn=_ARN),
    _roles("absent", "no role at all", _wrong("has no executionRoleArn"), _wrong("has no taskRoleArn")),
    _roles("absent", "nothing for the application", _wrong("has no taskRoleArn"), executionRoleArn=_STARTS),
    _roles(
        "unknown",
        "a role that is no role of the stack",
        ("deferred", "task: whether its two roles are different ones is known only at the update"),
        executionRoleArn=_STARTS,
        taskRoleArn=_LOGS,
    ),
    _of("ecs-split-roles", "not applicable", "no task", _SERVICE),
    _pgadmin("pass", "another image", _task({"name": "web", "environment": [{"name": "USER", "value": "pg_admin"}]})),
    _pgadmin("pass", "a service", _SERVICE),
    _pgadmin(
        "fail",
        "its image, under another name",
        _task({"name": "tool", "image": "dpage/pgadmin4:8"}),
        _wrong("containerDefinitions[0].image is that of pgAdmin"),
    ),
    _pgadmin(
        "fail",
        "its name and its variables",
        _task({"name": "pg-admin", "environment": [{"name": "PGADMIN_DEFAULT_EMAIL", "value": "a@b.jp"}]}),
        _wrong("containerDefinitions[0].name is that of pgAdmin"),
        _wrong("containerDefinitions[0].environment is that of pgAdmin"),
    ),
    _pgadmin(
        "fail",
        "started by hand",
        _task({"command": ["gunicorn", "pgadmin:app"], "entryPoint": ["/pgadmin4/run"]}, family="pgadmin"),
        _wrong("its family is that of pgAdmin"),
        _wrong("containerDefinitions[0].command is that of pgAdmin"),
        _wrong("containerDefinitions[0].entryPoint is that of pgAdmin"),
    ),
    _pgadmin(
        "fail",
        "a service of that name",
        made(ECS_SERVICE, "tool", name="pgadmin"),
        ("violation", "tool: its name is that of pgAdmin"),
    ),
    _pgadmin("absent", "a container of no name", _task({"user": "1000"})),
    _pgadmin(
        "unknown",
        "all of it is an output",
        _task(family=_LOGS),
        _UNKNOWN,
        ("deferred", "task: its family is known only at the update"),
    ),
    Example("no-pgadmin", "not applicable", "no task", (_LOGS, _STARTS)),
)
