"""Examples of the rules on what identities may do."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import OWN, may, policy
from policies.rules.iam import ActionsConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    IAM_GROUP_POLICY_ATTACHMENT,
    IAM_POLICY,
    LOG_GROUP,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
)

_LOGS = made(LOG_GROUP, "logs")
_LOG = f"arn:aws:logs:ap-northeast-1:{OWN}:log-group:/ecs/web:*"
_AWS = "arn:aws:iam::aws:policy"
_OWN_POLICY = made(IAM_POLICY, "own", policy=policy(may("logs:PutLogEvents", _LOG)))


def _both(
    case: Case, name: str, resources: tuple[Resource, ...], *, admin: str = "", wild: str = "",
    kind: str = "violation", pack: Pack | None = None,
) -> tuple[Example, ...]:  # fmt: skip
    """What both rules make of the same: what one of them finds may be no failure of the other."""
    return tuple(
        Example(
            rule, case if found or case != "fail" else "pass", name, resources,
            ((kind, f"it: {found}"),) if found else (), pack if pack and rule == "iam-no-wildcards" else told(),
        )
        for rule, found in (("iam-no-admin", admin), ("iam-no-wildcards", wild))
    )  # fmt: skip


def _text(
    case: Case, name: str, text: Given, admin: str = "", wild: str = "", kind: str = "violation",
    pack: Pack | None = None,
) -> tuple[Example, ...]:  # fmt: skip
    resources = (_LOGS, made(ROLE_POLICY, "it", policy=text))
    return _both(case, name, resources, admin=admin, wild=wild, kind=kind, pack=pack)


def _attached(
    case: Case, name: str, arn: Given, admin: str = "", wild: str = "", kind: str = "violation",
    pack: Pack | None = None,
) -> tuple[Example, ...]:  # fmt: skip
    resources = (_LOGS, _OWN_POLICY, made(ROLE_POLICY_ATTACHMENT, "it", policyArn=arn))
    return _both(case, name, resources, admin=admin, wild=wild, kind=kind, pack=pack)


_ALL = "statement 1 of its policy allows everything"
_BUT = "statement 1 of its policy allows all but what it names"
_SERVICE = "statement 1 of its policy allows all actions of a service"
_ANYWHERE = "statement 1 of its policy allows actions on every resource that could be allowed on some"
_SECRETS = "statement 1 of its policy lets secrets be read by a pattern, not by their names"
_PARAMETER = f"arn:aws:ssm:ap-northeast-1:{OWN}:parameter"
_ADMIN_POLICY = "attaches a policy of AWS that allows everything"
_BROAD_POLICY = "attaches a broad policy of AWS"
_KEY = f"arn:aws:kms:ap-northeast-1:{OWN}:key"
_BY_ALIAS = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/megane-data"}}
_ANY_ALIAS = {"StringLike": {"kms:ResourceAliases": "alias/*"}}

EXAMPLES = (
    *_text("pass", "named actions on named resources", policy(may(["logs:PutLogEvents", "s3:Get*"], [_LOG]))),
    *_text("pass", "actions that take no resource", policy(may(["LOGS:DescribeLogGroups", "cloudwatch:Get*"], "*"))),
    *_text("pass", "roles by the start of their name", policy(
        may("iam:PassRole", f"arn:aws:iam::{OWN}:role/megane-*")
    )),
    *_text("pass", "the objects of one bucket", policy(may("s3:GetObject", "arn:aws:s3:::megane-files/*"))),
    *_text("pass", "keys by their alias", policy(may("kms:Decrypt", f"{_KEY}/*", Condition=_BY_ALIAS))),
    *_text("pass", "secrets by their names", policy(may(
        ["ssm:GetParameter*", "secretsmanager:GetSecretValue"],
        [f"{_PARAMETER}/megane/db", f"arn:aws:secretsmanager:ap-northeast-1:{OWN}:secret:db-??????"],
    ))),
    *_text("pass", "an action that was chosen", policy(may("xray:GetGroups", "*")),
           pack=told(ActionsConfig(unscoped_actions=("xray:Get*",)))),
    *_text("pass", "everything refused", policy({"Effect": "Deny", "Action": "*", "Resource": "*"})),
    *_text("fail", "all but one service", policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": _LOG}), _BUT),
    *_text("fail", "all resources but one", policy({
        "Effect": "Allow", "Action": "logs:PutLogEvents", "NotResource": _LOG
    }), _BUT),
    *_text("fail", "all actions of a service", policy(may("s3:*", "arn:aws:s3:::megane-files/*")), "", _SERVICE),
    *_text("fail", "an action of all services", policy(may("*:PutLogEvents", _LOG)), "", _SERVICE),
    *_text("fail", "any resource", policy(may("s3:GetObject", "*")), "", _ANYWHERE),
    *_text("fail", "any bucket", policy(may("s3:GetObject", "arn:aws:s3:::*")), "", _ANYWHERE),
    *_text("fail", "any object of any bucket", policy(may(
        ["s3:PutObject", "s3:DeleteObjectVersion"], "arn:aws:s3:::*/*"
    )), "", _ANYWHERE),
    *_text("fail", "a folder of any bucket", policy(may("s3:GetObject", "arn:aws:s3:::?*/exports/*")), "", _ANYWHERE),
    *_text("pass", "buckets by the start of their name", policy(may("s3:GetObject", "arn:aws:s3:::megane-*/*"))),
    *_text("fail", "any access point", policy(may(
        "s3:GetObject", f"arn:aws:s3:ap-northeast-1:{OWN}:accesspoint/*"
    )), "", _ANYWHERE),
    *_text("fail", "any bucket, in short", policy(may("s3:GetObject", "arn:aws:s3*")), "", _ANYWHERE),
    *_text("fail", "a queue wherever it is", policy(may("sqs:SendMessage", "arn:aws:sqs:*:jobs")), "", _ANYWHERE),
    *_text("fail", "any kind", policy(may("logs:PutLogEvents", f"arn:aws:logs:ap-northeast-1:{OWN}:*:*")),
           "", _ANYWHERE),
    *_text("fail", "any role", policy(may("iam:PassRole", f"arn:aws:iam::{OWN}:role/*")), "", _ANYWHERE),
    *_text("fail", "any key", policy(may("kms:Decrypt", f"{_KEY}/*")), "", _ANYWHERE),
    *_text("fail", "any key by any alias", policy(may("kms:Decrypt", "*", Condition=_ANY_ALIAS)), "", _ANYWHERE),
    *_text("fail", "any parameter", policy(may("ssm:GetParameter", f"{_PARAMETER}/*")),
           "", _ANYWHERE),
    *_text("fail", "any parameter of a path", policy(may("ssm:GetParameters", f"{_PARAMETER}/megane/*")), "", _SECRETS),
    *_text("fail", "all parameters of a path at once", policy(
        may("ssm:GetParametersByPath", f"{_PARAMETER}/megane/*")
    ), "", _SECRETS),
    *_text("fail", "what parameters were before", policy(
        may("ssm:GetParameterHistory", f"{_PARAMETER}/megane/*")
    ), "", _SECRETS),
    *_text("fail", "several secrets at once", policy(
        may("secretsmanager:BatchGetSecretValue", f"arn:aws:secretsmanager:ap-northeast-1:{OWN}:secret:megane-*")
    ), "", _SECRETS),
    *_text("fail", "one action too many on any resource", policy(may(["logs:DescribeLogGroups", "logs:Get*"], "*")),
           "", _ANYWHERE),
    *_text("fail", "no policy that could be read", "{", "its policy is none that can be read",
           "its policy is none that can be read"),
    Example("iam-no-admin", "fail", "everything", (made(IAM_POLICY, "it", policy=policy(may("*", "*"))),),
            (("violation", f"it: {_ALL}"),)),
    Example("iam-no-admin", "fail", "everything in other words", (
        made(IAM_POLICY, "it", policy=policy(may(["logs:*", "*:*"], [_LOG, "arn:aws:*"]))),
    ), (("violation", f"it: {_ALL}"),)),
    Example("iam-no-admin", "fail", "all of IAM, which is to become everything", (
        made(ROLE, "it", inlinePolicies=[{"policy": policy(may("iam:*", "*"))}]),
    ), (("violation", f"it: {_ALL}"),)),
    Example("iam-no-wildcards", "fail", "the second of two inline policies", (made(ROLE, "it", inlinePolicies=[
        {"policy": policy(may("logs:PutLogEvents", _LOG))}, {"policy": policy(may("s3:GetObject", "*"))},
    ]),), (("violation", f"it: {_ANYWHERE.replace('policy', 'policy 2')}"),)),
    *_attached("pass", "a policy for one purpose", f"{_AWS}/service-role/AmazonECSTaskExecutionRolePolicy"),
    *_attached("pass", "a policy of the stack", _OWN_POLICY),
    *_attached("pass", "a broad policy that was chosen", f"{_AWS}/ReadOnlyAccess",
               pack=told(ActionsConfig(managed_policies=("ReadOnlyAccess",)))),
    *_attached("fail", "AdministratorAccess", f"{_AWS}/AdministratorAccess", _ADMIN_POLICY),
    *_attached("fail", "PowerUserAccess", f"{_AWS}/PowerUserAccess", _ADMIN_POLICY),
    *_attached("fail", "IAMFullAccess", f"{_AWS}/IAMFullAccess", _ADMIN_POLICY, _BROAD_POLICY),
    *_attached("fail", "all of a service", f"{_AWS}/AmazonS3FullAccess", "", _BROAD_POLICY),
    *(
        _example
        for _name in (
            "AWSKeyManagementServicePowerUser", "AmazonSSMFullAccess", "SecretsManagerReadWrite",
            "job-function/DatabaseAdministrator", "job-function/NetworkAdministrator",
        )
        for _example in _attached("fail", _name, f"{_AWS}/{_name}", "", _BROAD_POLICY)
    ),
    *_attached("fail", "reading everything", f"{_AWS}/ReadOnlyAccess", "", _BROAD_POLICY),
    *_both("fail", "of a role itself", (made(ROLE, "it", managedPolicyArns=[f"{_AWS}/AdministratorAccess"]),),
           admin=_ADMIN_POLICY),
    *_both("fail", "of a group", (
        made(IAM_GROUP_POLICY_ATTACHMENT, "it", policyArn=f"{_AWS}/job-function/SystemAdministrator"),
    ), admin=_ADMIN_POLICY),
    *_text("absent", "no policy", None),
    *_attached("absent", "nothing attached", None),
    *_text("unknown", "a policy to be made", _LOGS, "what its policy says is known only at the update",
           "what its policy says is known only at the update", "deferred"),
    *_attached("unknown", "a policy of unknown origin", _LOGS, "which policy it attaches is known only at the update",
               "which policy it attaches is known only at the update", "deferred"),
    *_both("not applicable", "a role without policies", (_LOGS, made(ROLE, "it"))),
)  # fmt: skip
