"""Events that somebody hears of, also when they could not be delivered at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from .conditions import texts
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import EVENT_RULE, EVENT_TARGET


class DeliveryConfig(RuleConfig):
    """`deadLetters`: whether targets must have a queue for what they do not take."""

    dead_letters: bool = True


@rule(
    id="events-heard",
    title="Every event that is looked for is told, and kept when it cannot be delivered",
    title_ja="検知したイベントを必ず通知し、配信できないものは保持する",
    severity="medium",
    kind="stack",
    types=(EVENT_RULE, EVENT_TARGET),
    remediation=(
        "Give the rule an EventTarget, and the target a queue as deadLetterConfig.arn; where other means show what was "
        "lost, set deadLetters of this rule to false."
    ),
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
    references=References(),
    config=DeliveryConfig,
)
def events_heard(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """What it could not deliver within a day EventBridge drops without a word. A rule that is off looks for nothing:
    by its state, or by isEnabled, as older programs say it."""
    if resource.type == EVENT_TARGET:
        if not stack.pack.of(DeliveryConfig).dead_letters:
            yield NOT_APPLICABLE
        elif resource.text("deadLetterConfig", "arn") is ABSENT:
            yield Violation("keeps nothing of what it could not deliver")
        return
    state, enabled = resource.text("state"), resource.flag("isEnabled")
    if state == "DISABLED" or enabled is False:
        yield NOT_APPLICABLE
    elif resource.urn not in (told := stack.index(_told)):
        if UNKNOWN in (state, enabled):
            yield Deferred("whether it is on is known only at the update")
        elif "" in told:
            yield Deferred("who is told of it is known only at the update")
        else:
            yield Violation("tells nobody")


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
    at ARNs that are none in what AWS sends; what else a pattern may hold (prefix, wildcard, …) is left alone."""
    pattern = resource.parsed("eventPattern")
    if pattern is UNKNOWN:
        yield Deferred("what it looks for is known only at the update")
    if not isinstance(pattern, Mapping):
        return
    asked = {_SOURCES[one] for one in texts(pattern.get("detail-type")) if one in _SOURCES}
    sources = pattern.get("source")
    matched = isinstance(sources, Sequence) and any(isinstance(one, Mapping) for one in sources)
    if asked and "source" in pattern and not matched and asked.isdisjoint(texts(sources)):
        yield Violation("looks for events from a source that does not send them")
    if not _names_arns(asked.union(texts(sources))):
        return
    detail = pattern.get("detail")
    named = {"resources": pattern.get("resources"), **(detail if isinstance(detail, Mapping) else {})}
    for key, value in named.items():
        if (key == "resources" or key.endswith("Arn")) and any(not one.startswith("arn:") for one in texts(value)):
            yield Violation(f"looks for {key} that are no ARNs")


def _names_arns(sources: Set[str]) -> bool:
    """Whether what these send is of ARNs. Applications and partners send what they like, and AWS Health plain ids too:
    https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html"""
    own = {source for source in sources if source.startswith("aws.") and not source.startswith("aws.partner/")}
    return bool(own) and own == sources and "aws.health" not in sources
