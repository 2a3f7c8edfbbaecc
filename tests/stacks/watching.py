"""Which alarms must watch what: a table by type of resource, and why a type needs none.

A type in neither table is a mistake (`undecided`): somebody decides when it comes. A watched resource without one of
its alarms is one too (`unwatched`), and an alarm counts only if its dimensions point at that very resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from offline.graph import Graph, Resource
from tests.stacks.metric_faults import ALARM, series_of

Dimensions = Mapping[str, str]


@dataclass(frozen=True)
class Watch:
    """These metrics of a namespace, with these dimensions, or an alarm on the resource that has it as a dimension.

    `when`: only of resources of which this holds. `statistic`: only this one counts. `points`: the dimension that the
    resource is named in; its value is not in the recording, so the alarm must depend on the resource by it.
    """

    namespace: str
    metrics: tuple[str, ...]
    dimensions: Callable[[Graph, Resource], list[Dimensions]] | None = None
    points: str | None = None
    statistic: str | None = None
    when: Callable[[Graph, Resource], bool] = lambda graph, resource: True


def _input(key: str, dimension: str) -> Callable[[Graph, Resource], list[Dimensions]]:
    return lambda graph, resource: [{dimension: str(resource.inputs[key])}]


def _nodes(graph: Graph, resource: Resource) -> list[Dimensions]:
    """ElastiCache's own names of the nodes of a group in cluster mode."""
    given: Mapping[str, Any] = resource.inputs
    shards, nodes = range(1, int(given["numNodeGroups"]) + 1), range(1, int(given["replicasPerNodeGroup"]) + 2)
    group = given["replicationGroupId"]
    return [{"CacheClusterId": f"{group}-{shard:04}-{node:03}"} for shard in shards for node in nodes]


def _service(graph: Graph, resource: Resource) -> list[Dimensions]:
    (cluster,) = graph.of_type("aws:ecs/cluster:Cluster")
    return [{"ClusterName": str(cluster.inputs["name"]), "ServiceName": str(resource.inputs["name"])}]


def _firewall(graph: Graph, resource: Resource) -> list[Dimensions]:
    visible: Mapping[str, Any] = resource.inputs["visibilityConfig"]  # type: ignore[assignment]  # a block
    where = {"WebACL": str(visible["metricName"]), "Rule": "ALL"}
    return [where if resource.inputs["scope"] == "CLOUDFRONT" else {**where, "Region": str(resource.region)}]


def _has_insights(graph: Graph, resource: Resource) -> bool:
    (cluster,) = graph.of_type("aws:ecs/cluster:Cluster")
    return {"name": "containerInsights", "value": "disabled"} not in cluster.inputs["settings"]  # type: ignore[operator]


def _files_only(graph: Graph, resource: Resource) -> bool:
    return "webAclId" not in resource.inputs


def _filtered(name: str) -> Callable[[Graph, Resource], bool]:
    return lambda graph, resource: _made(resource)["name"] == name


def _made(resource: Resource) -> Mapping[str, Any]:
    made: Mapping[str, Any] = resource.inputs["metricTransformation"]  # type: ignore[assignment]  # a block
    return made


def _burstable(key: str) -> Callable[[Graph, Resource], bool]:
    """Whether the class or node type in this input lives on CPU credits: db.t3.medium, cache.t4g.micro."""
    return lambda graph, resource: str(resource.inputs[key]).split(".")[1].startswith("t")


_DB = _input("identifier", "DBInstanceIdentifier")
_ALB, _RDS, _REDIS, _S3 = "AWS/ApplicationELB", "AWS/RDS", "AWS/ElastiCache", "AWS/S3"

