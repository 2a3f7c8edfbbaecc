"""Who reaches the uploads from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.bucket import Bucket
from planning import bucket_policies
from planning.iam import Statement


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadsAccessArgs:
    """One distribution may read `readable` (prefixes such as `public/*`); browsers may upload from `web_origin`.

    With `versions_need_mfa` nobody deletes a version for good without a second factor. `uploads` None: the bucket is
    an adopted copy, whose maker has said all this already. `uploads_copy`: any distribution of the account may read,
    so that a recovery stack's can without the bucket being touched, and browsers may upload from `standby_origin` too,
    where that stack serves the application before it takes the public names over.
    """

    uploads: Bucket | None
    uploads_copy: Bucket | None
    distribution_arn: pulumi.Input[str]
    readable: Sequence[str]
    web_origin: pulumi.Input[str]
    versions_need_mfa: bool
    standby_origin: str | None = None


class UploadsAccess(Component):
    """`megane:storage:UploadsAccess`: who reaches the uploads from outside.

    Makes the one policy (TLS only) and the CORS rules of the uploads bucket and of its copy, where they are.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
    """

    TYPE = "megane:storage:UploadsAccess"

    def __init__(
        self, name: str, args: UploadsAccessArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        self._args = args
        if args.uploads is not None:
            reads = bucket_policies.distribution_reads(self._readable(args.uploads), args.distribution_arn)
            self._open(name, args.uploads, reads, [args.web_origin])
        if args.uploads_copy is not None:
            read = bucket_policies.distributions_read(self._readable(args.uploads_copy), ctx.account)
            standby = [] if args.standby_origin is None else [args.standby_origin]
            self._open(f"{name}-copy", args.uploads_copy, read, [args.web_origin, *standby])
        self.finish()

    def _readable(self, bucket: Bucket) -> list[pulumi.Output[str]]:
        return [pulumi.Output.concat(bucket.arn, "/", prefix) for prefix in self._args.readable]

    def _open(self, name: str, bucket: Bucket, reads: Statement, origins: Sequence[pulumi.Input[str]]) -> None:
        bucket.policy(name, reads, owner=self, versions_need_mfa=self._args.versions_need_mfa)
        aws.s3.BucketCorsConfiguration(
            name,
            bucket=bucket.id,
            cors_rules=[
                aws.s3.BucketCorsConfigurationCorsRuleArgs(
                    allowed_methods=["GET", "PUT"],
                    allowed_origins=origins,
                    allowed_headers=["*"],
                    expose_headers=["ETag"],
                    max_age_seconds=3000,
                )
            ],
            region=bucket.elsewhere,
            opts=self.child(),
        )
