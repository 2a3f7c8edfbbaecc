"""Policies that stand on a resource: AWS services come for this account only, and no other account comes at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import Final

from .conditions import account_of, bounds, texts
from .documents import Document, Statement, document, judged, whole_service
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import ABSENT, Path, Resource, Stack
from .types import (
    AWS_PROVIDER,
    BACKUP_VAULT_POLICY,
    BUCKET,
    BUCKET_POLICY,
    ECR_REPOSITORY_POLICY,
    KMS_EXTERNAL_KEY,
    KMS_KEY,
    KMS_KEY_POLICY,
    KMS_REPLICA_EXTERNAL_KEY,
    KMS_REPLICA_KEY,
    LOG_RESOURCE_POLICY,
    ROLE,
    SECRET,
    SECRET_POLICY,
    SNS_TOPIC_POLICY,
    SQS_QUEUE,
    SQS_QUEUE_POLICY,
    TOPIC,
    canonical,
)

_POLICY: Final = ("policy",)
POLICY_AT: Final[Mapping[str, Path]] = {
    BACKUP_VAULT_POLICY: _POLICY,
    BUCKET: _POLICY,
    BUCKET_POLICY: _POLICY,
    ECR_REPOSITORY_POLICY: _POLICY,
    KMS_EXTERNAL_KEY: _POLICY,
    KMS_KEY: _POLICY,
    KMS_KEY_POLICY: _POLICY,
    KMS_REPLICA_EXTERNAL_KEY: _POLICY,
    KMS_REPLICA_KEY: _POLICY,
    LOG_RESOURCE_POLICY: ("policyDocument",),
    SECRET: _POLICY,
    SECRET_POLICY: _POLICY,
    TOPIC: _POLICY,
    SNS_TOPIC_POLICY: _POLICY,
    SQS_QUEUE: _POLICY,
    SQS_QUEUE_POLICY: _POLICY,
}
_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
# An account in an ARN, or in a path below which a service writes.
_PLACE_OF: Final = re.compile("(?<=[:/])[0-9]{12}(?=[:/])")

# Accounts of Elastic Load Balancing, which write its logs in regions older than August 2022:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
_LOAD_BALANCING: Final = {"114774131450", "127311923021", "383597477331", "582318560864"}
_ORGANISATION: Final = {"aws:principalorgid", "aws:sourceorgid"}


class ServicesConfig(RuleConfig):
    """Services that send neither source account nor source ARN: what they may touch must be this account's by name, and
    no queue.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    """

    without_conditions: tuple[str, ...] = ("events.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com")


@rule(
    id="policy-services-scoped",
    title="Policies on resources let AWS services in for this account and for named actions only",
    title_ja="リソースポリシーで AWS サービスに許可する範囲を自アカウントと必要な操作に限る",
    severity="high",
    kind="resource",
    types=tuple(POLICY_AT),
    remediation=(
        "Add a condition on aws:SourceAccount or aws:SourceArn (for a key also kms:EncryptionContext) to the statement "
        "and name the actions that the service needs."
    ),
    url=f"{_GUIDE}/confused-deputy.html",
    references=References(),
    config=ServicesConfig,
)
def policy_services_scoped(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Without a condition a service also comes on behalf of other customers (the confused deputy). To queues each of
    them says whom it comes for; EventBridge only to topics and log groups does not."""
    token = canonical(resource.type)
    chosen = stack.pack.of(ServicesConfig).without_conditions
    unconditional = frozenset() if token in (SQS_QUEUE, SQS_QUEUE_POLICY) else frozenset(chosen)

    def wrong(statement: Statement) -> Iterator[Violation]:
        if not statement.allows or not statement.services:
            return
        if statement.every_action_but or any(map(whole_service, statement.actions)):
            yield Violation("lets a service do everything")
        if token == LOG_RESOURCE_POLICY and any(one.strip("*") == "" for one in statement.resources):
            yield Violation("lets a service write to every log group")
        excused = unconditional.issuperset(statement.services) and _places(statement)
        if statement.on_behalf_of_anybody and not excused:
            yield Violation("lets a service in on behalf of anybody: it has no condition on the source")

    yield from judged(resource, stack, POLICY_AT[token], wrong)


