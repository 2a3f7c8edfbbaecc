"""Turns what the components want watched into alarms, and routes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulumi

from components.alarm import Alarm, register_alarm
from components.base import Component, Context
from components.keys import EDGE_REGION
from components.observability.notifications import Notifications


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservabilityArgs:
    """What to watch, and where to say so."""

    alarms: Iterable[Alarm]
    notifications: Notifications


class Observability(Component):
    """`megane:observability:Observability`: one CloudWatch alarm for each description, on the topic of its severity.

    An alarm of another region goes to that region's topic: CloudWatch cannot notify across regions. Names are the
    descriptions' own, so an alarm keeps its history when a component is moved.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
    """

    TYPE = "megane:observability:Observability"
    alarm_arns: Sequence[pulumi.Output[str]]

    def __init__(
        self, name: str, args: ObservabilityArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        topics = {None: args.notifications.topics, EDGE_REGION: args.notifications.edge_topics}
        self.alarm_arns = [
            register_alarm(name, alarm, topics[alarm.region], ctx=ctx, opts=self.child()).arn for alarm in args.alarms
        ]
        self.finish()
