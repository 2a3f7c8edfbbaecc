"""Examples of the rules on policies that stand on a resource, whatever resource it is."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import FROM_OTHER, FROM_OWN, OTHER, OWN, PROVIDER, ROOT, allow, policy, service
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.resource_policies import AccountsConfig, ServicesConfig
from policies.rules.types import (
    BUCKET_POLICY,
    ECR_REPOSITORY_POLICY,
    KMS_KEY,
    LOG_GROUP,
    LOG_RESOURCE_POLICY,
    ROLE,
    SNS_TOPIC_POLICY,
    SQS_QUEUE,
    SQS_QUEUE_POLICY,
)

_LOGS = made(LOG_GROUP, "logs")
_TOPIC = f"arn:aws:sns:ap-northeast-1:{OWN}:alarms"
_RULE = f"arn:aws:events:ap-northeast-1:{OWN}:rule/backups"
_QUEUE = f"arn:aws:sqs:ap-northeast-1:{OWN}:undelivered"
_LATER = "what its policy says is known only at the update"


def _scoped(
    case: Case, name: str, text: Given, *messages: str, kind: str = "violation", on: str = SNS_TOPIC_POLICY,
    key: str = "policy", pack: Pack | None = None,
) -> Example:  # fmt: skip
    findings = tuple((kind, f"it: {message}") for message in messages)
    return Example(
        "policy-services-scoped", case, name, (_LOGS, made(on, "it", **{key: text})), findings, pack or told()
    )


def _own(
    case: Case, name: str, text: Given, *messages: str, kind: str = "violation", on: str = BUCKET_POLICY,
    key: str = "policy", pack: Pack | None = None, provider: Resource = PROVIDER,
) -> Example:  # fmt: skip
    findings = tuple((kind, f"it: {message}") for message in messages)
    resources = (provider, _LOGS, made(on, "it", **{key: text}))
    return Example("policy-own-account", case, name, resources, findings, pack or told())


def _to(principal: object, **more: object) -> str:
    return policy(allow(principal, "s3:GetObject", **more))


_CLOUDWATCH = service("cloudwatch")
_ELB = {"AWS": "arn:aws:iam::582318560864:root"}
_LOGS_OF = "arn:aws:s3:::logs/alb/AWSLogs"
_FOR_ANYBODY = "statement 1 of its policy lets a service in on behalf of anybody: it has no condition on the source"
_EVERYTHING = "statement 1 of its policy lets a service do everything"
_FOREIGN = "statement 1 of its policy lets another account in"
_UNKNOWN_ID = "statement 1 of its policy lets in who belongs to no account that could be checked"
_UNCHECKED = "whether it lets your own accounts in only cannot be told: no provider has allowedAccountIds"

EXAMPLES = (
    _scoped("pass", "for this account", policy(allow(_CLOUDWATCH, "sns:Publish", _TOPIC, Condition=FROM_OWN))),
    _scoped("pass", "a key, by what it encrypts", policy(
        allow(service("logs.ap-northeast-1"), "kms:Decrypt", Condition={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:ap-northeast-1:{OWN}:log-group:*"}
        })
    ), on=KMS_KEY),
    _scoped("pass", "a service that knows no condition, on a topic of this account", policy(
        allow(service("events"), "sns:Publish", _TOPIC)
    )),
    _scoped("pass", "EventBridge, which names its rule to a queue", policy(
        allow(service("events"), "sqs:SendMessage", _QUEUE, Condition={"ArnLike": {"aws:SourceArn": _RULE}})
    ), on=SQS_QUEUE_POLICY),
    _scoped("pass", "people, who are no service", policy(allow(ROOT, "kms:*")), on=KMS_KEY),
    _scoped("fail", "for anybody", policy(allow(_CLOUDWATCH, "sns:Publish", _TOPIC)), _FOR_ANYBODY),
    _scoped("fail", "for anybody, into a log group", policy(allow(service("delivery.logs"), "logs:PutLogEvents")),
            "statement 1 of its policy lets a service write to every log group", _FOR_ANYBODY,
            on=LOG_RESOURCE_POLICY, key="policyDocument"),
    _scoped("fail", "a service that knows no condition, on everything", policy(
        allow(service("events"), "kms:Decrypt")
    ), _FOR_ANYBODY, on=KMS_KEY),
    _scoped("fail", "a queue, to which each service names its source", policy(
        allow(service("events"), "sqs:SendMessage", _QUEUE)
    ), _FOR_ANYBODY, on=SQS_QUEUE_POLICY),
    _scoped("fail", "such a queue, its policy inline", policy(allow(service("events"), "sqs:SendMessage", _QUEUE)),
            _FOR_ANYBODY, on=SQS_QUEUE),
    _scoped("fail", "a service that was not chosen", policy(allow(service("events"), "sns:Publish", _TOPIC)),
            _FOR_ANYBODY, pack=told(ServicesConfig(without_conditions=()))),
    _scoped("fail", "a condition that keeps nobody out", policy(allow(_CLOUDWATCH, "sns:Publish", _TOPIC, Condition={
        "StringEqualsIfExists": {"aws:SourceAccount": OWN}
    })), _FOR_ANYBODY),
    _scoped("fail", "everything", policy(allow(_CLOUDWATCH, "sns:*", _TOPIC, Condition=FROM_OWN)), _EVERYTHING),
    _scoped("fail", "all but one thing", policy({
        "Effect": "Allow", "Principal": _CLOUDWATCH, "NotAction": "sns:Publish", "Resource": "*", "Condition": FROM_OWN
    }), _EVERYTHING),
    _scoped("fail", "no policy that could be read", "{", "its policy is none that can be read"),
    _scoped("absent", "no policy", None),
    _scoped("unknown", "a policy to be made", _LOGS, _LATER, kind="deferred"),
    Example("policy-services-scoped", "not applicable", "nothing that has a policy", (_LOGS,)),
    _own("pass", "this account", _to(ROOT)),
    _own("pass", "a service for this account", _to(service("cloudfront"), Condition=FROM_OWN)),
    _own("pass", "load balancers' logs", policy(allow(_ELB, "s3:PutObject", f"{_LOGS_OF}/{OWN}/*"))),
    _own("pass", "load balancers' logs of an account that was chosen", policy(
        allow(_ELB, "s3:PutObject", [f"{_LOGS_OF}/{OWN}/*", f"{_LOGS_OF}/{OTHER}/*"])
    ), pack=told(AccountsConfig(accounts=(OTHER,)))),
    _own("pass", "an account that was chosen", _to({"AWS": OTHER}), pack=told(AccountsConfig(accounts=(OTHER,)))),
    _own("pass", "another account refused", policy({**allow({"AWS": OTHER}, "s3:*"), "Effect": "Deny"})),
    _own("pass", "an old identity of CloudFront", _to(
        {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}
    )),
    _own("fail", "another account", _to({"AWS": f"arn:aws:iam::{OTHER}:role/reader"}), _FOREIGN),
    _own("fail", "another account by id", _to({"AWS": [OWN, OTHER]}), _FOREIGN, on=ECR_REPOSITORY_POLICY),
    _own("fail", "a service for another account", _to(service("cloudfront"), Condition=FROM_OTHER), _FOREIGN),
    _own("fail", "load balancing that reads", policy(
        allow(_ELB, ["s3:PutObject", "s3:GetObject"], f"{_LOGS_OF}/{OWN}/*")
    ), _FOREIGN),
    _own("fail", "load balancing that writes anywhere", policy(
        allow(_ELB, "s3:PutObject", [f"{_LOGS_OF}/{OWN}/*", "arn:aws:s3:::logs/*"])
    ), _FOREIGN),
    _own("fail", "load balancing that writes anywhere but there", policy(
        {"Effect": "Allow", "Principal": _ELB, "Action": "s3:PutObject", "NotResource": f"{_LOGS_OF}/{OWN}/*"}
    ), _FOREIGN),
    _own("fail", "somebody else's load balancer", policy(
        allow(_ELB, "s3:PutObject", f"{_LOGS_OF}/{OTHER}/*")
    ), _FOREIGN),
    _own("fail", "a role for another account", policy(allow({"AWS": OTHER}, "sts:AssumeRole")),
         "statement 1 of its trust policy lets another account in", on=ROLE, key="assumeRolePolicy"),
    _own("fail", "somebody by a unique id", _to({"AWS": "AROAEXAMPLE"}), _UNKNOWN_ID),
    _own("fail", "a whole organisation", _to("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
         _UNKNOWN_ID),
    _own("absent", "no policy", None),
    _own("unknown", "a policy to be made", _LOGS, _LATER, kind="deferred"),
    _own("unknown", "whose account this is", _to(ROOT), _UNCHECKED, kind="deferred",
         provider=made("pulumi:providers:aws", "aws", region="ap-northeast-1")),
    Example("policy-own-account", "not applicable", "nothing that has a policy", (PROVIDER, _LOGS)),
)  # fmt: skip
