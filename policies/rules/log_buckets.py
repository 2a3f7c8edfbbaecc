"""Which buckets receive logs: AWS takes AES256 for some of them only, and they log no requests of their own."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from .resource import ABSENT, Stack, Unknown
from .types import BUCKET, BUCKET_LOGGING, LOAD_BALANCER


def log_buckets(stack: Stack) -> Mapping[str, bool | Unknown]:
    """Buckets that receive access logs, by what depends on them and never by their name.

    A load balancer's logs are off unless `enabled` says otherwise; UNKNOWN where only the update will tell. A bucket
    that logs only its own requests is no log bucket: that would exempt any bucket.
    """
    found: dict[str, bool | Unknown] = {}
    for balancer, key in product(stack.of_type(LOAD_BALANCER), ("accessLogs", "connectionLogs")):
        enabled = balancer.flag(key, "enabled")
        if balancer.get(key, "bucket") is ABSENT or enabled is ABSENT or enabled is False:
            continue
        for bucket in stack.behind(balancer, key, BUCKET):
            if found.get(bucket.urn) is not True:
                found[bucket.urn] = enabled
    for logging in stack.of_type(BUCKET_LOGGING):
        sources = stack.named(logging, "bucket", BUCKET)
        found |= {bucket.urn: True for bucket in stack.named(logging, "targetBucket", BUCKET) if bucket not in sources}
    for source in stack.of_type(BUCKET):
        targets = stack.behind(source, "logging", BUCKET) + stack.behind(source, "loggings", BUCKET)
        found |= {bucket.urn: True for bucket in targets if bucket.urn != source.urn}
    return found
