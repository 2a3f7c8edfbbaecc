"""What an alarm watches is said in full: CloudWatch keeps no sum over the dimensions that are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from .alarms import metrics
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .types import METRIC_ALARM

Dimensions: TypeAlias = tuple[str, ...]

# Namespace -> the sets of dimensions that its service publishes by, as far as they must be there:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
_BY: Final[Mapping[str, tuple[Dimensions, ...]]] = {
    "AWS/ApplicationELB": (("LoadBalancer",),),
    "AWS/CloudFront": (("DistributionId",), ("FunctionName",)),
    "AWS/ECS": (("ClusterName",), ("DiscoveryName",), ("TargetDiscoveryName",)),
    "AWS/ElastiCache": (("CacheClusterId",), ("ReplicationGroupId",), ("clusterId",)),  # the last: serverless caches
    "AWS/NATGateway": (("NatGatewayId",),),
    "AWS/RDS": (
        ("DBInstanceIdentifier",),
        ("DBClusterIdentifier",),
        ("DatabaseClass",),
        ("EngineName",),
        ("ProxyName",),
        ("SourceRegion",),
    ),
    "AWS/Route53": (("HealthCheckId",), ("HostedZoneId",)),
    "AWS/S3": (
        ("BucketName", "FilterId"),
        ("BucketName", "StorageType"),
        ("SourceBucket", "DestinationBucket", "RuleId"),
    ),
    "AWS/SQS": (("QueueName",),),
    "AWS/WAFV2": (
        ("WebACL", "Rule"),
        ("WebACL", "RuleGroup"),
        ("WebACL", "ManagedRuleGroup"),
        ("WebACL", "Attack"),
        ("WebACL", "Country"),
        ("WebACL", "Device"),
        ("RuleGroup", "Rule"),
        ("LabelNamespace", "LabelName"),
    ),
    "ECS/ContainerInsights": (("ClusterName",),),
}
# Metrics of target groups, which the load balancer as a whole does not have.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
_OF_TARGETS: Final[Mapping[str, Dimensions]] = {
    "HealthyHostCount": ("LoadBalancer", "TargetGroup"),
    "LambdaInternalError": ("TargetGroup",),
    "LambdaUserError": ("TargetGroup",),
    "RequestCountPerTarget": ("TargetGroup",),
    "UnHealthyHostCount": ("LoadBalancer", "TargetGroup"),
}


@rule(
    id="alarm-dimensions",
    title="Alarms name all dimensions of what they watch",
    title_ja="アラームに監視対象のディメンションをすべて指定する",
    severity="medium",
    kind="stack",
    types=(METRIC_ALARM,),
    remediation="Give the metric the dimensions that its service publishes it by, made from the resource itself.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension",
    references=References(),
)
def alarm_dimensions(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A metric with other dimensions is another metric, which has no data for ever. Namespaces that are not listed here
    are the application's own, or say nothing that is told for one resource."""
    wanted = {path: _wanted(resource, path, stack) for path in metrics(resource)}
    if not any(wanted.values()):
        yield NOT_APPLICABLE
    for path, sets in wanted.items():
        if not sets:
            continue
        if resource.get(*path, "dimensions") is UNKNOWN:
            yield Deferred("the dimensions of what it watches are known only at the update")
        elif not any(all(resource.text(*path, "dimensions", one) is not ABSENT for one in some) for some in sets):
            yield Violation(f"watches {resource.text(*path, 'namespace')} without {' or '.join(map(_listed, sets))}")


def _wanted(alarm: Resource, path: Path, stack: Stack) -> Sequence[Dimensions]:
    """The dimensions of which a metric must have one set; none for what is not listed, or not known."""
    namespace, name = alarm.text(*path, "namespace"), alarm.text(*path, "metricName")
    sets = _BY.get(namespace, ()) if isinstance(namespace, str) else ()
    if namespace == "AWS/ApplicationELB" and isinstance(name, str) and name in _OF_TARGETS:
        return (_OF_TARGETS[name],)
    if namespace == "AWS/WAFV2" and stack.region_of(alarm) not in ("us-east-1", UNKNOWN):  # CloudFront's are there
        return tuple((*some, "Region") for some in sets)
    return sets


def _listed(dimensions: Dimensions) -> str:
    return ", ".join(dimensions)