WATCHED: Mapping[str, tuple[Watch, ...]] = {
    "aws:rds/instance:Instance": (
        Watch(_RDS, ("CPUUtilization", "FreeableMemory", "DatabaseConnections", "FreeStorageSpace"), _DB),
        Watch(_RDS, ("CPUCreditBalance",), _DB, when=_burstable("instanceClass")),
        Watch(_RDS, ("ReplicaLag",), _DB, when=lambda _, one: "replicateSourceDb" in one.inputs),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        Watch(_REDIS, ("DatabaseMemoryUsagePercentage", "Evictions"), _nodes),
        Watch(_REDIS, ("CPUUtilization", "CPUCreditBalance"), _nodes, when=_burstable("nodeType")),
        Watch(_REDIS, ("EngineCPUUtilization",), _nodes, when=lambda _, one: "xlarge" in str(one.inputs["nodeType"])),
    ),
    "aws:ecs/service:Service": (
        Watch("AWS/ECS", ("CPUUtilization", "MemoryUtilization"), _service),
        # Whom nobody calls only the absence of tasks tells of.
        Watch(
            "AWS/ECS",
            ("CPUUtilization",),
            _service,
            statistic="SampleCount",
            when=lambda _, one: "loadBalancers" not in one.inputs,
        ),
        Watch("ECS/ContainerInsights", ("RunningTaskCount", "DesiredTaskCount"), _service, when=_has_insights),
    ),
    "aws:lb/targetGroup:TargetGroup": (Watch(_ALB, ("HealthyHostCount", "UnHealthyHostCount"), points="TargetGroup"),),
    "aws:lb/loadBalancer:LoadBalancer": (
        Watch(
            _ALB,
            ("TargetResponseTime", "RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"),
            points="LoadBalancer",
        ),
    ),
    "aws:ec2/natGateway:NatGateway": (
        Watch(
            "AWS/NATGateway",
            ("BytesOutToDestination", "BytesInFromDestination", "ErrorPortAllocation"),
            points="NatGatewayId",
        ),
    ),
    "aws:s3/bucketMetric:BucketMetric": (
        # Of uploads in use; a copy is read by nobody until it is one.
        Watch(
            _S3,
            ("4xxErrors", "5xxErrors"),
            lambda graph, one: [{"BucketName": str(one.inputs["bucket"]), "FilterId": str(one.inputs["name"])}],
            when=lambda _, one: "copy" not in one.name,
        ),
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": (
        Watch(
            _S3,
            ("OperationsFailedReplication",),
            lambda graph, one: [
                {
                    "SourceBucket": str(one.inputs["bucket"]),
                    "DestinationBucket": str(rule["destination"]["bucket"]).rpartition(":")[2],
                    "RuleId": rule["id"],
                }
                for rule in _rules(one)
            ],
        ),
    ),
    "aws:cloudfront/distribution:Distribution": (
        Watch("AWS/CloudFront", ("5xxErrorRate",), points="DistributionId"),
        Watch("AWS/CloudFront", ("CacheHitRate", "Requests"), points="DistributionId", when=_files_only),
    ),
    "aws:wafv2/webAcl:WebAcl": (Watch("AWS/WAFV2", ("BlockedRequests",), _firewall),),
    "aws:sqs/queue:Queue": (Watch("AWS/SQS", ("ApproximateNumberOfMessagesVisible",), _input("name", "QueueName")),),
    "aws:route53/healthCheck:HealthCheck": (Watch("AWS/Route53", ("HealthCheckStatus",), points="HealthCheckId"),),
}  # fmt: skip


def _rules(resource: Resource) -> list[Mapping[str, Any]]:
    rules: list[Mapping[str, Any]] = resource.inputs["rules"]  # type: ignore[assignment]  # a list of blocks
    return rules


