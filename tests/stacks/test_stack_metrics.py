"""Alarms look at metrics that exist, in their own units: judged by what AWS documents, and the judge by broken ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from components.base import Thresholds
from offline.graph import Graph, Resource
from tests.stacks.load import STACKS, named, stack_graph
from tests.stacks.metric_facts import FACTS
from tests.stacks.metric_faults import ALARM, MEMORY_GIB, faults, series_of

IMAGE = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/mailer@sha256:{'0' * 64}"
# What only these have: alarms on sessions, of a worker, of a CDN before the application, of Redis with four cores.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "everything": (
        "megane:thresholds.activeSessions=300",
        f"megane:services.mailer={{image: '{IMAGE}'}}",
        "megane:cdn.appRoute=cdn",
        "megane:cache.nodeType=cache.r7g.xlarge",
    )
}


def everything() -> Graph:
    return stack_graph("up", "prod", *OPTIONS["everything"])


@pytest.mark.parametrize("label", STACKS)
def test_every_alarm_looks_at_what_aws_publishes(label: str) -> None:
    assert faults(named(label, "up")) == []


def test_so_do_the_alarms_of_options() -> None:
    assert faults(everything()) == []


def test_no_fact_is_without_an_alarm_or_its_source() -> None:
    used = {
        (one.namespace, one.metric, frozenset(one.dimensions))
        for graph in (*(named(label, "up") for label in STACKS), everything())
        for alarm in graph.of_type(ALARM)
        for one in series_of(alarm).values()
    }
    facts = [(fact.namespace, fact.metric, fact.dimensions) for fact in FACTS]

    assert len(facts) == len(set(facts))
    assert [fact for fact in facts if fact not in used] == []
    for fact in FACTS:
        assert fact.page.startswith("https://docs.aws.amazon.com/"), fact
        assert fact.looked_up == "2026-11-26"
        assert len(fact.quote) > 20


OTHER_THRESHOLDS = {
    "cpuPercent": 71, "memoryPercent": 72, "responseSeconds": 3, "errorPercent": 6, "connectionsPercent": 73,
    "storagePercent": 74, "slowQueriesPer5Min": 11, "replicaLagSeconds": 61, "natMbps": 101, "s3Errors5xx": 6,
    "s3Errors4xx": 51, "cacheHitPercent": 75, "databaseCpuCriticalPercent": 96, "cpuCredits": 31,
    "loggedErrorsPer5Min": 12, "failedLoginsPer5Min": 52, "blockedRequestsPer5Min": 1001, "activeSessions": 301,
    "refusedCallsPer5Min": 21,
}  # fmt: skip


def test_every_threshold_is_configuration_unless_it_is_any_or_none_at_all() -> None:
    others = f"megane:thresholds={json.dumps(OTHER_THRESHOLDS)}"
    changed = stack_graph("up", "prod", *OPTIONS["everything"][1:], others)
    before = {alarm.name: alarm.inputs["threshold"] for alarm in everything().of_type(ALARM)}
    after = {alarm.name: alarm.inputs["threshold"] for alarm in changed.of_type(ALARM)}

    assert {key.lower() for key in OTHER_THRESHOLDS} == {field.name.replace("_", "") for field in fields(Thresholds)}
    assert before.keys() == after.keys()
    assert {before[name] for name in before if before[name] == after[name]} == {0, 1}


def broken(name: str, change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What is said of prod with one alarm changed."""
    graph = named("prod", "up")
    alarm = graph.find(ALARM, f"megane-watch-{name}")

    def changed(resource: Resource) -> Resource:
        if resource is not alarm:
            return resource
        inputs: dict[str, Any] = {**alarm.inputs}
        if "dimensions" in inputs:
            inputs["dimensions"] = dict(inputs["dimensions"])
        if "metricQueries" in inputs:
            inputs["metricQueries"] = [
                {**query, **({"metric": dict(query["metric"])} if "metric" in query else {})}
                for query in inputs["metricQueries"]
            ]
        change(inputs)
        return replace(resource, inputs=inputs)

    found = faults(replace(graph, resources=tuple(map(changed, graph.resources))))
    assert all(line.startswith(f"megane-watch-{name}: ") for line in found)
    return [line.removeprefix(f"megane-watch-{name}: ") for line in found]


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda inputs: inputs.update({key: value})


def threshold(value: float, unit: str) -> Callable[[dict[str, Any]], object]:
    """As the program would register it: in the description too."""
    text = f"It (> {value:,.12g} {unit}). Runbook: docs/OPERATION_RUNBOOK.md#it"
    return lambda inputs: inputs.update({"threshold": value, "alarmDescription": text})


