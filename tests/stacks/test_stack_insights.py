"""Saved queries of the real stacks are asked of groups that there are, where they are."""

from __future__ import annotations

import pytest

from offline.graph import Graph
from tests.stacks.load import STACKS, named, stack_graph

QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"
GROUP = "aws:cloudwatch/logGroup:LogGroup"


def asked(graph: Graph) -> dict[str, set[str]]:
    """Name of a query without the stack's prefix -> its groups."""
    found: dict[str, set[str]] = {}
    for query in graph.of_type(QUERY):
        groups = query.inputs["logGroupNames"]
        assert isinstance(groups, list)
        found.setdefault(str(query.inputs["name"]).split("/", 1)[1], set()).update(map(str, groups))
    return found


@pytest.mark.parametrize("label", STACKS)
def test_queries_are_asked_of_groups_of_the_stack_in_their_region(label: str) -> None:
    graph = named(label, "up")
    groups = {(group.region, group.inputs["name"]) for group in graph.of_type(GROUP)}

    for query in graph.of_type(QUERY):
        names = query.inputs["logGroupNames"]
        assert isinstance(names, list)
        assert names
        assert {(query.region, name) for name in names} <= groups


@pytest.mark.parametrize("label", STACKS)
def test_the_documents_three_themes_are_there(label: str) -> None:
    assert {name.split("/")[0] for name in asked(named(label, "up"))} == {"errors", "performance", "security"}


def test_the_replica_is_asked_where_there_is_one() -> None:
    minimal, full = (asked(named(label, "up"))["performance/slow-statements"] for label in ("prod-minimal", "prod"))

    assert minimal == {"/aws/rds/instance/megane-prod-primary/postgresql"}
    assert full == {*minimal, "/aws/rds/instance/megane-prod-replica/postgresql"}


def test_a_third_service_is_asked_too() -> None:
    image = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/mailer@sha256:{'0' * 64}"
    graph = stack_graph("up", "prod", f"megane:services.mailer={{image: '{image}'}}")

    assert asked(graph)["errors/application-patterns"] == {
        "/ecs/prod/frontend",
        "/ecs/prod/backend",
        "/ecs/prod/mailer",
    }


def test_a_query_comes_with_its_log() -> None:
    off = asked(named("staging", "up"))
    on = asked(stack_graph("up", "staging", "megane:logs.albToCloudWatch=true"))

    assert on.keys() - off.keys() == {"errors/answers-5xx", "performance/slow-addresses"}
    assert on["performance/slow-addresses"] == {"/aws/vendedlogs/alb/staging"}


def test_the_firewall_at_the_edge_is_asked_in_its_own_region() -> None:
    graph = stack_graph("up", "staging", "megane:cdn.appRoute=cdn-only")

    assert {
        (query.region, str(query.inputs["logGroupNames"]))
        for query in graph.of_type(QUERY)
        if str(query.inputs["name"]).endswith("/firewall-blocked")
    } == {("ap-northeast-1", "['aws-waf-logs-staging']"), ("us-east-1", "['aws-waf-logs-staging-edge']")}
