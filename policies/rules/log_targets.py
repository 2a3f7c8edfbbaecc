"""Buckets that S3 writes access logs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .companions import beside
from .documents import Document, document
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack
from .types import BUCKET, BUCKET_ACL, BUCKET_LOGGING, BUCKET_POLICY


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
    logged = stack.index(_logged).get(resource.urn)
    if logged is None or resource.urn in stack.index(beside(BUCKET_ACL, "bucket", BUCKET)):
        yield NOT_APPLICABLE
        return
    holders = stack.index(beside(BUCKET_POLICY, "bucket", BUCKET)).get(resource.urn, (resource,))
    policies = [document(holder, stack, "policy") for holder in holders]
    if UNKNOWN in policies:
        yield Deferred("what its policy says is known only at the update")
    elif not any(
        isinstance(one, Document) and one.lets_service("logging.s3.amazonaws.com", "s3:putobject") for one in policies
    ):
        yield Violation(f"does not let S3 write the access logs of {logged}")


def _logged(stack: Stack) -> Mapping[str, str]:
    """The first by name of the buckets whose access logs are written there, by the target's URN."""
    return {
        target.urn: setting.name
        for setting in sorted(stack.of_type(BUCKET_LOGGING), key=lambda one: one.name, reverse=True)
        for target in stack.named(setting, "targetBucket", BUCKET)
    }
