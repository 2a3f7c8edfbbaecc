"""Where files live: what customers upload, and who touched it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.bucket import Bucket, BucketArgs
from components.json_text import json_text
from planning import bucket_policies
from planning.iam import document
from planning.log_retention import RETENTION_DAYS

REQUEST_METRICS = "EntireBucket"
LOAD_BALANCER_PREFIX = "alb"


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageArgs:
    """The key of what customers upload.

    The uploads bucket has no lifecycle: one with MFA Delete can have none, so it only ever grows.
    """

    key_arn: pulumi.Input[str]


class Storage(Component):
    """`megane:storage:Storage`: the uploads bucket (SSE-KMS) and the bucket of access logs (SSE-S3, 90 days).

    Makes the two buckets, request metrics of the uploads, and the policy of the log bucket. The policy of the uploads
    bucket is `UploadsAccess`, made when its readers exist.
    """

    TYPE = "megane:storage:Storage"
    OUTPUTS = ("uploads_bucket", "uploads_arn", "log_bucket")
    uploads_bucket: pulumi.Output[str]
    uploads_arn: pulumi.Output[str]
    log_bucket: pulumi.Output[str]
    """Id of the log bucket, known only once its policy stands: a writer checks its leave when logging is turned on."""
    uploads: Bucket
    alarms: Sequence[Alarm]

    def __init__(self, name: str, args: StorageArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        logs = Bucket(
            f"{name}-access-logs",
            # Neither ELB nor S3 log delivery can write to a bucket whose default is a customer key.
            BucketArgs(
                purpose="access-logs", key_arn=None, expire_days=RETENTION_DAYS["access"], access_log_bucket=None
            ),
            ctx,
            self.child(),
        )
        account = ctx.account
        written = pulumi.Output.concat(logs.arn, f"/{LOAD_BALANCER_PREFIX}/AWSLogs/{account}/*")
        policy = aws.s3.BucketPolicy(
            f"{name}-access-logs",
            bucket=logs.id,
            policy=json_text(
                document(
                    bucket_policies.tls_only(logs.arn, pulumi.Output.concat(logs.arn, "/*")),
                    *bucket_policies.load_balancer_logs(written, ctx.region),
                    bucket_policies.bucket_access_logs(pulumi.Output.concat(logs.arn, "/s3/*"), account),
                )
            ),
            opts=self.child(depends_on=[logs.public_access_block]),
        )
        # The bucket, once its policy is there.
        self.log_bucket = pulumi.Output.all(logs.id, policy.id).apply(lambda ids: str(ids[0]))
        self.uploads = Bucket(
            f"{name}-uploads",
            BucketArgs(purpose="uploads", key_arn=args.key_arn, expire_days=None, access_log_bucket=self.log_bucket),
            ctx,
            self.child(),
        )
        self.uploads_bucket, self.uploads_arn = self.uploads.id, self.uploads.arn
        # Without it the metrics 4xxErrors and 5xxErrors do not exist, and their alarms never see anything.
        aws.s3.BucketMetric(f"{name}-uploads", bucket=self.uploads.id, name=REQUEST_METRICS, opts=self.child())
        self.alarms = [
            Alarm(
                name=f"storage-{kind}",
                severity="warning",
                description=f"S3 answers requests for uploads with {kind}",
                metrics={
                    "m": Metric(
                        "AWS/S3",
                        f"{kind}Errors",
                        {"BucketName": self.uploads.id, "FilterId": REQUEST_METRICS},
                        "Sum",
                    )
                },
                comparison=">",
                threshold=threshold,
                unit="requests",
                runbook="storage-errors",
            )
            for kind, threshold in (("5xx", ctx.thresholds.s3_errors_5xx), ("4xx", ctx.thresholds.s3_errors_4xx))
        ]
        self.finish()


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadsAccessArgs:
    """One distribution may read `readable` (prefixes such as `public/*`); browsers may upload from `web_origin`.

    With `versions_need_mfa` nobody deletes a version for good without a second factor.
    """

    uploads: Bucket
    distribution_arn: pulumi.Input[str]
    readable: Sequence[str]
    web_origin: pulumi.Input[str]
    versions_need_mfa: bool


class UploadsAccess(Component):
    """`megane:storage:UploadsAccess`: who reaches the uploads bucket from outside: its one policy (TLS only), and CORS.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
    """

    TYPE = "megane:storage:UploadsAccess"

    def __init__(
        self, name: str, args: UploadsAccessArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        uploads = args.uploads
        objects = pulumi.Output.concat(uploads.arn, "/*")
        statements = [
            bucket_policies.tls_only(uploads.arn, objects),
            bucket_policies.distribution_reads(
                [pulumi.Output.concat(uploads.arn, "/", prefix) for prefix in args.readable], args.distribution_arn
            ),
        ]
        if args.versions_need_mfa:
            statements.append(bucket_policies.versions_need_mfa(objects))
        aws.s3.BucketPolicy(
            name,
            bucket=uploads.id,
            policy=json_text(document(*statements)),
            opts=self.child(depends_on=[uploads.public_access_block]),
        )
        aws.s3.BucketCorsConfiguration(
            name,
            bucket=uploads.id,
            cors_rules=[
                aws.s3.BucketCorsConfigurationCorsRuleArgs(
                    allowed_methods=["GET", "PUT"],
                    allowed_origins=[args.web_origin],
                    allowed_headers=["*"],
                    expose_headers=["ETag"],
                    max_age_seconds=3000,
                )
            ],
            opts=self.child(),
        )
        self.finish()
