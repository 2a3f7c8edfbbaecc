"""Examples of the rules on topics: their key, their policy, and who has to get through."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made
from policies.examples.statements import FROM_OWN, OWN, PROVIDER, ROOT, allow, policy, service
from policies.rules.resource import Resource
from policies.rules.types import (
    BACKUP_VAULT_NOTIFICATIONS,
    COMPOSITE_ALARM,
    EVENT_TARGET,
    KMS_ALIAS,
    KMS_KEY,
    LOG_GROUP,
    METRIC_ALARM,
    SNS_SUBSCRIPTION,
    SNS_TOPIC_POLICY,
    TOPIC,
)

_KEY = made(KMS_KEY, "key")
_EDGE = made(KMS_KEY, "edge", region="us-east-1")
_ALIAS = made(KMS_ALIAS, "alias", name="alias/megane", targetKeyId=_KEY)
_LOGS = made(LOG_GROUP, "logs")
_TOPIC = made(TOPIC, "alarms")
_LATER = "what its policy says is known only at the update"


def _cmk(case: Case, name: str, key: Given, *messages: str, kind: str = "violation") -> Example:
    resources = (PROVIDER, _KEY, _EDGE, _ALIAS, _LOGS, made(TOPIC, "alarms", kmsMasterKeyId=key))
    return Example("sns-cmk", case, name, resources, tuple((kind, f"alarms: {message}") for message in messages))


def _policy(case: Case, name: str, text: Given, *messages: str, kind: str = "violation") -> Example:
    resources = (_TOPIC, made(SNS_TOPIC_POLICY, "alarms-policy", arn=_TOPIC, policy=text))
    findings = tuple((kind, f"alarms-policy: {message}") for message in messages)
    return Example("sns-policy", case, name, resources, findings)


def _sends(case: Case, name: str, protocol: Given, *messages: str, kind: str = "violation") -> Example:
    resources = (_TOPIC, made(SNS_SUBSCRIPTION, "oncall", topic=_TOPIC, protocol=protocol))
    return Example("sns-policy", case, name, resources, tuple((kind, f"oncall: {message}") for message in messages))


def _publishers(
    case: Case, name: str, users: tuple[Resource, ...], text: Given, *messages: str, kind: str = "violation"
) -> Example:
    holder = (made(SNS_TOPIC_POLICY, "alarms-policy", arn=_TOPIC, policy=text),) if text else ()
    findings = tuple((kind, f"alarms: {message}") for message in messages)
    return Example("sns-publishers", case, name, (_TOPIC, *users, *holder), findings)


_ALARM = made(METRIC_ALARM, "cpu", alarmActions=[_TOPIC])
_RECOVERS = made(METRIC_ALARM, "memory", okActions=[_TOPIC])
_BOTH = made(COMPOSITE_ALARM, "both", alarmActions=[_TOPIC])
_EVENT = made(EVENT_TARGET, "deployments", arn=_TOPIC)
_BACKUP = made(BACKUP_VAULT_NOTIFICATIONS, "vault", snsTopicArn=_TOPIC)
_ALARMS_MAY = allow(service("cloudwatch"), "sns:Publish", Condition=FROM_OWN)
_EVENTS_MAY = allow(service("events"), "sns:Publish")

EXAMPLES = (
    _cmk("pass", "a key", _KEY),
    _cmk("pass", "a key, known", Known(_KEY, f"arn:aws:kms:ap-northeast-1:{OWN}:key/1")),
    _cmk("pass", "by an alias", _ALIAS),
    _cmk("pass", "by the name of an alias", "alias/megane"),
    _cmk("fail", "AWS's key", "alias/aws/sns", "is encrypted with the key that AWS manages, not with one of your own"),
    _cmk("fail", "a key of elsewhere", "arn:aws:kms:ap-northeast-1:1:key/1",
         "is encrypted with a key that this stack does not make"),
    _cmk("fail", "a key of another region", _EDGE, "is encrypted with a key of another region"),
    _cmk(
        "fail",
        "a key of another region, known",
        Known(_EDGE, f"arn:aws:kms:us-east-1:{OWN}:key/2"),
        "is encrypted with a key of another region",
    ),
    _cmk("absent", "no key", None, "is not encrypted"),
    _cmk(
        "unknown",
        "of unknown origin",
        _LOGS,
        "whether its key is one of your own is known only at the update",
        kind="deferred",
    ),
    Example("sns-cmk", "not applicable", "no topic", (_LOGS,)),
    _policy("pass", "a service of this account", policy(_ALARMS_MAY)),
    _policy("pass", "AWS's default policy", policy(
        allow({"AWS": "*"}, "sns:Publish", Condition={"StringEquals": {"AWS:SourceOwner": OWN}})
    )),
    _policy("fail", "everybody", policy(_ALARMS_MAY, allow("*", "sns:Publish")),
            "statement 2 of its policy lets everybody in"),
    _policy("fail", "no policy that could be read", "{", "its policy is none that can be read"),
    _policy("absent", "no policy", None),
    _policy("unknown", "a policy to be made", _TOPIC, _LATER, kind="deferred"),
    _sends("pass", "by mail", "email"),
    _sends("fail", "over plain HTTP", "http", "sends messages over plain HTTP"),
    _sends("absent", "no protocol", None),
    _sends("unknown", "a protocol to be known", _TOPIC, "its protocol is known only at the update", kind="deferred"),
    Example("sns-policy", "not applicable", "no topic", (_LOGS,)),
    _publishers("pass", "alarms", (_ALARM, _RECOVERS), policy(_ALARMS_MAY)),
    _publishers("pass", "events", (_EVENT,), policy(_EVENTS_MAY)),
    _publishers("pass", "alarms, by default", (_ALARM, _BOTH), None),
    _publishers("fail", "only others let in", (_ALARM, _RECOVERS), policy(allow(ROOT, "sns:Publish")),
                "its policy does not let CloudWatch alarms publish, as cpu needs"),
    _publishers("fail", "allowed to look", (_ALARM,), policy(allow(service("cloudwatch"), "sns:GetTopicAttributes")),
                "its policy does not let CloudWatch alarms publish, as cpu needs"),
    _publishers("fail", "allowed and refused", (_ALARM,), policy(
        _ALARMS_MAY, {**allow("*", "sns:Publish"), "Effect": "Deny"}
    ), "its policy does not let CloudWatch alarms publish, as cpu needs"),
    _publishers("fail", "a condition that EventBridge cannot meet", (_EVENT,), policy(
        {**_EVENTS_MAY, "Condition": FROM_OWN}
    ), "its policy does not let EventBridge publish, as deployments needs"),
    _publishers("absent", "no policy, for events and backups", (_EVENT, _BACKUP), None,
                "its policy does not let AWS Backup publish, as vault needs",
                "its policy does not let EventBridge publish, as deployments needs"),
    _publishers("unknown", "a policy to be made", (_ALARM,), _TOPIC, _LATER, kind="deferred"),
    _publishers("not applicable", "nobody publishes", (), policy(_ALARMS_MAY)),
)  # fmt: skip
