"""Budgets and masked logs of the real stacks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offline.graph import Graph
from offline.values import unwrap
from tests.stacks.load import STACKS, named, one, stack_graph

BUDGET = "aws:budgets/budget:Budget"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
POLICY = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
SERVICE = "aws:ecs/service:Service"


def limits(graph: Graph) -> list[object]:
    return [budget.inputs["limitAmount"] for budget in graph.of_type(BUDGET)]


@pytest.mark.parametrize(
    ("label", "usd"),
    [("dev", ["287.00"]), ("staging", ["287.00"]), ("prod-minimal", ["287.00"]), ("prod", ["372.00"]), ("dr", [])],
)
def test_each_stack_has_the_budget_of_its_profile(label: str, usd: list[str]) -> None:
    assert limits(named(label, "up")) == usd


@pytest.mark.parametrize("label", ["dev", "staging", "prod-minimal", "prod"])
def test_budgets_may_publish_to_the_topic_of_warnings_and_use_its_key(label: str) -> None:
    graph = named(label, "up")
    budget: Any = one(graph, BUDGET).inputs
    arns = {arn for notification in budget["notifications"] for arn in notification["subscriberSnsTopicArns"]}
    topic = graph.find("aws:sns/topic:Topic", "megane-alarms-warning")
    leave = graph.find("aws:sns/topicPolicy:TopicPolicy", "megane-alarms-warning")
    (key,) = topic.property_dependencies["kmsMasterKeyId"]

    assert arns == {leave.inputs["arn"]}
    assert "budgets.amazonaws.com" in str(unwrap(leave.inputs["policy"]))
    assert "budgets.amazonaws.com" in str(unwrap(graph.by_urn[key].inputs["policy"]))
    assert leave.urn in one(graph, BUDGET).dependencies


def masked(graph: Graph) -> set[str]:
    return {str(policy.inputs["logGroupName"]) for policy in graph.of_type(POLICY)}


@pytest.mark.parametrize("label", STACKS)
def test_a_policy_is_for_a_group_of_the_stack_and_so_are_its_findings(label: str) -> None:
    graph = named(label, "up")
    groups = {(group.region, group.inputs["name"]) for group in graph.of_type(GROUP)}

    assert bool(masked(graph)) is (label in ("prod", "prod-minimal", "dr"))
    for policy in graph.of_type(POLICY):
        document = json.loads(str(unwrap(policy.inputs["policyDocument"])))
        findings = document["Statement"][0]["Operation"]["Audit"]["FindingsDestination"]["CloudWatchLogs"]["LogGroup"]
        assert {(policy.region, policy.inputs["logGroupName"]), (policy.region, findings)} <= groups


def test_every_log_with_customers_data_is_masked_once() -> None:
    image = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/mailer@sha256:{'0' * 64}"
    graph = stack_graph("up", "prod", f"megane:services.mailer={{image: '{image}'}}")

    assert masked(graph) == {
        *(f"/ecs/prod/{service.inputs['name']}" for service in graph.of_type(SERVICE)),
        "/aws/rds/instance/megane-prod-primary/postgresql",
        "/aws/rds/instance/megane-prod-replica/postgresql",
        "/megane/prod/redis/slow",
        "/ecs-exec/megane-prod",
    }
    assert len(masked(graph)) == len(list(graph.of_type(POLICY)))
