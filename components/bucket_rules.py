"""Rules of a bucket as the SDK wants them: encryption and lifecycle."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

ABANDONED_UPLOAD_DAYS = 7


def encryption_rule(key_arn: pulumi.Input[str] | None) -> aws.s3.BucketServerSideEncryptionConfigurationRuleArgs:
    """With a key one call to KMS for a bucket's worth of objects (S3 Bucket Key), not one for each."""
    default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="AES256" if key_arn is None else "aws:kms", kms_master_key_id=key_arn
    )
    return aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
        apply_server_side_encryption_by_default=default, bucket_key_enabled=None if key_arn is None else True
    )


def lifecycle_rule(
    *, expire_days: int | None, noncurrent_days: int | None, archive_days: int | None
) -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    """One rule for all objects; uploads that were begun and never finished are paid for, and go after a week.

    Objects below 128 KB are not archived: S3 leaves them where they are by default, as moving them costs more.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    """
    rule = aws.s3
    return rule.BucketLifecycleConfigurationRuleArgs(
        id="expire",
        status="Enabled",
        filter=rule.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        # A delete marker that hides nothing any more goes with the last version, or lists grow slow over the years.
        expiration=rule.BucketLifecycleConfigurationRuleExpirationArgs(
            days=expire_days, expired_object_delete_marker=True if expire_days is None and noncurrent_days else None
        )
        if expire_days is not None or noncurrent_days is not None
        else None,
        noncurrent_version_expiration=None
        if noncurrent_days is None
        else rule.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=noncurrent_days),
        transitions=None
        if archive_days is None
        else [rule.BucketLifecycleConfigurationRuleTransitionArgs(days=archive_days, storage_class="GLACIER_IR")],
        abort_incomplete_multipart_upload=rule.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=ABANDONED_UPLOAD_DAYS
        ),
    )
