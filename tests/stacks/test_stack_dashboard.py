"""The dashboards of the real stacks: what they show exists, and all that is watched is on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pulumi_aws as aws
import pytest

from offline.computed import created
from offline.graph import Graph, Resource
from offline.invokes import Place
from offline.values import unwrap
from planning.dashboard import PLACES
from tests.components.dashboard_body import faults
from tests.stacks.load import STACKS, named, one, stack_graph

DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
BUCKET = "aws:s3/bucket:Bucket"
IMAGE = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/reports@sha256:{'0' * 64}"
THIRD = f"megane:services.reports={{image: '{IMAGE}', port: 3002, paths: ['/reports/*'], priority: 150}}"
# Published in us-east-1 alone.
GLOBAL = {"AWS/CloudFront", "AWS/Route53"}
each_stack = pytest.mark.parametrize("label", STACKS)

# Dimension -> whose property it is.
OWNERS: dict[str, tuple[str, str, type]] = {
    "ClusterName": ("aws:ecs/cluster:Cluster", "name", aws.ecs.Cluster),
    "ServiceName": ("aws:ecs/service:Service", "name", aws.ecs.Service),
    "LoadBalancer": ("aws:lb/loadBalancer:LoadBalancer", "arnSuffix", aws.lb.LoadBalancer),
    "TargetGroup": ("aws:lb/targetGroup:TargetGroup", "arnSuffix", aws.lb.TargetGroup),
    "DBInstanceIdentifier": ("aws:rds/instance:Instance", "identifier", aws.rds.Instance),
    "CacheClusterId": ("aws:elasticache/replicationGroup:ReplicationGroup", "memberClusters",
                       aws.elasticache.ReplicationGroup),
    "NatGatewayId": ("aws:ec2/natGateway:NatGateway", "id", aws.ec2.NatGateway),
    "BucketName": (BUCKET, "bucket", aws.s3.Bucket),
    "SourceBucket": (BUCKET, "bucket", aws.s3.Bucket),
    "DestinationBucket": (BUCKET, "bucket", aws.s3.Bucket),
    "FilterId": ("aws:s3/bucketMetric:BucketMetric", "name", aws.s3.BucketMetric),
    "QueueName": ("aws:sqs/queue:Queue", "name", aws.sqs.Queue),
    "DistributionId": ("aws:cloudfront/distribution:Distribution", "id", aws.cloudfront.Distribution),
    "HealthCheckId": ("aws:route53/healthCheck:HealthCheck", "id", aws.route53.HealthCheck),
}  # fmt: skip


def body_of(graph: Graph) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(str(unwrap(one(graph, DASHBOARD).inputs["dashboardBody"])))
    return body


def graphs(graph: Graph) -> dict[str, dict[str, Any]]:
    """Title -> properties of the metric widgets, in the order of the page."""
    widgets = body_of(graph)["widgets"]
    return {widget["properties"]["title"]: widget["properties"] for widget in widgets if widget["type"] == "metric"}


def series(properties: dict[str, Any]) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Namespace, name and dimensions of what a graph reads."""
    for line in properties["metrics"]:
        if len(line) > 1:
            namespace, name, *where = line[:-1]
            yield namespace, name, tuple(sorted(zip(where[::2], where[1::2], strict=True)))


