"""Limits of ElastiCache for Redis and Valkey."""

from __future__ import annotations

from collections.abc import Iterator

from planning.limits import NODES_PER_CACHE

from ..cache_nodes import in_cluster_mode, replicas
from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import CACHE_PARAMETER_GROUP, REPLICATION_GROUP
from .table import limit

_WITHOUT_FAILOVER = "cache.t1."
_FAILOVER_BY_SHARDS = "cache.t2."
_TIERED = "cache.r6gd."
_CLUSTERED = ".cluster.on"  # how AWS calls its own parameter groups for cluster mode


@limit(REPLICATION_GROUP)
def zones_of_one_node(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Multi-AZ needs another node to fail over to.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
    """
    multi_az, count = resource.flag("multiAzEnabled"), replicas(resource)
    if multi_az is UNKNOWN or (multi_az is True and count is UNKNOWN):
        yield Deferred("whether its multiAzEnabled goes with its replicas is known only at the update")
    elif multi_az is True and count == 0:
        yield Violation("its multiAzEnabled needs a replica in each shard")


@limit(REPLICATION_GROUP)
def cluster_fails_over(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ElastiCache: "AutomaticFailoverEnabled must be enabled for Valkey or Redis OSS (cluster mode enabled) replication
    groups", with a single node too; default: false.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    """
    clustered, fails_over = in_cluster_mode(resource), resource.flag("automaticFailoverEnabled")
    if UNKNOWN in (clustered, fails_over):
        yield Deferred("whether its automaticFailoverEnabled goes with cluster mode is known only at the update")
    elif clustered and fails_over is not True:
        yield Violation("its automaticFailoverEnabled must be true in cluster mode")


@limit(REPLICATION_GROUP)
def nodes(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Shards times nodes of a shard: `planning.limits`."""
    shards, count = resource.number("numNodeGroups"), resource.number("replicasPerNodeGroup")
    if UNKNOWN in (shards, count):
        yield Deferred("how many nodes it has is known only at the update")
        return
    total = shards * (1 + count) if isinstance(shards, int) and isinstance(count, int) else 0
    if over := NODES_PER_CACHE.exceeded_by(total):
        yield Violation(over)


@limit(REPLICATION_GROUP)
def node_type(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """T1 nodes neither fail over nor form clusters, T2 nodes fail over in clusters only, r6gd nodes alone tier data.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
    """
    kind, fails_over = resource.text("nodeType"), resource.flag("automaticFailoverEnabled") is True
    tiers = resource.flag("dataTieringEnabled")
    if kind is UNKNOWN:
        yield Deferred("its nodeType is known only at the update")
    if not isinstance(kind, str):
        return
    if kind.startswith(_WITHOUT_FAILOVER) and (fails_over or in_cluster_mode(resource) is True):
        yield Violation("its nodeType must be newer than T1 for failover and cluster mode")
    if kind.startswith(_FAILOVER_BY_SHARDS) and fails_over and in_cluster_mode(resource) is False:
        yield Violation("its nodeType must be newer than T2 for failover without cluster mode")
    if tiers is not UNKNOWN and (tiers is True) != kind.startswith(_TIERED):
        yield Violation(f"its dataTieringEnabled must be true with a nodeType {_TIERED}*, and with no other")


@limit(REPLICATION_GROUP)
def parameter_group(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The group's family is that of the engine's major version, and `cluster-enabled` is what the mode says.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
    """
    groups = stack.named(resource, "parameterGroupName", CACHE_PARAMETER_GROUP)
    name = resource.text("parameterGroupName")
    if not groups and isinstance(name, str) and name.startswith("default."):
        yield from _mode(resource, name.endswith(_CLUSTERED))
    for group in groups:
        yield from _mode(resource, _is_clustered(group))
        family, wanted = group.text("family"), _family(resource)
        if isinstance(family, str) and wanted is not None and family != wanted:
            yield Violation(f"its parameterGroupName {group.name} must be of the family of its engineVersion")


def _mode(resource: Resource, clustered: bool) -> Iterator[Outcome]:
    mode = in_cluster_mode(resource)
    if mode is True and not clustered:
        yield Violation("its parameterGroupName must be a group with cluster-enabled yes")
    elif resource.text("clusterMode") == "disabled" and clustered:
        yield Violation("its parameterGroupName must be a group without cluster-enabled")


def _is_clustered(group: Resource) -> bool:
    parameters = group.each("parameters")
    return any(group.text(*at, "name") == "cluster-enabled" and group.text(*at, "value") == "yes" for at in parameters)


def _family(resource: Resource) -> str | None:
    """`redis7` of Redis 7.1; families before 6 are named by minor versions, and nobody buys those any more."""
    engine, version = resource.text("engine"), resource.text("engineVersion")
    name = "redis" if engine is ABSENT else engine
    if name is UNKNOWN or not isinstance(version, str):
        return None
    major = version.partition(".")[0]
    if (name, major) == ("redis", "6"):
        return "redis6.x"
    return f"{name}{major}" if major.isdecimal() and int(major) >= 7 else None
