"""One private bucket with every setting said, each in the resource that AWS has for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.bucket_rules import encryption_rule, lifecycle_rule
from components.json_text import json_text
from planning import bucket_policies
from planning.iam import Statement, document

LogWriter = Literal["load-balancers", "buckets"]
LOAD_BALANCER_PREFIX = "alb"
# What GLACIER_IR is paid for at least: https://aws.amazon.com/s3/storage-classes/glacier/instant-retrieval/
ARCHIVED_AT_LEAST_DAYS = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketArgs:
    """`key_arn` None means SSE-S3, which load balancers and S3 itself need of a bucket that they write logs to.

    Lifecycle, in days: `expire_days` deletes objects, `noncurrent_days` versions that were replaced or deleted (with
    `expire_days` a week later if not said), `archive_days` moves objects of 128 KB and more to GLACIER_IR. With none of
    the three there is no lifecycle at all and every version is kept, for ever.
    `lock_days`: nobody deletes a version so long (Object Lock, mode GOVERNANCE). Once on it can never be turned off.
    `access_log_bucket` is the id of the bucket, in the same region, that records who read or wrote here.
    `region` None is the stack's own. `bucket_name` only where somebody else must find the bucket by its name.
    `log_writers` and `trail_arn`: which services deliver logs here. `readers_later`: its user makes the policy, with
    `policy`, when those exist who may read.
    """

    purpose: str
    key_arn: pulumi.Input[str] | None
    expire_days: int | None
    access_log_bucket: pulumi.Input[str] | None
    noncurrent_days: int | None = None
    archive_days: int | None = None
    lock_days: int | None = None
    region: str | None = None
    bucket_name: str | None = None
    log_writers: Sequence[LogWriter] = ()
    trail_arn: pulumi.Input[str] | None = None
    readers_later: bool = False

    def __post_init__(self) -> None:
        self._check_days()
        if self.log_writers and self.key_arn is not None:
            raise ValueError(f"{self.purpose}: neither ELB nor S3 can write logs to a bucket on a customer's key")
        if "buckets" in self.log_writers and self.lock_days is not None:
            raise ValueError(f"{self.purpose}: S3 writes no access logs to a bucket with Object Lock")
        if self.readers_later and (self.log_writers or self.trail_arn is not None):
            raise ValueError(f"{self.purpose}: a log target has its policy before its writers, it cannot wait")

    def _check_days(self) -> None:
        given = {
            "expire_days": self.expire_days,
            "noncurrent_days": self.noncurrent_days,
            "archive_days": self.archive_days,
            "lock_days": self.lock_days,
        }
        for name, days in given.items():
            if days is not None and days < 1:
                raise ValueError(f"{self.purpose}: {name} is {days}, at least 1")
        archived, expires = self.archive_days, self.expire_days
        if archived is not None and expires is not None and expires < archived + ARCHIVED_AT_LEAST_DAYS:
            raise ValueError(
                f"{self.purpose}: archived after {archived} days and deleted after {expires}; GLACIER_IR is paid for "
                f"{ARCHIVED_AT_LEAST_DAYS} days at least"
            )
        for name, days in (("expire_days", self.expire_days), ("noncurrent_days", self.kept_noncurrent_days)):
            if self.lock_days is not None and days is not None and self.lock_days > days:
                raise ValueError(f"{self.purpose}: lock_days is {self.lock_days}, longer than {name}, {days}")

    @property
    def kept_noncurrent_days(self) -> int | None:
        """How long versions are kept that were replaced or deleted; None: for ever."""
        return 7 if self.noncurrent_days is None and self.expire_days is not None else self.noncurrent_days

    @property
    def has_lifecycle(self) -> bool:
        return any(days is not None for days in (self.expire_days, self.noncurrent_days, self.archive_days))


class Bucket(Component):
    """`megane:storage:Bucket`: owner-enforced, closed to the public, versioned, encrypted, TLS only.

    Makes the bucket and its ownership controls, public access block, versioning, encryption, its one policy (unless
    `readers_later`) and, where asked for, Object Lock, lifecycle and access logging. The physical name is auto-named
    unless given: bucket names are unique in the whole world.
    Replaced by: renaming, another region. All else is changed in place, Object Lock included. Durable stacks protect
    the bucket, others empty it on destroy.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """

    TYPE = "megane:storage:Bucket"
    OUTPUTS = ("id", "arn", "regional_domain_name", "log_target")
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]
    log_target: pulumi.Output[str]
    """The id, known only once the policy stands: a writer of logs checks its leave when logging is turned on."""
    region: str
    elsewhere: str | None
    """The region where it is not the stack's own, for what else is said about the bucket."""
    locked: bool
    protection: Sequence[pulumi.Resource]
    """What must be on before objects are copied from here or to here: versioning and, where asked for, Object Lock."""

    def __init__(self, name: str, args: BucketArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        self.elsewhere, self.region = args.region, args.region or ctx.region
        self.locked = args.lock_days is not None
        bucket = aws.s3.Bucket(
            name,
            bucket=args.bucket_name,
            force_destroy=not ctx.durable,
            region=args.region,
            tags=ctx.tags(name, Purpose=args.purpose),
            opts=self.child(protect=ctx.durable),
        )
        self.id = self.log_target = bucket.id
        self.arn = bucket.arn
        self.objects = pulumi.Output.concat(bucket.arn, "/*")
        self.regional_domain_name = bucket.bucket_regional_domain_name
        self._closed = self._close()
        self.protection = self._keep_versions()
        self._encrypt()
        if args.has_lifecycle:
            self._lifecycle()
        if args.access_log_bucket is not None:
            aws.s3.BucketLogging(
                name,
                bucket=bucket.id,
                target_bucket=args.access_log_bucket,
                target_prefix=f"s3/{args.purpose}/",
                region=args.region,
                opts=self.child(),
            )
        self._policy: aws.s3.BucketPolicy | None = None
        if not args.readers_later:
            policy = self.policy(name, *self._deliveries(), owner=self)
            self.log_target = pulumi.Output.all(bucket.id, policy.id).apply(lambda ids: str(ids[0]))
        self.finish()

    def policy(
        self, name: str, *statements: Statement, owner: Component, versions_need_mfa: bool = False
    ) -> aws.s3.BucketPolicy:
        """The one policy of the bucket, a child of `owner`: TLS only, and `statements`. A second call is an error.

        `versions_need_mfa` goes with MFA Delete, under which S3 takes no lifecycle configuration of any kind:
        https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html
        """
        if self._policy is not None:
            raise ValueError(f"{self._args.purpose}: the bucket has its policy already, and there is one only")
        if versions_need_mfa and self._args.has_lifecycle:
            raise ValueError(f"{self._args.purpose}: a bucket with MFA Delete can have no lifecycle")
        mfa = [bucket_policies.versions_need_mfa(self.objects)] if versions_need_mfa else []
        self._policy = aws.s3.BucketPolicy(
            name,
            bucket=self.id,
            policy=json_text(document(bucket_policies.tls_only(self.arn, self.objects), *statements, *mfa)),
            region=self._args.region,
            # Closed first: S3 then refuses a policy that is public by mistake.
            opts=owner.child(depends_on=[self._closed]),
        )
        return self._policy

    def _deliveries(self) -> list[Statement]:
        """What the services that deliver logs need to be allowed."""
        account, statements = self.ctx.account, list[Statement]()
        own = f"AWSLogs/{account}/*"
        if "load-balancers" in self._args.log_writers:
            written = pulumi.Output.concat(self.arn, f"/{LOAD_BALANCER_PREFIX}/{own}")
            statements += bucket_policies.load_balancer_logs(written, self.region)
        if "buckets" in self._args.log_writers:
            statements.append(bucket_policies.bucket_access_logs(pulumi.Output.concat(self.arn, "/s3/*"), account))
        if self._args.trail_arn is not None:
            written = pulumi.Output.concat(self.arn, f"/{own}")
            statements += bucket_policies.trail_logs(self.arn, written, self._args.trail_arn)
        return statements

    def _close(self) -> aws.s3.BucketPublicAccessBlock:
        aws.s3.BucketOwnershipControls(
            self._name,
            bucket=self.id,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            region=self._args.region,
            opts=self.child(),
        )
        return aws.s3.BucketPublicAccessBlock(
            self._name,
            bucket=self.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            region=self._args.region,
            opts=self.child(),
        )

    def _keep_versions(self) -> list[pulumi.Resource]:
        versioning = aws.s3.BucketVersioning(
            self._name,
            bucket=self.id,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            region=self._args.region,
            # Only the root user can turn MFA Delete on, outside of this program, which must not undo it.
            opts=self.child(ignore_changes=["versioningConfiguration.mfaDelete", "mfa"]),
        )
        if self._args.lock_days is None:
            return [versioning]
        # Not `object_lock_enabled` of the bucket, which would replace it; this also locks one that exists already.
        lock = aws.s3.BucketObjectLockConfiguration(
            self._name,
            bucket=self.id,
            rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode="GOVERNANCE", days=self._args.lock_days
                )
            ),
            region=self._args.region,
            opts=self.child(depends_on=[versioning]),
        )
        return [versioning, lock]

    def _encrypt(self) -> None:
        aws.s3.BucketServerSideEncryptionConfiguration(
            self._name,
            bucket=self.id,
            rules=[encryption_rule(self._args.key_arn)],
            region=self._args.region,
            opts=self.child(),
        )

    def _lifecycle(self) -> None:
        rule = lifecycle_rule(
            expire_days=self._args.expire_days,
            noncurrent_days=self._args.kept_noncurrent_days,
            archive_days=self._args.archive_days,
        )
        aws.s3.BucketLifecycleConfiguration(
            self._name, bucket=self.id, rules=[rule], region=self._args.region, opts=self.child()
        )
