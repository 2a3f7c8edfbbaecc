"""Examples of the rule on policies that keep everybody out."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.examples.statements import ROOT, allow, policy
from policies.rules.types import BUCKET_POLICY, KMS_KEY, LOG_GROUP

_LATER = made(LOG_GROUP, "logs")
_WRONG = "statement 1 of its policy refuses everything to everybody, also to services and to whoever would mend it"
_PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
_NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def _of(case: Case, name: str, text: Given, *wrong: str, kind: str = "violation", on: str = BUCKET_POLICY) -> Example:
    findings = tuple((kind, f"it: {message}") for message in wrong)
    return Example("policy-no-lockout", case, name, (_LATER, made(on, "it", policy=text)), findings)


def _deny(action: object, **more: object) -> str:
    return policy({"Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*", **more})


EXAMPLES = (
    _of("pass", "plain HTTP alone", _deny("s3:*", Condition=_PLAIN)),
    _of("pass", "what people do, without MFA", _deny("s3:DeleteObjectVersion", Condition=_NO_MFA)),
    _of("pass", "some actions, to everybody", _deny(["s3:PutBucketAcl", "s3:PutObjectAcl"])),
    _of("pass", "everybody but who is named", policy(
        {"Effect": "Deny", "NotPrincipal": ROOT, "Action": "s3:*", "Resource": "*"})),
    _of("pass", "everything, allowed to the account", policy(allow(ROOT, "kms:*")), on=KMS_KEY),
    _of("fail", "everything", _deny("s3:*"), _WRONG),
    _of("fail", "everything there is", _deny("*"), _WRONG),
    _of("fail", "everything but one action", policy(
        {"Effect": "Deny", "Principal": {"AWS": "*"}, "NotAction": "s3:GetObject", "Resource": "*"}), _WRONG),
    _of("fail", "everything, of a key", _deny("kms:*"), _WRONG, on=KMS_KEY),
    _of("fail", "everything without MFA, which no service has", _deny("s3:*", Condition=_NO_MFA), _WRONG),
    _of("absent", "a key without a policy", "", on=KMS_KEY),
    _of("unknown", "a policy that is not known yet", _LATER, "what its policy says is known only at the update",
        kind="deferred"),
    Example("policy-no-lockout", "not applicable", "nothing to judge", (_LATER,)),
)  # fmt: skip
