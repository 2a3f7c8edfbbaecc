"""Examples of the rules on parameters and certificates."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import Resource
from policies.rules.types import CERTIFICATE, PARAMETER, RANDOM_PASSWORD

_OTHER = made("aws:ec2/vpc:Vpc", "vpc")
_PASSWORD = made(RANDOM_PASSWORD, "password")
_SECURE: dict[str, Given] = {"type": "SecureString", "keyId": _OTHER}


def _kept(case: Case, title: str, says: str = "", later: str = "", /, **props: Given) -> Example:
    return _example("ssm-securestring", case, title, made(PARAMETER, "it", **props), says, later)


def _made(case: Case, title: str, says: str = "", later: str = "", /, **props: Given) -> Example:
    return _example("acm-r53", case, title, made(CERTIFICATE, "it", **props), says, later)


def _example(rule: str, case: Case, name: str, judged: Resource, says: str, later: str) -> Example:
    findings = tuple((kind, f"it: {text}") for kind, text in (("violation", says), ("deferred", later)) if text)
    return Example(rule, case, name, (_OTHER, _PASSWORD, judged), findings)


_PLAIN = "holds a secret and is not encrypted"
_BY_AWS = "is encrypted with the key that AWS manages, which every role of the account may use"

EXAMPLES = (
    _kept("pass", "a secret", name="/megane/prod/db/password", **_SECURE),
    _kept("pass", "no secret", name="/megane/prod/db/port", type="String", value="5432"),
    _kept("fail", "called a secret", _PLAIN, name="/megane/prod/jwt/secret", type="String"),
    _kept("fail", "a generated password under another name", _PLAIN, name="/megane/prod/db/url", type="String",
          value=_PASSWORD),
    _kept("fail", "AWS's key", _BY_AWS, name="/x/token", type="SecureString", keyId="alias/aws/ssm"),
    _kept("fail", "in the open", "keeps its text where every plan and log shows it", name="/x/y", type="String",
          insecureValue="x"),
    _kept("absent", "no key", _BY_AWS, name="/x/password", type="SecureString"),
    _kept("unknown", "its type", "", "whether it is encrypted is known only at the update", name="/x/password",
          type=_OTHER),
    Example("ssm-securestring", "not applicable", "no parameter", (_OTHER,)),
    _made("pass", "by DNS", validationMethod="DNS"),
    _made("fail", "by mail", "is not validated by DNS, so somebody has to renew it by hand", validationMethod="EMAIL"),
    _made("fail", "a short key", "has a key that is too weak", validationMethod="DNS", keyAlgorithm="RSA_1024"),
    _made("fail", "not logged", "is not logged publicly, so browsers refuse it", validationMethod="DNS",
          options={"certificateTransparencyLoggingPreference": "DISABLED"}),
    _made("absent", "no method", "is not validated by DNS, so somebody has to renew it by hand"),
    _made("unknown", "its method", "", "how it is made is known only at the update", validationMethod=_OTHER),
    Example("acm-r53", "not applicable", "no certificate", (_OTHER,)),
)  # fmt: skip
