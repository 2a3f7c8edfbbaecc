"""Examples of the rules on who may act."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import FROM_OWN, OWN, ROOT, allow, policy, service
from policies.rules.iam_trust import TrustConfig, UsersConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    IAM_ACCESS_KEY,
    IAM_LOGIN_PROFILE,
    IAM_USER,
    IAM_USER_POLICY,
    LOG_GROUP,
    ROLE,
)

_LOGS = made(LOG_GROUP, "logs")
_GITHUB = "token.actions.githubusercontent.com"
_PROVIDER = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/{_GITHUB}"}
_SAML = {"Federated": f"arn:aws:iam::{OWN}:saml-provider/office"}


def _trust(
    case: Case, name: str, text: Given, *messages: str, kind: str = "violation", pack: Pack | None = None
) -> Example:
    findings = tuple((kind, f"role: {message}") for message in messages)
    resources = (_LOGS, made(ROLE, "role", assumeRolePolicy=text))
    return Example("iam-trust", case, name, resources, findings, pack or told())


def _assumed(principal: object, **more: object) -> str:
    return policy(allow(principal, "sts:AssumeRole", **more))


def _github(aud: object = "sts.amazonaws.com", sub: object = "repo:megane/infra:ref:refs/heads/main") -> str:
    condition = {"StringEquals": {f"{_GITHUB}:aud": aud, f"{_GITHUB}:sub": sub}}
    return policy(allow(_PROVIDER, "sts:AssumeRoleWithWebIdentity", Condition=condition))


def _users(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], static: bool = False
) -> Example:
    pack = told(UsersConfig(ci_auth="static")) if static else told()
    return Example("iam-no-users", case, name, (_LOGS, *resources), findings, pack)


def _said(message: str) -> str:
    return f"statement 1 of its trust policy {message}"


_EVERYBODY = _said("lets everybody take the role on")
_OF_ACCOUNT = _said("lets everybody of an account take the role on")
_MORE = _said("allows more than to take the role on")
_FOR_ANYBODY = _said("lets a service take it on for anybody: it has no condition on the source")
_PERHAPS = _said("lets a service take it on for anybody, unless the service sends no source")
_NOT_HELD = _said("lets an identity provider in without StringEquals on audience and subject")
_TASKS = service("ecs-tasks")
_USER = made(IAM_USER, "ci")
_KEY = made(IAM_ACCESS_KEY, "ci-key", user=_USER)
_SECOND = (made(IAM_USER, "ci2"), made(IAM_ACCESS_KEY, "ci2-key"))
_TOO_MANY = "is not the only one: the pipeline needs one user with one key"

EXAMPLES = (
    _trust("pass", "a service, for this account", _assumed(_TASKS, Condition=FROM_OWN)),
    _trust("pass", "a service that sends no source", _assumed(service("lambda"))),
    _trust("pass", "a role of this account", _assumed({"AWS": f"arn:aws:iam::{OWN}:role/deploy"})),
    _trust("pass", "one role, by condition", _assumed(ROOT, Condition={
        "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/deploy"}
    })),
    _trust("pass", "one branch of one repository", _github()),
    _trust("pass", "an office's sign-in", policy(allow(_SAML, "sts:AssumeRoleWithSAML", Condition={
        "StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}
    }))),
    _trust("pass", "a service that was chosen", _assumed(service("glue")),
           pack=told(TrustConfig(without_conditions=("glue.amazonaws.com",)))),
    _trust("pass", "somebody refused", policy({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"})),
    _trust("fail", "everybody", _assumed("*"), _EVERYBODY),
    _trust("fail", "everybody by another name", _assumed({"AWS": "*"}), _EVERYBODY),
    _trust("fail", "every service", _assumed({"Service": "*"}), _EVERYBODY),
    _trust("fail", "everybody of the account", _assumed(ROOT), _OF_ACCOUNT),
    _trust("fail", "everybody of the account, by its id", _assumed({"AWS": [OWN]}), _OF_ACCOUNT),
    _trust("fail", "a service for anybody", _assumed(_TASKS), _FOR_ANYBODY),
    _trust("fail", "a condition that keeps nobody out", _assumed(_TASKS, Condition={
        "StringLike": {"aws:SourceAccount": "*"}
    }), _FOR_ANYBODY),
    _trust("fail", "all of STS", policy(allow(_TASKS, "sts:*", Condition=FROM_OWN)), _MORE),
    _trust("fail", "any branch", _github(sub="repo:megane/infra:*"), _NOT_HELD),
    _trust("fail", "any repository", _github(sub=[]), _NOT_HELD),
    _trust("fail", "any audience", policy(allow(_PROVIDER, "sts:AssumeRoleWithWebIdentity", Condition={
        "StringEquals": {f"{_GITHUB}:sub": "repo:megane/infra:ref:refs/heads/main"}
    })), _NOT_HELD),
    _trust("fail", "a pattern of branches", policy(allow(_PROVIDER, "sts:AssumeRoleWithWebIdentity", Condition={
        "StringEquals": {f"{_GITHUB}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{_GITHUB}:sub": "repo:megane/infra:*"},
    })), _NOT_HELD),
    _trust("fail", "a service that may send its source", _assumed(service("glue")), _PERHAPS, kind="advice"),
    _trust("fail", "no policy that could be read", "{", "its trust policy is none that can be read"),
    _trust("absent", "no trust policy", None, "has no trust policy"),
    _trust("unknown", "a policy to be made", _LOGS, "what its trust policy says is known only at the update",
           kind="deferred"),
    Example("iam-trust", "not applicable", "no role", (_LOGS,)),
    _users("pass", "the one user that was chosen", (_USER, _KEY), static=True),
    _users("fail", "a user and a key", (_USER, _KEY), ("violation", "ci: is a user"),
           ("violation", "ci-key: is a key that never ends")),
    _users("fail", "two of them", (_USER, _KEY, *_SECOND), *(("violation", f"{name}: {_TOO_MANY}")
           for name in ("ci", "ci-key", "ci2", "ci2-key")), static=True),
    _users("fail", "rights of a user's own", (_USER, made(IAM_USER_POLICY, "ci-policy", user=_USER)),
           ("violation", "ci-policy: gives rights to a user; a role or a group has them"), static=True),
    _users("fail", "a password", (_USER, made(IAM_LOGIN_PROFILE, "ci-login", user=_USER)),
           ("violation", "ci-login: lets a user sign in with a password"), static=True),
    _users("absent", "a user of which nothing is said", (made(IAM_USER, "ci"),), ("violation", "ci: is a user")),
    _users("unknown", "a user with a name to be known", (made(IAM_USER, "ci", name=_LOGS),),
           ("violation", "ci: is a user")),
    _users("not applicable", "no user", ()),
)  # fmt: skip
