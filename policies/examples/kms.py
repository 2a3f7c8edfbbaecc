"""Examples of the rules on KMS keys."""

from __future__ import annotations

from typing import Any

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import FROM_OWN, OWN, PROVIDER, ROOT, allow, policy, service
from policies.rules.kms import RotationConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    BUCKET,
    BUCKET_ENCRYPTION,
    DISTRIBUTION,
    EVENT_TARGET,
    KMS_EXTERNAL_KEY,
    KMS_KEY,
    KMS_KEY_POLICY,
    KMS_REPLICA_KEY,
    LOG_GROUP,
    METRIC_ALARM,
    TOPIC,
    TRAIL,
)

_OTHER = made(LOG_GROUP, "logs")
_KEY = made(KMS_KEY, "key")
_ADMIN = allow(ROOT, "kms:*")
_LATER = "what its policy says is known only at the update"


def _rotation(
    case: Case, name: str, *messages: str, kind: str = "violation", type_: str = KMS_KEY, pack: Pack | None = None,
    **props: Given,
) -> Example:  # fmt: skip
    findings = tuple((kind, f"key: {message}") for message in messages)
    return Example("kms-rotation", case, name, (_OTHER, made(type_, "key", **props)), findings, pack or told())


def _policy(case: Case, name: str, text: Given, *messages: str, kind: str = "violation", **props: Given) -> Example:
    findings = tuple((kind, f"key: {message}") for message in messages)
    return Example("kms-policy", case, name, (_OTHER, made(KMS_KEY, "key", policy=text, **props)), findings)


def _set(case: Case, name: str, *resources: Resource, found: bool = False) -> Example:
    findings = (("violation", "key: has no policy of its own"),) if found else ()
    return Example("kms-policy-set", case, name, (_OTHER, *resources), findings)


def _grants(
    case: Case, name: str, users: tuple[Resource, ...], text: Given, *messages: str, kind: str = "violation"
) -> Example:
    apart = (made(KMS_KEY_POLICY, "key-policy", keyId=_KEY, policy=text),) if text else ()
    findings = tuple((kind, f"key: {message}") for message in messages)
    return Example("kms-service-grants", case, name, (PROVIDER, _KEY, *users, *apart), findings)


_EVERYBODY = "statement 2 of its policy lets everybody in"
_LOCKED = "its policy lets nobody of the account change it: the key could never be mended"
_BYPASSES = "skips the check against locking everybody out of the key"
_HSM: dict[str, Any] = {"customerMasterKeySpec": "HMAC_256", "keyUsage": "GENERATE_VERIFY_MAC"}

_USER = made(LOG_GROUP, "app", kmsKeyId=_KEY)
_TRAIL = made(TRAIL, "trail", kmsKeyId=_KEY)
_TOPIC = made(TOPIC, "alarms", kmsMasterKeyId=_KEY)
_ALARM = made(METRIC_ALARM, "cpu", alarmActions=[_TOPIC])
_EVENT = made(EVENT_TARGET, "deployments", arn=_TOPIC)
_FILES = made(BUCKET, "files")
_SERVED = (
    _FILES,
    made(BUCKET_ENCRYPTION, "files", bucket=_FILES, rules=[
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": _KEY}}
    ]),
    made(DISTRIBUTION, "cdn", origins=[{"domainName": _FILES}]),
)  # fmt: skip
_ENCRYPT = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
_LOGS_MAY = allow(service("logs.ap-northeast-1"), _ENCRYPT)
_PUBLISH = ["kms:Decrypt", "kms:GenerateDataKey*"]
_NO_LOGS = "its policy does not let CloudWatch Logs use it, as app needs"

