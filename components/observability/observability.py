"""Turns what the components want watched into alarms, and routes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulumi

from components.alarm import Alarm, register_alarm
from components.base import Component, Context
from components.keys import EDGE_REGION
from components.observability.escalation import Escalation, EscalationArgs
from components.observability.notifications import Notifications
from planning.business_hours import MuteRule


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservabilityArgs:
    """What to watch, where to say so, and when the office is open: `mute_rules` keep those on call out of it then."""

    alarms: Iterable[Alarm]
    notifications: Notifications
    mute_rules: Sequence[MuteRule] = ()


class Observability(Component):
    """`megane:observability:Observability`: one CloudWatch alarm for each description, on the topic of its severity.

    An alarm of another region goes to that region's topic: CloudWatch cannot notify across regions. Names are the
    descriptions' own, so an alarm keeps its history when a component is moved. The critical ones of each region make an
    `Escalation`; components that register alarms themselves may only warn.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
    """

    TYPE = "megane:observability:Observability"
    alarm_arns: Sequence[pulumi.Output[str]]

    def __init__(
        self, name: str, args: ObservabilityArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        to = args.notifications
        topics = {None: to.topics, EDGE_REGION: to.edge_topics}
        on_call = {None: to.escalation_topic_arn, EDGE_REGION: to.edge_escalation_topic_arn}
        critical: defaultdict[str | None, dict[str, pulumi.Resource]] = defaultdict(dict)
        arns = []
        for alarm in args.alarms:
            made = register_alarm(name, alarm, topics[alarm.region], ctx=ctx, opts=self.child())
            arns.append(made.arn)
            if alarm.severity == "critical":
                critical[alarm.region][f"{ctx.prefix}-{alarm.name}"] = made
        for region, alarms in critical.items():
            escalation_args = EscalationArgs(
                alarms=alarms, topic_arn=on_call[region], mute_rules=args.mute_rules, region=region
            )
            where = "-edge" if region else ""
            Escalation(f"{name}-escalation{where}", escalation_args, ctx, self.child())
        self.alarm_arns = arns
        self.finish()
