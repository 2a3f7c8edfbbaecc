"""Uploads survive the loss of their region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .companions import beside
from .log_buckets import log_buckets
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .types import BUCKET, BUCKET_LOGGING, BUCKET_REPLICATION, KMS_KEY, KMS_REPLICA_KEY, LOAD_BALANCER, TRAIL

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html"


@rule(
    id="s3-replication",
    title="Uploads are copied to a second region",
    title_ja="アップロードを別リージョンへ複製する",
    severity="high",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_REPLICATION, TRAIL, KMS_KEY, KMS_REPLICA_KEY, BUCKET_LOGGING, LOAD_BALANCER),
    remediation=(
        "Add a BucketReplicationConfig of the bucket: one enabled rule for all objects, deletes included, with "
        "sourceSelectionCriteria.sseKmsEncryptedObjects enabled and the replicaKmsKeyId of a key in the other region."
    ),
    url=f"{_HUB}#s3-7",
    references=References(security_hub=("S3.7",), checkov=("CKV_AWS_144",)),
)
def s3_replication(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """With profile ha, where a second region is kept. Buckets of logs and trails are not data, and copies are not
    copied again. KMS objects are silently left out without both KMS settings."""
    own = stack.index(_copies)
    if not stack.pack.keeps_copies or resource.urn in own or not _is_data(resource, stack):
        yield NOT_APPLICABLE
        return
    configs = stack.index(beside(BUCKET_REPLICATION, "bucket", BUCKET)).get(resource.urn, ())
    if not configs:
        yield Violation("is not copied to a second region")
    for config in configs:
        rules = config.each("rules")
        if config.get("rules") is UNKNOWN or any(config.get(*path) is UNKNOWN for path in rules):
            yield Deferred("how it is copied is known only at the update")
        elif not rules:
            yield Violation("its replication has no rule")
        for path in rules:
            yield from _rule(resource, config, path, stack)


def _rule(bucket: Resource, config: Resource, path: Path, stack: Stack) -> Iterator[Outcome]:
    expected = (
        (("status",), "Enabled", "its replication is switched off"),
        (("deleteMarkerReplication", "status"), "Enabled", "its deletes are not copied"),
        (
            ("sourceSelectionCriteria", "sseKmsEncryptedObjects", "status"),
            "Enabled",
            "its replication leaves objects out that are encrypted with KMS",
        ),
    )
    for below, value, wrong in expected:
        said = config.text(*path, *below)
        if said is UNKNOWN:
            yield Deferred("how it is copied is known only at the update")
        elif said != value:
            yield Violation(wrong)
    if config.text(*path, "filter", "prefix") not in (ABSENT, UNKNOWN) or config.each(*path, "filter", "tag"):
        yield Violation("its replication is only for some objects")
    key = config.text(*path, "destination", "encryptionConfiguration", "replicaKmsKeyId")
    if key is ABSENT:
        yield Violation("its copies have no key in the other region")
    elif not stack.behind(config, "rules", KMS_KEY, KMS_REPLICA_KEY):
        yield Violation("the key of its copies is not one of this stack")
    targets = [one for one in stack.behind(config, "rules", BUCKET) if one.urn != bucket.urn]
    here = stack.region_of(bucket)
    regions = {stack.region_of(target) for target in targets}
    if not targets:
        yield Violation("its copies go to a bucket that is not of this stack, or to itself")
    elif here in regions and here is not UNKNOWN:
        yield Violation("its copies stay in its own region")


def _is_data(bucket: Resource, stack: Stack) -> bool:
    """Whether people's files are in it: neither logs nor a trail, by what depends on it."""
    if stack.index(log_buckets).get(bucket.urn, False) is not False:
        return False
    trails = (one for trail in stack.of_type(TRAIL) for one in stack.named(trail, "s3BucketName", BUCKET))
    return all(one.urn != bucket.urn for one in trails)


def _copies(stack: Stack) -> Mapping[str, bool]:
    """Buckets that are the destination of a replication, and do not start one of their own."""
    sources = set(stack.index(beside(BUCKET_REPLICATION, "bucket", BUCKET)))
    found: dict[str, bool] = {}
    for config in stack.of_type(BUCKET_REPLICATION):
        for target in stack.behind(config, "rules", BUCKET):
            if target.urn not in sources:
                found[target.urn] = True
    return found
