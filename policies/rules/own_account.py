"""Whose resources are named: those of this account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

from pydantic import StringConstraints

from .model import NOT_APPLICABLE, Outcome, References, Violation, rule
from .pack import RuleConfig
from .resource import Path, Resource, Stack, Value, place
from .resource_policies import own_accounts
from .types import ANY, AWS_PROVIDER

_ACCOUNT: Final = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):")
# Documents whose statements have rules of their own, and what only people read.
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
    JSON or not; those of buckets have no account. IAM policies are for policy-own-account and the rules on roles.
    One's own accounts are the provider's allowedAccountIds; policy-own-account says so where there are none."""
    own = stack.index(own_accounts)
    if not own or not resource.type.startswith("aws:"):
        yield NOT_APPLICABLE
        return
    known = own.union(stack.pack.of(NamedAccountsConfig).accounts)
    for key, value in resource.props.items():
        if key not in _LEFT_OUT:
            for path in _of_others((key,), value, known):
                yield Violation(f"its {place(path)} names a resource of another account")


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
