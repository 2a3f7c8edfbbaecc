"""Examples of the rule on tasks' own roles."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.task_roles import SharedRoles
from policies.rules.types import ROLE, TASK_DEFINITION, VPC

_STARTS, _WORKS = made(ROLE, "frontend-execution"), made(ROLE, "frontend-task")
_OTHER_STARTS, _OTHER_WORKS = made(ROLE, "backend-execution"), made(ROLE, "backend-task")
_ARN = "arn:aws:iam::111122223333:role/backend-task"


def _task(name: str, starts: Given, works: Given) -> Resource:
    return made(TASK_DEFINITION, name, executionRoleArn=starts, taskRoleArn=works)


_BACKEND = _task("backend", _OTHER_STARTS, _OTHER_WORKS)


def _of(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = (), pack: Pack = IN_FULL) -> Example:
    roles = (_STARTS, _WORKS, _OTHER_STARTS, _OTHER_WORKS)
    return Example("ecs-own-roles", case, name, (*roles, *resources), tuple(("violation", text) for text in says), pack)


_BOTH_WORK = ("backend: has the taskRoleArn of frontend", "frontend: has the taskRoleArn of backend")

EXAMPLES = (
    _of("pass", "roles of their own", _task("frontend", _STARTS, _WORKS), _BACKEND),
    _of("pass", "a role that several have by intent", _task("frontend", _STARTS, _OTHER_WORKS), _BACKEND,
        pack=told(SharedRoles(shared=("backend-task",)))),
    _of("fail", "one task role for both", _task("frontend", _STARTS, _OTHER_WORKS), _BACKEND, says=_BOTH_WORK),
    _of("fail", "one execution role for both", _task("frontend", _OTHER_STARTS, _WORKS), _BACKEND,
        says=("backend: has the executionRoleArn of frontend", "frontend: has the executionRoleArn of backend")),
    _of("fail", "one task role for both, in an update", _task("frontend", _STARTS, Known(_OTHER_WORKS, _ARN)),
        _task("backend", _OTHER_STARTS, Known(_OTHER_WORKS, _ARN)), says=_BOTH_WORK),
    _of("absent", "a task without roles", made(TASK_DEFINITION, "frontend"), _BACKEND),
    _of("unknown", "roles that are not known yet are told apart by what they depend on",
        _task("frontend", _STARTS, _WORKS), _BACKEND),
    Example("ecs-own-roles", "not applicable", "nothing to judge", (made(VPC, "vpc"),)),
)  # fmt: skip
