"""Events that somebody hears of, also when they could not be delivered at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from .conditions import texts
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import EVENT_RULE, EVENT_TARGET


@rule(
    id="events-heard",
    title="Every event that is looked for is told, and kept when it cannot be delivered",
    title_ja="検知したイベントを必ず通知し、配信できないものは保持する",
    severity="medium",
    kind="stack",
    types=(EVENT_RULE, EVENT_TARGET),
    remediation="Give the rule an EventTarget, and the target a queue as deadLetterConfig.arn.",
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
    references=References(),
)
def events_heard(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """What it could not deliver within a day EventBridge drops without a word. A rule that is off looks for nothing."""
    if resource.type == EVENT_TARGET:
        if resource.text("deadLetterConfig", "arn") is ABSENT:
            yield Violation("keeps nothing of what it could not deliver")
    elif resource.text("state") == "DISABLED":
        yield NOT_APPLICABLE
    elif resource.urn not in (told := stack.index(_told)):
        unclear = "" in told
        yield Deferred("who is told of it is known only at the update") if unclear else Violation("tells nobody")


def _told(stack: Stack) -> Set[str]:
    """The rules that have targets, as URNs; "" for a rule that is not known yet."""
    found: set[str] = set()
    for target in stack.of_type(EVENT_TARGET):
        rules = stack.named(target, "rule", EVENT_RULE)
        found.update(one.urn for one in rules)
        if not rules and target.get("rule") is UNKNOWN:
            found.add("")
    return found


# What AWS's services send: type of the event -> its source, without which a pattern fits no event.
# https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html
_SOURCES: Mapping[str, str] = {
    "ACM Certificate Approaching Expiration": "aws.acm",
    "AWS Console Sign In via CloudTrail": "aws.signin",
    "AWS Health Event": "aws.health",
    "Backup Job State Change": "aws.backup",
    "Copy Job State Change": "aws.backup",
    "ECR Image Scan": "aws.ecr",
    "ECS Deployment State Change": "aws.ecs",
    "ECS Service Action": "aws.ecs",
    "ECS Task State Change": "aws.ecs",
    "Inspector2 Finding": "aws.inspector2",
    "RDS DB Instance Event": "aws.rds",
    "Restore Job State Change": "aws.backup",
}


@rule(
    id="events-exist",
    title="Events are looked for that AWS sends",
    title_ja="実在する AWS イベントに一致するパターンを使う",
    severity="medium",
    kind="resource",
    types=(EVENT_RULE,),
    remediation="Give the pattern the source that sends this detail-type, and whole ARNs as resources and in ...Arn.",
    url="https://docs.aws.amazon.com/eventbridge/latest/ref/welcome.html",
    references=References(),
)
def events_exist(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A pattern that fits nothing is accepted, and silent for ever. Looks at types of events that are listed here, and
    at ARNs that are none; what else a pattern may hold (prefix, wildcard, …) is left alone."""
    pattern = resource.parsed("eventPattern")
    if pattern is UNKNOWN:
        yield Deferred("what it looks for is known only at the update")
    if not isinstance(pattern, Mapping):
        return
    asked = {_SOURCES[one] for one in texts(pattern.get("detail-type")) if one in _SOURCES}
    if asked and "source" in pattern and asked.isdisjoint(texts(pattern["source"])):
        yield Violation("looks for events from a source that does not send them")
    detail = pattern.get("detail")
    named = {"resources": pattern.get("resources"), **(detail if isinstance(detail, Mapping) else {})}
    for key, value in named.items():
        if (key == "resources" or key.endswith("Arn")) and any(not one.startswith("arn:") for one in texts(value)):
            yield Violation(f"looks for {key} that are no ARNs")
