"""The buckets of the uploads and of the access logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.bucket import Bucket, BucketArgs, LogWriter
from components.storage.replication import Replication, ReplicationArgs
from planning.log_retention import RETENTION_DAYS
from planning.recovery import Copies

Protection = Literal["off", "manual", "object-lock"]
REQUEST_METRICS = "EntireBucket"


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageArgs:
    """How versions of uploads are protected from being deleted for good; days are those of a version.

    `off`: versions that were replaced or deleted go after `noncurrent_days`.
    `manual`: nobody deletes one without a second factor, and the root user turns MFA Delete on by hand, as the runbook
    says. A bucket with it can have no lifecycle of any kind, so every version ever written is kept and paid for: $0.025
    a GB and month in Tokyo, and the price of STANDARD_IA again for the copy. Before leaving `manual` the root user
    turns MFA Delete off, else S3 refuses the lifecycle.
    `object-lock`: nobody deletes one within `lock_days`, save who may bypass GOVERNANCE; then as `off`. S3 never takes
    Object Lock away again; leaving ends it for what is written from then on, and a copy made later has to be locked
    once as well.
    No change among them replaces a bucket.
    `copies` (with the key there): copy all that is uploaded to that region. `adopts`: this is the recovery stack, whose
    uploads are the copy that the lost stack has made; its protection is its maker's.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    """

    key_arn: pulumi.Input[str]
    protection: Protection
    noncurrent_days: int
    lock_days: int
    copies: Copies | None = None
    copies_key_arn: pulumi.Input[str] | None = None
    adopts: Copies | None = None

    def __post_init__(self) -> None:
        if self.copies is not None and self.adopts is not None:
            raise ValueError("a recovery stack, which adopts copies, makes none")
        if (self.copies is None) != (self.copies_key_arn is None):
            raise ValueError("copies need a key in their region, and the key copies")
        if self.protection == "object-lock" and self.lock_days > self.noncurrent_days:
            raise ValueError(
                f"versions are locked for {self.lock_days} days, but would go after {self.noncurrent_days} already"
            )


class Storage(Component):
    """`megane:storage:Storage`: the uploads bucket (SSE-KMS) and the bucket of access logs (SSE-S3, 90 days).

    Makes the two buckets and request metrics of the uploads; with `copies` also the copy of the uploads in the second
    region, its access logs and metrics there, and the replication. With `adopts` the uploads bucket is only read. The
    policies of the uploads bucket and of the copy are `UploadsAccess`, made when their readers exist.
    """

    TYPE = "megane:storage:Storage"
    OUTPUTS = ("uploads_bucket", "uploads_arn", "uploads_domain_name", "log_bucket")
    uploads_bucket: pulumi.Output[str]
    uploads_arn: pulumi.Output[str]
    uploads_domain_name: pulumi.Output[str]
    """With the region in it."""
    log_bucket: pulumi.Output[str]
    """Id of the log bucket, known only once its policy stands: a writer checks its leave when logging is turned on."""
    uploads: Bucket | None
    uploads_copy: Bucket | None

    def __init__(self, name: str, args: StorageArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        self.log_bucket = self._logs(f"{name}-access-logs", ["load-balancers", "buckets"])
        self.uploads = self.uploads_copy = None
        copying = []
        if args.adopts is not None:
            # Read, not only named: a preview of the recovery stack fails if there is no copy to stand on.
            found = aws.s3.Bucket.get(f"{name}-uploads", args.adopts.uploads_bucket, opts=self.child())
            self.uploads_bucket, self.uploads_arn = found.id, found.arn
            self.uploads_domain_name = found.bucket_regional_domain_name
        else:
            self.uploads = self._uploads(f"{name}-uploads", args.key_arn, self.log_bucket)
            self.uploads_bucket, self.uploads_arn = self.uploads.id, self.uploads.arn
            self.uploads_domain_name = self.uploads.regional_domain_name
            copying = self._copy(self.uploads)
        self.alarms = [*self._request_alarms(), *copying]
        self.finish()

    def _logs(self, name: str, writers: Sequence[LogWriter], region: str | None = None) -> pulumi.Output[str]:
        args = BucketArgs(
            purpose="access-logs",
            key_arn=None,
            expire_days=RETENTION_DAYS["access"],
            access_log_bucket=None,
            log_writers=writers,
            region=region,
        )
        return Bucket(name, args, self.ctx, self.child()).log_target

    def _uploads(
        self,
        name: str,
        key_arn: pulumi.Input[str],
        log_bucket: pulumi.Input[str],
        copies: Copies | None = None,
    ) -> Bucket:
        """The bucket or its copy: under the same protection, because neither lifecycle nor locks are copied along."""
        given = self._args
        args = BucketArgs(
            purpose="uploads" if copies is None else "uploads-copy",
            key_arn=key_arn,
            expire_days=None,
            noncurrent_days=None if given.protection == "manual" else given.noncurrent_days,
            lock_days=given.lock_days if given.protection == "object-lock" else None,
            access_log_bucket=log_bucket,
            region=copies.region if copies is not None else None,
            bucket_name=copies.uploads_bucket if copies is not None else None,
            readers_later=True,
        )
        bucket = Bucket(name, args, self.ctx, self.child())
        # Without it the metrics 4xxErrors and 5xxErrors do not exist, and their alarms never see anything.
        aws.s3.BucketMetric(name, bucket=bucket.id, name=REQUEST_METRICS, region=bucket.elsewhere, opts=self.child())
        return bucket

    def _copy(self, uploads: Bucket) -> list[Alarm]:
        copies, key_arn = self._args.copies, self._args.copies_key_arn
        if copies is None or key_arn is None:
            return []
        # S3 writes access logs to a bucket of the same region only.
        logs = self._logs(f"{self._name}-access-logs-copy", ["buckets"], copies.region)
        self.uploads_copy = self._uploads(f"{self._name}-uploads-copy", key_arn, logs, copies)
        args = ReplicationArgs(
            source=uploads,
            source_key_arn=self._args.key_arn,
            destination=self.uploads_copy,
            destination_key_arn=key_arn,
        )
        return [Replication(f"{self._name}-replication", args, self.ctx, self.child()).alarm]

    def _request_alarms(self) -> list[Alarm]:
        """Of the bucket in use; an adopted one has its request metrics from its maker."""
        where: dict[str, pulumi.Input[str]] = {"BucketName": self.uploads_bucket, "FilterId": REQUEST_METRICS}
        thresholds = {"5xx": self.ctx.thresholds.s3_errors_5xx, "4xx": self.ctx.thresholds.s3_errors_4xx}
        return [
            Alarm(
                name=f"storage-{kind}",
                severity="warning",
                description=f"S3 answers requests for uploads with {kind}",
                metrics={"m": Metric("AWS/S3", f"{kind}Errors", where, "Sum")},
                comparison=">",
                threshold=threshold,
                unit="requests",
                runbook="storage-errors",
            )
            for kind, threshold in thresholds.items()
        ]
