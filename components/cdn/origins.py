"""Where the distribution fetches what it does not have."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.load_balancer import ORIGIN_VERIFY_HEADER
from planning.listener import IDLE_TIMEOUT_SECONDS

# Ids of origins, seen in the console and by the behaviours only.
BUCKET, PUBLIC_ONLY, BALANCER, APPLICATION = "bucket", "public-only", "load-balancer", "application"
BUCKET_OR_APPLICATION = "bucket-or-application"

Origin = aws.cloudfront.DistributionOriginArgs
Shield = aws.cloudfront.DistributionOriginOriginShieldArgs


def shield(region: str | None) -> Shield | None:
    return None if region is None else Shield(enabled=True, origin_shield_region=region)


def bucket_access(name: str, ctx: Context, opts: pulumi.ResourceOptions) -> aws.cloudfront.OriginAccessControl:
    return aws.cloudfront.OriginAccessControl(
        name,
        name=f"{ctx.prefix}-uploads",
        description="Signs CloudFront's requests to the uploads bucket",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=opts,
    )


def bucket(
    origin_id: str,
    domain_name: pulumi.Input[str],
    access: aws.cloudfront.OriginAccessControl,
    behind: Shield | None,
    *,
    below: str | None = None,
) -> Origin:
    """The bucket, or with `below` what is under that path and nothing else of it."""
    return Origin(
        origin_id=origin_id,
        domain_name=domain_name,  # the regional name: the global one answers 307 at first
        origin_path=below,
        origin_access_control_id=access.id,
        origin_shield=behind,
    )


def balancer(origin_id: str, host: str, verify_value: pulumi.Input[str], behind: Shield | None) -> Origin:
    """The load balancer, by a name that its certificate covers, with the header that tells the CDN from all others.

    What a visitor sends under that name is overwritten:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
    """
    return Origin(
        origin_id=origin_id,
        domain_name=host,
        custom_headers=[
            aws.cloudfront.DistributionOriginCustomHeaderArgs(
                name=ORIGIN_VERIFY_HEADER, value=pulumi.Output.secret(verify_value)
            )
        ],
        custom_origin_config=aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
            http_port=80,
            https_port=443,
            origin_protocol_policy="https-only",
            origin_ssl_protocols=["TLSv1.2"],
            origin_read_timeout=IDLE_TIMEOUT_SECONDS,
            # The side that asks lets go first, else it may ask on a connection that is just being closed: 502.
            origin_keepalive_timeout=IDLE_TIMEOUT_SECONDS - 5,
        ),
        origin_shield=behind,
    )


def bucket_or_application() -> aws.cloudfront.DistributionOriginGroupArgs:
    """For what the bucket does not have (403, as CloudFront may not list it) the application's own 404 is shown."""
    member = aws.cloudfront.DistributionOriginGroupMemberArgs
    return aws.cloudfront.DistributionOriginGroupArgs(
        origin_id=BUCKET_OR_APPLICATION,
        failover_criteria=aws.cloudfront.DistributionOriginGroupFailoverCriteriaArgs(status_codes=[403, 404]),
        members=[member(origin_id=BUCKET), member(origin_id=APPLICATION)],
    )