class AccountsConfig(RuleConfig):
    """Other accounts that may be let in, by id."""

    accounts: tuple[str, ...] = ()


@rule(
    id="policy-own-account",
    title="Policies on resources and roles let no other account in",
    title_ja="リソースポリシーとロールの信頼ポリシーで他アカウントを許可しない",
    severity="high",
    kind="stack",
    types=(*POLICY_AT, ROLE),
    reads=(AWS_PROVIDER,),
    remediation=(
        "Take the other account out of the principals and conditions, or list it as accounts of this rule in "
        "policies/config/<stack>.json."
    ),
    url=f"{_GUIDE}/reference_policies_evaluation-logic-cross-account.html",
    references=References(security_hub=("S3.6", "SNS.4"), checkov=("CKV_AWS_169",)),
    config=AccountsConfig,
)
def policy_own_account(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """One's own accounts are those that the provider is held to (allowedAccountIds). Elastic Load Balancing's may
    write logs to a place of these (<bucket>/AWSLogs/<account>/*); anywhere else anybody's load balancer could. Who is
    let in without a name is for other rules."""
    own = stack.index(own_accounts)
    trusted = own | set(stack.pack.of(AccountsConfig).accounts)

    def wrong(statement: Statement) -> Iterator[Violation]:
        if own and _let_in(statement, trusted) - trusted:
            yield Violation("lets another account in")
        if statement.allows and _of_no_account(statement):
            yield Violation("lets in who belongs to no account that could be checked")

    token = canonical(resource.type)
    path, what = (("assumeRolePolicy",), "its trust policy") if token == ROLE else (POLICY_AT[token], "its policy")
    yield from judged(resource, stack, path, wrong, what)
    policy = document(resource, stack, *path)
    if not own and isinstance(policy, Document) and any(_let_in(one, trusted) for one in policy.statements):
        yield Deferred("whether it lets your own accounts in only cannot be told: no provider has allowedAccountIds")


def _let_in(statement: Statement, trusted: Set[str]) -> frozenset[str]:
    """The accounts that an Allow names as principals or in the conditions that hold to somebody."""
    if not statement.allows:
        return frozenset()
    named = {account for _, who in statement.principals if (account := account_of(who))}
    if statement.actions == ("s3:putobject",) and (places := _places(statement)) and places <= trusted:
        named -= _LOAD_BALANCING
    held_to = bounds(statement.conditions, of_service=bool(statement.services))
    return frozenset(named.union(*(one.accounts for one in held_to)))


def _places(statement: Statement) -> Set[str]:
    """The accounts whose places its resources are; none where a single one is nobody's place, or many's."""
    found = [frozenset(_PLACE_OF.findall(f"{one}:")) for one in statement.resources]
    return frozenset().union(*found) if all(found) and not statement.every_resource_but else frozenset()


def _of_no_account(statement: Statement) -> bool:
    """Unique ids of users, and everybody in an organisation. What CloudFront's old identities are called is AWS's."""
    ids = any(
        kind in ("AWS", "CanonicalUser") and "*" not in who and account_of(who) is None and "::cloudfront:" not in who
        for kind, who in statement.principals
    )
    held_to = bounds(statement.conditions)
    return ids or (statement.everybody and bool(held_to) and all(one.key in _ORGANISATION for one in held_to))


def own_accounts(stack: Stack) -> frozenset[str]:
    """The accounts that the stack's providers are held to, none where they are held to none: `stack.index`."""
    found: set[str] = set()
    for provider in stack.of_type(AWS_PROVIDER):
        listed = provider.get("allowedAccountIds")
        # A provider's own properties come as JSON.
        given = provider.parsed("allowedAccountIds") if isinstance(listed, str) else listed
        found.update(texts(None if given is ABSENT else given))
    return frozenset(found)
