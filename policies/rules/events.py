"""Events that somebody hears of, also when they could not be delivered at first."""

from __future__ import annotations

from collections.abc import Iterator, Set

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
