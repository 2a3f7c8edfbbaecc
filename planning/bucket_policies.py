"""Bucket policies as data. ARNs may be unknown until creation; nothing here looks inside them."""

from __future__ import annotations

from collections.abc import Sequence

from planning.iam import Statement, Text, allow, service


def tls_only(bucket: Text, objects: Text) -> Statement:
    return {
        "Sid": "RefusePlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, objects],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def versions_need_mfa(objects: Text) -> Statement:
    """Nobody removes a version for good without a second factor, whatever else their role allows.

    Stands in for MFA Delete until the root user has turned that on (no role can):
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
    """
    return {
        "Sid": "VersionsNeedMfa",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObjectVersion",
        "Resource": objects,
        # "IfExists" reads a missing key as false: plain access keys send none at all.
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }


# Regions older than August 2022 deliver from an account of Elastic Load Balancing, or from the service principal.
DELIVERY_ACCOUNTS = {"ap-northeast-1": "582318560864", "ap-northeast-3": "383597477331"}


def load_balancer_logs(objects: Text, region: str) -> list[Statement]:
    """`objects` ends in AWSLogs/<account>/*: below it ELB writes for that account's load balancers only.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    principal = service("logdelivery.elasticloadbalancing")
    statements = [allow("LoadBalancerWritesLogs", ["s3:PutObject"], objects, principal=principal)]
    if region in DELIVERY_ACCOUNTS:
        root = {"AWS": f"arn:aws:iam::{DELIVERY_ACCOUNTS[region]}:root"}
        statements.append(allow("LoadBalancerAccountWritesLogs", ["s3:PutObject"], objects, principal=root))
    return statements


def bucket_access_logs(objects: Text, account: str) -> Statement:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"""
    return allow(
        "BucketsWriteAccessLogs",
        ["s3:PutObject"],
        objects,
        principal=service("logging.s3"),
        condition={"StringEquals": {"aws:SourceAccount": account}},
    )


def distribution_reads(objects: Sequence[Text], distribution: Text) -> Statement:
    """Origin access control: this one distribution and no other, read only, below the given prefixes.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    return allow(
        "DistributionReads",
        ["s3:GetObject"],
        list(objects),
        principal=service("cloudfront"),
        condition={"StringEquals": {"aws:SourceArn": distribution}},
    )


def distributions_read(objects: Sequence[Text], account: str) -> Statement:
    """Any distribution of the account: the copies are read by a recovery stack that does not exist yet.

    The ARN holds the account, and is all that CloudFront's page has S3 look at:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    return allow(
        "DistributionsRead",
        ["s3:GetObject"],
        list(objects),
        principal=service("cloudfront"),
        condition={"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{account}:distribution/*"}},
    )


def trail_logs(bucket: Text, objects: Text, trail: Text) -> list[Statement]:
    """`objects` ends in AWSLogs/<account>/*. One trail and no other, which gives its objects to the bucket's owner.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    principal, asked_by_trail = service("cloudtrail"), {"aws:SourceArn": trail}
    owned = {"s3:x-amz-acl": "bucket-owner-full-control", **asked_by_trail}
    return [
        allow(
            "TrailChecksBucket",
            ["s3:GetBucketAcl"],
            bucket,
            principal=principal,
            condition={"StringEquals": asked_by_trail},
        ),
        allow("TrailWritesLogs", ["s3:PutObject"], objects, principal=principal, condition={"StringEquals": owned}),
    ]
