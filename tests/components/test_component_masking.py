from __future__ import annotations

from components.log_group import Log
from tests.components import build
from tests.components.build import known
from tests.components.look import find, inputs, made, parsed
from tests.conftest import Record

LOGS = [
    Log("application", known("/ecs/test/api"), of="api"),
    Log("postgresql", known("/rds/primary"), of="primary"),
    Log("cache", known("/redis")),
    Log("sessions", known("/ecs-exec")),
    Log("load-balancer", known("/alb")),
    Log("firewall", known("aws-waf-logs"), "us-east-1"),
    Log("flow", known("/flows")),
    Log("audit", known("/trail")),
]


def test_logs_with_customers_data_are_masked_and_evidence_is_not(record: Record) -> None:
    graph = record(lambda: build.masking(logs=LOGS), view="up")

    assert made(graph) == {
        "megane:observability:Masking masking",
        "cloudwatch.LogGroup masking-findings",
        "cloudwatch.LogDataProtectionPolicy masking-application-api",
        "cloudwatch.LogDataProtectionPolicy masking-postgresql-primary",
        "cloudwatch.LogDataProtectionPolicy masking-cache",
        "cloudwatch.LogDataProtectionPolicy masking-sessions",
    }


def test_findings_go_to_a_group_that_is_there_first(record: Record) -> None:
    graph = record(build.masking, view="up")
    policy = find(graph, "cloudwatch.LogDataProtectionPolicy masking-application-api")

    group = inputs(graph, "cloudwatch.LogGroup masking-findings")
    assert (group["name"], group["retentionInDays"]) == ("/aws/vendedlogs/data-protection/test", 365)
    assert find(graph, "cloudwatch.LogGroup masking-findings").urn in policy.dependencies
    assert policy.inputs["logGroupName"] == "/ecs/test/api"
    document = parsed(policy.inputs["policyDocument"])
    assert document["Name"] == "megane-test-application-api"
    destination = document["Statement"][0]["Operation"]["Audit"]["FindingsDestination"]
    assert destination == {"CloudWatchLogs": {"LogGroup": group["name"]}}


def test_what_was_found_can_be_asked_about(record: Record) -> None:
    graph = record(lambda: build.insights(logs=build.masking().logs), view="up")

    query = inputs(graph, "cloudwatch.QueryDefinition queries-personal-data-in-logs")
    assert query["logGroupNames"] == ["/aws/vendedlogs/data-protection/test"]
