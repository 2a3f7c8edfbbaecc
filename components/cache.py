"""Redis: sessions and short-lived data."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.access import Peer, security_group
from components.base import Component, Context, Subnets
from components.cache_alarms import cache_alarms, cache_graphs
from components.keys import KeyArns
from components.log_group import Log, log_group
from planning.redis import RELEASES, Engine, node_names

PORT = 6379
LOGS = {"slow-log": "slow", "engine-log": "engine"}


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheSize:
    """What to buy and how to keep it: counts of nodes, windows in UTC, days of automatic snapshots (0 is none)."""

    engine: Engine
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
    """Where the cache stands, its keys, and `token_version`: another number makes another token."""

    subnets: Subnets
    keys: KeyArns
    size: CacheSize
    token_version: int = 1


class Cache(Component):
    """`megane:data:Cache`: ElastiCache for Redis or Valkey in cluster mode: TLS, AUTH token, encrypted at rest.

    Makes a security group without rules, subnet group, parameter group, slow and engine log groups, generated token
    and the replication group; in a durable stack also the suffix of the last snapshot's name. Cluster mode is on with
    a single node too: turning it on or off later would replace the group, and clients connect differently.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html

    `replicas_per_shard` and `multi_az` change in place; the key, and moving to other subnets, replace it. So does the
    way back from Valkey to Redis; Redis to Valkey is an upgrade in place that keeps data, address and token. Do it
    with `apply_immediately`: else it waits for the maintenance window, and until then the update cannot delete the
    parameter group that is still in use.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.HowTo.html

    A new token is added to the one before, and both are valid until the next one comes: nobody is locked out while
    services are deployed with it, so let that end before the next. To shut a leaked token out, change it twice.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html#auth-modifyng-token

    No events are sent to a topic: ElastiCache cannot publish to one that is encrypted, with whatever key.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html
    """

    TYPE = "megane:data:Cache"
    OUTPUTS = ("endpoint", "auth_token")
    endpoint: pulumi.Output[str]
    """Host name of the configuration endpoint, without port; clients speak TLS (`rediss://`) in cluster mode."""
    auth_token: pulumi.Output[str]
    """Known once the cache takes it, so that nobody is told a token too early."""
    access: Peer

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
        parameters = self._parameters(name, args.size.engine)
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
        token = random.RandomPassword(
            f"{name}-token",
            length=64,
            special=False,
            keepers={"version": str(args.token_version)},
            opts=self.child(),
        ).result
        redis = aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=ctx.prefix,
            description=f"Redis of {ctx.prefix}",
            engine=args.size.engine,
            engine_version=RELEASES[args.size.engine].version,
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
            auth_token=token,
            auth_token_update_strategy="ROTATE",  # noqa: S106  a strategy, not a token
            snapshot_retention_limit=args.size.snapshot_retention_days,
            snapshot_window=args.size.snapshot_window,
            maintenance_window=args.size.maintenance_window,
            final_snapshot_identifier=self._last_snapshot(name) if ctx.durable else None,
            apply_immediately=args.size.apply_immediately,
            auto_minor_version_upgrade=True,
            log_delivery_configurations=[
                aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    destination=logs[kind].name, destination_type="cloudwatch-logs", log_format="json", log_type=kind
                )
                for kind in LOGS
            ],
            tags=ctx.tags(name),
            opts=self.child(protect=ctx.durable, delete_before_replace=True),  # the id is taken
        )
        self.endpoint = redis.configuration_endpoint_address
        self.auth_token = pulumi.Output.all(token, redis.id).apply(lambda both: both[0])
        nodes = node_names(ctx.prefix, args.size.shards, args.size.replicas_per_shard)
        self.alarms, self.graphs = cache_alarms(nodes, args.size.node_type, ctx), cache_graphs(nodes, ctx)
        self.logs = [Log("cache", logs["slow-log"].name)]
        self.finish()

    def _parameters(self, name: str, engine: Engine) -> aws.elasticache.ParameterGroup:
        """One resource a family: a group cannot change its family, and the new one must be there before the old goes.

        The physical name is left to Pulumi for the same reason.
        """
        family = RELEASES[engine].family
        parameter = aws.elasticache.ParameterGroupParameterArgs
        return aws.elasticache.ParameterGroup(
            f"{name}-{family}",
            family=family,
            description=f"Redis of {self.ctx.prefix}",
            parameters=[
                parameter(name="cluster-enabled", value="yes"),
                parameter(name="maxmemory-policy", value="volatile-lru"),  # sessions expire, so they carry a TTL
            ],
            tags=self.ctx.tags(f"{name}-{family}"),
            opts=self.child(),
        )

    def _last_snapshot(self, name: str) -> pulumi.Output[str]:
        """Snapshots outlive the cache and ElastiCache overwrites none: a stack made anew needs another name.

        AWS documents no rule for the name; this one keeps to that of the cache itself: letters, digits, single hyphens.
        https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CopySnapshot.html
        """
        suffix = random.RandomId(f"{name}-final", byte_length=4, opts=self.child())
        return pulumi.Output.concat(f"{self.ctx.prefix}-final-", suffix.hex)
