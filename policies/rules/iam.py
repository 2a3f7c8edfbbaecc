"""What roles, users and groups may do: nobody everything, and nobody more than it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from .documents import Statement, covers, judged, whole_service
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import UNKNOWN, Path, Resource, Stack
from .types import (
    IAM_GROUP_POLICY,
    IAM_GROUP_POLICY_ATTACHMENT,
    IAM_POLICY,
    IAM_ROLE_POLICY_ATTACHMENTS,
    IAM_USER_POLICY,
    IAM_USER_POLICY_ATTACHMENT,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"

# Where policies of identities stand, and where the ARNs of those that are attached to them do.
_POLICIES: Final[Mapping[str, tuple[str, ...]]] = {
    IAM_GROUP_POLICY: ("policy",),
    IAM_POLICY: ("policy",),
    ROLE: ("inlinePolicies", "policy"),
    ROLE_POLICY: ("policy",),
    IAM_USER_POLICY: ("policy",),
}
_ATTACHED: Final[Mapping[str, str]] = {
    IAM_GROUP_POLICY_ATTACHMENT: "policyArn",
    POLICY_ATTACHMENT: "policyArn",
    ROLE: "managedPolicyArns",
    ROLE_POLICY_ATTACHMENT: "policyArn",
    IAM_ROLE_POLICY_ATTACHMENTS: "policyArns",
    IAM_USER_POLICY_ATTACHMENT: "policyArn",
}
_TYPES: Final = tuple(dict.fromkeys((*_POLICIES, *_ATTACHED)))

_ADMINISTRATOR = re.compile(
    r".*:policy/(?:.*/)?(?:AdministratorAccess.*|IAMFullAccess|PowerUserAccess|SystemAdministrator)"
)
# All of a service, all of a network or of data stores, all secrets, all keys, or everything that can be read.
_BROAD = re.compile(
    r"arn:aws[\w-]*:iam::aws:policy/(?:.*/)?"
    r"(?:\w+FullAccess(?:V2|_v2)?|\w+PowerUser|(?:Database|Network)Administrator|SecretsManagerReadWrite|ReadOnlyAccess)"
)
_READ_SECRETS: Final = (
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameterHistory",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
)
# All there is of a kind, such as every role, key or parameter; of S3, where buckets come first, all in every bucket.
_EVERY_ONE = re.compile(r"[\w*?-]+[/:][*?/:]+")
_EVERY_BUCKET = re.compile(r"[*?]+(?:/.*)?")


@rule(
    id="iam-no-admin",
    title="No policy allows everything",
    title_ja="管理者権限のポリシーを使わない",
    severity="critical",
    kind="resource",
    types=_TYPES,
    remediation=(
        "Name the actions and the resources in Allow statements; use neither NotAction nor NotResource in them, nor "
        "AdministratorAccess, PowerUserAccess or IAMFullAccess."
    ),
    url=f"{_HUB}/iam-controls.html#iam-1",
    references=References(security_hub=("IAM.1",), cis=("1.15",), checkov=("CKV_AWS_62", "CKV_AWS_274", "CKV2_AWS_56")),
)
def iam_no_admin(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """All of IAM is everything too: whoever has it can give themselves the rest."""
    yield from _judged(resource, stack, _everything, _ADMINISTRATOR, "attaches a policy of AWS that allows everything")


def _everything(statement: Statement) -> Iterator[Violation]:
    if not statement.allows:
        return
    if statement.every_action_but or statement.every_resource_but:
        yield Violation("allows all but what it names")
    elif any(_any_resource(one) for one in statement.resources) and (
        statement.acts("iam:*") or any(_across_services(action) for action in statement.actions)
    ):
        yield Violation("allows everything")


class ActionsConfig(RuleConfig):
    """Actions that take no resource, so that `*` is all they can be allowed on, and those that read metrics alone;
    and policies of AWS that are as broad and are wanted all the same, by name.

    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """

    unscoped_actions: tuple[str, ...] = (
        "cloudwatch:Describe*",
        "cloudwatch:Get*",
        "cloudwatch:List*",
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "ecs:DescribeTaskDefinition",
        "logs:DescribeLogGroups",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "sts:GetCallerIdentity",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    )
    managed_policies: tuple[str, ...] = ()


@rule(
    id="iam-no-wildcards",
    title="Policies name the actions and the resources",
    title_ja="IAM ポリシーのアクションとリソースを限定する",
    severity="high",
    kind="resource",
    types=_TYPES,
    remediation=(
        "Name the actions that are needed and the ARNs they are needed on. iam:PassRole takes the roles by name, "
        "kms:Decrypt the keys, ssm:GetParameters the secrets. An action that takes no resource goes to "
        "unscopedActions of this rule."
    ),
    url=f"{_HUB}/iam-controls.html#iam-21",
    references=References(
        security_hub=("IAM.21", "KMS.1", "KMS.2"),
        checkov=("CKV_AWS_63", "CKV_AWS_286", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"),
    ),
    config=ActionsConfig,
)
def iam_no_wildcards(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """What a key's own policy allows on `*` is that key: kms-policy."""
    config = stack.pack.of(ActionsConfig)
    unscoped = tuple(action.lower() for action in config.unscoped_actions)

    def wrong(statement: Statement) -> Iterator[Violation]:
        if not statement.allows or statement.every_action_but:  # which iam-no-admin refuses
            return
        if any(map(whole_service, statement.actions)) or any(map(_across_services, statement.actions)):
            yield Violation("allows all actions of a service")
        scoped = [action for action in statement.actions if not any(covers(one, action) for one in unscoped)]
        if scoped and any(map(_every_resource, statement.resources)) and not _by_alias(statement):
            yield Violation("allows actions on every resource that could be allowed on some")
        elif any(map(statement.acts, _READ_SECRETS)) and any(map(_open_ended, statement.resources)):
            yield Violation("lets secrets be read by a pattern, not by their names")

    yield from _judged(resource, stack, wrong, _BROAD, "attaches a broad policy of AWS", config.managed_policies)


