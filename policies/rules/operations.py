"""What people do from a chat channel, and what the month may cost."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import BUDGET, ECS_CLUSTER, SLACK_CHANNEL

# https://docs.aws.amazon.com/general/latest/gr/chatbot.html, 2026-11
_CHAT_REGIONS = ("us-east-2", "us-west-2", "ap-southeast-1", "eu-west-1")
_POWERS = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


@rule(
    id="slack-guardrail",
    title="The chat channel may only look",
    title_ja="チャットチャネルからの操作を参照のみに制限する",
    severity="high",
    kind="resource",
    types=(SLACK_CHANNEL,),
    remediation=(
        f"Set guardrailPolicyArns to arn:aws:iam::aws:policy/ReadOnlyAccess, and region to one of "
        f"{', '.join(_CHAT_REGIONS)}."
    ),
    url="https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html",
    references=References(),
)
def slack_guardrail(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is AdministratorAccess. The API exists in four regions only: elsewhere the update fails."""
    rails = [resource.text(*path) for path in resource.each("guardrailPolicyArns")]
    if UNKNOWN in rails:
        yield Deferred("its guardrail is known only at the update")
    elif not rails or any(str(rail).rpartition("/")[2] in _POWERS for rail in rails):
        yield Violation("lets the channel do anything in the account")
    region = resource.text("region")
    if region is UNKNOWN:
        yield Deferred("its region is known only at the update")
    elif region not in _CHAT_REGIONS:
        yield Violation("is in a region where the chat API does not exist")


@rule(
    id="budget-present",
    title="The month's cost has a limit that somebody hears of before it is reached",
    title_ja="月額予算と予測アラートを設定する",
    severity="low",
    level="advisory",
    kind="stack",
    types=(BUDGET, ECS_CLUSTER),
    remediation='Add a Budget with limitAmount and a notification of type "FORECASTED" that has subscribers.',
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
    references=References(),
)
def budget_present(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A system without any budget is told of at its cluster; a recovery stack runs on production's."""
    if resource.type == ECS_CLUSTER:
        if stack.pack.environment == "dr":
            yield NOT_APPLICABLE
        elif not stack.of_type(BUDGET):
            yield Violation("nobody hears of it when the month costs too much")
        return
    if resource.text("limitAmount") is ABSENT:
        yield Violation("has no limit")
    heard = []
    for path in resource.each("notifications"):
        subscribers = (
            *resource.each(*path, "subscriberEmailAddresses"),
            *resource.each(*path, "subscriberSnsTopicArns"),
        )
        if subscribers:
            heard.append(resource.text(*path, "notificationType"))
    if "FORECASTED" not in heard and UNKNOWN not in heard:
        yield Violation("tells nobody before its limit is reached")
