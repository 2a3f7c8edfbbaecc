"""What no other rule looks at does not come in unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .model import Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import Resource, Stack
from .types import DB_CLUSTER, canonical

# Places of data and ways in that are not in the design, so that no rule knows their encryption, address and backups.
_UNJUDGED: Final = (
    "aws:apigateway/restApi:RestApi",
    "aws:apigatewayv2/api:Api",
    "aws:apprunner/service:Service",
    "aws:cloudfront/multitenantDistribution:MultitenantDistribution",
    "aws:docdb/cluster:Cluster",
    "aws:dynamodb/table:Table",
    "aws:ec2/instance:Instance",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ecs/taskSet:TaskSet",
    "aws:elasticache/cluster:Cluster",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:elb/loadBalancer:LoadBalancer",
    "aws:globalaccelerator/accelerator:Accelerator",
    "aws:lambda/functionUrl:FunctionUrl",
    "aws:memorydb/cluster:Cluster",
    "aws:mq/broker:Broker",
    "aws:msk/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
    "aws:opensearch/domain:Domain",
    "aws:rds/proxy:Proxy",
    "aws:redshift/cluster:Cluster",
    "aws:transfer/server:Server",
    DB_CLUSTER,
)


class DesignConfig(RuleConfig):
    """`allowed`: types, by their tokens, that people have looked at themselves."""

    allowed: tuple[Text, ...] = ()


@rule(
    id="x-judged-types",
    title="Data stores and entrances are of the kinds that the rules judge",
    title_ja="ルールの対象外のデータストアや公開口を使わない",
    severity="high",
    kind="resource",
    types=_UNJUDGED,
    remediation=(
        "Use what the design has (RDS instances, Redis replication groups, ECS behind the load balancer); or look at "
        "its encryption, address and backups yourself, and name the type as allowed of this rule in policies/config."
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_data_classification_identify_data.html",
    references=References(),
    config=DesignConfig,
)
def x_judged_types(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A list, as what AWS has is endless: it names what holds data or is reached from outside."""
    if {resource.type, canonical(resource.type)}.isdisjoint(stack.pack.of(DesignConfig).allowed):
        yield Violation("is of a type whose encryption, address and backups no rule judges")
