"""What a month may cost, and who hears of it before it is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context

# What is forecast or spent -> per cent of the limit.
NOTIFICATIONS: tuple[tuple[Literal["FORECASTED", "ACTUAL"], float], ...] = (
    ("ACTUAL", 80),
    ("FORECASTED", 100),
    ("ACTUAL", 100),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetArgs:
    """`scope`: all that the account spends, or what carries the stack's tag `Environment`.

    The latter only once somebody activated that tag for cost allocation: before, the budget is at zero and never rings.
    `emails` are told beside the topic, ten at most. `after`: with what stands when the topic may be published to; AWS
    tries that when the budget is made.
    """

    monthly_usd: float
    scope: Literal["account", "environment"]
    emails: Sequence[str]
    topic_arn: pulumi.Input[str]
    after: Sequence[pulumi.Resource] = ()


class Budget(Component):
    """`megane:observability:Budget`: a monthly cost budget, with notifications at 80 % and 100 % and by forecast.

    Without taxes, credits and refunds: the limit is a sum of list prices, and credits would hide what it costs once
    they are used up. AWS forecasts after about five weeks of data. The first two budgets of an account are free.
    https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
    """

    TYPE = "megane:observability:Budget"

    def __init__(self, name: str, args: BudgetArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        aws.budgets.Budget(
            name,
            name=f"{ctx.prefix}-monthly",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{args.monthly_usd:.2f}",
            limit_unit="USD",
            cost_types=aws.budgets.BudgetCostTypesArgs(include_credit=False, include_refund=False, include_tax=False),
            # One key: whether two in one filter must both hold is not documented.
            cost_filters=(
                [aws.budgets.BudgetCostFilterArgs(name="TagKeyValue", values=[f"user:Environment${ctx.environment}"])]
                if args.scope == "environment"
                else None
            ),
            notifications=[
                aws.budgets.BudgetNotificationArgs(
                    notification_type=kind,
                    comparison_operator="GREATER_THAN",
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                    subscriber_sns_topic_arns=[args.topic_arn],
                    subscriber_email_addresses=list(args.emails) or None,
                )
                for kind, percent in NOTIFICATIONS
            ],
            tags=ctx.tags(name),
            opts=self.child(depends_on=args.after),
        )
        self.finish()
