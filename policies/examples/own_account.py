"""Examples of the rule on resources of other accounts."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import OTHER, OWN, PROVIDER, allow, policy
from policies.rules.own_account import NamedAccountsConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    AWS_PROVIDER,
    BUCKET,
    BUCKET_REPLICATION,
    LAMBDA_FUNCTION,
    METRIC_ALARM,
    RANDOM_PASSWORD,
    ROLE,
    SNS_SUBSCRIPTION,
    SNS_TOPIC,
    TASK_DEFINITION,
)

_TOPIC = made(SNS_TOPIC, "alarms")
_ELSEWHERE = f"arn:aws:sns:ap-northeast-1:{OTHER}:alarms"
_LAYER = f"arn:aws:lambda:ap-northeast-1:{OTHER}:layer:secrets:12"


def _it(
    case: Case, name: str, type_: str, /, *places: str, pack: Pack | None = None, provider: Resource = PROVIDER,
    **props: Given,
) -> Example:  # fmt: skip
    """`places` are those that name somebody else's resource."""
    found = tuple(("violation", f"it: its {place} names a resource of another account") for place in places)
    return Example("x-own-account", case, name, (provider, _TOPIC, made(type_, "it", **props)), found, pack or told())


EXAMPLES = (
    _it("pass", "of this account", METRIC_ALARM, alarmActions=[f"arn:aws:sns:ap-northeast-1:{OWN}:alarms"]),
    _it("pass", "a bucket, which has no account", BUCKET_REPLICATION, rules=[
        {"destination": {"bucket": "arn:aws:s3:::copies"}}
    ]),
    _it("pass", "what AWS manages", ROLE, managedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
    _it("pass", "an account that was chosen", LAMBDA_FUNCTION, layers=[_LAYER],
        pack=told(NamedAccountsConfig(accounts=(OTHER,)))),
    _it("pass", "a trust policy, which has a rule of its own", ROLE, assumeRolePolicy=policy(
        allow({"AWS": f"arn:aws:iam::{OTHER}:root"}, "sts:AssumeRole")
    )),
    _it("pass", "words for people", BUCKET, tags={"CopiedFrom": _ELSEWHERE}),
    _it("fail", "one of several", METRIC_ALARM, "alarmActions[1]", alarmActions=[_TOPIC, _ELSEWHERE]),
    _it("fail", "a whole property", SNS_SUBSCRIPTION, "topic", "endpoint", topic=_ELSEWHERE,
        endpoint=f"arn:aws-cn:sqs:cn-north-1:{OTHER}:queue"),
    _it("fail", "within a JSON text", TASK_DEFINITION, "containerDefinitions", containerDefinitions=json.dumps(
        [{"secrets": [{"name": "KEY", "valueFrom": f"arn:aws:ssm:ap-northeast-1:{OTHER}:parameter/key"}]}]
    )),
    _it("fail", "in a value of a map", LAMBDA_FUNCTION, "environment.variables.TOPIC", environment={
        "variables": {"TOPIC": _ELSEWHERE}
    }),
    _it("fail", "an account that was not chosen", LAMBDA_FUNCTION, "layers[0]", layers=[_LAYER]),
    _it("absent", "nothing set", METRIC_ALARM),
    _it("unknown", "an output", METRIC_ALARM, alarmActions=[_TOPIC]),
    _it("not applicable", "no account to compare with", METRIC_ALARM, alarmActions=[_ELSEWHERE],
        provider=made(AWS_PROVIDER, "aws", region="ap-northeast-1")),
    Example("x-own-account", "not applicable", "not of AWS", (PROVIDER, made(RANDOM_PASSWORD, "password", length=32))),
)  # fmt: skip
