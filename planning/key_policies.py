"""Key policies of the KMS keys: who may use which key, and only on behalf of this account.

Every key keeps the account's root as administrator, else nobody could ever change it again
(https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
"""

from __future__ import annotations

from planning.iam import Document, Statement, allow, document, service
from planning.topic_policies import EVENTS, publishers

# What a service needs to write encrypted data for itself (topics: publish; CloudFront: read and write objects).
PUBLISH = ("kms:Decrypt", "kms:GenerateDataKey*")
LOG_DELIVERY = ("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*")


def administration(account: str) -> Statement:
    return allow("AccountAdministers", ["kms:*"], "*", principal={"AWS": f"arn:aws:iam::{account}:root"})


def cloudfront_reads(account: str) -> Statement:
    """Any distribution of the account: the distribution's own ARN would make a cycle key -> bucket -> distribution."""
    return allow(
        "CloudFrontReadsUploads",
        ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
        "*",
        principal=service("cloudfront"),
        condition={"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{account}:distribution/*"}},
    )


def logs_write(account: str, region: str) -> Statement:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"""
    return allow(
        "LogGroupsOfThisAccount",
        LOG_DELIVERY,
        "*",
        principal=service(f"logs.{region}"),
        condition={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account}:log-group:*"},
        },
    )


def services_publish(account: str, region: str, *, edge: bool = False) -> tuple[Statement, Statement]:
    """For the services that publish to the alarm topics of a region.

    A topic on the AWS-managed key alias/aws/sns would drop their messages without an error
    (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns). So would a key with an account as condition
    those of EventBridge, which does not say on whose behalf it asks; what SNS says of every use of the key, the topic,
    narrows it to those of this account. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    others = [name for name in publishers(edge=edge) if name != EVENTS]
    return (
        allow(
            "AlarmsPublish",
            PUBLISH,
            "*",
            principal=service(*others),
            condition={"StringEquals": {"aws:SourceAccount": account}},
        ),
        allow(
            "EventsPublish",
            PUBLISH,
            "*",
            principal=service(EVENTS),
            condition={"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:{region}:{account}:*"}},
        ),
    )


def trail_writes(account: str, region: str) -> tuple[Statement, Statement]:
    """For trails of this account: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html"""
    of_a_trail = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:{region}:{account}:trail/*"}}
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{account}:trail/*"}}
    who = service("cloudtrail")
    return (
        allow("TrailEncrypts", ["kms:GenerateDataKey*"], "*", principal=who, condition={**of_a_trail, **context}),
        allow("TrailLooksAtKey", ["kms:DescribeKey"], "*", principal=who, condition=of_a_trail),
    )


def logs_key(account: str, region: str) -> Document:
    return document(administration(account), logs_write(account, region), *trail_writes(account, region))


def notifications_key(account: str, region: str) -> Document:
    return document(administration(account), *services_publish(account, region))


def data_key(account: str, region: str) -> Document:
    """Also for logs and notifications, in both phases: in the minimal one it is the only key of the region.

    Taking the rights away with the switch to own keys would drop alarms while the topics move, and would make
    unreadable what the log groups took in before.
    """
    return document(
        administration(account),
        cloudfront_reads(account),
        logs_write(account, region),
        *services_publish(account, region),
        *trail_writes(account, region),
    )


def edge_key(account: str, region: str) -> Document:
    """The key in us-east-1: topics of CloudFront's alarms, and log groups of what lives there."""
    return document(administration(account), logs_write(account, region), *services_publish(account, region, edge=True))
