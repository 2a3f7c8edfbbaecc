"""Examples of the rule on dimensions of alarms."""

from __future__ import annotations

from collections.abc import Mapping

from policies.examples import Case, Example, Given, made
from policies.rules.types import DB_INSTANCE, METRIC_ALARM, VPC

_TOKYO = made("pulumi:providers:aws", "aws", region="ap-northeast-1")
_EDGE = made("pulumi:providers:aws", "aws", region="us-east-1")
_DB = made(DB_INSTANCE, "db")


def _of(case: Case, name: str, alarm: Mapping[str, Given], *wrong: str, edge: bool = False) -> Example:
    resources = (_EDGE if edge else _TOKYO, _DB, made(METRIC_ALARM, "alarm", **alarm))
    kind = "deferred" if case == "unknown" else "violation"
    return Example("alarm-dimensions", case, name, resources, tuple((kind, f"alarm: {text}") for text in wrong))


def _watching(namespace: str, metric: str, **dimensions: Given) -> Mapping[str, Given]:
    return {"namespace": namespace, "metricName": metric, "dimensions": dimensions}


_WAF = _watching("AWS/WAFV2", "BlockedRequests", WebACL="acl", Rule="ALL")
_OF_WAF = " or ".join(
    f"{pair}, Region"
    for pair in (
        "WebACL, Rule", "WebACL, RuleGroup", "WebACL, ManagedRuleGroup", "WebACL, Attack", "WebACL, Country",
        "WebACL, Device", "RuleGroup, Rule", "LabelNamespace, LabelName",
    )
)  # fmt: skip
_TARGETS = "watches AWS/ApplicationELB without LoadBalancer, TargetGroup"

EXAMPLES = (
    _of("pass", "an instance", _watching("AWS/RDS", "CPUUtilization", DBInstanceIdentifier=_DB)),
    _of("pass", "another set of the same namespace",
        _watching("AWS/RDS", "CPUUtilization", DBClusterIdentifier="cluster")),
    _of("pass", "copies of a bucket",
        _watching("AWS/S3", "OperationsFailedReplication", SourceBucket="a", DestinationBucket="b", RuleId="c")),
    _of("pass", "a web ACL of a region",
        _watching("AWS/WAFV2", "BlockedRequests", Region="ap-northeast-1", WebACL="acl", Rule="ALL")),
    _of("pass", "a web ACL of CloudFront", _WAF, edge=True),
    *(
        _of("pass", f"{metric} of {namespace} by {', '.join(dimensions)}",
            _watching(namespace, metric, **dict.fromkeys(dimensions, "x")))
        for namespace, metric, *dimensions in (
            ("AWS/ApplicationELB", "RequestCountPerTarget", "TargetGroup"),
            ("AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", "TargetGroup"),
            ("AWS/RDS", "CPUUtilization", "DatabaseClass"),
            ("AWS/RDS", "CPUUtilization", "EngineName"),
            ("AWS/RDS", "ClientConnections", "ProxyName"),
            ("AWS/WAFV2", "AllowedRequests", "Region", "LabelNamespace", "LabelName"),
            ("AWS/WAFV2", "BlockedRequests", "Region", "RuleGroup", "Rule"),
            ("AWS/S3", "4xxErrors", "BucketName", "FilterId"),
            ("AWS/ElastiCache", "CPUUtilization", "CacheClusterId", "CacheNodeId"),
            ("AWS/ElastiCache", "ElastiCacheProcessingUnits", "clusterId"),
            ("AWS/NATGateway", "ErrorPortAllocation", "NatGatewayId"),
            ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"),
            ("AWS/CloudFront", "FunctionExecutionErrors", "FunctionName", "Region"),
            ("AWS/ECS", "CPUReservation", "ClusterName"),
            ("AWS/ECS", "RequestCount", "DiscoveryName"),
            ("ECS/ContainerInsights", "CpuUtilized", "ClusterName", "TaskDefinitionFamily"),
        )
    ),
    _of("fail", "another dimension", _watching("AWS/RDS", "CPUUtilization", Engine="postgres"),
        "watches AWS/RDS without DBInstanceIdentifier or DBClusterIdentifier or DatabaseClass or EngineName or "
        "ProxyName or SourceRegion"),
    _of("fail", "requests per target of no target group",
        _watching("AWS/ApplicationELB", "RequestCountPerTarget", LoadBalancer="app/alb/1"),
        "watches AWS/ApplicationELB without TargetGroup"),
    _of("fail", "requests of a bucket without the filter", _watching("AWS/S3", "4xxErrors", BucketName="a"),
        "watches AWS/S3 without BucketName, FilterId or BucketName, StorageType or SourceBucket, DestinationBucket, "
        "RuleId"),
    _of("fail", "a web ACL without its region", _WAF,
        f"watches AWS/WAFV2 without {_OF_WAF}"),
    _of("fail", "targets of a whole load balancer",
        _watching("AWS/ApplicationELB", "HealthyHostCount", LoadBalancer="app/alb/1"), _TARGETS),
    _of("fail", "one of a sum", {"metricQueries": [{"id": "a", "metric": {
        "namespace": "AWS/ApplicationELB", "metricName": "UnHealthyHostCount", "dimensions": {"LoadBalancer": _DB}}}]},
        _TARGETS),
    _of("absent", "no dimensions", {"namespace": "AWS/SQS", "metricName": "Sent"}, "watches AWS/SQS without QueueName"),
    _of("unknown", "dimensions that are not known yet",
        {"namespace": "AWS/SQS", "metricName": "Sent", "dimensions": _DB},
        "the dimensions of what it watches are known only at the update"),
    _of("not applicable", "a metric of the application", _watching("Megane/prod", "Errors")),
    Example("alarm-dimensions", "not applicable", "nothing to judge", (made(VPC, "vpc"),)),
)  # fmt: skip
