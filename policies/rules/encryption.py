"""Encryption at rest: database, cache, buckets, logs."""

from __future__ import annotations

from collections.abc import Iterator

from .cache_nodes import is_secondary
from .companions import beside
from .keys import KMS_KEYS, own_key
from .log_buckets import log_buckets
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .replicas import encryption, is_replica
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import (
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LOGGING,
    DB_INSTANCE,
    LOAD_BALANCER,
    LOG_GROUP,
    REPLICATION_GROUP,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_PERHAPS_LOGS = "whether a load balancer sends its logs here, which allows AES256, is known only at the update"


@rule(
    id="rds-encrypted",
    title="RDS storage is encrypted",
    title_ja="RDS のストレージを暗号化する",
    severity="high",
    kind="stack",  # a replica is judged by its source, which another resource tells
    types=(DB_INSTANCE,),
    remediation="Set storageEncrypted to true. An existing instance is replaced: restore it from an encrypted copy.",
    url=f"{_HUB}/rds-controls.html#rds-3",
    references=References(security_hub=("RDS.3",), cis=("2.2.1",), checkov=("CKV_AWS_16",)),
)
def rds_encrypted(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A replica that says nothing inherits; its source must then be in the stack and encrypted."""
    owner, encrypted = encryption(resource, stack)
    if encrypted is True:
        return
    if encrypted is UNKNOWN:
        yield Deferred("whether its storage is encrypted is known only at the update")
    elif owner is not resource:
        yield Violation(f"takes its encryption from {owner.name}, whose storage is not encrypted")
    elif encrypted is False or not is_replica(resource):
        yield Violation("its storage is not encrypted")
    else:
        yield Violation("does not set storageEncrypted, and its source is not an instance of this stack")


@rule(
    id="redis-at-rest",
    title="Redis data is encrypted at rest",
    title_ja="Redis の保存データを暗号化する",
    severity="high",
    kind="resource",
    types=(REPLICATION_GROUP,),
    remediation="Set atRestEncryptionEnabled to true. An existing group is replaced.",
    url=f"{_HUB}/elasticache-controls.html#elasticache-4",
    references=References(security_hub=("ElastiCache.4",), checkov=("CKV_AWS_29",)),
)
def redis_at_rest(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is off for Redis and on for Valkey; a copy of a global datastore is as the first one is."""
    encrypted = resource.flag("atRestEncryptionEnabled")
    if is_secondary(resource):
        yield NOT_APPLICABLE
    elif encrypted is UNKNOWN or (encrypted is ABSENT and resource.get("engine") is UNKNOWN):
        yield Deferred("whether it is encrypted at rest is known only at the update")
    elif encrypted is False or (encrypted is ABSENT and resource.text("engine") != "valkey"):
        yield Violation("is not encrypted at rest")


@rule(
    id="logs-kms",
    title="Log groups are encrypted with a KMS key",
    title_ja="ロググループを KMS キーで暗号化する",
    severity="medium",
    kind="resource",
    types=(LOG_GROUP,),
    remediation="Set kmsKeyId to the ARN of a key in the same region whose policy lets logs.<region>.amazonaws.com in.",
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    references=References(checkov=("CKV_AWS_158",)),
)
def logs_kms(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A rule on presence: a key that is not known yet is a key."""
    if resource.text("kmsKeyId") is ABSENT:
        yield Violation("has no KMS key")


@rule(
    id="s3-encrypted",
    title="Buckets are encrypted with a customer-managed KMS key and a bucket key",
    title_ja="S3 バケットをカスタマー管理の KMS キーとバケットキーで暗号化する",
    severity="high",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_ENCRYPTION, BUCKET_LOGGING, LOAD_BALANCER, *KMS_KEYS),
    remediation=(
        "Add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms, kmsMasterKeyId of a key of your own "
        "and bucketKeyEnabled true. AES256 is only for buckets that receive load balancer or S3 access logs."
    ),
    url=f"{_HUB}/s3-controls.html#s3-17",
    references=References(security_hub=("S3.17",), checkov=("CKV_AWS_19", "CKV_AWS_145")),
)
def s3_encrypted(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The split resource wins: what a bucket shows inline after an update may only be AWS's AES256 default."""
    split = stack.index(beside(BUCKET_ENCRYPTION, "bucket", BUCKET)).get(resource.urn, ())
    settings = [(owner, path) for owner in split for path in owner.each("rules")] or [
        (resource, path)
        for inline in (
            ("serverSideEncryptionConfiguration", "rule"),
            ("serverSideEncryptionConfigurations", "rules"),  # BucketV2
        )
        for path in resource.each(*inline)
    ]
    takes_logs = stack.index(log_buckets).get(resource.urn, False)
    if not settings and takes_logs is UNKNOWN:
        yield Deferred(_PERHAPS_LOGS)
    elif not settings and not takes_logs:
        yield Violation("has no encryption setting, so AWS takes AES256 with a key of its own")
    for owner, path in settings:
        yield from _encryption(owner, path, stack, takes_logs=takes_logs)


def _encryption(owner: Resource, path: Path, stack: Stack, *, takes_logs: bool | Unknown) -> Iterator[Outcome]:
    by_default = (*path, "applyServerSideEncryptionByDefault")
    if path[0] == "serverSideEncryptionConfigurations":  # BucketV2 has lists of one
        by_default = (*path, "applyServerSideEncryptionByDefaults", 0)
    algorithm = owner.text(*by_default, "sseAlgorithm")
    if algorithm is UNKNOWN:
        yield Deferred("its encryption is known only at the update")
        return
    if algorithm not in ("aws:kms", "aws:kms:dsse"):
        if takes_logs is UNKNOWN:
            yield Deferred(_PERHAPS_LOGS)
        elif not takes_logs:
            yield Violation("is not encrypted with aws:kms, and no load balancer or bucket sends its logs here")
        return
    yield from own_key(owner, (*by_default, "kmsMasterKeyId"), stack)
    # DSSE has no bucket keys.
    bucket_key = owner.flag(*path, "bucketKeyEnabled") if algorithm == "aws:kms" else True
    if bucket_key is UNKNOWN:
        yield Deferred("whether it uses a bucket key is known only at the update")
    elif bucket_key is not True:
        yield Violation("does not use a bucket key: every object costs a call to KMS")
