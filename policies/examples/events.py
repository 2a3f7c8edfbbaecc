"""Examples of the rule on events."""

from __future__ import annotations

from policies.examples import Case, Example, made
from policies.rules.resource import Resource
from policies.rules.types import EVENT_RULE, EVENT_TARGET, SQS_QUEUE, TOPIC

_RULE = made(EVENT_RULE, "stopped", name="stopped")
_QUEUE = made(SQS_QUEUE, "undelivered")
_TOPIC = made(TOPIC, "alarms")
_TARGET = made(EVENT_TARGET, "stopped-target", rule=_RULE, arn=_TOPIC, deadLetterConfig={"arn": _QUEUE})
_LOSES = made(EVENT_TARGET, "stopped-target", rule=_RULE, arn=_TOPIC)


def _of(case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation") -> Example:
    return Example("events-heard", case, name, (_TOPIC, _QUEUE, *resources), ((kind, says),) if says else ())


EXAMPLES = (
    _of("pass", "a topic, and a queue for what it does not take", _RULE, _TARGET),
    _of("pass", "a target that names the rule in plain text", _RULE,
        made(EVENT_TARGET, "stopped-target", rule="stopped", arn=_TOPIC, deadLetterConfig={"arn": _QUEUE})),
    _of("fail", "a target without a queue", _RULE, _LOSES,
        says="stopped-target: keeps nothing of what it could not deliver"),
    _of("fail", "a rule whose target belongs to another", _RULE, made(EVENT_RULE, "failed", name="failed"), _TARGET,
        says="failed: tells nobody"),
    _of("absent", "a rule without a target", _RULE, says="stopped: tells nobody"),
    _of("unknown", "a target whose rule is not known yet", _RULE,
        made(EVENT_TARGET, "later", rule=_QUEUE, arn=_TOPIC, deadLetterConfig={"arn": _QUEUE}),
        says="stopped: who is told of it is known only at the update", kind="deferred"),
    _of("not applicable", "a rule that is off", made(EVENT_RULE, "off", name="off", state="DISABLED")),
)  # fmt: skip
