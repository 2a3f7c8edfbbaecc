"""The distribution's access log."""

from __future__ import annotations

import pulumi

from components.base import Context
from components.keys import EDGE_REGION
from components.log_delivery import log_delivery
from components.log_group import Log, log_group

# Not cs-uri-query and cs(Referer), in which the signatures of addresses stand and all that forms send with GET; not
# cs(Cookie), which is somebody's session; not x-forwarded-for, which anybody may write. Who asked, c-ip, is what a log
# of accesses is kept for.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
FIELDS = (
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(User-Agent)",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "time-to-first-byte",
    "x-edge-detailed-result-type",
    "sc-content-type",
    "sc-content-len",
    "cache-behavior-path-pattern",
)


def access_log(
    name: str,
    *,
    distribution_arn: pulumi.Input[str],
    key_arn: pulumi.Input[str],
    ctx: Context,
    opts: pulumi.ResourceOptions,
) -> Log:
    """To CloudWatch Logs, in CloudFront's region. The older kind of log goes to a bucket with ACLs, and we have none.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    """
    path = f"/aws/vendedlogs/cloudfront/{ctx.environment}"
    group = log_group(f"{name}-access", path, "access", key_arn=key_arn, ctx=ctx, opts=opts, region=EDGE_REGION)
    log_delivery(
        f"{name}-access",
        resource_arn=distribution_arn,
        log_type="ACCESS_LOGS",
        group=group,
        ctx=ctx,
        opts=opts,
        region=EDGE_REGION,
        record_fields=FIELDS,
    )
    return Log("cdn", group.name, EDGE_REGION)
