"""Queues for events that could not be delivered: EventBridge drops those without a word that a queue does not take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .companions import beside
from .documents import Document, document
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import EVENT_TARGET, SQS_QUEUE, SQS_QUEUE_POLICY


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
    user = stack.index(_users).get(resource.urn)
    if user is None:
        yield NOT_APPLICABLE
        return
    holders = stack.index(beside(SQS_QUEUE_POLICY, "queueUrl", SQS_QUEUE)).get(resource.urn, (resource,))
    policies = [document(holder, stack, "policy") for holder in holders]
    if UNKNOWN in policies:
        yield Deferred("what its policy says is known only at the update")
    elif not any(
        isinstance(one, Document) and one.lets_service("events.amazonaws.com", "sqs:SendMessage") for one in policies
    ):
        yield Violation(f"does not let EventBridge in, as {user} needs")


def _users(stack: Stack) -> Mapping[str, str]:
    """A target that leaves there what it could not deliver, the first by name, by the queue's URN."""
    return {
        queue.urn: target.name
        for target in sorted(stack.of_type(EVENT_TARGET), key=lambda one: one.name, reverse=True)
        for queue in stack.behind(target, "deadLetterConfig", SQS_QUEUE)
    }
