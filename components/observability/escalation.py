"""Who is called out of business hours: a composite of the critical alarms, muted while the office is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from planning.business_hours import MuteRule
from planning.composite import any_of


@dataclass(frozen=True, kw_only=True, slots=True)
class EscalationArgs:
    """`alarms`: physical name -> critical alarm, all of one region, in which `topic_arn` is too.

    `region` only where that is not the stack's own. Without `mute_rules` every incident escalates, at any hour.
    """

    alarms: Mapping[str, pulumi.Resource]
    topic_arn: pulumi.Input[str]
    mute_rules: Sequence[MuteRule]
    region: str | None = None


class Escalation(Component):
    """`megane:observability:Escalation`: tells those on call of critical alarms while nobody is in the office.

    Makes a composite alarm (more than one beyond AWS's limit of 100 alarms) that rings when one of the alarms does and
    whose only action is the escalation topic, and a mute rule for each month of business hours. A composite sees the
    alarms of its own region only. It says nothing of a second alarm while the first still rings: the critical topic
    does. An incident that is open when the office closes escalates at that minute.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
    """

    TYPE = "megane:observability:Escalation"

    def __init__(
        self, name: str, args: EscalationArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        suffix = "-edge" if args.region else ""
        composites = [
            aws.cloudwatch.CompositeAlarm(
                f"{name}{_mark(index)}",
                alarm_name=f"{ctx.prefix}-escalation{suffix}{_mark(index)}",
                alarm_description=(
                    "A critical alarm rings and nobody is in the office; the alarm itself says which. "
                    f"Runbook: {ctx.runbook}#escalation"
                ),
                alarm_rule=rule,
                alarm_actions=[args.topic_arn],
                region=args.region,
                tags=ctx.tags(f"{name}{_mark(index)}"),
                opts=self.child(depends_on=list(args.alarms.values())),  # it names them: they must be there before it
            )
            for index, rule in enumerate(any_of(args.alarms))
        ]
        for rule in args.mute_rules:
            aws.cloudwatch.AlarmMuteRule(
                f"{name}-{rule.month}",
                name=f"{ctx.prefix}-business-hours{suffix}-{rule.month}",
                description=f"Business hours of {rule.month}: what is critical is no reason to call those on call",
                rule=aws.cloudwatch.AlarmMuteRuleRuleArgs(
                    schedule=aws.cloudwatch.AlarmMuteRuleRuleScheduleArgs(
                        expression=rule.expression, duration=rule.duration, timezone=rule.timezone
                    )
                ),
                mute_targets=aws.cloudwatch.AlarmMuteRuleMuteTargetsArgs(
                    alarm_names=[composite.alarm_name for composite in composites]
                ),
                start_date=rule.start,
                expire_date=rule.expire,
                region=args.region,
                tags=ctx.tags(f"{name}-{rule.month}"),
                opts=self.child(),
            )
        self.finish()


def _mark(index: int) -> str:
    """Nothing for the first, `-2` for the second."""
    return f"-{index + 1}" if index else ""
