"""Buckets that S3 writes access logs to."""

from __future__ import annotations

from collections.abc import Iterator

from .companions import beside, lets_in
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import BUCKET, BUCKET_ACL, BUCKET_LOGGING, BUCKET_POLICY

_LOGGED = beside(BUCKET_LOGGING, "targetBucket", BUCKET)
_POLICIES = beside(BUCKET_POLICY, "bucket", BUCKET)
_ACLS = beside(BUCKET_ACL, "bucket", BUCKET)


@rule(
    id="s3-logs-land",
    title="Buckets of access logs let S3 write them",
    title_ja="アクセスログ用バケットで S3 のログ配信を許可する",
    severity="medium",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_LOGGING, BUCKET_POLICY, BUCKET_ACL),
    remediation="Allow logging.s3.amazonaws.com s3:PutObject in the bucket's policy, held to the logged buckets.",
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
    references=References(),
)
def s3_logs_land(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """S3 drops what it may not write, without a word. Where there are ACLs, they may let it in instead."""
    logged = [setting.name for setting in stack.index(_LOGGED).get(resource.urn, ())]
    if not logged or resource.urn in stack.index(_ACLS):
        yield NOT_APPLICABLE
        return
    may_write = lets_in(resource, stack, _POLICIES, "logging.s3.amazonaws.com", "s3:PutObject")
    if may_write is UNKNOWN:
        yield Deferred("what its policy says is known only at the update")
    elif not may_write:
        yield Violation(f"does not let S3 write the access logs of {min(logged)}")
