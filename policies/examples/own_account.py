"""Examples of the rule on resources of other accounts."""

from __future__ import annotations

import json

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import OTHER, OWN, PROVIDER, allow, may, policy
from policies.rules.own_account import NamedAccountsConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    AWS_PROVIDER,
    BUCKET,
    BUCKET_REPLICATION,
    IAM_GROUP_POLICY,
    IAM_POLICY,
    IAM_USER_POLICY,
    LAMBDA_FUNCTION,
    METRIC_ALARM,
    RANDOM_PASSWORD,
    ROLE,
    ROLE_POLICY,
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


def _says(
    case: Case, name: str, type_: str, /, *messages: str, kind: str = "violation", pack: Pack | None = None,
    **props: Given,
) -> Example:  # fmt: skip
    found = tuple((kind, f"it: {message}") for message in messages)
    return Example("x-own-account", case, name, (PROVIDER, _TOPIC, made(type_, "it", **props)), found, pack or told())


_QUEUE = "arn:aws:sqs:ap-northeast-1:{}:jobs"
_OTHERS_ROLE = f"arn:aws:iam::{OTHER}:role/deploy"
_REACHES = "statement 1 of its policy allows actions on a resource of another account"
_HELD = {"StringEquals": {"aws:ResourceAccount": OWN}}
_SNAPSHOT = "aws:rds/snapshot:Snapshot"

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
    _says("pass", "a policy on what is of this account", ROLE_POLICY, policy=policy(
        may("sqs:SendMessage", [_QUEUE.format(OWN), "arn:aws:s3:::copies/*", "*"])
    )),
    _says("pass", "a policy that refuses", ROLE_POLICY, policy=policy(
        may("sts:AssumeRole", _OTHERS_ROLE, Effect="Deny")
    )),
    _says("pass", "a policy on an account that was chosen", ROLE_POLICY, policy=policy(
        may("sts:AssumeRole", _OTHERS_ROLE)
    ), pack=told(NamedAccountsConfig(accounts=(OTHER,)))),
    _says("pass", "a policy on what AWS manages", ROLE_POLICY, policy=policy(
        may("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    )),
    _says("pass", "a policy that is held to this account", IAM_POLICY, policy=policy(
        may("sqs:SendMessage", _QUEUE.format("*"), Condition=_HELD)
    )),
    _says("fail", "a role of another account", ROLE_POLICY, _REACHES, policy=policy(
        may("sts:AssumeRole", _OTHERS_ROLE)
    )),
    _says("fail", "a queue of another account, of several", IAM_POLICY, _REACHES, policy=policy(
        may("sqs:SendMessage", [_QUEUE.format(OWN), _QUEUE.format(OTHER)])
    )),
    _says("fail", "a key of another account, for a group", IAM_GROUP_POLICY, _REACHES, policy=policy(
        may("kms:Encrypt", f"arn:aws:kms:ap-northeast-1:{OTHER}:key/1")
    )),
    _says("fail", "all but what is of another account, for a user", IAM_USER_POLICY, _REACHES, policy=policy(
        {"Effect": "Allow", "Action": "sqs:SendMessage", "NotResource": _QUEUE.format(OTHER)}
    )),
    _says("fail", "a queue of any account", ROLE_POLICY, _REACHES, policy=policy(
        may("sqs:SendMessage", _QUEUE.format("*"))
    )),
    *(
        _says("fail", f"a queue of any account, held by {what}", ROLE_POLICY, _REACHES, policy=policy(
            may("sqs:SendMessage", _QUEUE.format("*"), Condition={operator: {key: value}})
        ))
        for what, operator, key, value in (
            ("another account", "StringEquals", "aws:ResourceAccount", OTHER),
            ("this account where it is told", "StringEqualsIfExists", "aws:ResourceAccount", OWN),
            ("all but this account", "StringNotEquals", "aws:ResourceAccount", OWN),
            ("who asks", "StringEquals", "aws:PrincipalAccount", OWN),
        )
    ),
    _says("fail", "the second of two inline policies", ROLE, _REACHES.replace("policy", "policy 2"), inlinePolicies=[
        {"policy": policy(may("sqs:SendMessage", _QUEUE.format(OWN)))},
        {"policy": policy(may("sqs:SendMessage", _QUEUE.format(OTHER)))},
    ]),
    _says("fail", "no policy that could be read", ROLE_POLICY, "its policy is none that can be read", policy="{"),
    _says("unknown", "a policy to be made", ROLE_POLICY, "what its policy says is known only at the update",
          kind="deferred", policy=_TOPIC),
    _says("pass", "a snapshot shared within", _SNAPSHOT, sharedAccounts=[OWN]),
    _says("fail", "a snapshot for everybody", _SNAPSHOT, "is shared with everybody", sharedAccounts=["all"]),
    _says("fail", "a snapshot for another account", _SNAPSHOT, "is shared with another account",
          sharedAccounts=[OWN, OTHER]),
    _says("unknown", "whom a snapshot is shared with", _SNAPSHOT, "whom it is shared with is known only at the update",
          kind="deferred", sharedAccounts=[_TOPIC]),
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