EXAMPLES = (
    _rotation("pass", "every year", enableKeyRotation=True, deletionWindowInDays=30, rotationPeriodInDays=365.0),
    _rotation("pass", "signatures cannot rotate", **_HSM),
    _rotation("pass", "a replica rotates with its primary", type_=KMS_REPLICA_KEY, enabled=True),
    _rotation("fail", "switched off", "does not rotate", enableKeyRotation=False, keyUsage="ENCRYPT_DECRYPT"),
    _rotation("fail", "every seven years", "rotates every 2560 days only; it must every 365",
              enableKeyRotation=True, rotationPeriodInDays=2560),
    _rotation("fail", "gone within a week", "can be deleted within 7 days; it must take 14 at least",
              enableKeyRotation=True, deletionWindowInDays="7"),
    _rotation("fail", "gone within what was chosen", "can be deleted within 14 days; it must take 30 at least",
              pack=told(RotationConfig(min_deletion_days=30)), enableKeyRotation=True, deletionWindowInDays=14),
    _rotation("fail", "disabled", "is disabled: nothing that it encrypts can be read",
              enableKeyRotation=True, isEnabled=False),
    _rotation("fail", "imported and disabled", "is disabled: nothing that it encrypts can be read",
              type_=KMS_EXTERNAL_KEY, enabled=False),
    _rotation("absent", "not said", "does not rotate"),
    _rotation("unknown", "an output", "whether it rotates is known only at the update", kind="deferred",
              enableKeyRotation=_OTHER),
    _rotation("unknown", "what kind of key it is", "whether it rotates is known only at the update", kind="deferred",
              customerMasterKeySpec=_OTHER),
    _rotation("unknown", "the numbers", "how often it rotates is known only at the update",
              "how long its deletion takes is known only at the update",
              "whether it is enabled is known only at the update",
              kind="deferred", enableKeyRotation=True, rotationPeriodInDays=_OTHER, deletionWindowInDays=_OTHER,
              isEnabled=_OTHER),
    Example("kms-rotation", "not applicable", "no key", (_OTHER,)),
    _policy("pass", "the account and a service", policy(_ADMIN, _LOGS_MAY)),
    _policy("pass", "everybody of the account", policy(_ADMIN, allow("*", "kms:Decrypt", Condition={
        "StringEquals": {"kms:CallerAccount": OWN}
    }))),
    _policy("fail", "everybody", policy(_ADMIN, allow({"AWS": "*"}, "kms:Decrypt")), _EVERYBODY),
    _policy("fail", "a context that callers choose", policy(_ADMIN, allow("*", "kms:Decrypt", Condition={
        "StringEquals": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:ap-northeast-1:{OWN}:log-group:x"}
    })), _EVERYBODY),
    _policy("fail", "nobody to change it", policy(_LOGS_MAY), _LOCKED),
    _policy("fail", "a service to change it", policy(allow(service("logs"), "kms:*")), _LOCKED),
    _policy("fail", "the check skipped", policy(_ADMIN), _BYPASSES, bypassPolicyLockoutSafetyCheck=True),
    _policy("fail", "no policy that could be read", "{", "its policy is none that can be read"),
    _policy("absent", "AWS's default policy", None),
    _policy("unknown", "a policy to be made", _OTHER, _LATER, kind="deferred"),
    _policy("unknown", "the check, perhaps skipped", policy(_ADMIN),
            "whether it skips the check against locking everybody out is known only at the update", kind="deferred",
            bypassPolicyLockoutSafetyCheck=_OTHER),
    Example("kms-policy", "not applicable", "no key", (_OTHER,)),
    _set("pass", "a policy", made(KMS_KEY, "key", policy=policy(_ADMIN))),
    _set("pass", "a policy apart", _KEY, made(KMS_KEY_POLICY, "key-policy", keyId=_KEY, policy=policy(_ADMIN))),
    _set("fail", "the policy of another key", _KEY, made(KMS_KEY, "other", policy=policy(_ADMIN)),
         made(KMS_KEY_POLICY, "other-policy", keyId="other", policy=policy(_ADMIN)), found=True),
    _set("fail", "an empty policy", made(KMS_KEY, "key", policy=""), found=True),
    _set("absent", "no policy", _KEY, found=True),
    _set("unknown", "a policy to be made", made(KMS_KEY, "key", policy=_OTHER)),
    _set("not applicable", "no key"),
    _grants("pass", "logs of the key's region", (_USER,), policy(_ADMIN, _LOGS_MAY)),
    _grants("pass", "alarms, by way of their topic", (_TOPIC, _ALARM), policy(allow(
        service("cloudwatch"), _PUBLISH, Condition=FROM_OWN
    ))),
    _grants("pass", "a distribution", _SERVED, policy(allow(service("cloudfront"), "kms:Decrypt"))),
    _grants("fail", "logs of another region", (_USER,), policy(allow(service("logs.us-east-1"), _ENCRYPT)), _NO_LOGS),
    _grants("fail", "logs that may only read", (_USER, made(LOG_GROUP, "web", kmsKeyId=_KEY)),
            policy(allow(service("logs.ap-northeast-1"), "kms:Decrypt")), _NO_LOGS),
    _grants("fail", "nobody but the account", (_TRAIL, _TOPIC, _ALARM, *_SERVED), policy(_ADMIN),
            "its policy does not let CloudFront use it, as files needs",
            "its policy does not let CloudTrail use it, as trail needs",
            "its policy does not let CloudWatch alarms use it, as alarms needs"),
    _grants("fail", "a condition that EventBridge cannot meet", (_TOPIC, _EVENT), policy(allow(
        service("events"), _PUBLISH, Condition=FROM_OWN
    )), "its policy does not let EventBridge use it, as alarms needs"),
    _grants("absent", "no policy", (_USER,), None, _NO_LOGS),
    _grants("unknown", "a policy to be made", (_USER,), _KEY, _LATER, kind="deferred"),
    _grants("not applicable", "no service uses it", (_TOPIC,), policy(_ADMIN)),
)  # fmt: skip
