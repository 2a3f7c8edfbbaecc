"""Objects of one bucket, copied to another in a second region as they are written."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.bucket import Bucket
from components.json_text import json_text
from planning.iam import simple_trust
from planning.replication_policy import End, replication

RULE = "everything"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplicationArgs:
    """Both buckets are versioned and encrypted, each with the key of its own region."""

    source: Bucket
    source_key_arn: pulumi.Input[str]
    destination: Bucket
    destination_key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        if self.source.locked and not self.destination.locked:
            raise ValueError("S3 copies no objects with Object Lock to a bucket without it")


class Replication(Component):
    """`megane:storage:Replication`: whatever is written to the source is copied, most of it within 15 minutes.

    Makes the role that S3 works as, its policy, and the replication configuration of the source. Deletions go along as
    delete markers; a version deleted for good stays in the copy, and what a lifecycle does has no effect there: the
    copy needs one of its own. Copies are STANDARD_IA, which is paid for 30 days and 128 KB an object at least.
    Objects that were there before are never copied: that is a job of S3 Batch Replication, the runbook's
    `storage-replication` (https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html).
    A wrong key or a missing right is no error here: S3 takes the configuration, and copying fails. Hence the alarm.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
    """

    TYPE = "megane:storage:Replication"
    alarm: Alarm

    def __init__(
        self, name: str, args: ReplicationArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        source, destination = args.source, args.destination
        role = aws.iam.Role(
            name,
            description=f"S3 copies uploads to {destination.region}",
            # AWS's page has no aws:SourceAccount here, and asking for a key that S3 does not send would stop all
            # copying. Only who may pass this account's roles can name the role, and it reaches these two buckets only:
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
            assume_role_policy=json.dumps(simple_trust("s3")),
            tags=ctx.tags(name),
            opts=self.child(),
        )
        rights = aws.iam.RolePolicy(name, role=role.name, policy=self._rights(args), opts=self.child())
        aws.s3.BucketReplicationConfig(
            name,
            bucket=source.id,
            role=role.arn,
            rules=[self._rule(args)],
            region=source.elsewhere,
            opts=self.child(depends_on=[*source.protection, *destination.protection, rights]),
        )
        self.alarm = self._alarm(source, destination)
        self.finish()

    def _rights(self, args: ReplicationArgs) -> pulumi.Output[str]:
        ends = [
            End(bucket=bucket.arn, objects=bucket.objects, key=key, region=bucket.region)
            for bucket, key in (
                (args.source, args.source_key_arn),
                (args.destination, args.destination_key_arn),
            )
        ]
        return json_text(replication(*ends))

    def _rule(self, args: ReplicationArgs) -> aws.s3.BucketReplicationConfigRuleArgs:
        s3 = aws.s3
        return s3.BucketReplicationConfigRuleArgs(
            id=RULE,
            status="Enabled",
            priority=1,
            filter=s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
            # The API demands it where there is a filter.
            delete_marker_replication=s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(status="Enabled"),
            # Without this and the key below, objects on a customer's key are silently left out.
            source_selection_criteria=s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
                sse_kms_encrypted_objects=s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                    status="Enabled"
                )
            ),
            destination=s3.BucketReplicationConfigRuleDestinationArgs(
                bucket=args.destination.arn,
                storage_class="STANDARD_IA",
                encryption_configuration=s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                    replica_kms_key_id=args.destination_key_arn
                ),
                # Also without Replication Time Control, which would cost $0.015 a GB more.
                metrics=s3.BucketReplicationConfigRuleDestinationMetricsArgs(status="Enabled"),
            ),
        )

    def _alarm(self, source: Bucket, destination: Bucket) -> Alarm:
        """Published in the region of the source, unlike the metrics of what is still pending.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
        """
        return Alarm(
            name="storage-replication",
            severity="warning",
            description="Uploads could not be copied to the second region",
            metrics={
                "m": Metric(
                    "AWS/S3",
                    "OperationsFailedReplication",
                    {"SourceBucket": source.id, "DestinationBucket": destination.id, "RuleId": RULE},
                    "Sum",
                )
            },
            comparison=">",
            threshold=0,
            unit="operations",
            periods=1,  # each failed copy is one object that the second region lacks until somebody acts
            runbook="storage-replication",
            region=source.elsewhere,
        )
