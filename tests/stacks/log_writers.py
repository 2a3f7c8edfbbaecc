"""Who writes which log: read off the resources of a graph, never off the program's own list of groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from offline.graph import Graph, Resource
from offline.values import unwrap
from planning.log_retention import LogClass
from planning.one_off import RESERVED

# Words in the name of a property that says where something is logged, in the types that such words are known of.
KNOWN: Mapping[str, frozenset[str]] = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": frozenset({"loggingLevel"}),
    "aws:cloudtrail/trail:Trail": frozenset(
        {"cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn", "enableLogFileValidation", "enableLogging"}
    ),
    "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy": frozenset({"logGroupName"}),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": frozenset({"logType"}),
    "aws:cloudwatch/logGroup:LogGroup": frozenset({"logGroupClass"}),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": frozenset({"logGroupName"}),
    "aws:cloudwatch/queryDefinition:QueryDefinition": frozenset({"logGroupNames"}),
    "aws:ec2/flowLog:FlowLog": frozenset({"logDestination", "logDestinationType"}),
    "aws:elasticache/replicationGroup:ReplicationGroup": frozenset({"logDeliveryConfigurations"}),
    "aws:lambda/function:Function": frozenset({"loggingConfig"}),
    "aws:lb/loadBalancer:LoadBalancer": frozenset({"accessLogs", "connectionLogs"}),
    "aws:rds/instance:Instance": frozenset({"enabledCloudwatchLogsExports"}),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": frozenset(
        {"logDestinationConfigs", "loggingFilter"}
    ),
}


@dataclass(frozen=True)
class Written:
    """One log: who writes it, to which group, where, and how long its class is kept."""

    writer: Resource
    group: str
    region: str
    log_class: LogClass


def unknown_words(graph: Graph) -> set[tuple[str, str]]:
    """Properties about logs of which nobody has said what they make."""
    return {
        (resource.type, key)
        for resource in graph.resources
        for key in resource.inputs
        if "log" in key.lower() and resource.type.startswith("aws:") and key not in KNOWN.get(resource.type, ())
    }


def written(graph: Graph) -> Iterator[Written]:
    """Every log of the stack; in the view "up".

    One group is nobody's to make: RDSOSMetrics, of the whole account, which RDS keeps for thirty days itself.
    """
    for resource in graph.resources:
        if resource.type in _LOGS:
            given = {key: unwrap(value) for key, value in resource.inputs.items()}
            for group, log_class, region in _LOGS[resource.type](given):
                name = group.rpartition(":log-group:")[2].removesuffix(":*")
                yield Written(resource, name, region or str(resource.region), log_class)


_Given = Mapping[str, Any]
_Logs = Iterator[tuple[str, LogClass, str | None]]


def _task(given: _Given) -> _Logs:
    one_off = any(given["family"].endswith(f"-{name}") for name in RESERVED)
    for container in json.loads(given["containerDefinitions"]):
        options = container["logConfiguration"]["options"]
        yield options["awslogs-group"], "security" if one_off else "application", options["awslogs-region"]


def _cluster(given: _Given) -> _Logs:
    if {"name": "containerInsights", "value": "disabled"} not in given["settings"]:
        yield f"/aws/ecs/containerinsights/{given['name']}/performance", "application", None
    sessions = given["configuration"]["executeCommandConfiguration"]["logConfiguration"]
    yield sessions["cloudWatchLogGroupName"], "security", None


def _database(given: _Given) -> _Logs:
    for log in given["enabledCloudwatchLogsExports"]:
        yield f"/aws/rds/instance/{given['identifier']}/{log}", "application", None


def _cache(given: _Given) -> _Logs:
    for delivery in given["logDeliveryConfigurations"]:
        yield delivery["destination"], "application", None


def _flows(given: _Given) -> _Logs:
    yield given["logDestination"], "security", None


def _firewall(given: _Given) -> _Logs:
    for destination in given["logDestinationConfigs"]:
        yield destination, "security", None


def _function(given: _Given) -> _Logs:
    """Whether an image was let in is a matter of security; whether a page answered is not."""
    signature = given["name"].endswith("-signature-check")
    yield given["loggingConfig"]["logGroup"], "security" if signature else "application", None


def _delivery(given: _Given) -> _Logs:
    yield given["deliveryDestinationConfiguration"]["destinationResourceArn"], "access", None


def _trail(given: _Given) -> _Logs:
    yield given["cloudWatchLogsGroupArn"], "audit", None


def _chat(given: _Given) -> _Logs:
    """In us-east-1, wherever it is called."""
    yield f"/aws/chatbot/{given['configurationName']}", "application", "us-east-1"


def _found(given: _Given) -> _Logs:
    for statement in json.loads(given["policyDocument"])["Statement"]:
        if "Audit" in statement["Operation"]:
            findings = statement["Operation"]["Audit"]["FindingsDestination"]["CloudWatchLogs"]
            yield findings["LogGroup"], "security", None


_LOGS: Mapping[str, Callable[[_Given], _Logs]] = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": _chat,
    "aws:cloudtrail/trail:Trail": _trail,
    "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy": _found,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _delivery,
    "aws:ec2/flowLog:FlowLog": _flows,
    "aws:ecs/cluster:Cluster": _cluster,
    "aws:ecs/taskDefinition:TaskDefinition": _task,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:lambda/function:Function": _function,
    "aws:rds/instance:Instance": _database,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _firewall,
}
