"""Queues for events that could not be delivered: EventBridge drops those without a word that a queue does not take."""

from __future__ import annotations

from collections.abc import Iterator

from .companions import beside, lets_in
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import EVENT_TARGET, SQS_QUEUE, SQS_QUEUE_POLICY

_TARGETS = beside(EVENT_TARGET, "deadLetterConfig", SQS_QUEUE)
_POLICIES = beside(SQS_QUEUE_POLICY, "queueUrl", SQS_QUEUE)


@rule(
    id="sqs-dead-letters",
    title="Queues of undelivered events let EventBridge in",
    title_ja="配信できないイベントのキューで EventBridge を許可する",
    severity="medium",
    kind="stack",
    types=(SQS_QUEUE,),
    reads=(SQS_QUEUE_POLICY, EVENT_TARGET),
    remediation=(
        "Give the queue a QueuePolicy that allows events.amazonaws.com sqs:SendMessage, held to the rules by "
        "aws:SourceArn."
    ),
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-dlq-perms",
    references=References(),
)
def sqs_dead_letters(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The console writes that policy by itself; a program has to."""
    users = [target.name for target in stack.index(_TARGETS).get(resource.urn, ())]
    if not users:
        yield NOT_APPLICABLE
        return
    may_send = lets_in(resource, stack, _POLICIES, "events.amazonaws.com", "sqs:SendMessage")
    if may_send is UNKNOWN:
        yield Deferred("what its policy says is known only at the update")
    elif not may_send:
        yield Violation(f"does not let EventBridge in, as {min(users)} needs")