def expression(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(inputs: dict[str, Any]) -> None:
        query = inputs["metricQueries"][-1]
        assert old in query["expression"]
        query["expression"] = query["expression"].replace(old, new)

    return change


def metric(index: int, key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda inputs: inputs["metricQueries"][index]["metric"].update({key: value})


GIB = 2**30
BROKEN: list[tuple[str, Callable[[dict[str, Any]], object], list[str]]] = [
    # Misspelt, or another service's.
    ("database-primary-cpu", put("metricName", "CpuUtilization"),
     ["AWS publishes no AWS/RDS CpuUtilization {DBInstanceIdentifier}"]),
    ("database-primary-cpu", put("namespace", "AWS/Rds"),
     ["AWS publishes no AWS/Rds CPUUtilization {DBInstanceIdentifier}"]),
    ("nat-1-bandwidth", metric(0, "metricName", "BytesOut"),
     ["AWS publishes no AWS/NATGateway BytesOut {NatGatewayId}",
      "no formula for out AWS/NATGateway BytesOut {NatGatewayId}, back AWS/NATGateway BytesInFromDestination "
      "{NatGatewayId}"]),
    ("database-slow-queries", put("metricName", "SlowQueries"),
     ["no filter makes Megane/prod/Database SlowQueries {}"]),
    ("database-slow-queries", put("namespace", "Megane/Database"),
     ["no filter makes Megane/Database SlowQueryCount {}"]),
    # Dimensions: one too few, one too many, one that is not known.
    ("backend-cpu", lambda inputs: inputs["dimensions"].pop("ServiceName"),
     ["AWS publishes no AWS/ECS CPUUtilization {ClusterName}"]),
    ("cdn-errors", lambda inputs: inputs["dimensions"].pop("Region"),
     ["AWS publishes no AWS/CloudFront 5xxErrorRate {DistributionId}"]),
    ("app-response-time", put("dimensions", {"LoadBalancer": "app/x/1", "AvailabilityZone": "a"}),
     ["AWS publishes no AWS/ApplicationELB TargetResponseTime {AvailabilityZone, LoadBalancer}"]),
    ("waf-blocked", metric(0, "dimensions", {"WebACL": "x", "Rule": "ALL"}),
     ["AWS/WAFV2 is in us-east-1 only, the alarm in ap-northeast-1"]),
    ("database-primary-cpu", put("dimensions", {"DBInstanceIdentifier": ""}),
     ["DBInstanceIdentifier of CPUUtilization is not known"]),
    # Units: milliseconds for seconds, MB and GiB for bytes, a fraction for percent, bits and factors in a formula.
    ("app-response-time", threshold(2000, "ms"),
     ["is in ms, and what is compared in s", "rings at 2000 ms, which should be 0.05 to 60"]),
    ("app-response-time", threshold(2000, "s"), ["rings at 2000 s, which should be 0.05 to 60"]),
    ("database-primary-memory", threshold(0.2 * 4 * 1000**3, "bytes"),
     ["rings at 18.626 % of what FreeableMemory can be"]),
    ("database-primary-memory", threshold(0.2 * 4 * GIB * 1000 / 1024, "bytes"),
     ["rings at 19.531 % of what FreeableMemory can be"]),
    ("database-primary-memory", threshold(819, "MiB"),
     ["is in MiB, and what is compared in bytes", "rings at 819 MiB, which should be 6.71089e+07 to 1.09951e+12",
      "rings at 0.000 % of what FreeableMemory can be"]),
    ("database-replica-storage", threshold(0.15 * 20 * 1000**3, "bytes"),
     ["rings at 13.970 % of what FreeStorageSpace can be"]),
    ("database-primary-connections", threshold(0.8, "connections"),
     ["rings at 0.8 connections, which should be 10 to 5000", "rings at 0.400 % of what DatabaseConnections can be"]),
    ("backend-cpu", threshold(0.8, "%"), ["rings at 0.8 %, which should be 1 to 100"]),
    ("cdn-hit-rate", threshold(0.8, "%"), ["rings at 0.8 %, which should be 1 to 100"]),
    ("nat-1-bandwidth", expression("*8", ""),
     ["makes 12.5 Mbit/s of {'out': 1250000000.0, 'back': 2500000000.0}, which are 100",
      "makes 12.5 Mbit/s of {'out': 3750000000.0}, which are 100",
      "makes 0.0125 Mbit/s of {'back': 3750000.0}, which are 0.1"]),
    ("nat-1-bandwidth", expression("1000000", "1048576"),
     ["makes 95.367431640625 Mbit/s of {'out': 1250000000.0, 'back': 2500000000.0}, which are 100",
      "makes 95.367431640625 Mbit/s of {'out': 3750000000.0}, which are 100",
      "makes 0.095367431640625 Mbit/s of {'back': 3750000.0}, which are 0.1"]),
    ("waf-blocked", expression("FILL(mp,0)", "mp"),
     ["makes None requests of {'all': 900}, which are 900", "makes None requests of {}, which are 0"]),
    ("backend-no-target", expression("FILL(green,0)", "green"),
     ["makes None targets of {'blue': 2}, which are 2", "makes None targets of {}, which are 0"]),
    ("database-slow-queries", threshold(10, "s"), ["is in s, and what is compared in a count"]),
    # Statistics, missing data, and a description that says something else.
    ("storage-5xx", put("statistic", "Average"), ["Average of 5xxErrors says nothing"]),
    ("cdn-hit-rate", metric(0, "stat", "Sum"), ["Sum of CacheHitRate says nothing"]),
    ("backend-logged-errors", put("statistic", "Average"), ["Average of LoggedErrors says nothing"]),
    ("storage-5xx", put("treatMissingData", "breaching"),
     ["5xxErrors is missing when all is well, and that rings"]),
    ("database-primary-cpu", put("threshold", 90), ["rings at 90 and says 80"]),
    ("database-primary-cpu", put("alarmDescription", "CPU"),
     ["does not say its threshold, unit and section of the runbook"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), BROKEN)
def test_a_broken_alarm_is_found_out(name: str, change: Callable[[dict[str, Any]], object], said: list[str]) -> None:
    assert broken(name, change) == said


def test_an_alarm_of_the_edge_in_another_region_is_found_out() -> None:
    graph = named("prod", "up")
    moved = tuple(
        replace(resource, region="ap-northeast-1") if resource.name == "megane-watch-app-unreachable" else resource
        for resource in graph.resources
    )

    assert faults(replace(graph, resources=moved)) == [
        "megane-watch-app-unreachable: AWS/Route53 is in us-east-1 only, the alarm in ap-northeast-1"
    ]


def test_the_memory_of_every_class_in_use_is_known() -> None:
    used = {
        str(instance.inputs["instanceClass"])
        for label in STACKS
        for instance in named(label, "up").of_type("aws:rds/instance:Instance")
    }

    assert used == MEMORY_GIB.keys()