def policies_of(resource: Resource) -> tuple[tuple[Path, str], ...]:
    """Where policies of an identity stand in it, and what messages call each of them."""
    holder = _POLICIES.get(resource.type)
    own = resource.each(*holder) if holder else ()
    return tuple((path, "its policy" if len(own) == 1 else f"its policy {at}") for at, path in enumerate(own, 1))


def _judged(
    resource: Resource,
    stack: Stack,
    wrong: Callable[[Statement], Iterable[Violation]],
    refused: re.Pattern[str],
    said: str,
    wanted: Collection[str] = (),
) -> Iterator[Outcome]:
    """The statements of the identity's own policies, and by their names the policies that are attached to it."""
    own = policies_of(resource)
    for path, what in own:
        yield from judged(resource, stack, path, wrong, what)
    key = _ATTACHED.get(resource.type)
    arns = resource.each(key) if key else ()
    for path in arns:
        arn = resource.text(*path)
        if arn is UNKNOWN and key and not stack.behind(resource, key, IAM_POLICY):
            yield Deferred("which policy it attaches is known only at the update")
        elif isinstance(arn, str) and refused.fullmatch(arn) and arn.rpartition("/")[2] not in wanted:
            yield Violation(said)
    if resource.type == ROLE and not own and not arns:
        yield NOT_APPLICABLE


def _across_services(action: str) -> bool:
    """A wildcard where the service stands: *, *:Get*, i?m:*."""
    return bool(set(action.partition(":")[0]) & set("*?"))


def _any_resource(pattern: str) -> bool:
    """*, or all there is of a service: arn:aws:s3:::*. A * may stand for several parts of an ARN."""
    parts = pattern.split(":", 5)
    return parts[-1].strip("*?") == "" or (len(parts) < 6 and "*" in pattern)


def _every_resource(pattern: str) -> bool:
    """Also every one of a kind. All objects of one bucket look the same, and are not."""
    every = _EVERY_BUCKET if ":s3:::" in pattern else _EVERY_ONE
    return _any_resource(pattern) or every.fullmatch(pattern.split(":", 5)[-1]) is not None


def _open_ended(pattern: str) -> bool:
    """A pattern for more than the six characters that Secrets Manager adds to a name."""
    return bool(set(pattern.removesuffix("-??????")) & set("*?"))


def _by_alias(statement: Statement) -> bool:
    """Keys may be named by their aliases, which stand in a condition: kms:ResourceAliases."""
    return all(action.startswith("kms:") for action in statement.actions) and any(
        one.key == "kms:resourcealiases"
        and one.operator in ("stringequals", "stringlike")
        and not one.optional
        and not any(_every_resource(value) for value in one.values)
        for one in statement.conditions
    )
