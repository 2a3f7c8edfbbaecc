from __future__ import annotations

from components.log_group import Log
from tests.components import build
from tests.components.build import known
from tests.components.look import inputs, made
from tests.conftest import Record


def test_a_query_is_made_where_its_groups_are(record: Record) -> None:
    flows = [Log("flow", known("/flows/a")), Log("flow", known("/flows/b"))]
    graph = record(lambda: build.insights(logs=flows), view="up")

    assert made(graph) == {
        "megane:observability:Insights queries",
        "cloudwatch.QueryDefinition queries-rejected-connections",
    }
    query = inputs(graph, "cloudwatch.QueryDefinition queries-rejected-connections")
    assert query["name"] == "megane-test/security/rejected-connections"
    assert query["logGroupNames"] == ["/flows/a", "/flows/b"]
    assert str(query["queryString"]).startswith('filter action = "REJECT"\n| stats ')


def test_groups_of_two_regions_are_asked_in_each(record: Record) -> None:
    logs = [Log("firewall", known("aws-waf-logs-a")), Log("firewall", known("aws-waf-logs-b"), "us-east-1")]
    graph = record(lambda: build.insights(logs=logs), view="up")

    here = inputs(graph, "cloudwatch.QueryDefinition queries-firewall-blocked")
    edge = inputs(graph, "cloudwatch.QueryDefinition queries-firewall-blocked-us-east-1")
    assert (here["logGroupNames"], here.get("region")) == (["aws-waf-logs-a"], None)
    assert (edge["logGroupNames"], edge["region"]) == (["aws-waf-logs-b"], "us-east-1")


def test_without_logs_there_is_nothing_to_ask(record: Record) -> None:
    assert made(record(lambda: build.insights(logs=[]))) == {"megane:observability:Insights queries"}
