"""The audit trail: all regions, whole, encrypted, and in the hands of CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Iterator

from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import BUCKET, BUCKET_LOGGING, ECS_CLUSTER, LOG_GROUP, TRAIL

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html"


@rule(
    id="trail-core",
    title="CloudTrail records all regions, validated and encrypted",
    title_ja="CloudTrail は全リージョンを検証付き・暗号化で記録する",
    severity="high",
    kind="resource",
    types=(TRAIL,),
    remediation=(
        "Set isMultiRegionTrail and enableLogFileValidation to true and kmsKeyId to a key of your own; leave "
        "enableLogging and includeGlobalServiceEvents out."
    ),
    url=f"{_HUB}#cloudtrail-1",
    references=References(
        security_hub=("CloudTrail.1", "CloudTrail.2", "CloudTrail.4"),
        cis=("3.1", "3.2", "3.5"),
        checkov=("CKV_AWS_35", "CKV_AWS_36", "CKV_AWS_67", "CKV_AWS_251"),
    ),
)
def trail_core(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent: one region, no validation, AWS's key, but logging on and global services included."""
    for flag, default, wrong in (
        ("isMultiRegionTrail", False, "records one region only"),
        ("enableLogFileValidation", False, "its files can be changed unnoticed"),
        ("enableLogging", True, "does not record"),
        ("includeGlobalServiceEvents", True, "leaves IAM and other global services out"),
    ):
        value = resource.flag(flag)
        if value is UNKNOWN:
            yield Deferred(f"its {flag} is known only at the update")
        elif not (default if value is ABSENT else value):
            yield Violation(wrong)
    if resource.text("kmsKeyId") is ABSENT:
        yield Violation("is not encrypted with a key of our own")


class TrailConfig(RuleConfig):
    """`require_trail`: whether there must be one; None: in prod. False where the organisation has its own."""

    require_trail: bool | None = None


@rule(
    id="trail-delivery",
    title="CloudTrail delivers to CloudWatch Logs and to a bucket that logs its readers",
    title_ja="CloudTrail を CloudWatch Logs とアクセスログ付きバケットへ配信する",
    severity="medium",
    kind="stack",
    types=(TRAIL, ECS_CLUSTER),
    reads=(BUCKET, BUCKET_LOGGING, LOG_GROUP),
    remediation=(
        "Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn, and s3BucketName to a bucket of this stack with a "
        "BucketLogging. Where another stack or the organisation has the trail, say requireTrail false."
    ),
    url=f"{_HUB}#cloudtrail-5",
    references=References(
        security_hub=("CloudTrail.5", "CloudTrail.6", "CloudTrail.7"), cis=("3.4",), checkov=("CKV2_AWS_10",)
    ),
    config=TrailConfig,
)
def trail_delivery(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The bucket's other settings are judged by the rules on buckets. A system without any trail is told of at its
    cluster."""
    if resource.type == ECS_CLUSTER:
        required = stack.pack.of(TrailConfig).require_trail
        wanted = stack.pack.environment == "prod" if required is None else required
        if not wanted:
            yield NOT_APPLICABLE
        elif not stack.of_type(TRAIL):
            yield Violation("nothing records who does what in its account")
        return
    if resource.text("cloudWatchLogsGroupArn") is ABSENT or resource.text("cloudWatchLogsRoleArn") is ABSENT:
        yield Violation("is not delivered to CloudWatch Logs, so no alarm can watch it")
    elif not stack.behind(resource, "cloudWatchLogsGroupArn", LOG_GROUP):
        yield Violation("is delivered to a log group that is not of this stack")
    buckets = stack.named(resource, "s3BucketName", BUCKET)
    if not buckets:
        yield Violation("its bucket is not of this stack, so nothing here protects it")
    for bucket in buckets:
        if not any(bucket in stack.named(log, "bucket", BUCKET) for log in stack.of_type(BUCKET_LOGGING)):
            yield Violation(f"its bucket {bucket.name} does not log who reads it")
