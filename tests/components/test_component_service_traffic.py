"""How requests reach a service, how many tasks answer them, and what is watched: of both colours, always."""

from __future__ import annotations

from typing import Any

import pytest

from components.error_rate import ERROR_PERCENT
from offline.graph import Graph
from offline.values import UNKNOWN, Secret
from tests.components import build
from tests.components.build import DURABLE, PLACE, WORKER
from tests.components.look import alarms, find, inputs, part, watched
from tests.conftest import Record

BOTH = "FILL(blue,0)+FILL(green,0)"
ELB = "AWS/ApplicationELB"


@pytest.mark.parametrize("colour", ["blue", "green"])
def test_both_target_groups_are_alike(record: Record, colour: str) -> None:
    assert inputs(record(build.service), f"lb.TargetGroup web-{colour}") == {
        "port": 3001,
        "protocol": "HTTP",
        "targetType": "ip",
        "vpcId": "vpc-1",
        "deregistrationDelay": 30,
        "healthCheck": {
            "path": "/health",
            "matcher": "200",
            "interval": 30,
            "timeout": 5,
            "healthyThreshold": 2,
            "unhealthyThreshold": 3,
        },
    }


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("rule", ["production", "test"])
def test_after_the_first_deployment_ecs_owns_the_weights(record: Record, rule: str, durable: bool) -> None:
    """The whole of `actions` is ignored: sending it again would point production at an empty group."""
    graph = record(lambda: build.service(DURABLE if durable else PLACE))

    found = find(graph, f"lb.ListenerRule web-{rule}")
    assert (found.ignore_changes, found.protect) == (("actions",), durable)
    assert found.inputs["listenerArn"] == "arn:listener/https"
    assert found.inputs["actions"] == [
        {
            "type": "forward",
            "forward": {"targetGroups": [{"arn": UNKNOWN, "weight": 100}, {"arn": UNKNOWN, "weight": 0}]},
        }
    ]


def test_the_test_rule_is_asked_first_and_wants_the_secret_header(record: Record) -> None:
    graph = record(build.service)

    production, test = (inputs(graph, f"lb.ListenerRule web-{rule}") for rule in ("production", "test"))
    paths = {"pathPattern": {"values": ["/api/*", "/health"]}}
    header = {"httpHeader": {"httpHeaderName": "X-Deploy-Test", "values": [Secret("let-me-in")]}}
    assert (production["priority"], test["priority"]) == (100, 10)
    assert production["conditions"] == [paths]
    assert test["conditions"] == [paths, header]


def scaling(graph: Graph, role: str) -> dict[str, Any]:
    policy = inputs(graph, f"appautoscaling.Policy web-{role}")
    assert policy.pop("policyType") == "TargetTrackingScaling"
    configuration = policy.pop("targetTrackingScalingPolicyConfiguration")
    assert policy == {key: inputs(graph, "appautoscaling.Target web")[key] for key in policy}
    assert isinstance(configuration, dict)
    return configuration


def test_tasks_are_counted_between_the_limits(record: Record) -> None:
    assert inputs(record(build.service, view="up"), "appautoscaling.Target web") == {
        "serviceNamespace": "ecs",
        "resourceId": "service/megane-test/api",
        "scalableDimension": "ecs:service:DesiredCount",
        "minCapacity": 2,
        "maxCapacity": 6,
    }


@pytest.mark.parametrize(("spec", "only_adds"), [(build.SPEC, True), (WORKER, False)])
def test_load_adds_tasks_and_takes_them_away_only_where_nothing_else_does(
    record: Record, spec: Any, only_adds: bool
) -> None:
    """A deployment halves the averages, which would scale in at the worst moment."""
    graph = record(lambda: build.service(spec=spec), view="up")

    for role, metric, value in (
        ("cpu", "ECSServiceAverageCPUUtilization", 70),
        ("memory", "ECSServiceAverageMemoryUtilization", 75),
    ):
        assert scaling(graph, role) == {
            "targetValue": value,
            "disableScaleIn": only_adds,
            "scaleInCooldown": 300,
            "scaleOutCooldown": 60,
            "predefinedMetricSpecification": {"predefinedMetricType": metric},
        }


