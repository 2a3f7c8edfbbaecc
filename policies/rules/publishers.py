"""AWS services that use keys and topics of the stack: whom a key's and a topic's policy has to let in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from .keys import keys_behind
from .resource import Resource, Stack
from .types import (
    BACKUP_VAULT_NOTIFICATIONS,
    BUCKET,
    BUCKET_ENCRYPTION,
    BUDGET,
    COMPOSITE_ALARM,
    DISTRIBUTION,
    EVENT_TARGET,
    LOG_GROUP,
    METRIC_ALARM,
    RDS_EVENTS,
    TOPIC,
    TRAIL,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service that uses a key or a topic; `{region}` in its principal is that of the key.

    `never_sends`: what no condition may ask of it. `by_default`: topics let it in without a policy of their own.
    """

    name: str
    principal: str
    key_actions: tuple[str, ...] = ("kms:Decrypt", "kms:GenerateDataKey")  # what publishing to an encrypted topic takes
    never_sends: frozenset[str] = frozenset()
    by_default: bool = False


_LOGS = Service(
    name="CloudWatch Logs",
    principal="logs.{region}.amazonaws.com",
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    key_actions=(
        "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey",
    ),
)  # fmt: skip
_CLOUDTRAIL = Service(
    name="CloudTrail",
    principal="cloudtrail.amazonaws.com",
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    key_actions=("kms:GenerateDataKey", "kms:DescribeKey"),
)
_CLOUDFRONT = Service(name="CloudFront", principal="cloudfront.amazonaws.com", key_actions=("kms:Decrypt",))
_ALARMS = Service(name="CloudWatch alarms", principal="cloudwatch.amazonaws.com", by_default=True)
_EVENTBRIDGE = Service(
    name="EventBridge",
    principal="events.amazonaws.com",
    # Of these its messages to an encrypted topic are lost: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    never_sends=frozenset({"aws:principalorgid", "aws:sourceaccount", "aws:sourcearn"}),
)

# Who publishes to a topic, and the properties that name it.
_PUBLISHERS: Final[Mapping[str, tuple[Service, tuple[str, ...]]]] = {
    BACKUP_VAULT_NOTIFICATIONS: (Service(name="AWS Backup", principal="backup.amazonaws.com"), ("snsTopicArn",)),
    BUDGET: (Service(name="Budgets", principal="budgets.amazonaws.com"), ("notifications",)),
    COMPOSITE_ALARM: (_ALARMS, ("alarmActions", "insufficientDataActions", "okActions")),
    EVENT_TARGET: (_EVENTBRIDGE, ("arn",)),
    METRIC_ALARM: (_ALARMS, ("alarmActions", "insufficientDataActions", "okActions")),
    RDS_EVENTS: (Service(name="RDS events", principal="events.rds.amazonaws.com", by_default=True), ("snsTopic",)),
}
USERS: Final = (*_PUBLISHERS, BUCKET_ENCRYPTION, DISTRIBUTION, LOG_GROUP, TOPIC, TRAIL)

# By the URN of a key or topic: which services use it, and for which resource, the first by name.
Uses: TypeAlias = Mapping[str, Mapping[Service, str]]


def publishers(stack: Stack) -> Uses:
    """Who publishes to which topic: `stack.index`."""
    return _first(
        (topic, service, user)
        for token, (service, keys) in _PUBLISHERS.items()
        for user in stack.of_type(token)
        for key in keys
        for topic in stack.named(user, key, TOPIC)
    )


def key_users(stack: Stack) -> Uses:
    """Who uses which key: `stack.index`. Services that use keys with the rights of whoever calls them are no concern
    of a key's policy."""
    return _first(_of_keys(stack))


def _of_keys(stack: Stack) -> Iterator[tuple[Resource, Service, Resource]]:
    for token, service in ((LOG_GROUP, _LOGS), (TRAIL, _CLOUDTRAIL)):
        for user in stack.of_type(token):
            for key in keys_behind(user, "kmsKeyId", stack):
                yield key, service, user
    published = stack.index(publishers)
    for topic in stack.of_type(TOPIC):
        for key in keys_behind(topic, "kmsMasterKeyId", stack):
            for service in published.get(topic.urn, {}):
                yield key, service, topic
    served = {
        bucket.urn
        for distribution in stack.of_type(DISTRIBUTION)
        for bucket in stack.behind(distribution, "origins", BUCKET)
    }
    for encryption in stack.of_type(BUCKET_ENCRYPTION):
        for bucket in stack.named(encryption, "bucket", BUCKET):
            for key in keys_behind(encryption, "rules", stack) if bucket.urn in served else ():
                yield key, _CLOUDFRONT, bucket


def _first(found: Iterator[tuple[Resource, Service, Resource]]) -> Uses:
    uses: dict[str, dict[Service, str]] = {}
    for used, service, user in found:
        known = uses.setdefault(used.urn, {})
        known[service] = min(user.name, known.get(service, user.name))
    return uses
