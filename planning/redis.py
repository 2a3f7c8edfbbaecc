"""Facts about ElastiCache for Redis and Valkey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Engine = Literal["redis", "valkey"]


@dataclass(frozen=True, slots=True)
class Release:
    """`family` is that of the parameter group, `version` is `major.minor`: ElastiCache chooses the patch."""

    family: str
    version: str


# The last release of each family: with an older one AWS would upgrade the minor version by itself, and the provider
# takes the version written here for a downgrade then, which replaces the cache.
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
RELEASES: Mapping[Engine, Release] = MappingProxyType(
    {
        "redis": Release("redis7", "7.1"),  # the last Redis OSS that ElastiCache offers; what came after is Valkey
        "valkey": Release("valkey8", "8.2"),
    }
)

_SIZES = {
    ("t3", "t4g"): ("micro", "small", "medium"),
    ("m5", "m6g", "r5", "r6g"): (
        "large",
        "xlarge",
        "2xlarge",
        "4xlarge",
        "8xlarge",
        "12xlarge",
        "16xlarge",
        "24xlarge",
    ),
    ("m7g", "r7g"): ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"),
}
_NOT_SOLD = {
    *(f"cache.{family}.{size}" for family in ("m5", "r5") for size in ("8xlarge", "16xlarge")),
    *(f"cache.{family}.24xlarge" for family in ("m6g", "r6g")),
}

# Those that can do cluster mode and failover, without data tiering.
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
NODE_TYPES = frozenset(
    f"cache.{family}.{size}" for families, sizes in _SIZES.items() for family in families for size in sizes
)

_TWO_CORES = ("micro", "small", "medium", "large")


def has_two_cores(node_type: str) -> bool:
    """Whether the node has two vCPUs; all others have four or more.

    https://aws.amazon.com/elasticache/pricing/
    """
    return node_type.rsplit(".", 1)[-1] in _TWO_CORES


def is_burstable(node_type: str) -> bool:
    """Whether the node lives on CPU credits, and slows down to a tenth or a fifth of its CPU when they are spent.

    "T4g, T3 and T2 nodes are configured as standard", unlike those of RDS.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
    """
    return node_type.startswith("cache.t")


def node_names(group: str, shards: int, replicas_per_shard: int) -> list[str]:
    """What ElastiCache calls the nodes of a group in cluster mode: `CacheClusterId` of their metrics."""
    return [
        f"{group}-{shard:04}-{node:03}" for shard in range(1, shards + 1) for node in range(1, replicas_per_shard + 2)
    ]
