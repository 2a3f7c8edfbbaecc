"""Customers' data, hidden in the logs that may hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.json_text import json_text
from components.log_group import Log, log_group
from planning.personal_data import PERSONAL, masking_policy


@dataclass(frozen=True, kw_only=True, slots=True)
class MaskingArgs:
    """All logs there are; those of kinds that may hold personal data are masked."""

    logs: Iterable[Log]
    logs_key_arn: pulumi.Input[str]


class Masking(Component):
    """`megane:observability:Masking`: e-mail addresses, telephone and card numbers and the like are hidden in logs.

    Makes a data protection policy for each log group with personal data, and the group of what they found (security
    class): where, what kind and how often, never the thing itself. Whoever has to see it needs `logs:Unmask`, and
    whoever deploys `logs:CreateLogDelivery`. Deleting a policy shows what is written from then on, not what was.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
    """

    TYPE = "megane:observability:Masking"
    logs: Sequence[Log]

    def __init__(self, name: str, args: MaskingArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        found = log_group(
            f"{name}-findings",
            # By this beginning the leave to write is one statement for all such groups; see `log_delivery`.
            f"/aws/vendedlogs/data-protection/{ctx.environment}",
            "security",
            key_arn=args.logs_key_arn,
            ctx=ctx,
            opts=self.child(),
        )
        self.logs = [Log("personal-data", found.name)]
        for log in args.logs:
            if log.kind in PERSONAL:
                aws.cloudwatch.LogDataProtectionPolicy(
                    f"{name}-{log.label}",
                    log_group_name=log.group,
                    policy_document=json_text(masking_policy(f"{ctx.prefix}-{log.label}", found.name)),
                    region=log.region,
                    opts=self.child(),
                )
        self.finish()
