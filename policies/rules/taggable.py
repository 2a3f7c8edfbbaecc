"""Types that take tags: those that are made here, and their neighbours; and what tags a provider adds.

A table, as the pack runs without the SDK that knows them all; a test holds it against the SDK. In the engine every
other type shows itself by its `tagsAll`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .resource import ABSENT, UNKNOWN, Answer, Resource

_NAMES: Final = {
    "acm": "Certificate",
    "appautoscaling": "Target",
    "backup": "Plan RestoreTestingPlan Vault",
    "budgets": "Budget",
    "chatbot": "SlackChannelConfiguration",
    "cloudfront": "Distribution Function",
    "cloudtrail": "Trail",
    "cloudwatch": "AlarmMuteRule CompositeAlarm EventRule LogDelivery LogDeliveryDestination LogDeliverySource "
    "LogGroup MetricAlarm",
    "dynamodb": "Table",
    "ec2": "DefaultSecurityGroup Eip FlowLog Instance InternetGateway ManagedPrefixList NatGateway NetworkAcl "
    "RouteTable SecurityGroup Subnet Vpc VpcEndpoint",
    "ecr": "Repository",
    "ecs": "Cluster Service TaskDefinition",
    "efs": "FileSystem",
    "elasticache": "ParameterGroup ReplicationGroup ServerlessCache SubnetGroup User UserGroup",
    "iam": "OpenIdConnectProvider Policy Role User",
    "kinesis": "FirehoseDeliveryStream",
    "kms": "ExternalKey Key ReplicaKey",
    "lambda": "Function",
    "lb": "Listener ListenerRule LoadBalancer TargetGroup",
    "rds": "Cluster ClusterInstance EventSubscription Instance ParameterGroup Proxy SubnetGroup",
    "route53": "HealthCheck Zone",
    "s3": "Bucket BucketObjectv2",
    "secretsmanager": "Secret",
    "signer": "SigningProfile",
    "sns": "Topic",
    "sqs": "Queue",
    "ssm": "Parameter",
    "synthetics": "Canary",
    "vpc": "SecurityGroupEgressRule SecurityGroupIngressRule",
    "wafv2": "IpSet RegexPatternSet RuleGroup WebAcl",
}

TAGGABLE: Final = frozenset(
    f"aws:{module}/{name[0].lower()}{name[1:]}:{name}" for module, names in _NAMES.items() for name in names.split()
)


def default_tags(provider: Resource) -> Answer:
    """The tags that a provider gives to all it makes; its own properties come as JSON."""
    given = provider.get("defaultTags")
    if isinstance(given, str):
        given = provider.parsed("defaultTags")
    return given.get("tags", ABSENT) if isinstance(given, Mapping) else UNKNOWN if given is UNKNOWN else ABSENT
