"""Turns what the components want to be told of into rules, and keeps what could not be delivered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Topics
from components.base import Component, Context
from components.event import Event, register_event
from components.json_text import json_text
from components.keys import EDGE_REGION
from components.observability.notifications import Notifications
from planning.iam import allow, document, service

KEPT_SECONDS = 14 * 24 * 3600  # the longest that SQS keeps anything


@dataclass(frozen=True, kw_only=True, slots=True)
class EventsArgs:
    """What to be told of, and who is."""

    events: Iterable[Event]
    notifications: Notifications


class Events(Component):
    """`megane:observability:Events`: one EventBridge rule for each description, on the topic of its severity.

    Also makes, in each region that has a rule, a queue for what could not be delivered (kept two weeks), which rules of
    this stack may fill. The queue has SQS's own key, so that nothing wrong with the topics' key can reach it, and
    an alarm, which takes another way to the topics. A rule of another region has that region's topics.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """

    TYPE = "megane:observability:Events"

    def __init__(self, name: str, args: EventsArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name = name
        topics = {None: args.notifications.topics, EDGE_REGION: args.notifications.edge_topics}
        by_region: dict[str | None, list[Event]] = {}
        for event in args.events:
            by_region.setdefault(event.region, []).append(event)
        self.alarms = [self._region(region, events, topics[region]) for region, events in by_region.items()]
        self.finish()

    def _region(self, region: str | None, events: Sequence[Event], topics: Topics) -> Alarm:
        ctx = self.ctx
        suffix = "" if region is None else "-edge"
        name = f"{self._name}-undelivered{suffix}"
        queue = aws.sqs.Queue(
            name,
            name=f"{ctx.prefix}-events-undelivered{suffix}",
            message_retention_seconds=KEPT_SECONDS,
            sqs_managed_sse_enabled=True,
            region=region,
            tags=ctx.tags(name),
            opts=self.child(),
        )
        for event in events:
            register_event(self._name, event, topics, queue.arn, ctx=ctx, opts=self.child())
        rules = f"arn:aws:events:{region or ctx.region}:{ctx.account}:rule/{ctx.prefix}-*"
        leave = allow(
            "RulesLeaveWhatTheyCannotDeliver",
            ["sqs:SendMessage"],
            queue.arn,
            principal=service("events"),
            condition={"ArnLike": {"aws:SourceArn": rules}},
        )
        aws.sqs.QueuePolicy(
            name, queue_url=queue.url, policy=json_text(document(leave)), region=region, opts=self.child()
        )
        waiting = Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": queue.name}, "Maximum")
        return Alarm(
            name=f"events-undelivered{suffix}",
            severity="critical",
            description="Events that nobody was told of wait in the queue",
            metrics={"m": waiting},
            comparison=">",
            threshold=0,
            unit="events",
            periods=1,
            region=region,
            runbook="events-undelivered",
        )
