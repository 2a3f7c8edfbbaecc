"""What is critical is told as critical, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Outcome, References, Violation, rule
from .resource import Resource, Stack
from .types import COMPOSITE_ALARM, EVENT_RULE, EVENT_TARGET, METRIC_ALARM, TOPIC

_TAG = ("tags", "Severity")


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
    """By the tag Severity of the alarm, or of the event's rule, and of the topic; one that has none is not judged."""
    event = resource.type == EVENT_TARGET
    watched = stack.named(resource, "rule", EVENT_RULE) if event else (resource,)
    topics = stack.named(resource, "arn", TOPIC) if event else stack.behind(resource, "alarmActions", TOPIC)
    pairs = [(one.text(*_TAG), topic) for one in watched for topic in topics]
    judged = [(said, topic) for said, topic in pairs if isinstance(said, str) and isinstance(topic.text(*_TAG), str)]
    if not judged:
        yield NOT_APPLICABLE
    for said, topic in judged:
        if topic.text(*_TAG) != said:
            yield Violation(f"is told to {topic.name}, which is of another severity")
