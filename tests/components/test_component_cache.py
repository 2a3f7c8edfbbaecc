from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.cache import Cache
from offline.values import UNKNOWN, Secret
from tests.components import build
from tests.components.build import CACHE_SIZE
from tests.components.look import alarms, dependencies, find, inputs, made, outputs, watched
from tests.conftest import Record


def cache(**size: Any) -> Cache:
    return build.cache(size=replace(CACHE_SIZE, **size))


def test_what_a_cache_is_made_of(record: Record) -> None:
    assert made(record(build.cache)) == {
        "megane:data:Cache cache",
        "ec2.SecurityGroup cache-sg",
        "elasticache.SubnetGroup cache",
        "elasticache.ParameterGroup cache",
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
    parameters = inputs(graph, "elasticache.ParameterGroup cache")
    assert (parameters["family"], parameters["parameters"]) == (
        "redis7",
        [
            {"name": "cluster-enabled", "value": "yes"},
            {"name": "maxmemory-policy", "value": "volatile-lru"},
        ],
    )


def test_cluster_mode_and_failover_are_on_with_a_single_node_too(record: Record) -> None:
    graph = record(lambda: cache(replicas_per_shard=0, multi_az=False))

    group = inputs(graph, "elasticache.ReplicationGroup cache")
    assert (group["clusterMode"], group["automaticFailoverEnabled"]) == ("enabled", True)
    assert (group["replicasPerNodeGroup"], group["multiAzEnabled"]) == (0, False)


def test_a_durable_cache_leaves_a_snapshot_behind(record: Record) -> None:
    graph = record(lambda: build.cache(build.DURABLE))

    group = find(graph, "elasticache.ReplicationGroup cache")
    assert (group.protect, group.inputs["finalSnapshotIdentifier"]) == (True, "megane-test-final")


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

    assert inputs(graph, "random.RandomPassword cache-token") == {"length": 64, "special": False}
    assert isinstance(graph.outputs["auth_token"], Secret)
    assert graph.outputs["auth_token"] == find(graph, "elasticache.ReplicationGroup cache").inputs["authToken"]
    assert str(graph.outputs["endpoint"]).startswith("clustercfg.megane-test.")
    assert sorted(graph.outputs) == ["auth_token", "endpoint"]


def test_every_node_is_watched(record: Record) -> None:
    found = alarms(record(watched(lambda: cache(shards=2))))

    nodes = ("0001-001", "0001-002", "0002-001", "0002-002")
    roles = {
        "cpu": ("EngineCPUUtilization", "Average", "GreaterThanThreshold 80"),
        "memory": ("DatabaseMemoryUsagePercentage", "Average", "GreaterThanThreshold 80"),
        "evictions": ("Evictions", "Sum", "GreaterThanThreshold 0"),
    }
    assert set(found) == {f"cache-{node}-{role}" for node in nodes for role in roles}
    for node in nodes:
        for role, (metric, statistic, rings) in roles.items():
            alarm = found[f"cache-{node}-{role}"]
            where = {"CacheClusterId": f"megane-test-{node}"}
            assert alarm["series"] == (f"AWS/ElastiCache {metric}", where, statistic)
            assert (alarm["rings"], alarm["topic"]) == (rings, "arn:topic/warning")


def test_zones_without_a_replica_to_fail_over_to_are_refused() -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        replace(CACHE_SIZE, replicas_per_shard=0)

    assert str(raised.value) == "multi_az needs at least one replica a shard: replicas_per_shard is 0"
