"""One private bucket with every setting said, each in the resource that AWS has for it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketArgs:
    """`key_arn` None means SSE-S3, which load balancers and S3 itself need of a bucket that they write logs to.

    `expire_days` deletes objects after so many days and old versions a week later; None keeps all, for ever.
    `access_log_bucket` is the id of the bucket that records who read or wrote here.
    """

    purpose: str
    key_arn: pulumi.Input[str] | None
    expire_days: int | None
    access_log_bucket: pulumi.Input[str] | None


class Bucket(Component):
    """`megane:storage:Bucket`: owner-enforced, closed to the public, versioned, encrypted. Its user makes its policy.

    Makes the bucket and its ownership controls, public access block, versioning, encryption and, where asked for,
    lifecycle and access logging. The physical name is auto-named: bucket names are unique in the whole world.
    Renaming replaces the bucket; durable stacks protect it, others empty it on destroy.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """

    TYPE = "megane:storage:Bucket"
    OUTPUTS = ("id", "arn", "regional_domain_name")
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]

    def __init__(self, name: str, args: BucketArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        bucket = aws.s3.Bucket(
            name,
            force_destroy=not ctx.durable,
            tags=ctx.tags(name, Purpose=args.purpose),
            opts=self.child(protect=ctx.durable),
        )
        self.id = bucket.id
        self.arn = bucket.arn
        self.regional_domain_name = bucket.bucket_regional_domain_name
        aws.s3.BucketOwnershipControls(
            name,
            bucket=bucket.id,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=self.child(),
        )
        self.public_access_block = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child(),
        )
        aws.s3.BucketVersioning(
            name,
            bucket=bucket.id,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            # Only the root user can turn MFA Delete on, outside of this program, which must not undo it.
            opts=self.child(ignore_changes=["versioningConfiguration.mfaDelete", "mfa"]),
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.id,
            rules=[
                aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=(
                        aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                            sse_algorithm="AES256" if args.key_arn is None else "aws:kms",
                            kms_master_key_id=args.key_arn,
                        )
                    ),
                    bucket_key_enabled=None
                    if args.key_arn is None
                    else True,  # one KMS call per bucket, not per object
                )
            ],
            opts=self.child(),
        )
        if args.expire_days is not None:
            self._lifecycle(name, bucket.id, args.expire_days)
        if args.access_log_bucket is not None:
            aws.s3.BucketLogging(
                name,
                bucket=bucket.id,
                target_bucket=args.access_log_bucket,
                target_prefix=f"s3/{args.purpose}/",
                opts=self.child(),
            )
        self.finish()

    def _lifecycle(self, name: str, bucket_id: pulumi.Input[str], days: int) -> None:
        rule = aws.s3.BucketLifecycleConfigurationRuleArgs
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket_id,
            rules=[
                rule(
                    id="expire",
                    status="Enabled",
                    filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                    expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days),
                    noncurrent_version_expiration=(
                        aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=7)
                    ),
                    abort_incomplete_multipart_upload=(
                        aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                            days_after_initiation=7
                        )
                    ),
                )
            ],
            opts=self.child(),
        )