# A sentence for each type, or for all types of a service, that nobody watches by an alarm.
UNWATCHED: Mapping[str, str] = {
    "aws:acm/": "ACM says by an event when a certificate is not renewed",
    "aws:appautoscaling/": "what it does shows in the tasks that run, which are watched",
    "aws:backup/": "failed jobs are told by events",
    "aws:budgets/": "tells itself",
    "aws:chatbot/": "carries alarms; nothing of it fails but the channel, which people see",
    "aws:cloudfront/cachePolicy:": "is configuration of the distribution",
    "aws:cloudfront/function:": "runs for every request: its errors are the distribution's",
    "aws:cloudfront/keyGroup:": "is configuration of the distribution",
    "aws:cloudfront/monitoringSubscription:": "makes metrics of the distribution",
    "aws:cloudfront/originAccessControl:": "is configuration of the distribution",
    "aws:cloudfront/publicKey:": "is configuration of the distribution",
    "aws:cloudfront/responseHeadersPolicy:": "is configuration of the distribution",
    "aws:cloudtrail/": "is watched by what it writes: filters over its log group",
    "aws:cloudwatch/": "watches; a filter whose metric nobody looks at is found by a test",
    "aws:ec2/": "the network is configuration, and what of it can be exhausted is the NAT gateway",
    "aws:ecs/cluster:": "has no metrics of its own on Fargate",
    "aws:ecs/clusterCapacityProviders:": "is configuration",
    "aws:ecs/taskDefinition:": "tasks are watched by their service; one-off tasks by whoever starts them",
    "aws:elasticache/parameterGroup:": "is configuration",
    "aws:elasticache/subnetGroup:": "is configuration",
    "aws:iam/": "is configuration",
    "aws:kms/": "a key that is disabled or about to be deleted is told by the audit trail",
    "aws:lambda/": "asked by deployments, which fail by an event of their own when it does",
    "aws:lb/listener:": "is configuration of the load balancer",
    "aws:lb/listenerRule:": "leads to target groups, which are watched",
    "aws:rds/eventSubscription:": "tells what happens to instances",
    "aws:rds/instanceAutomatedBackupsReplication:": "RDS tells by events of the instance",
    "aws:rds/parameterGroup:": "is configuration",
    "aws:rds/subnetGroup:": "is configuration",
    "aws:route53/record:": "asked for by the health check from outside",
    "aws:route53/zone:": "asked for by the health check from outside",
    "aws:s3/": "what is in use of a bucket is watched by its request metrics and its replication",
    "aws:sns/": "a topic that cannot deliver cannot tell either; confirmations are checked by hand",
    "aws:sqs/queuePolicy:": "is configuration of the queue",
    "aws:ssm/": "is read when tasks start, which fail to if they cannot",
    "aws:vpc/": "is configuration",
    "aws:wafv2/": "but for the ACL: configuration of the ACL",
    "awsx:": "a component: what is in it is watched",
    "megane:": "a component: what is in it is watched",
    "pulumi:": "no resource of AWS",
    "random:": "no resource of AWS",
}


def undecided(graph: Graph) -> set[str]:
    """Types of which nobody has said whether an alarm must watch them."""
    return {
        resource.type
        for resource in graph.resources
        if resource.type not in WATCHED and not any(resource.type.startswith(prefix) for prefix in UNWATCHED)
    }


def unwatched(graph: Graph) -> list[str]:
    """Each resource and the metric of it that no alarm looks at; in the view "up"."""
    alarms = list(graph.of_type(ALARM))
    return [
        f"{resource.name}: no alarm on {watch.namespace} {metric} {dict(dimensions)}"
        for resource in graph.resources
        for watch in WATCHED.get(resource.type, ())
        if watch.when(graph, resource)
        for metric in watch.metrics
        for dimensions in _missing(graph, resource, watch, metric, alarms)
    ]


def _missing(
    graph: Graph, resource: Resource, watch: Watch, metric: str, alarms: list[Resource]
) -> Iterator[Dimensions]:
    looks = [
        (alarm, series)
        for alarm in alarms
        for series in series_of(alarm).values()
        if (series.namespace, series.metric) == (watch.namespace, metric)
        and watch.statistic in (None, series.statistic)
    ]
    if watch.dimensions is not None:
        there = [{key: str(value) for key, value in series.dimensions.items()} for _, series in looks]
        yield from (wanted for wanted in watch.dimensions(graph, resource) if dict(wanted) not in there)
        return
    of_it = [
        series.dimensions[watch.points or ""]
        for alarm, series in looks
        if resource.urn
        in (alarm.property_dependencies.get("dimensions") or alarm.property_dependencies["metricQueries"])
    ]
    if not of_it:
        yield {watch.points or "": "of it"}
