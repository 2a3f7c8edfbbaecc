"""Every log of the committed stacks has its group before anybody writes to it, encrypted, for as long as its class."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from offline.graph import Graph, Resource
from offline.values import unwrap
from planning.log_retention import RETENTION_DAYS
from tests.components.build_hooks import PEM
from tests.stacks.load import STACKS, named, reaches, stack_graph
from tests.stacks.log_writers import unknown_words, written

GROUP = "aws:cloudwatch/logGroup:LogGroup"
SIGNATURE = {
    "profileArn": "arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/megane",
    "rootCertificates": [PEM],
}
# Besides the committed stacks: all that logs and is off in them.
MORE = (
    f"megane:deployment.signature={json.dumps(SIGNATURE)}",
    "megane:deployment.smokeTest=true",
    "megane:logs.albToCloudWatch=true",
    "megane:cdn.appRoute=cdn-only",
)
LABELS = [*STACKS, "more"]
# Groups that exist although nobody writes to them: Container Insights may be turned on at any time, by anybody, and
# would make the group itself, for ever.
IN_ADVANCE = "/aws/ecs/containerinsights/"


@cache
def graph_of(label: str) -> Graph:
    return stack_graph("up", "prod", *MORE) if label == "more" else named(label, "up")


def groups(graph: Graph) -> dict[tuple[str, str], Resource]:
    """By name and region, which are a group's identity."""
    return {(str(unwrap(group.inputs["name"])), str(group.region)): group for group in graph.of_type(GROUP)}


@pytest.mark.parametrize("label", LABELS)
def test_every_log_has_its_group_before_its_writer(label: str) -> None:
    graph = graph_of(label)
    owned = groups(graph)

    for log in written(graph):
        assert (log.group, log.region) in owned, f"{log.writer.name} would make {log.group} itself, for ever"
        group = owned[log.group, log.region]
        assert group.urn in reaches(graph, log.writer), f"{log.writer.name} may write before {log.group} is there"


@pytest.mark.parametrize("label", LABELS)
def test_a_group_is_kept_as_long_as_what_is_written_to_it_demands(label: str) -> None:
    graph = graph_of(label)
    owned = groups(graph)
    days = {(log.group, log.region): RETENTION_DAYS[log.log_class] for log in written(graph)}

    assert {name: group.inputs["retentionInDays"] for name, group in owned.items() if name in days} == days
    for name, group in owned.items():
        tags: Any = group.inputs["tags"]
        assert group.inputs["retentionInDays"] == RETENTION_DAYS[tags["LogClass"]], name


@pytest.mark.parametrize("label", LABELS)
def test_nobody_writes_to_a_group_that_is_not_known_of(label: str) -> None:
    graph = graph_of(label)
    idle = groups(graph).keys() - {(log.group, log.region) for log in written(graph)}

    assert unknown_words(graph) == set()
    assert {name for name, _ in idle if not name.startswith(IN_ADVANCE)} == set()


@pytest.mark.parametrize("label", LABELS)
def test_every_group_is_encrypted_with_a_key_of_its_own_region_that_lets_logs_in(label: str) -> None:
    graph = graph_of(label)
    for group in groups(graph).values():
        (urn,) = group.property_dependencies["kmsKeyId"]
        key = graph.by_urn[urn]
        assert key.region == group.region, group.name
        if key.type == "aws:kms/key:Key":  # that of a recovery stack was made by production
            policy = json.loads(str(unwrap(key.inputs["policy"])))
            principals = [str(statement["Principal"]) for statement in policy["Statement"]]
            assert any(f"logs.{group.region}.amazonaws.com" in principal for principal in principals), group.name


@pytest.mark.parametrize("label", LABELS)
def test_the_four_classes_are_there(label: str) -> None:
    classes = {log.log_class for log in written(graph_of(label))}

    audit = {"audit"} if label.startswith("prod") or label == "more" else set()
    assert classes == {"application", "access", "security"} | audit
    assert dict(RETENTION_DAYS) == {"application": 30, "access": 90, "security": 365, "audit": 2557}


@pytest.mark.parametrize("label", LABELS)
def test_the_load_balancer_writes_to_a_bucket_that_forgets_after_90_days(label: str) -> None:
    graph = graph_of(label)
    (balancer,) = graph.of_type("aws:lb/loadBalancer:LoadBalancer")
    lifecycles = {
        str(unwrap(one.inputs["bucket"])): one.inputs["rules"]
        for one in graph.of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    }

    for log in ("accessLogs", "connectionLogs"):
        target: Any = balancer.inputs[log]
        assert target["enabled"]
        rules: Any = lifecycles[str(unwrap(target["bucket"]))]
        assert [rule["expiration"]["days"] for rule in rules] == [RETENTION_DAYS["access"]]


@pytest.mark.parametrize("label", LABELS)
def test_functions_of_the_cdn_log_nothing(label: str) -> None:
    """They would make groups of their own in us-east-1, for ever."""
    for function in graph_of(label).of_type("aws:cloudfront/function:Function"):
        assert "console" not in str(unwrap(function.inputs["code"]))
