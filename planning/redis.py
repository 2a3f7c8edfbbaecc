"""Facts about ElastiCache for Redis."""

from __future__ import annotations

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
