"""Whose resources are named: those of this account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

from pydantic import StringConstraints

from .documents import Statement, judged
from .iam import policies_of
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import UNKNOWN, Path, Resource, Stack, Value, place
from .resource_policies import own_accounts
from .types import ANY, AWS_PROVIDER

_ACCOUNT: Final = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):")
# Whose a statement's resource is: the id of an account, or a pattern for several.
_HOLDER: Final = re.compile(r"arn:[^:]*:[^:]*:[^:]*:([0-9*?]+):")
_SHARED: Final = "sharedAccounts"
# Documents, which are judged by their statements, and what only people read.
_LEFT_OUT: Final = frozenset({"assumeRolePolicy", "inlinePolicies", "policy", "policyDocument", "tags", "tagsAll"})


class NamedAccountsConfig(RuleConfig):
    """`accounts`: others whose resources may be named, by id; also AWS's own, such as the one of a Lambda layer."""

    accounts: tuple[Annotated[str, StringConstraints(pattern="^[0-9]{12}$")], ...] = ()


@rule(
    id="x-own-account",
    title="Nothing is wired to a resource of another account",
    title_ja="他アカウントのリソースを参照しない",
    severity="high",
    kind="stack",
    types=(ANY,),
    reads=(AWS_PROVIDER,),
    remediation=(
        "Name the resource of this account there, or list the other account as accounts of this rule in "
        "policies/config/<stack>.json."
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    references=References(),
    config=NamedAccountsConfig,
)
def x_own_account(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An alarm, a log or a task that goes to somebody else's account leaves yours unseen. Looks for ARNs in every text,
    JSON or not, and in what identities are allowed; those of buckets have no account. Whom policies on resources let in
    is for policy-own-account. One's own accounts are the provider's allowedAccountIds; that rule says so where there
    are none."""
    own = stack.index(own_accounts)
    if not own or not resource.type.startswith("aws:"):
        yield NOT_APPLICABLE
        return
    known = own.union(stack.pack.of(NamedAccountsConfig).accounts)
    for key, value in resource.props.items():
        if key not in _LEFT_OUT:
            for path in _of_others((key,), value, known):
                yield Violation(f"its {place(path)} names a resource of another account")

    def wrong(statement: Statement) -> Iterator[Violation]:
        if statement.allows and _reaches_others(statement, known):
            yield Violation("allows actions on a resource of another account")

    for path, what in policies_of(resource):
        yield from judged(resource, stack, path, wrong, what)
    if _SHARED in resource.props:  # snapshots of databases
        yield from _shared(resource, known)


def _reaches_others(statement: Statement, known: frozenset[str]) -> bool:
    """By the ARNs that it names, unless a condition holds it to one's own accounts."""
    holders = {found[1] for one in statement.resources if (found := _HOLDER.match(one))}
    held = any(
        one.key == "aws:resourceaccount" and one.operator == "stringequals" and not one.optional
        and known.issuperset(one.values)
        for one in statement.conditions
    )  # fmt: skip
    return not held and not known.issuperset(holders)


def _shared(resource: Resource, known: frozenset[str]) -> Iterator[Outcome]:
    for path in resource.each(_SHARED):
        account = resource.text(*path)
        if account is UNKNOWN:
            yield Deferred("whom it is shared with is known only at the update")
        elif account == "all":
            yield Violation("is shared with everybody")
        elif account not in known:
            yield Violation("is shared with another account")


def _of_others(path: Path, value: Value, known: frozenset[str]) -> Iterator[Path]:
    """Where in the value an ARN of none of the accounts stands."""
    if isinstance(value, str):
        if "arn:" in value and not known.issuperset(_ACCOUNT.findall(value)):
            yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _of_others((*path, key), item, known)
    elif isinstance(value, Sequence):
        for index, item in enumerate(value):
            yield from _of_others((*path, index), item, known)