def watched(alarm: Resource) -> set[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """The same of an alarm."""
    given: Any = alarm.inputs
    metrics = [query["metric"] for query in given.get("metricQueries", []) if "metric" in query] or [given]
    return {
        (metric["namespace"], metric["metricName"], tuple(sorted(metric.get("dimensions", {}).items())))
        for metric in metrics
    }


def existing(graph: Graph, dimension: str) -> set[object]:
    """What a dimension may be in that stack. Request metrics of an adopted bucket are its maker's."""
    type_, key, kind = OWNERS[dimension]
    if dimension == "FilterId" and graph.adopted:
        graph = named("prod", "up")
    found: set[object] = {resource.inputs["id"] for resource in graph.adopted if resource.type == type_}
    for resource in graph.of_type(type_):
        place = Place(region=resource.region or "us-east-1", account="111122223333")
        id_, outputs = created(resource.type, resource.urn, resource.inputs, place, kind)
        value = {"id": id_, **outputs, **resource.inputs}[key]
        found.update(value if isinstance(value, list) else [value])
    return found


def is_at_edge(where: tuple[tuple[str, str], ...]) -> bool:
    """Metrics of the firewall before CloudFront have no region among their dimensions; a queue there says it itself."""
    dimensions = dict(where)
    firewall = dimensions.keys() >= {"WebACL"} and "Region" not in dimensions
    return firewall or dimensions.get("QueueName", "").endswith("-edge")


@each_stack
def test_cloudwatch_takes_the_body(label: str) -> None:
    assert faults(body_of(named(label, "up"))) == []


@each_stack
def test_what_is_drawn_exists(label: str) -> None:
    graph = named(label, "up")
    filters = {
        (transformation["namespace"], transformation["name"])
        for resource in graph.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")
        for transformation in [json.loads(json.dumps(resource.inputs["metricTransformation"]))]
    }

    for title, properties in graphs(graph).items():
        for namespace, name, where in series(properties):
            if namespace.startswith("Megane/"):
                assert (namespace, name, where) in {(*made, ()) for made in filters}, title
            for dimension, value in where:
                if dimension in OWNERS:
                    assert value in existing(graph, dimension), title
                else:
                    assert dimension in ("Region", "RuleId", "Rule", "WebACL"), title


@each_stack
def test_metrics_are_read_in_the_region_that_publishes_them(label: str) -> None:
    graph = named(label, "up")
    own = "ap-northeast-3" if label == "dr" else "ap-northeast-1"

    for title, properties in graphs(graph).items():
        at_edge = any(namespace in GLOBAL or is_at_edge(where) for namespace, _, where in series(properties))
        assert properties["region"] == ("us-east-1" if at_edge else own), title


@pytest.mark.parametrize("stack", [*STACKS.values(), ("dev", THIRD), ("prod", THIRD)])
def test_every_alarm_has_its_place(stack: tuple[str, ...]) -> None:
    """Its state is shown, and its metrics are drawn with its threshold."""
    graph = stack_graph("up", *stack)
    shown = {
        arn
        for widget in body_of(graph)["widgets"]
        if widget["type"] == "alarm"
        for arn in widget["properties"]["alarms"]
    }
    drawn = [
        (set(series(properties)), properties["region"], limit["value"])
        for properties in graphs(graph).values()
        for limit in properties["annotations"]["horizontal"]
    ]

    for alarm in graph.of_type(ALARM):
        assert f"arn:aws:cloudwatch:{alarm.region}:111122223333:alarm:{alarm.inputs['name']}" in shown
        assert any(
            watched(alarm) <= metrics and (region, limit) == (alarm.region, alarm.inputs["threshold"])
            for metrics, region, limit in drawn
        ), alarm.name
    assert len(shown) == len(list(graph.of_type(ALARM)))


FULL = [
    "外形監視 (1 は応答あり) (us-east-1)",
    "ECS CPU 使用率", "ECS メモリ使用率", "応答時間 (p95)", "エラー率", "アクティブセッション数",
    "Redis のキー数 (セッション数の目安)", "ログに出たエラー", "ログイン失敗", "ECS 足りないタスク",
    "RDS CPU 使用率", "RDS 空きメモリ", "RDS 接続数", "スロークエリ", "RDS 空きストレージ", "リードレプリカの遅延",
    "RDS CPU クレジット残高", "Redis CPU 使用率", "Redis メモリ使用率", "Redis 追い出されたキー",
    "Redis CPU クレジット残高",
    "ALB 異常なターゲット (Blue + Green)", "ALB 正常なターゲット (Blue + Green)", "NAT Gateway 帯域",
    "NAT Gateway ポート割り当てエラー", "S3 リクエストエラー", "S3 レプリケーションの失敗",
    "CloudFront キャッシュヒット率 (us-east-1)", "CloudFront エラー率 (us-east-1)",
    "監査対象の呼び出し (CloudTrail)", "WAF ブロックしたリクエスト",
    "届かなかったイベント通知", "届かなかったイベント通知 (us-east-1)",
]  # fmt: skip
AUDIT = "監査対象の呼び出し (CloudTrail)"
COPIES, REPLICA, TASKS = "S3 レプリケーションの失敗", "リードレプリカの遅延", "ECS 足りないタスク"


@pytest.mark.parametrize(
    ("label", "without"),
    [("prod", set()), ("prod-minimal", {COPIES, REPLICA, TASKS}), ("dr", {COPIES, REPLICA, AUDIT})],
)
def test_the_page_shows_the_documents_items_and_no_more_than_there_is(label: str, without: set[str]) -> None:
    assert list(graphs(named(label, "up"))) == [title for title in FULL if title not in without]


def test_a_firewall_at_the_edge_and_a_worker_have_graphs_of_their_own() -> None:
    edge = graphs(stack_graph("up", "staging", "megane:cdn.appRoute=cdn-only"))
    worker = graphs(stack_graph("up", "prod", f"megane:services.mailer={{image: '{IMAGE}'}}"))

    assert edge["WAF ブロックしたリクエスト (us-east-1)"]["region"] == "us-east-1"
    assert "CloudFront キャッシュヒット率 (us-east-1)" in edge  # to look at: pages are never hits
    assert worker.keys() - set(FULL) == {"ECS ワーカーのタスク"}


@each_stack
def test_nothing_is_drawn_without_a_place(label: str) -> None:
    titles = {title.removesuffix(" (us-east-1)") for title in graphs(named(label, "up"))}

    assert titles <= {place.title for place in PLACES.values()}


def test_both_phases_show_each_gateway_node_and_service() -> None:
    def drawn(label: str, title: str) -> int:
        return len(set(series(graphs(named(label, "up"))[title])))

    for title, minimal, full in (
        ("NAT Gateway ポート割り当てエラー", 1, 2),
        ("Redis CPU 使用率", 1, 2),
        ("RDS CPU 使用率", 1, 2),
        ("ECS CPU 使用率", 2, 2),
        ("ALB 異常なターゲット (Blue + Green)", 4, 4),  # two services in two colours
    ):
        assert (drawn("prod-minimal", title), drawn("prod", title)) == (minimal, full)
    assert len(list(series(graphs(stack_graph("up", "prod", THIRD))["ECS CPU 使用率"]))) == 3
