from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.alarm import Metric
from components.cache import Cache
from components.cache_alarms import cache_graphs
from offline.graph import Graph
from offline.values import UNKNOWN, Secret, unwrap
from planning.redis import RELEASES, Engine
from tests.components import build
from tests.components.build import CACHE_SIZE, PLACE
from tests.components.look import alarms, dependencies, find, inputs, made, outputs, watched
from tests.conftest import Record


def cache(**size: Any) -> Cache:
    return build.cache(size=replace(CACHE_SIZE, **size))


def test_what_a_cache_is_made_of(record: Record) -> None:
    assert made(record(build.cache)) == {
        "megane:data:Cache cache",
        "ec2.SecurityGroup cache-sg",
        "elasticache.SubnetGroup cache",
        "elasticache.ParameterGroup cache-redis7",
        "cloudwatch.LogGroup cache-slow",
        "cloudwatch.LogGroup cache-engine",
        "random.RandomPassword cache-token",
        "elasticache.ReplicationGroup cache",
    }


def test_redis_is_a_cluster_that_speaks_tls_to_those_with_the_token(record: Record) -> None:
    graph = record(build.cache)

    group = inputs(graph, "elasticache.ReplicationGroup cache")
    assert isinstance(group.pop("authToken"), Secret)
    assert group == {
        "replicationGroupId": "megane-test",
        "description": "Redis of megane-test",
        "engine": "redis",
        "engineVersion": "7.1",
        "nodeType": "cache.t3.micro",
        "port": 6379,
        "clusterMode": "enabled",
        "numNodeGroups": 1,
        "replicasPerNodeGroup": 1,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "parameterGroupName": UNKNOWN,
        "subnetGroupName": UNKNOWN,
        "securityGroupIds": [UNKNOWN],
        "atRestEncryptionEnabled": True,
        "kmsKeyId": "arn:key/data",
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "authTokenUpdateStrategy": "ROTATE",
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "16:00-17:00",
        "maintenanceWindow": "sun:18:30-sun:19:30",
        "applyImmediately": False,
        "autoMinorVersionUpgrade": True,
        "logDeliveryConfigurations": [
            {
                "destination": f"/megane/test/redis/{short}",
                "destinationType": "cloudwatch-logs",
                "logFormat": "json",
                "logType": kind,
            }
            for kind, short in (("slow-log", "slow"), ("engine-log", "engine"))
        ],
    }


@pytest.mark.parametrize(("engine", "family", "version"), [("redis", "redis7", "7.1"), ("valkey", "valkey8", "8.2")])
def test_the_parameter_group_is_of_the_engine_s_family(
    record: Record, engine: Engine, family: str, version: str
) -> None:
    graph = record(lambda: cache(engine=engine))

    assert inputs(graph, f"elasticache.ParameterGroup cache-{family}") == {
        "family": family,
        "description": "Redis of megane-test",
        "parameters": [
            {"name": "cluster-enabled", "value": "yes"},
            {"name": "maxmemory-policy", "value": "volatile-lru"},
        ],
    }
    group = find(graph, "elasticache.ReplicationGroup cache")
    assert (group.inputs["engine"], group.inputs["engineVersion"]) == (engine, version)
    parameters = find(graph, f"elasticache.ParameterGroup cache-{family}")
    assert group.property_dependencies["parameterGroupName"] == (parameters.urn,)


def test_engines_differ_in_their_engine_and_parameter_group_only(record: Record) -> None:
    """Whatever else differed might replace the cache, or what it stands on, in a change of engine."""
    redis, valkey = (
        {resource.urn: resource.inputs for resource in record(partial(cache, engine=engine)).resources}
        for engine in RELEASES
    )

    (group,) = (urn for urn in redis if urn.endswith("ReplicationGroup::cache"))
    assert {urn.rpartition("::")[2] for urn in redis.keys() ^ valkey.keys()} == {"cache-redis7", "cache-valkey8"}
    assert [urn for urn in redis.keys() & valkey.keys() if redis[urn] != valkey[urn]] == [group]
    assert {key for key in redis[group] if redis[group][key] != valkey[group][key]} == {"engine", "engineVersion"}


def test_cluster_mode_and_failover_are_on_with_a_single_node_too(record: Record) -> None:
    graph = record(lambda: cache(replicas_per_shard=0, multi_az=False))

    group = inputs(graph, "elasticache.ReplicationGroup cache")
    assert (group["clusterMode"], group["automaticFailoverEnabled"]) == ("enabled", True)
    assert (group["replicasPerNodeGroup"], group["multiAzEnabled"]) == (0, False)


def test_a_durable_cache_leaves_a_snapshot_of_a_name_of_its_own(record: Record) -> None:
    def suffixes(name: str) -> tuple[Graph, str]:
        graph = record(lambda: build.cache(build.DURABLE, name=name), view="up")
        group = find(graph, f"elasticache.ReplicationGroup {name}")
        assert group.protect
        assert group.property_dependencies["finalSnapshotIdentifier"] == (
            find(graph, f"random.RandomId {name}-final").urn,
        )
        return graph, str(group.inputs["finalSnapshotIdentifier"])

    graph, name = suffixes("cache")
    _, other = suffixes("cache-2")

    assert inputs(graph, "random.RandomId cache-final") == {"byteLength": 4}
    assert re.fullmatch(r"megane-test-final-[0-9a-f]{8,}", name)
    assert name != other


