"""Who may publish to the alarm topics, as data."""

from __future__ import annotations

from planning.iam import Statement, Text, allow, service
from planning.key_policies import PUBLISHERS


def services_publish(topic: Text, account: str) -> list[Statement]:
    """AWS services on behalf of this account, and EventBridge, for which a topic's policy can have no condition.

    "You can't use Condition blocks in Amazon SNS topic policies for EventBridge": rules would fail without an error
    that anybody sees. It publishes to topics of its rules' own account.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    """
    own = {"StringEquals": {"aws:SourceAccount": account}}
    return [
        allow("ServicesOfThisAccountPublish", ["sns:Publish"], topic, principal=service(*PUBLISHERS), condition=own),
        allow("EventRulesPublish", ["sns:Publish"], topic, principal=service("events")),
    ]
