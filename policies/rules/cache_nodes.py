"""Nodes of a replication group, with cluster mode (shards) or without."""

from __future__ import annotations

from .resource import ABSENT, UNKNOWN, Resource, Unknown


def in_cluster_mode(group: Resource) -> bool | Unknown:
    """Said outright, or by more than one shard."""
    mode, shards = group.text("clusterMode"), group.number("numNodeGroups")
    if mode is UNKNOWN or (mode is ABSENT and shards is UNKNOWN):
        return UNKNOWN
    return mode != "disabled" if mode is not ABSENT else isinstance(shards, int) and shards > 1


def replicas(group: Resource) -> int | Unknown:
    """Replicas of every shard at least; without cluster mode all nodes but the first. Absent is none."""
    counts = [group.number("replicasPerNodeGroup")] if group.get("replicasPerNodeGroup") is not ABSENT else []
    counts = counts or [group.number(*at, "replicaCount") for at in group.each("nodeGroupConfigurations")]
    if counts:
        known = [count for count in counts if isinstance(count, int)]
        return UNKNOWN if UNKNOWN in counts else min(known) if len(known) == len(counts) else 0
    nodes = group.number("numCacheClusters")
    return nodes if nodes is UNKNOWN else 0 if nodes is ABSENT else nodes - 1
