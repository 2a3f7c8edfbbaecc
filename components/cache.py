"""Redis: sessions and short-lived data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.access import Peer, security_group
from components.alarm import Alarm, Metric
from components.base import Component, Context, Subnets
from components.keys import KeyArns
from components.log_group import log_group

PORT = 6379
FAMILY = "redis7"
ENGINE_VERSION = "7.1"  # the last Redis OSS version that ElastiCache offers
LOGS = {"slow-log": "slow", "engine-log": "engine"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheSize:
    """What to buy and how to keep it: counts of nodes, windows in UTC, days of automatic snapshots (0 is none)."""

    node_type: str
    shards: int
    replicas_per_shard: int
    multi_az: bool
    snapshot_retention_days: int
    snapshot_window: str
    maintenance_window: str
    apply_immediately: bool

    def __post_init__(self) -> None:
        if self.multi_az and self.replicas_per_shard < 1:
            raise ValueError("multi_az needs at least one replica a shard: replicas_per_shard is 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheArgs:
    """Where the cache stands and its keys."""

    subnets: Subnets
    keys: KeyArns
    size: CacheSize


class Cache(Component):
    """`megane:data:Cache`: ElastiCache for Redis in cluster mode, TLS required, AUTH token, encrypted at rest.

    Makes a security group without rules, subnet group, parameter group, slow and engine log groups, generated token
    and the replication group. Cluster mode is on with a single node too: turning it on or off later would replace the
    group, and clients connect differently. `replicas_per_shard` and `multi_az` change in place; the key, and moving
    to other subnets, replace it.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html
    """

    TYPE = "megane:data:Cache"
    OUTPUTS = ("endpoint", "auth_token")
    endpoint: pulumi.Output[str]
    """Host name of the configuration endpoint, without port; clients speak TLS (`rediss://`) in cluster mode."""
    auth_token: pulumi.Output[str]
    access: Peer
    alarms: Sequence[Alarm]

    def __init__(self, name: str, args: CacheArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        group, self.access = security_group(
            name, "cache", vpc_id=args.subnets.vpc_id, description="Redis", ctx=ctx, opts=self.child()
        )
        subnets = aws.elasticache.SubnetGroup(
            name,
            subnet_ids=args.subnets.ids,
            description=f"Isolated subnets of {ctx.prefix}",
            tags=ctx.tags(name),
            opts=self.child(),
        )
        parameter = aws.elasticache.ParameterGroupParameterArgs
        parameters = aws.elasticache.ParameterGroup(
            name,
            family=FAMILY,
            description=f"Redis of {ctx.prefix}",
            parameters=[
                parameter(name="cluster-enabled", value="yes"),
                parameter(name="maxmemory-policy", value="volatile-lru"),  # sessions expire, so they carry a TTL
            ],
            tags=ctx.tags(name),
            opts=self.child(),
        )
        logs = {
            kind: log_group(
                f"{name}-{short}",
                f"{ctx.path}/redis/{short}",
                "application",
                key_arn=args.keys.logs,
                ctx=ctx,
                opts=self.child(),
            )
            for kind, short in LOGS.items()
        }
        # ElastiCache takes 16 to 128 characters without @ " and /
        self.auth_token = random.RandomPassword(f"{name}-token", length=64, special=False, opts=self.child()).result
        redis = aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=ctx.prefix,
            description=f"Redis of {ctx.prefix}",
            engine="redis",
            engine_version=ENGINE_VERSION,
            node_type=args.size.node_type,
            port=PORT,
            cluster_mode="enabled",
            num_node_groups=args.size.shards,
            replicas_per_node_group=args.size.replicas_per_shard,
            automatic_failover_enabled=True,  # cluster mode demands it even where there is no replica
            multi_az_enabled=args.size.multi_az,
            parameter_group_name=parameters.name,
            subnet_group_name=subnets.name,
            security_group_ids=[group.id],
            at_rest_encryption_enabled=True,
            kms_key_id=args.keys.data,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token=self.auth_token,
            auth_token_update_strategy="ROTATE",  # noqa: S106  a strategy, not a token
            snapshot_retention_limit=args.size.snapshot_retention_days,
            snapshot_window=args.size.snapshot_window,
            maintenance_window=args.size.maintenance_window,
            final_snapshot_identifier=f"{ctx.prefix}-final" if ctx.durable else None,
            apply_immediately=args.size.apply_immediately,
            auto_minor_version_upgrade=True,
            log_delivery_configurations=[
                aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    destination=logs[kind].name, destination_type="cloudwatch-logs", log_format="json", log_type=kind
                )
                for kind in LOGS
            ],
            tags=ctx.tags(name),
            opts=self.child(protect=ctx.durable),
        )
        self.endpoint = redis.configuration_endpoint_address
        self.alarms = _alarms(args, ctx)
        self.finish()


def _alarms(args: CacheArgs, ctx: Context) -> list[Alarm]:
    """Per node: node names are the group's id, shard and node number, so they are known before the nodes are.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
    """
    nodes = [
        f"{ctx.prefix}-{shard:04}-{node:03}"
        for shard in range(1, args.size.shards + 1)
        for node in range(1, args.size.replicas_per_shard + 2)
    ]
    watched = (
        ("cpu", "EngineCPUUtilization", "Average", ctx.thresholds.cpu_percent, "%", "engine is busy"),
        ("memory", "DatabaseMemoryUsagePercentage", "Average", ctx.thresholds.memory_percent, "%", "memory fills up"),
        ("evictions", "Evictions", "Sum", 0, "keys", "keys are thrown out: users lose their sessions"),
    )
    return [
        Alarm(
            name=f"cache-{node.removeprefix(f'{ctx.prefix}-')}-{role}",
            severity="warning",
            description=f"Redis {node}: {text}",
            metrics={"m": Metric("AWS/ElastiCache", metric, {"CacheClusterId": node}, statistic)},
            comparison=">",
            threshold=threshold,
            unit=unit,
            runbook=f"cache-{role}",
        )
        for node in nodes
        for role, metric, statistic, threshold, unit, text in watched
    ]
