"""Examples of the rules on events."""

from __future__ import annotations

import json

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.events import DeliveryConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import EVENT_RULE, EVENT_TARGET, SQS_QUEUE, TOPIC

_RULE = made(EVENT_RULE, "stopped", name="stopped")
_QUEUE = made(SQS_QUEUE, "undelivered")
_TOPIC = made(TOPIC, "alarms")
_TARGET = made(EVENT_TARGET, "stopped-target", rule=_RULE, arn=_TOPIC, deadLetterConfig={"arn": _QUEUE})
_LOSES = made(EVENT_TARGET, "stopped-target", rule=_RULE, arn=_TOPIC)


def _of(
    case: Case, name: str, *resources: Resource, says: str = "", kind: str = "violation", pack: Pack = IN_FULL
) -> Example:
    return Example("events-heard", case, name, (_TOPIC, _QUEUE, *resources), ((kind, says),) if says else (), pack)


def _looking(case: Case, name: str, pattern: Given, *wrong: str, kind: str = "violation") -> Example:
    rule = made(EVENT_RULE, "rule", eventPattern=pattern if isinstance(pattern, Resource) else json.dumps(pattern))
    return Example("events-exist", case, name, (_QUEUE, rule), tuple((kind, f"rule: {text}") for text in wrong))


_ANY_TARGET = told(DeliveryConfig(dead_letters=False))
_ARN = "arn:aws:ecs:ap-northeast-1:111122223333:cluster/megane"
_STOPPED: dict[str, Given] = {"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]}
_ELSEWHERE = "looks for events from a source that does not send them"

EXAMPLES = (
    _looking("pass", "tasks that stop", {**_STOPPED, "detail": {"clusterArn": [_ARN], "lastStatus": ["STOPPED"]}}),
    _looking("pass", "what begins so", {**_STOPPED, "resources": [{"prefix": "arn:aws:ecs:"}]}),
    _looking("pass", "events of the application", {"source": ["shop"], "detail-type": ["Order Placed"]}),
    _looking("pass", "a source that begins so", {**_STOPPED, "source": [{"prefix": "aws.ec"}]}),
    _looking("fail", "no source at all", {**_STOPPED, "source": []}, _ELSEWHERE),
    _looking("pass", "what AWS Health says of an instance",
             {"source": ["aws.health"], "detail-type": ["AWS Health Event"], "resources": ["i-0123456789abcdef0"]}),
    _looking("pass", "events of the application, by ids", {"source": ["shop"], "resources": ["order-1"]}),
    _looking("pass", "events of a partner", {"source": ["aws.partner/shop.example/1"], "resources": ["order-1"]}),
    _looking("fail", "a name instead of an ARN, of whatever ECS sends",
             {"source": ["aws.ecs"], "resources": ["megane"]}, "looks for resources that are no ARNs"),
    _looking("fail", "a name instead of an ARN, without a source",
             {"detail-type": ["ECS Task State Change"], "resources": ["megane"]},
             "looks for resources that are no ARNs"),
    _looking("fail", "another source", {**_STOPPED, "source": ["aws.ec2"]}, _ELSEWHERE),
    _looking("fail", "a name instead of an ARN", {**_STOPPED, "resources": ["megane"]},
             "looks for resources that are no ARNs"),
    _looking("fail", "a name instead of an ARN, in its detail", {**_STOPPED, "detail": {"clusterArn": ["megane"]}},
             "looks for clusterArn that are no ARNs"),
    _looking("absent", "whatever a source sends", {"source": ["aws.ecs"]}),
    Example("events-exist", "absent", "a rule by the clock",
            (made(EVENT_RULE, "rule", scheduleExpression="rate(1 day)"),)),
    _looking("unknown", "a pattern that is not known yet", _QUEUE, "what it looks for is known only at the update",
             kind="deferred"),
    Example("events-exist", "not applicable", "nothing to judge", (_TOPIC,)),
    _of("pass", "a topic, and a queue for what it does not take", _RULE, _TARGET),
    _of("pass", "a target that names the rule in plain text", _RULE,
        made(EVENT_TARGET, "stopped-target", rule="stopped", arn=_TOPIC, deadLetterConfig={"arn": _QUEUE})),
    _of("pass", "a target without a queue, where nobody asks for one", _RULE, _LOSES, pack=_ANY_TARGET),
    _of("fail", "nobody, where nobody asks for a queue", _RULE, says="stopped: tells nobody", pack=_ANY_TARGET),
    _of("fail", "a target without a queue", _RULE, _LOSES,
        says="stopped-target: keeps nothing of what it could not deliver"),
    _of("fail", "a rule whose target belongs to another", _RULE, made(EVENT_RULE, "failed", name="failed"), _TARGET,
        says="failed: tells nobody"),
    _of("absent", "a rule without a target", _RULE, says="stopped: tells nobody"),
    _of("unknown", "a target whose rule is not known yet", _RULE,
        made(EVENT_TARGET, "later", rule=_QUEUE, arn=_TOPIC, deadLetterConfig={"arn": _QUEUE}),
        says="stopped: who is told of it is known only at the update", kind="deferred"),
    _of("unknown", "a rule that is perhaps off", made(EVENT_RULE, "stopped", state=_QUEUE),
        says="stopped: whether it is on is known only at the update", kind="deferred"),
    _of("not applicable", "a rule that is off", made(EVENT_RULE, "off", name="off", state="DISABLED")),
    _of("not applicable", "a rule that is off, as it was said before", made(EVENT_RULE, "off", isEnabled=False)),
)  # fmt: skip
