"""Examples of the rule on events that are looked for twice."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, made
from policies.rules.resource import Resource
from policies.rules.types import EVENT_RULE, LOG_GROUP

_LATER = made(LOG_GROUP, "logs")


def _rule(name: str, pattern: Given, **props: Given) -> Resource:
    return made(EVENT_RULE, name, eventPattern=pattern, **props)


def _of(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = (), kind: str = "violation") -> Example:
    return Example("events-once", case, name, (_LATER, *resources), tuple((kind, text) for text in says))


_STOPPED = json.dumps({"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]})
_AGAIN = json.dumps({"detail-type": ["ECS Task State Change"], "source": ["aws.ecs"]})
_FAILED = json.dumps({"source": ["aws.backup"]})

EXAMPLES = (
    _of("pass", "two patterns", _rule("stopped", _STOPPED), _rule("failed", _FAILED)),
    _of("pass", "one pattern in two regions", _rule("stopped", _STOPPED), _rule("edge", _STOPPED, region="us-east-1")),
    _of("pass", "one pattern on two buses", _rule("stopped", _STOPPED), _rule("bus", _STOPPED, eventBusName="shop")),
    _of("fail", "one pattern, however it is written", _rule("stopped", _STOPPED), _rule("failed", _AGAIN),
        says=("failed: looks for what stopped looks for already", "stopped: looks for what failed looks for already")),
    _of("absent", "rules by the clock", made(EVENT_RULE, "hourly", scheduleExpression="rate(1 hour)"),
        made(EVENT_RULE, "daily", scheduleExpression="rate(1 day)")),
    _of("unknown", "a pattern that is not known yet", _rule("stopped", _STOPPED), _rule("later", _LATER),
        says=("later: whether another rule looks for the same is known only at the update",), kind="deferred"),
    _of("not applicable", "nothing to judge"),
)  # fmt: skip