def test_requests_of_both_colours_are_followed_up_and_down(record: Record) -> None:
    graph = record(build.service, view="up")

    configuration = scaling(graph, "requests")
    metrics = configuration.pop("customizedMetricSpecification")["metrics"]
    assert configuration == {"targetValue": 1000, "scaleInCooldown": 300, "scaleOutCooldown": 60}
    *series, total = metrics
    assert [one["id"] for one in series] == ["blue", "green"]
    for one in series:
        stat = one["metricStat"]
        where = {dimension["name"]: dimension["value"] for dimension in stat["metric"]["dimensions"]}
        assert (stat["stat"], one["returnData"]) == ("Sum", False)
        assert (stat["metric"]["namespace"], stat["metric"]["metricName"]) == (ELB, "RequestCountPerTarget")
        assert where["LoadBalancer"] == "app/lb/1"
        assert where["TargetGroup"].startswith(f"targetgroup/web-{one['id']}")
    assert (total["expression"], total["returnData"]) == (BOTH, True)


def test_deployments_are_watched_over_the_whole_load_balancer(record: Record) -> None:
    """An alarm on one group would be blind to one of the colours."""
    graph = record(build.service)

    where = {"LoadBalancer": "app/lb/1"}
    errors = inputs(graph, "cloudwatch.MetricAlarm web-api-deployment-errors")
    latency = inputs(graph, "cloudwatch.MetricAlarm web-api-deployment-latency")
    *series, total = part(errors["metricQueries"])
    assert [(one["metric"]["metricName"], one["metric"]["dimensions"], one["metric"]["period"]) for one in series] == [
        ("RequestCount", where, 60),
        ("HTTPCode_Target_5XX_Count", where, 60),
        ("HTTPCode_ELB_5XX_Count", where, 60),
        ("BlockedRequests", {"WebACL": "megane-test-waf", "Region": "ap-northeast-1", "Rule": "maintenance"}, 60),
    ]
    assert total["expression"] == ERROR_PERCENT
    assert (errors["datapointsToAlarm"], errors["evaluationPeriods"]) == (3, 5)
    assert (latency["datapointsToAlarm"], latency["evaluationPeriods"]) == (2, 2)
    assert (latency["metricName"], latency["dimensions"], latency["extendedStatistic"]) == (
        "TargetResponseTime",
        where,
        "p95",
    )
    assert latency["period"] == 60
    for alarm, threshold in ((errors, 5), (latency, 2)):
        assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", threshold)
        assert alarm["treatMissingData"] == "notBreaching"  # idle means healthy
        assert alarm["alarmActions"] == ["arn:topic/warning"]


def test_targets_of_both_colours_are_watched(record: Record) -> None:
    graph = record(watched(build.service), view="up")

    found = alarms(graph)

    def target(colour: str) -> dict[str, object]:
        group = find(graph, f"lb.TargetGroup web-{colour}")
        suffix = part(found["api-no-target"], "series", colour, 1, "TargetGroup")
        assert str(suffix).startswith(f"targetgroup/{group.name}")
        return {"TargetGroup": suffix, "LoadBalancer": "app/lb/1"}

    def series(metric: str, statistic: str) -> dict[str, object]:
        return {colour: (f"{ELB} {metric}", target(colour), statistic) for colour in ("blue", "green")}

    assert found["api-unhealthy"] == {
        "series": series("UnHealthyHostCount", "Maximum"),
        "math": [BOTH],
        "rings": "GreaterThanThreshold 0",
        "period": 300,
        "of": "2/2",
        "missing": "notBreaching",
        "topic": "arn:topic/warning",
        "region": None,
    }
    assert found["api-no-target"] == {
        "series": series("HealthyHostCount", "Minimum"),
        "math": [BOTH],
        "rings": "LessThanThreshold 1",
        "period": 60,
        "of": "3/3",
        "missing": "breaching",
        "topic": "arn:topic/critical",
        "region": None,
    }
