"""Examples of the rule on secrets in plain text. None of them is one."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, Known, made
from policies.rules.types import (
    AWS_PROVIDER,
    BUCKET,
    DB_INSTANCE,
    LAMBDA_FUNCTION,
    LISTENER_RULE,
    LOG_GROUP,
    PARAMETER,
    RANDOM_PASSWORD,
    SNS_SUBSCRIPTION,
)

_PASSWORD = made(RANDOM_PASSWORD, "password", length=32)
_LOGS = made(LOG_GROUP, "logs")
# Put together here, so that nobody who searches for secrets finds one.
_MADE_UP = "Zq7wX4kV9b" + "R2tM5hY8"
_NAME = "/megane/prod2/db/password"
_ACCESS_KEY = "AKIA" + "IOSFODNN7EXAMPLE"
_PEM = "-----BEGIN " + "PRIVATE KEY-----\nMIIE"


def _it(case: Case, name: str, type_: str, /, *keys: str, **props: Given) -> Example:
    """`keys` are the properties that give something away."""
    findings = tuple(("violation", f"it: its {key} gives a secret away") for key in keys)
    return Example("x-no-literal-secrets", case, name, (_PASSWORD, _LOGS, made(type_, "it", **props)), findings)


def _header(value: Given) -> Given:
    return [{"httpHeader": {"httpHeaderName": "X-Origin-Token", "values": [value]}}]


def _variables(**said: Given) -> Given:
    return {"variables": said}


EXAMPLES = (
    _it("pass", "where a secret is", LAMBDA_FUNCTION, environment=_variables(
        DB_PASSWORD=_NAME, API_TOKEN=f"arn:aws:ssm:ap-northeast-1:111122223333:parameter{_NAME}"
    )),
    _it("pass", "a password where passwords belong", DB_INSTANCE, password=_MADE_UP),
    _it("pass", "a secret parameter", PARAMETER, name="/db/password", type="SecureString", value=_MADE_UP),
    _it("pass", "made from a generated one", LISTENER_RULE, conditions=_header(Known(_PASSWORD, f"token={_MADE_UP}"))),
    _it("pass", "a key of the other kind", BUCKET, tags={"key": "a1b2c3d4e5f6g7h8i9"}),
    _it("pass", "words about secrets", BUCKET, tags={"Purpose": "Where passwords and access keys are explained"}),
    _it("fail", "an access key in a tag", BUCKET, "tags", tags={"Note": f"use {_ACCESS_KEY}"}),
    _it("fail", "a private key in a variable", LAMBDA_FUNCTION, "environment", environment=_variables(CERT=_PEM)),
    _it("fail", "a password in an address", SNS_SUBSCRIPTION, "endpoint", endpoint="https://user:hunter@example.com/in"),
    _it("fail", "a variable called a secret", LAMBDA_FUNCTION, "environment",
        environment=_variables(DB_PASSWORD=_MADE_UP)),
    _it("fail", "a password in a text", LAMBDA_FUNCTION, "description", description="psql --password=hunter"),
    _it("fail", "a parameter that is not secret", PARAMETER, "value", name="/megane/db/password", type="String",
        value=_MADE_UP),
    _it("fail", "a pair in a list", "aws:cloudfront/distribution:Distribution", "origins",
        origins=[{"customHeaders": [{"name": "X-Origin-Token", "value": _MADE_UP}]}]),
    _it("fail", "in a policy", "aws:iam/rolePolicy:RolePolicy", "policy", policy=json.dumps({"token": _MADE_UP})),
    _it("fail", "of the provider", AWS_PROVIDER, "accessKey", accessKey=_ACCESS_KEY),
    _it("fail", "beside what is made from a generated one", LISTENER_RULE, "tags",
        conditions=_header(Known(_PASSWORD, _MADE_UP)), tags={"Note": _ACCESS_KEY}),
    Example("x-no-literal-secrets", "fail", "a generated one in a parameter that is not secret", (
        _PASSWORD, made(PARAMETER, "it", name="/megane/x", type="String", value=_PASSWORD),
    ), (("violation", "it: its value is a generated secret, which a parameter of type String shows"),)),
    _it("absent", "nothing said", BUCKET),
    _it("unknown", "a text to be known", LAMBDA_FUNCTION, environment=_variables(DB_PASSWORD=_LOGS)),
    Example("x-no-literal-secrets", "not applicable", "nothing of AWS", (_PASSWORD,)),
)  # fmt: skip
