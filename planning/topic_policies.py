"""The alarm topics: which AWS service may publish to which, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from planning.iam import Document, Text, allow, document, service

EVENTS = "events"

# Topic -> its publishers. `-edge` are those in us-east-1, where CloudFront's and Route 53's alarms and the events of
# global services are: alarms, EventBridge and RDS publish in their own region only.
PUBLISHERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "critical": ("cloudwatch", EVENTS),
        "warning": ("cloudwatch", EVENTS, "events.rds", "budgets"),
        "escalation": ("cloudwatch",),
        "critical-edge": ("cloudwatch", EVENTS),
        "warning-edge": ("cloudwatch", EVENTS),
        "escalation-edge": ("cloudwatch",),
    }
)


def publishers(*, edge: bool) -> tuple[str, ...]:
    """All that publish in us-east-1, or in the stack's own region; each once, in the order of the table."""
    topics = [services for topic, services in PUBLISHERS.items() if topic.endswith("-edge") is edge]
    return tuple(dict.fromkeys(name for services in topics for name in services))


def topic_policy(topic: str, arn: Text, account: str) -> Document:
    """Who publishes to the topic of that name.

    EventBridge sends no account along, so a condition would keep its messages out without an error:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    """
    others = [name for name in PUBLISHERS[topic] if name != EVENTS]
    statements = [
        allow(
            "ServicesOfThisAccountPublish",
            ["sns:Publish"],
            arn,
            principal=service(*others),
            condition={"StringEquals": {"aws:SourceAccount": account}},
        )
    ]
    if EVENTS in PUBLISHERS[topic]:
        statements.append(allow("EventRulesPublish", ["sns:Publish"], arn, principal=service(EVENTS)))
    return document(*statements)
