"""What AWS publishes of each metric that an alarm looks at: the rows that `metric_faults` judges alarms by.

A row is good for one namespace, name and set of dimensions. `quote` is from `page`, where it was read on `LOOKED_UP`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LOOKED_UP = "2026-11-26"
_AWS = "https://docs.aws.amazon.com"
_RDS = f"{_AWS}/AmazonRDS/latest/UserGuide/rds-metrics.html"
_REDIS_HOST = f"{_AWS}/AmazonElastiCache/latest/dg/CacheMetrics.HostLevel.html"
_REDIS = f"{_AWS}/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html"
_ELB = f"{_AWS}/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
_ECS = f"{_AWS}/AmazonECS/latest/developerguide/available-metrics.html"
_INSIGHTS = f"{_AWS}/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"
_NAT = f"{_AWS}/vpc/latest/userguide/metrics-dimensions-nat-gateway.html"
_S3 = f"{_AWS}/AmazonS3/latest/userguide/metrics-dimensions.html"
_CDN = f"{_AWS}/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html"
_WAF = f"{_AWS}/waf/latest/developerguide/waf-metrics.html"
_SQS = f"{_AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"
_DNS = f"{_AWS}/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html"


@dataclass(frozen=True)
class Fact:
    """`unit` is AWS's, `words` what an alarm may call it; `likely` is where a threshold in that unit can lie.

    `steady`: published every minute or five as long as what it is of exists, so that its absence means something.
    """

    namespace: str
    metric: str
    dimensions: frozenset[str]
    unit: str
    words: frozenset[str]
    statistics: frozenset[str]
    likely: tuple[float, float]
    page: str
    quote: str
    steady: bool = False
    only_in: str | None = None
    looked_up: str = LOOKED_UP


def _fact(
    namespace: str,
    metric: str,
    dimensions: str,
    unit: str,
    words: str,
    statistics: str,
    likely: tuple[float, float],
    page: str,
    quote: str,
    *,
    steady: bool = False,
    only_in: str | None = None,
) -> Fact:
    given, kinds = frozenset(dimensions.split()), frozenset(statistics.split())
    called = frozenset(words.split("|"))
    return Fact(namespace, metric, given, unit, called, kinds, likely, page, quote, steady, only_in)


_PERCENT, _COUNT = (1.0, 100.0), (0.0, 100_000.0)
_DB, _NODE, _SERVICE = "DBInstanceIdentifier", "CacheClusterId", "ClusterName ServiceName"
_LB, _GROUP = "LoadBalancer", "LoadBalancer TargetGroup"
_GATEWAY, _REQUESTS_OF, _SITE = "NatGatewayId", "BucketName FilterId", "DistributionId Region"
_HOSTS = "Average Minimum Maximum"

FACTS: Sequence[Fact] = (
    _fact("AWS/RDS", "CPUUtilization", _DB, "Percent", "%", "Average", _PERCENT, _RDS,
          "The percentage of CPU utilization. | Percent", steady=True),
    _fact("AWS/RDS", "FreeableMemory", _DB, "Bytes", "bytes", "Average Minimum", (2**26, 2**40), _RDS,
          "The amount of available random access memory. | Bytes", steady=True),
    _fact("AWS/RDS", "DatabaseConnections", _DB, "Count", "connections", "Average Maximum", (10, 5000), _RDS,
          "The number of client network connections to the database instance. | Count", steady=True),
    _fact("AWS/RDS", "FreeStorageSpace", _DB, "Bytes", "bytes", "Average Minimum", (2**30, 2**46), _RDS,
          "The amount of available storage space. | Bytes", steady=True),
    _fact("AWS/RDS", "CPUCreditBalance", _DB, "Credits (vCPU-minutes)", "credits", "Average", (1, 576), _RDS,
          "CPU credit metrics are available at a five-minute frequency only. | Credits (vCPU-minutes)", steady=True),
    _fact("AWS/RDS", "ReplicaLag", _DB, "Seconds", "s", "Average Minimum Maximum", (1, 3600), _RDS,
          "the amount of time a read replica DB instance lags behind the source DB instance. | Seconds"),
    _fact("AWS/ElastiCache", "CPUUtilization", _NODE, "Percent", "%", "Average", _PERCENT, _REDIS_HOST,
          "The percentage of CPU utilization for the entire host. | Percent", steady=True),
    _fact("AWS/ElastiCache", "EngineCPUUtilization", _NODE, "Percent", "%", "Average", _PERCENT, _REDIS,
          "Provides CPU utilization of the Valkey or Redis OSS engine thread. | Percent", steady=True),
    _fact("AWS/ElastiCache", "CPUCreditBalance", _NODE, "Credits (vCPU-minutes)", "credits", "Average", (1, 576),
          _REDIS_HOST, "CPU credit metrics are available at a five-minute frequency only. | Credits (vCPU-minutes)",
          steady=True),
    _fact("AWS/ElastiCache", "DatabaseMemoryUsagePercentage", _NODE, "Percent", "%", "Average Maximum", _PERCENT,
          _REDIS, "Percentage of the memory for the cluster that is in use. | Percent", steady=True),
    _fact("AWS/ElastiCache", "Evictions", _NODE, "Count", "keys", "Sum", _COUNT, _REDIS,
          "The number of keys that have been evicted due to the maxmemory limit. | Count", steady=True),
    _fact("AWS/ECS", "CPUUtilization", _SERVICE, "Percent", "%|tasks", "Average SampleCount", _PERCENT, _ECS,
          "If a cluster, service, or other resource has no running tasks, no metrics will be reported", steady=True),
    _fact("AWS/ECS", "MemoryUtilization", _SERVICE, "Percent", "%", "Average", _PERCENT, _ECS,
          "The percentage of memory that is used in the cluster or service. | Percent", steady=True),
    _fact("ECS/ContainerInsights", "DesiredTaskCount", _SERVICE, "Count", "tasks", _HOSTS, _COUNT, _INSIGHTS,
          "The desired number of tasks for an Amazon ECS service. Unit: Count", steady=True),
    _fact("ECS/ContainerInsights", "RunningTaskCount", _SERVICE, "Count", "tasks", _HOSTS, _COUNT, _INSIGHTS,
          "The number of tasks currently in the RUNNING state. Unit: Count", steady=True),
    _fact("AWS/ApplicationELB", "TargetResponseTime", _LB, "Seconds", "s", "Average p", (0.05, 60), _ELB,
          "The time elapsed, in seconds, after the request leaves the load balancer until a response from the target "
          "is received. Statistics: The most useful statistics are Average and pNN.NN (percentiles)."),
    _fact("AWS/ApplicationELB", "RequestCount", _LB, "Count", "requests", "Sum", _COUNT, _ELB,
          "This metric is only incremented for requests where the load balancer node was able to choose a target. "
          "Statistics: The most useful statistic is Sum."),
    _fact("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", _LB, "Count", "requests", "Sum", _COUNT, _ELB,
          "The number of HTTP response codes generated by the targets. Reporting criteria: There is a nonzero value"),
    _fact("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", _LB, "Count", "requests", "Sum", _COUNT, _ELB,
          "The number of HTTP 5XX server error codes that originate from the load balancer."),
    _fact("AWS/ApplicationELB", "HealthyHostCount", _GROUP, "Count", "targets", _HOSTS, (1, 1000), _ELB,
          "The number of targets that are considered healthy. Reporting criteria: Reported if health checks are "
          "enabled", steady=True),
    _fact("AWS/ApplicationELB", "UnHealthyHostCount", _GROUP, "Count", "targets", _HOSTS, (0, 1000), _ELB,
          "The number of targets that are considered unhealthy.", steady=True),
    _fact("AWS/NATGateway", "BytesOutToDestination", _GATEWAY, "Bytes", "bytes", "Sum", (1, 2**60), _NAT,
          "The number of bytes sent out through the NAT gateway to the destination. Unit: Bytes"),
    _fact("AWS/NATGateway", "BytesInFromDestination", _GATEWAY, "Bytes", "bytes", "Sum", (1, 2**60), _NAT,
          "The number of bytes received by the NAT gateway from the destination. Units: Bytes"),
    _fact("AWS/NATGateway", "ErrorPortAllocation", _GATEWAY, "Count", "errors", "Sum Maximum", _COUNT, _NAT,
          "The number of times the NAT gateway could not allocate a source port. Units: Count"),
    _fact("AWS/S3", "4xxErrors", _REQUESTS_OF, "Count", "requests", "Sum", _COUNT, _S3,
          "the Sum statistic shows the count of that type of error, during each period. Units: Count"),
    _fact("AWS/S3", "5xxErrors", _REQUESTS_OF, "Count", "requests", "Sum", _COUNT, _S3,
          "the Sum statistic shows the count of that type of error, during each period. Units: Count"),
    _fact("AWS/S3", "OperationsFailedReplication", "SourceBucket DestinationBucket RuleId", "Count", "operations",
          "Sum", _COUNT, _S3, "The number of operations that failed to replicate for a given replication rule. "
          "Units: Count Valid statistics: Sum (total number of failed operations)"),
    _fact("AWS/CloudFront", "CacheHitRate", _SITE, "Percent", "%", "Average", _PERCENT, _CDN,
          "Metric name: CacheHitRate Valid statistic: Average Unit: Percent", only_in="us-east-1"),
    _fact("AWS/CloudFront", "5xxErrorRate", _SITE, "Percent", "%", "Average", _PERCENT, _CDN,
          "Metric name: 5xxErrorRate Valid statistic: Average Unit: Percent", only_in="us-east-1"),
    _fact("AWS/CloudFront", "Requests", _SITE, "None", "requests", "Sum", _COUNT, _CDN,
          "Metric name: Requests Valid statistic: Sum Unit: None", only_in="us-east-1"),
    _fact("AWS/WAFV2", "BlockedRequests", "WebACL Region Rule", "Count", "requests", "Sum", _COUNT, _WAF,
          "The number of blocked web requests. Reporting criteria: There is a nonzero value. Valid statistics: Sum"),
    _fact("AWS/WAFV2", "BlockedRequests", "WebACL Rule", "Count", "requests", "Sum", _COUNT, _WAF,
          "The number of blocked web requests. Region: Required for all protected resource types except for Amazon "
          "CloudFront distributions. Valid statistics: Sum",
          only_in="us-east-1"),
    _fact("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "Count", "events", "Average Minimum Maximum",
          (0, 1), _SQS, "The number of messages currently available for retrieval and processing. | Count | Reported "
          "if the queue is active."),
    _fact("AWS/Route53", "HealthCheckStatus", "HealthCheckId", "None", "where 1 is healthy", "Minimum Average Maximum",
          (1, 1), _DNS, "1 indicates healthy, and 0 indicates unhealthy. Valid statistics: Minimum, Average, and "
          "Maximum", only_in="us-east-1"),
)  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """Metric math over these series: what comes out, in which unit, for which input of one period of 300 s.

    `series` is id -> namespace and metric; an input that is not given has no data point, and None comes of nothing.
    """

    series: Mapping[str, tuple[str, str]]
    word: str
    likely: tuple[float, float]
    worked: Sequence[tuple[Mapping[str, float], float | None]]
    steady: bool = False


_ALB, _FIREWALL, _EDGE = "AWS/ApplicationELB", "AWS/WAFV2", "AWS/CloudFront"

FORMULAS: Sequence[Formula] = (
    Formula(
        {"out": ("AWS/NATGateway", "BytesOutToDestination"), "back": ("AWS/NATGateway", "BytesInFromDestination")},
        "Mbit/s",
        (1, 100_000),
        # 100 Mbit/s for 300 s are 3.75 GB (of 10^9 bytes).
        [({"out": 1.25e9, "back": 2.5e9}, 100), ({"out": 3.75e9}, 100), ({"back": 3.75e6}, 0.1), ({}, 0)],
    ),
    Formula(
        {
            "req": (_ALB, "RequestCount"),
            "t5": (_ALB, "HTTPCode_Target_5XX_Count"),
            "l5": (_ALB, "HTTPCode_ELB_5XX_Count"),
            "mp": (_FIREWALL, "BlockedRequests"),
        },
        "%",
        (1, 100),
        [({"req": 1000, "t5": 30, "l5": 20}, 5), ({"l5": 7}, 100), ({"req": 10, "mp": 90, "l5": 90}, 0), ({}, 0)],
    ),
    *(
        Formula(
            {"blue": (_ALB, metric), "green": (_ALB, metric)},
            "targets",
            (0, 1000),
            [({"blue": 2}, 2), ({"green": 2}, 2), ({"blue": 1, "green": 2}, 3), ({}, 0)],
            steady=True,
        )
        for metric in ("HealthyHostCount", "UnHealthyHostCount")
    ),
    Formula(
        {"rate": (_EDGE, "CacheHitRate"), "req": (_EDGE, "Requests")},
        "%",
        (1, 100),
        [({"rate": 42, "req": 5000}, 42), ({"rate": 0, "req": 9}, 100), ({}, 100)],
    ),
    Formula(
        {"rate": (_EDGE, "5xxErrorRate"), "req": (_EDGE, "Requests"), "mp": (_FIREWALL, "BlockedRequests")},
        "%",
        (1, 100),
        [({"rate": 6, "req": 100}, 6), ({"rate": 90, "req": 100, "mp": 80}, 10), ({"rate": 1, "req": 9, "mp": 9}, 0)],
    ),
    Formula(
        {"all": (_FIREWALL, "BlockedRequests"), "mp": (_FIREWALL, "BlockedRequests")},
        "requests",
        (1, 1_000_000),
        [({"all": 900, "mp": 200}, 700), ({"all": 900}, 900), ({}, 0)],
    ),
    Formula(
        {
            "wanted": ("ECS/ContainerInsights", "DesiredTaskCount"),
            "running": ("ECS/ContainerInsights", "RunningTaskCount"),
        },
        "tasks",
        (0, 100),
        [({"wanted": 3, "running": 1}, 2), ({"wanted": 2, "running": 2}, 0), ({"wanted": 2}, None)],
    ),
)  # fmt: skip
