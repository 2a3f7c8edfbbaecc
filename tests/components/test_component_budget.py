from __future__ import annotations

from tests.components import build
from tests.components.look import dependencies, inputs, made, part
from tests.conftest import Record

BUDGET = "budgets.Budget budget"


def test_the_months_limit_and_three_warnings(record: Record) -> None:
    graph = record(build.budget, view="up")

    assert made(graph) == {"megane:observability:Budget budget", BUDGET}
    budget = inputs(graph, BUDGET)
    notifications = budget.pop("notifications")
    assert budget == {
        "name": "megane-test-monthly",
        "budgetType": "COST",
        "timeUnit": "MONTHLY",
        "limitAmount": "287.00",
        "limitUnit": "USD",
        "costTypes": {"includeCredit": False, "includeRefund": False, "includeTax": False},
    }
    told = {"subscriberSnsTopicArns": ["arn:topic/warning"], "thresholdType": "PERCENTAGE"}
    assert notifications == [
        {"notificationType": kind, "comparisonOperator": "GREATER_THAN", "threshold": percent, **told}
        for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100), ("ACTUAL", 100))
    ]


def test_further_addresses_are_told_by_mail(record: Record) -> None:
    budget = inputs(record(lambda: build.budget(emails=["money@example.jp"])), BUDGET)

    assert part(budget["notifications"], 0, "subscriberEmailAddresses") == ["money@example.jp"]


def test_cents_are_kept(record: Record) -> None:
    assert inputs(record(lambda: build.budget(monthly_usd=1234567.25)), BUDGET)["limitAmount"] == "1234567.25"


def test_an_environments_own_spending_is_known_by_its_tag(record: Record) -> None:
    budget = inputs(record(lambda: build.budget(scope="environment")), BUDGET)

    assert budget["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Environment$test"]}]


def test_the_topic_may_be_published_to_before(record: Record) -> None:
    graph = record(lambda: build.budget(after=[build.notifications()]))

    assert {"sns.Topic alarms-warning", "sns.TopicPolicy alarms-warning"} <= dependencies(graph, BUDGET)
