"""Logs that an AWS service delivers to CloudWatch Logs itself ("vended logs")."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Context


def log_delivery(
    name: str,
    *,
    resource_arn: pulumi.Input[str],
    log_type: str,
    group: aws.cloudwatch.LogGroup,
    ctx: Context,
    opts: pulumi.ResourceOptions,
    region: str | None = None,
    record_fields: Sequence[str] | None = None,
) -> aws.cloudwatch.LogDelivery:
    """Delivers one kind of log of one resource to `group`, a JSON object a request: source, destination, delivery.

    `region` is that of the source (us-east-1 for CloudFront), of the group as well. `record_fields` None: all that the
    service has. A changed `resource_arn` or `log_type` replaces source and delivery; a gap of seconds stays in the log.
    Names of groups start with `/aws/vendedlogs/`: CloudWatch then gives the leave to write in one statement for all of
    them, so whoever deploys needs `logs:PutResourcePolicy`. The group's key need not know `delivery.logs`: CloudWatch
    Logs encrypts what it has taken in (that grant is for buckets).
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html
    """
    source = aws.cloudwatch.LogDeliverySource(
        name, resource_arn=resource_arn, log_type=log_type, region=region, tags=ctx.tags(name), opts=opts
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        name,
        output_format="json",
        delivery_destination_configuration=(
            aws.cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
                destination_resource_arn=group.arn
            )
        ),
        region=region,
        tags=ctx.tags(name),
        opts=opts,
    )
    return aws.cloudwatch.LogDelivery(
        name,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=None if record_fields is None else list(record_fields),
        region=region,
        tags=ctx.tags(name),
        opts=opts,
    )
