"""Whoever is to be told by a topic reads it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from .model import NOT_APPLICABLE, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import Resource, Stack
from .types import COMPOSITE_ALARM, METRIC_ALARM, SNS_SUBSCRIPTION, TOPIC


class ReadersConfig(RuleConfig):
    """`elsewhere`: whether readers may subscribe outside the stack, such as a service for people on call."""

    elsewhere: bool = False


@rule(
    id="topics-read",
    title="Somebody reads the topics of alarms",
    title_ja="アラームの通知先トピックに購読者を設定する",
    severity="medium",
    kind="stack",
    types=(TOPIC,),
    reads=(SNS_SUBSCRIPTION, METRIC_ALARM, COMPOSITE_ALARM),
    remediation=(
        "Make a TopicSubscription (email, sms, https) of the topic; if readers subscribe by other means, set elsewhere "
        "of this rule."
    ),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
    references=References(),
    config=ReadersConfig,
)
def topics_read(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A chat channel is not enough: nobody is woken by it."""
    if stack.pack.of(ReadersConfig).elsewhere or resource.urn not in stack.index(_told):
        yield NOT_APPLICABLE
    elif resource.urn not in stack.index(_read):
        yield Violation("is told of alarms, and nobody reads it")


def _told(stack: Stack) -> Set[str]:
    """The topics that alarms act upon."""
    alarms = stack.of_type(METRIC_ALARM, COMPOSITE_ALARM)
    return {topic.urn for alarm in alarms for topic in stack.named(alarm, "alarmActions", TOPIC)}


def _read(stack: Stack) -> Set[str]:
    subscriptions = stack.of_type(SNS_SUBSCRIPTION)
    return {topic.urn for one in subscriptions for topic in stack.named(one, "topic", TOPIC)}
