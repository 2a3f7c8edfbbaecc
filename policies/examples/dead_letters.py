"""Examples of the rule on queues of undelivered events."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.examples.statements import ROOT, allow, policy, service
from policies.rules.resource import Resource
from policies.rules.types import EVENT_TARGET, LOG_GROUP, SQS_QUEUE, SQS_QUEUE_POLICY

_QUEUE, _LATER = made(SQS_QUEUE, "undelivered"), made(LOG_GROUP, "logs")
_TARGETS = tuple(made(EVENT_TARGET, name, deadLetterConfig={"arn": _QUEUE}) for name in ("stopped", "failed"))
_RULES = {"ArnLike": {"aws:SourceArn": "arn:aws:events:ap-northeast-1:111122223333:rule/*"}}
_LETS = policy(allow(service("events"), "sqs:SendMessage", Condition=_RULES))


def _policy(text: Given) -> Resource:
    return made(SQS_QUEUE_POLICY, "undelivered-policy", queueUrl=_QUEUE, policy=text)


def _of(case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation") -> Example:
    return Example(
        "sqs-dead-letters", case, name, (_LATER, *resources), ((kind, f"undelivered: {says}"),) if says else ()
    )


_SHUT = "does not let EventBridge in, as failed needs"

EXAMPLES = (
    _of("pass", "EventBridge may send", _QUEUE, *_TARGETS, _policy(_LETS)),
    _of("fail", "another service may", _QUEUE, *_TARGETS, _policy(policy(allow(service("sns"), "sqs:SendMessage"))),
        says=_SHUT),
    _of("fail", "EventBridge may do something else", _QUEUE, *_TARGETS,
        _policy(policy(allow(service("events"), "sqs:ReceiveMessage", Condition=_RULES))), says=_SHUT),
    _of("fail", "the account alone may", _QUEUE, *_TARGETS, _policy(policy(allow(ROOT, "sqs:*"))), says=_SHUT),
    _of("absent", "no policy", _QUEUE, *_TARGETS, says=_SHUT),
    _of("unknown", "a policy that is not known yet", _QUEUE, *_TARGETS, _policy(_LATER),
        says="what its policy says is known only at the update", kind="deferred"),
    _of("not applicable", "a queue of something else", _QUEUE),
)  # fmt: skip
