"""Replication groups: their nodes, with cluster mode (shards) or without, and what they are copies of."""

from __future__ import annotations

from .resource import ABSENT, UNKNOWN, Resource, Unknown


def in_cluster_mode(group: Resource) -> bool | Unknown:
    """Said outright, or by more than one shard."""
    mode, shards = group.text("clusterMode"), group.number("numNodeGroups")
    if mode is UNKNOWN or (mode is ABSENT and shards is UNKNOWN):
        return UNKNOWN
    return mode != "disabled" if mode is not ABSENT else isinstance(shards, int) and shards > 1


def is_secondary(group: Resource) -> bool:
    """Whether it belongs to a global datastore as a copy in another region: that has the encryption and the token of
    the first one, and AWS refuses what it is told of these itself.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html"""
    return group.text("globalReplicationGroupId") is not ABSENT


def replicas(group: Resource) -> int | Unknown:
    """Replicas of every shard at least; without cluster mode all nodes but the first. Absent is none."""
    counts = [group.number("replicasPerNodeGroup")] if group.get("replicasPerNodeGroup") is not ABSENT else []
    counts = counts or [group.number(*at, "replicaCount") for at in group.each("nodeGroupConfigurations")]
    if counts:
        known = [count for count in counts if isinstance(count, int)]
        return UNKNOWN if UNKNOWN in counts else min(known) if len(known) == len(counts) else 0
    nodes = group.number("numCacheClusters")
    return nodes if nodes is UNKNOWN else 0 if nodes is ABSENT else nodes - 1
