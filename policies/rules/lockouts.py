"""Policies that keep everybody out, the people who would have to take them away again included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .documents import Statement, judged, whole_service
from .model import Outcome, References, Violation, rule
from .resource import Resource, Stack
from .resource_policies import POLICY_AT
from .types import canonical

# What no role of a service ever has: to refuse for want of it is to refuse them all.
_OF_PEOPLE: Final = {"aws:multifactorauthpresent", "aws:multifactorauthage"}


@rule(
    id="policy-no-lockout",
    title="No policy on a resource refuses everything to everybody",
    title_ja="リソースポリシーで全員の全操作を拒否しない",
    severity="critical",
    kind="resource",
    types=tuple(POLICY_AT),
    remediation=(
        "Give the Deny the condition that it is meant for (aws:SecureTransport false), or the actions; ask for MFA at "
        "the actions of people only, never at s3:*."
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    references=References(),
)
def policy_no_lockout(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A Deny beats every Allow: logs and files stop, and of a bucket only the account's root can take it away; of a key
    nobody."""
    yield from judged(resource, stack, POLICY_AT[canonical(resource.type)], _keeps_all_out)


def _keeps_all_out(statement: Statement) -> Iterator[Violation]:
    everything = statement.every_action_but or any(map(whole_service, statement.actions))
    if statement.allows or not statement.everybody or not everything:
        return
    if all(one.key in _OF_PEOPLE for one in statement.conditions):
        yield Violation("refuses everything to everybody, also to services and to whoever would mend it")
