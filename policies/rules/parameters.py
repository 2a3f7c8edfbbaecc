"""Secrets in the Parameter Store, and certificates."""

from __future__ import annotations

from collections.abc import Iterator

from planning.secrecy import secret_name

from .model import Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .types import CERTIFICATE, PARAMETER, RANDOM_PASSWORD

_KEYS = ("RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")


@rule(
    id="ssm-securestring",
    title="Secrets in the Parameter Store are SecureStrings under a key of our own",
    title_ja="Parameter Store の秘密情報は独自 KMS キーの SecureString とする",
    severity="high",
    kind="stack",
    types=(PARAMETER,),
    reads=(RANDOM_PASSWORD,),
    remediation='Set type to "SecureString" and keyId to a key of your own, and the text as value, not insecureValue.',
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    references=References(checkov=("CKV2_AWS_34", "CKV_AWS_337")),
)
def ssm_securestring(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A secret is what is called one (password, token, secret, key …), or what a generated password went into."""
    if resource.get("insecureValue") is not ABSENT:
        yield Violation("keeps its text where every plan and log shows it")
    name, type_, key = resource.text("name"), resource.text("type"), resource.text("keyId")
    is_secret = (isinstance(name, str) and secret_name(name)) or stack.behind(resource, "value", RANDOM_PASSWORD)
    if type_ is UNKNOWN:
        yield Deferred("whether it is encrypted is known only at the update")
    elif is_secret and type_ != "SecureString":
        yield Violation("holds a secret and is not encrypted")
    elif type_ == "SecureString" and (key is ABSENT or (isinstance(key, str) and "alias/aws/" in key)):
        yield Violation("is encrypted with the key that AWS manages, which every role of the account may use")


@rule(
    id="acm-r53",
    title="Certificates are validated by DNS, have strong keys and are publicly logged",
    title_ja="証明書は DNS 検証・強度のある鍵・透明性ログを使う",
    severity="medium",
    level="advisory",
    kind="resource",
    types=(CERTIFICATE,),
    remediation=(
        'Set validationMethod to "DNS"; leave keyAlgorithm and options.certificateTransparencyLoggingPreference out.'
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html#acm-2",
    references=References(security_hub=("ACM.2", "Route53.2"), checkov=("CKV_AWS_234", "CKV2_AWS_39")),
)
def acm_r53(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Judges certificates that the stack makes. Query logs of the public zone, which scanners ask for, are left out by
    intent: they tell what everybody may ask, at a price."""
    said = (
        resource.text("validationMethod"),
        resource.text("keyAlgorithm"),
        resource.text("options", "certificateTransparencyLoggingPreference"),
    )
    if UNKNOWN in said:
        yield Deferred("how it is made is known only at the update")
        return
    method, algorithm, logging = said
    if method != "DNS":
        yield Violation("is not validated by DNS, so somebody has to renew it by hand")
    if algorithm is not ABSENT and algorithm not in _KEYS:
        yield Violation("has a key that is too weak")
    if logging == "DISABLED":
        yield Violation("is not logged publicly, so browsers refuse it")
