"""Which buckets receive logs: AWS takes AES256 for some of them only, and they log no requests of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from .resource import ABSENT, Path, Resource, Stack, Unknown
from .types import BUCKET, BUCKET_LOGGING, LOAD_BALANCER

_INLINE: Final = ("logging", "loggings")  # the second: as the bucket of version 2 has it


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
        for bucket in buckets_at(balancer, (key, "bucket"), stack):
            if found.get(bucket.urn) is not True:
                found[bucket.urn] = enabled
    for logging in stack.of_type(BUCKET_LOGGING):
        sources = stack.named(logging, "bucket", BUCKET)
        found |= {bucket.urn: True for bucket in stack.named(logging, "targetBucket", BUCKET) if bucket not in sources}
    for source in stack.of_type(BUCKET):
        targets = [bucket for key in _INLINE for bucket in buckets_at(source, (key, "targetBucket"), stack)]
        found |= {bucket.urn: True for bucket in targets if bucket.urn != source.urn}
    return found


def buckets_at(writer: Resource, path: Path, stack: Stack) -> Sequence[Resource]:
    """The buckets of the stack that stand at `path`: by dependency, or by name as it is, in an ARN with a prefix behind
    it, or in a domain of S3."""
    texts = (writer.text(*at) for at in writer.each(*path))
    names = {text.rpartition(":::")[2].split("/")[0].split(".s3.")[0] for text in texts if isinstance(text, str)}
    known = (bucket for name in names for bucket in stack.index(_by_name).get(name, ()))
    return tuple({one.urn: one for one in (*stack.behind(writer, str(path[0]), BUCKET), *known)}.values())


def _by_name(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    named: dict[str, list[Resource]] = {}
    for bucket in stack.of_type(BUCKET):
        if isinstance(name := bucket.text("bucket"), str):
            named.setdefault(name, []).append(bucket)
    return named
