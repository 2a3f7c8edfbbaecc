"""Who did what in the account, kept for seven years, and the calls that somebody hears of at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.bucket import Bucket, BucketArgs
from components.json_text import json_text
from components.keys import KeyArns
from components.log_group import Log, log_group
from planning.audit import CALLS, WATCHES, Watched, pattern
from planning.iam import allow, document, simple_trust
from planning.log_retention import RETENTION_DAYS

ARCHIVE_DAYS = 90  # what is older is read when something has happened, and costs a fifth in GLACIER_IR


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditTrailArgs:
    """`deploy_roles`: names of the roles that deployments run as; what they change of rights, buckets and network rings
    nobody. `access_log_bucket` (an id, same region) records who reads the trail. `upload_buckets`: ARNs of buckets
    whose reads and writes are recorded too, at $0.10 for 100,000 of them.
    """

    keys: KeyArns
    access_log_bucket: pulumi.Input[str]
    deploy_roles: Sequence[str] = ()
    upload_buckets: Sequence[pulumi.Input[str]] = ()


class AuditTrail(Component):
    """`megane:security:AuditTrail`: CloudTrail of all regions and of global services, validated and encrypted.

    Makes the trail, its bucket (class audit, seven years, from the 90th day in GLACIER_IR), the log group (seven years)
    with the role that writes to it, the metric filters of CIS AWS Foundations 4.1 to 4.15, and describes nine alarms on
    them ($0.90 a month). The first copy of management events is free; that of a second trail costs $2 for 100,000.
    Replaced by: the name, which a changed environment changes; files and logs stay.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
    """

    TYPE = "megane:security:AuditTrail"
    OUTPUTS = ("trail_arn", "bucket_name")
    trail_arn: pulumi.Output[str]
    bucket_name: pulumi.Output[str]
    alarms: Sequence[Alarm]
    logs: Sequence[Log]

    def __init__(
        self, name: str, args: AuditTrailArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        arn = f"arn:aws:cloudtrail:{ctx.region}:{ctx.account}:trail/{ctx.prefix}"  # the bucket's policy comes before it
        bucket_args = BucketArgs(
            purpose="trail",
            key_arn=args.keys.logs,
            expire_days=RETENTION_DAYS["audit"],
            archive_days=ARCHIVE_DAYS,
            access_log_bucket=args.access_log_bucket,
            trail_arn=arn,
        )
        bucket = Bucket(f"{name}-files", bucket_args, ctx, self.child())
        group = log_group(
            name,
            f"/aws/cloudtrail/{ctx.environment}",
            "audit",
            key_arn=args.keys.logs,
            ctx=ctx,
            opts=self.child(),
        )
        role, rights = self._writer(name, group)
        self.trail_arn = aws.cloudtrail.Trail(
            name,
            name=ctx.prefix,
            s3_bucket_name=bucket.log_target,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_logging=True,
            enable_log_file_validation=True,
            kms_key_id=args.keys.logs,
            cloud_watch_logs_group_arn=pulumi.Output.concat(group.arn, ":*"),  # CloudTrail asks for it in this form
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=_selectors(args.upload_buckets),
            tags=ctx.tags(name),
            opts=self.child(depends_on=[rights], protect=ctx.durable),
        ).arn
        self.bucket_name = bucket.id
        self._filter(name, group, args.deploy_roles)
        self.alarms = [_alarm(watched, ctx) for watched in WATCHES]
        self.logs = [Log("audit", group.name)]
        self.finish()

    def _writer(self, name: str, group: aws.cloudwatch.LogGroup) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        role = aws.iam.Role(
            name,
            description="CloudTrail writes to its log group",
            # CloudTrail supports no condition on this role, which reaches this one group only:
            # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
            assume_role_policy=json.dumps(simple_trust("cloudtrail")),
            tags=self.ctx.tags(name),
            opts=self.child(),
        )
        streams = pulumi.Output.concat(group.arn, f":log-stream:{self.ctx.account}_CloudTrail_*")
        rights = aws.iam.RolePolicy(
            name,
            role=role.id,
            policy=json_text(document(allow("WriteTrail", ["logs:CreateLogStream", "logs:PutLogEvents"], streams))),
            opts=self.child(),
        )
        return role, rights

    def _filter(self, name: str, group: aws.cloudwatch.LogGroup, deploy_roles: Sequence[str]) -> None:
        for calls in CALLS:
            aws.cloudwatch.LogMetricFilter(
                f"{name}-{calls.name}",
                log_group_name=group.name,
                pattern=pattern(calls, deploy_roles),
                metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
                    namespace=_namespace(self.ctx),
                    name=_metric(calls.watched),
                    value="1",
                    default_value="0",
                    unit="Count",
                ),
                opts=self.child(),
            )


def _namespace(ctx: Context) -> str:
    return f"Megane/{ctx.environment}/Audit"


def _metric(watched: Watched) -> str:
    """`root-use` -> `RootUse`."""
    return watched.title().replace("-", "")


def _alarm(watched: Watched, ctx: Context) -> Alarm:
    watch = WATCHES[watched]
    # Every call is one that somebody should know of, but for refusals, of which there are always some.
    threshold = ctx.thresholds.refused_calls_per_5_min if watched == "refused-calls" else 0
    return Alarm(
        name=f"audit-{watched}",
        severity=watch.severity,
        description=watch.description,
        metrics={"m": Metric(_namespace(ctx), _metric(watched), {}, "Sum")},
        comparison=">",
        threshold=threshold,
        unit="calls",
        periods=1,
        runbook=f"audit-{watched}",
    )


def _selectors(
    upload_buckets: Sequence[pulumi.Input[str]],
) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgs]:
    selector, field = (
        aws.cloudtrail.TrailAdvancedEventSelectorArgs,
        aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs,
    )
    selectors = [selector(name="Management", field_selectors=[field(field="eventCategory", equals=["Management"])])]
    if upload_buckets:
        objects = [pulumi.Output.concat(arn, "/") for arn in upload_buckets]
        selectors.append(
            selector(
                name="Uploads",
                field_selectors=[
                    field(field="eventCategory", equals=["Data"]),
                    field(field="resources.type", equals=["AWS::S3::Object"]),
                    field(field="resources.ARN", starts_withs=objects),
                ],
            )
        )
    return selectors
