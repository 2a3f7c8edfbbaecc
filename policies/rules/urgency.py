"""What is critical is told as critical, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .companions import beside
from .model import NOT_APPLICABLE, Outcome, References, Violation, rule
from .resource import Answer, Resource, Stack
from .types import COMPOSITE_ALARM, EVENT_RULE, EVENT_TARGET, METRIC_ALARM, TOPIC

_CRITICAL: Final = "critical"  # what wakes people up


@rule(
    id="alarm-urgency",
    title="Alarms and events go to the topic of their severity",
    title_ja="アラームとイベントを重大度に合った通知先へ送る",
    severity="medium",
    kind="stack",
    types=(METRIC_ALARM, COMPOSITE_ALARM, EVENT_TARGET),
    reads=(TOPIC, EVENT_RULE),
    remediation="Send it to the topic with the same tag Severity, or give it the severity that it has.",
    url="https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_event_incident_problem_process.html",
    references=References(),
)
def alarm_urgency(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """By the tag Severity of the alarm, or of the event's rule, and of the topic; one that has none is not judged. What
    is critical may be told to other topics as well. Whoever is told by other means may be of any severity."""
    if resource.type == EVENT_TARGET:
        judged = [_judged(resource, rule, stack) for rule in stack.named(resource, "rule", EVENT_RULE)]
    else:
        told = stack.named(resource, "alarmActions", TOPIC)
        judged = [_outcomes(_severity(resource), told, told, len(resource.each("alarmActions")))]
    if not any(outcome is not None for outcome in judged):
        yield NOT_APPLICABLE
    for outcomes in judged:
        yield from outcomes or ()


def _judged(target: Resource, rule: Resource, stack: Stack) -> Sequence[Outcome] | None:
    """Of one target of a rule: what its other targets are told counts too."""
    targets = stack.index(beside(EVENT_TARGET, "rule", EVENT_RULE))[rule.urn]
    told = [topic for one in targets for topic in stack.named(one, "arn", TOPIC)]
    return _outcomes(_severity(rule), stack.named(target, "arn", TOPIC), told, len(targets))


def _outcomes(
    severity: Answer, own: Sequence[Resource], told: Sequence[Resource], means: int
) -> Sequence[Outcome] | None:
    """What is wrong with telling `own` topics; `told`: all that hear of it, by so many `means`. None where nothing is
    known of it."""
    severities = [known for topic in told if isinstance(known := _severity(topic), str)]
    if not isinstance(severity, str) or not own or not severities:
        return None
    loud = [topic for topic in own if severity != _CRITICAL == _severity(topic)]
    if loud:
        return [Violation(f"tells {topic.name}, which is for what is critical") for topic in loud]
    if severity not in severities and len(severities) >= means:
        return [Violation("tells no topic of its severity")]
    return []


def _severity(resource: Resource) -> Answer:
    return resource.text("tags", "Severity")
