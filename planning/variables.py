"""Names of the variables that the program gives tasks by itself, and which of them a service may set otherwise."""

from __future__ import annotations

from collections.abc import Iterable

# How the application writes and works, and nothing outside of it depends on: defaults, which a service may change.
CHOICES = frozenset({"BCRYPT_ROUNDS", "LOG_FORMAT", "NODE_ENV"})

# What other parts were made by. Another value would lead nowhere (addresses, names), let connections be cut
# (KEEP_ALIVE_TIMEOUT_MS) or run out (DB_POOL_MAX), or keep a rotated secret from being read (CONFIG_VERSION).
FIXED = frozenset(
    {
        "AWS_REGION",
        "CLOUDFRONT_DOMAIN",
        "CLOUDFRONT_KEY_PAIR_ID",
        "CONFIG_VERSION",
        "CORS_ORIGIN",
        "DB_HOST",
        "DB_NAME",
        "DB_POOL_MAX",
        "DB_PORT",
        "DB_READ_HOST",
        "DB_SSL",
        "DB_USER",
        "KEEP_ALIVE_TIMEOUT_MS",
        "PORT",
        "REDIS_CLUSTER",
        "REDIS_ENDPOINT",
        "REDIS_TLS",
        "S3_BUCKET",
        "SESSION_STORE",
    }
)

# Made by the program and read by ECS when a task starts.
SECRETS = frozenset({"CLOUDFRONT_PRIVATE_KEY", "JWT_SECRET", "POSTGRES_PASSWORD", "REDIS_AUTH_TOKEN", "SESSION_SECRET"})


def taken(names: Iterable[str]) -> list[str]:
    """Those of the names that no service may give a value of its own, used by it or not: one name, one meaning."""
    return sorted((FIXED | SECRETS) & set(names))
