"""Roles of tasks: each is of one kind of task, so that none may do what only another needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .model import Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import Resource, Stack
from .types import ROLE, TASK_DEFINITION

_KEYS = ("executionRoleArn", "taskRoleArn")


class SharedRoles(RuleConfig):
    """`shared`: roles, by their names in the program, that several kinds of tasks may have by intent."""

    shared: tuple[Text, ...] = ()


@rule(
    id="ecs-own-roles",
    title="Each kind of task has roles of its own",
    title_ja="タスクごとに専用の IAM ロールを使う",
    severity="medium",
    kind="stack",
    types=(TASK_DEFINITION,),
    reads=(ROLE,),
    remediation=(
        "Make roles for the task definition alone, with what it needs; roles that several are to have by intent go "
        "into shared of this rule."
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
    references=References(),
    config=SharedRoles,
)
def ecs_own_roles(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """With another's task role a container may do what that one may; with its execution role, be started with its
    secrets. Roles of other stacks are not looked at."""
    for key in _KEYS:
        for role in stack.named(resource, key, ROLE):
            others = [one for one in stack.index(_users)[role.urn] if one != resource.name]
            if others and role.name not in stack.pack.of(SharedRoles).shared:
                yield Violation(f"has the {key} of {', '.join(sorted(others))}")


def _users(stack: Stack) -> Mapping[str, Sequence[str]]:
    """Names of the task definitions that have a role, by its URN, whatever for."""
    found: dict[str, dict[str, None]] = {}
    for definition in stack.of_type(TASK_DEFINITION):
        for key in _KEYS:
            for role in stack.named(definition, key, ROLE):
                found.setdefault(role.urn, {})[definition.name] = None
    return {urn: tuple(names) for urn, names in found.items()}