def test_a_cache_that_is_replaced_goes_first_because_its_id_is_taken(record: Record) -> None:
    found: list[bool | None] = []

    def program() -> None:
        pulumi.runtime.register_stack_transformation(
            lambda args: found.append(args.opts.delete_before_replace) if "ReplicationGroup" in args.type_ else None
        )
        build.cache()

    record(program)

    assert found == [True]


def test_logs_are_kept_for_thirty_days_and_made_first(record: Record) -> None:
    graph = record(build.cache)

    for short in ("slow", "engine"):
        assert f"cloudwatch.LogGroup cache-{short}" in dependencies(graph, "elasticache.ReplicationGroup cache")
        assert inputs(graph, f"cloudwatch.LogGroup cache-{short}") == {
            "name": f"/megane/test/redis/{short}",
            "retentionInDays": 30,
            "kmsKeyId": "arn:key/logs",
            "logGroupClass": "STANDARD",
            "deletionProtectionEnabled": False,
        }


def test_the_token_is_one_that_elasticache_takes_and_nobody_sees(record: Record) -> None:
    graph = record(lambda: outputs(build.cache()), view="up")

    assert inputs(graph, "random.RandomPassword cache-token") == {
        "length": 64,
        "special": False,
        "keepers": {"version": "1"},
    }
    assert isinstance(graph.outputs["auth_token"], Secret)
    assert graph.outputs["auth_token"] == find(graph, "elasticache.ReplicationGroup cache").inputs["authToken"]
    assert str(graph.outputs["endpoint"]).startswith("clustercfg.megane-test.")
    assert sorted(graph.outputs) == ["auth_token", "endpoint"]


def test_another_version_of_the_token_is_another_token(record: Record) -> None:
    graph = record(lambda: build.cache(token_version=2))

    assert inputs(graph, "random.RandomPassword cache-token")["keepers"] == {"version": "2"}


def test_nobody_is_told_a_token_before_the_cache_takes_it(record: Record) -> None:
    def program() -> None:
        aws.ssm.Parameter("told", type="SecureString", value=build.cache().auth_token)

    graph = record(program)

    waits_for = find(graph, "ssm.Parameter told").property_dependencies["value"]
    assert find(graph, "elasticache.ReplicationGroup cache").urn in waits_for


def test_the_token_is_printed_nowhere(record: Record) -> None:
    graph = record(lambda: outputs(build.cache()), view="up")

    token = unwrap(find(graph, "elasticache.ReplicationGroup cache").inputs["authToken"])
    assert isinstance(token, str)
    assert len(token) == 64
    assert token not in json.dumps(graph.to_json()) + repr(graph)


MEMORY = ("DatabaseMemoryUsagePercentage", "Average", "GreaterThanThreshold 80", "notBreaching")
EVICTIONS = ("Evictions", "Sum", "GreaterThanThreshold 0", "notBreaching")
CREDITS = ("CPUCreditBalance", "Average", "LessThanThreshold 30", "notBreaching")
# Of two cores the engine's thread can take half the host; a node that is gone rings.
HALF_OF_TWO_CORES = ("CPUUtilization", "Average", "GreaterThanThreshold 40", "breaching")
ITS_OWN_CORE = ("EngineCPUUtilization", "Average", "GreaterThanThreshold 80", "breaching")


@pytest.mark.parametrize(
    ("node_type", "roles"),
    [
        ("cache.t3.micro", {"cpu": HALF_OF_TWO_CORES, "credits": CREDITS}),
        ("cache.t4g.medium", {"cpu": HALF_OF_TWO_CORES, "credits": CREDITS}),
        ("cache.m6g.large", {"cpu": HALF_OF_TWO_CORES}),
        ("cache.r7g.xlarge", {"cpu": ITS_OWN_CORE}),
        ("cache.m7g.16xlarge", {"cpu": ITS_OWN_CORE}),
    ],
)
def test_every_node_is_watched(record: Record, node_type: str, roles: dict[str, tuple[str, str, str, str]]) -> None:
    found = alarms(record(watched(lambda: cache(shards=2, node_type=node_type))))

    nodes = ("0001-001", "0001-002", "0002-001", "0002-002")
    expected = {"memory": MEMORY, "evictions": EVICTIONS} | roles
    assert set(found) == {f"cache-{node}-{role}" for node in nodes for role in expected}
    for node in nodes:
        for role, (metric, statistic, rings, missing) in expected.items():
            alarm = found[f"cache-{node}-{role}"]
            where = {"CacheClusterId": f"megane-test-{node}"}
            assert alarm["series"] == (f"AWS/ElastiCache {metric}", where, statistic)
            assert (alarm["rings"], alarm["missing"], alarm["topic"]) == (rings, missing, "arn:topic/warning")


def test_keys_of_every_node_are_shown() -> None:
    shown = {graph.name: (graph.metrics["m"], graph.unit) for graph in cache_graphs(["megane-test-0001-001"], PLACE)}

    items = Metric("AWS/ElastiCache", "CurrItems", {"CacheClusterId": "megane-test-0001-001"}, "Maximum")
    assert shown == {"cache-0001-001-items": (items, "keys")}


def test_zones_without_a_replica_to_fail_over_to_are_refused() -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        replace(CACHE_SIZE, replicas_per_shard=0)

    assert str(raised.value) == "multi_az needs at least one replica a shard: replicas_per_shard is 0"
