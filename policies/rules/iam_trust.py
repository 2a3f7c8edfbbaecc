"""Who may act: roles are taken on by whom they name, and there are no users but the one a pipeline may need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from .conditions import account_of, bounds
from .documents import Statement, judged
from .model import Advice, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, Resource, Stack
from .types import (
    IAM_ACCESS_KEY,
    IAM_LOGIN_PROFILE,
    IAM_USER,
    IAM_USER_POLICY,
    IAM_USER_POLICY_ATTACHMENT,
    ROLE,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_TAKES_ON: Final = {
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setsourceidentity",
    "sts:tagsession",
}


class TrustConfig(RuleConfig):
    """Services that say for whose resource they take a role on, and some that do not: all others get an advice.

    Roles for lambda, ec2, backup, s3 and ecs (infrastructure) have no condition in AWS's own examples.
    """

    held_to_account: tuple[str, ...] = (
        "chatbot.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "monitoring.rds.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
    )
    without_conditions: tuple[str, ...] = (
        "backup.amazonaws.com",
        "cloudtrail.amazonaws.com",  # supports none in the role that writes to CloudWatch Logs
        "ec2.amazonaws.com",
        "ecs.amazonaws.com",
        "lambda.amazonaws.com",
        "s3.amazonaws.com",
    )


@rule(
    id="iam-trust",
    title="Roles are taken on by whom they name, for this account",
    title_ja="ロールの信頼ポリシーで引き受け元を限定する",
    severity="high",
    kind="resource",
    types=(ROLE,),
    remediation=(
        "Name services or roles as principals; hold services to this account with aws:SourceAccount or aws:SourceArn, "
        "and identity providers with StringEquals to one audience (aud) and to subjects (sub) without a wildcard."
    ),
    url=f"{_GUIDE}/confused-deputy.html",
    references=References(checkov=("CKV_AWS_60", "CKV_AWS_61")),
    config=TrustConfig,
)
def iam_trust(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A role always has a trust policy. That of another account is for policy-own-account."""
    config = stack.pack.of(TrustConfig)

    def wrong(statement: Statement) -> Iterator[Violation | Advice]:
        if not statement.allows:
            return
        if statement.public:
            yield Violation("lets everybody take the role on")
        if statement.every_action_but or not _TAKES_ON.issuperset(statement.actions):
            yield Violation("allows more than to take the role on")
        yield from _of_accounts(statement)
        yield from _of_providers(statement)
        if statement.on_behalf_of_anybody:
            if not set(config.held_to_account).isdisjoint(statement.services):
                yield Violation("lets a service take it on for anybody: it has no condition on the source")
            elif not set(config.without_conditions).issuperset(statement.services):
                yield Advice("lets a service take it on for anybody, unless the service sends no source")

    if resource.get("assumeRolePolicy") is ABSENT:
        yield Violation("has no trust policy")
    else:
        yield from judged(resource, stack, ("assumeRolePolicy",), wrong, "its trust policy")


def _of_accounts(statement: Statement) -> Iterator[Violation]:
    """The root of an account stands for everybody in it who is allowed to take roles on."""
    accounts = [
        who
        for kind, who in statement.principals
        if kind == "AWS" and who.endswith((":root", account_of(who) or ":root"))
    ]
    if accounts and not any(one.key in ("aws:principalarn", "aws:userid") for one in bounds(statement.conditions)):
        yield Violation("lets everybody of an account take the role on")


def _of_providers(statement: Statement) -> Iterator[Violation]:
    exact = {
        one.key
        for one in statement.conditions
        if one.operator == "stringequals" and not one.optional and one.values and not any(map(_open, one.values))
    }
    for kind, who in statement.principals:
        if kind != "Federated":
            continue
        provider = who.rpartition(":oidc-provider/")[2].lower()
        needed = {"saml:aud"} if ":saml-provider/" in who else {f"{provider}:aud", f"{provider}:sub"}
        if not needed <= exact:
            yield Violation("lets an identity provider in without StringEquals on audience and subject")


def _open(value: str) -> bool:
    return "*" in value or "?" in value or "${" in value


class UsersConfig(RuleConfig):
    """How the pipeline signs in: as a role (oidc), or as the one user with an access key that is then allowed."""

    ci_auth: Literal["oidc", "static"] = "oidc"


@rule(
    id="iam-no-users",
    title="There are no IAM users",
    title_ja="IAM ユーザーとアクセスキーを作らない",
    severity="high",
    kind="stack",
    types=(IAM_ACCESS_KEY, IAM_LOGIN_PROFILE, IAM_USER, IAM_USER_POLICY, IAM_USER_POLICY_ATTACHMENT),
    remediation=(
        "Let people and pipelines take roles on. If the pipeline has to have a key (ciAuth static in the policy "
        "config): one user, one key, rights by its group, no console password."
    ),
    url=f"{_HUB}/iam-controls.html#iam-2",
    references=References(security_hub=("IAM.2",), cis=("1.14",), checkov=("CKV_AWS_273", "CKV_AWS_40")),
    config=UsersConfig,
)
def iam_no_users(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A rule on presence: nothing that a user has needs to be known."""
    allowed = stack.pack.of(UsersConfig).ci_auth == "static"
    if resource.type == IAM_LOGIN_PROFILE:
        yield Violation("lets a user sign in with a password")
    elif resource.type in (IAM_USER_POLICY, IAM_USER_POLICY_ATTACHMENT):
        yield Violation("gives rights to a user; a role or a group has them")
    elif not allowed:
        yield Violation("is a user" if resource.type == IAM_USER else "is a key that never ends")
    elif len(stack.of_type(resource.type)) > 1:
        yield Violation("is not the only one: the pipeline needs one user with one key")
