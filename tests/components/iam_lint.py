"""A check of IAM documents against AWS's own tables of actions and the resources that each can be narrowed to.

The tables are those that Policy Sentry has in its wheel, so nothing is asked of the network.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_actions


def findings(statements: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is wrong with the Allow statements of a role's document, by their Sid."""
    return [f"{sid}: {wrong}" for sid, statement in statements.items() for wrong in _statement(statement)]


def _statement(statement: Mapping[str, Any]) -> Iterator[str]:
    resources = statement["Resource"]
    arns: Sequence[str] = [resources] if isinstance(resources, str) else resources
    kinds = {action: _kinds(action) for action in statement["Action"]}
    for action, formats in kinds.items():
        if not formats:
            yield f"{action} does not exist"
        elif formats == ("*",):
            if arns != ["*"]:
                yield f"{action} cannot be narrowed: its resource must be *"
        elif not any(_meet(arn, kind) for arn in arns for kind in formats if arn != "*"):
            yield f"{action} allows nothing on {', '.join(arns)}; it wants {' or '.join(formats)}"
    for arn in arns:
        if not any(_meet(arn, kind) for formats in kinds.values() for kind in formats):
            yield f"{arn} is of no use to {', '.join(kinds)}"


@cache
def _kinds(action: str) -> tuple[str, ...]:
    """The ARNs that an action can be narrowed to, with * for what differs; only * when it cannot; none: no action."""
    if action.lower() not in _all_actions():
        return ()
    service, _, name = action.partition(":")
    found = get_action_data(service, name)
    formats = {re.sub(r"\$\{[^}]+\}", "*", each["resource_arn_format"]) for each in found[service]} if found else {"*"}
    return tuple(sorted(formats - {"*"})) or ("*",)


@cache
def _all_actions() -> frozenset[str]:
    return frozenset(action.lower() for action in get_all_actions())


@cache
def _meet(one: str, other: str) -> bool:
    """Whether two patterns with * have a text in common."""
    if not one or not other:
        return not (one + other).strip("*")
    if one[0] == "*":
        return _meet(one[1:], other) or _meet(one, other[1:])
    if other[0] == "*":
        return _meet(other, one)
    return one[0] == other[0] and _meet(one[1:], other[1:])
