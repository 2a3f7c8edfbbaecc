"""Settings that are written in one place only: two would overwrite each other at every update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .model import NOT_APPLICABLE, Outcome, References, Violation, rule
from .references import reference
from .resource import Resource, Stack
from .types import (
    DEFAULT_NETWORK_ACL,
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SECURITY_GROUP,
    NETWORK_ACL,
    NETWORK_ACL_RULE,
    POLICY_ATTACHMENT,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    ROUTE,
    ROUTE_TABLE,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    canonical,
)

_NEW_RULES = (SECURITY_GROUP_INGRESS, SECURITY_GROUP_EGRESS)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A list that a resource can hold itself, and the resources that are its entries one by one.

    `inline` empty: it takes away, at every update, whatever it does not hold itself.
    """

    holders: tuple[str, ...]
    inline: tuple[str, ...]
    entries: tuple[str, ...]
    key: str


_PAIRS = (
    _Pair((SECURITY_GROUP,), ("ingress", "egress"), (*_NEW_RULES, SECURITY_GROUP_RULE), "securityGroupId"),
    _Pair((DEFAULT_SECURITY_GROUP,), (), (*_NEW_RULES, SECURITY_GROUP_RULE), "securityGroupId"),
    _Pair((NETWORK_ACL,), ("ingress", "egress"), (NETWORK_ACL_RULE,), "networkAclId"),
    _Pair((DEFAULT_NETWORK_ACL,), (), (NETWORK_ACL_RULE,), "networkAclId"),
    _Pair((ROUTE_TABLE,), ("routes",), (ROUTE,), "routeTableId"),
    _Pair((DEFAULT_ROUTE_TABLE,), (), (ROUTE,), "routeTableId"),
    _Pair((PREFIX_LIST,), ("entries",), (PREFIX_LIST_ENTRY,), "prefixListId"),
    _Pair((ROLE,), ("inlinePolicies",), (ROLE_POLICY,), "role"),
    _Pair((ROLE,), ("managedPolicyArns",), (ROLE_POLICY_ATTACHMENT,), "role"),
    _Pair((ROLE,), ("managedPolicyArns",), (POLICY_ATTACHMENT,), "roles"),
)
_HOLDERS = tuple(dict.fromkeys(token for pair in _PAIRS for token in pair.holders))
_ENTRIES = tuple(dict.fromkeys(token for pair in _PAIRS for token in pair.entries))


@rule(
    id="one-management-mode",
    title="Rules, routes and policies are written inline or apart, never both",
    title_ja="ルール・ルート・ポリシーはインラインと個別リソースを併用しない",
    severity="high",
    kind="stack",
    types=_HOLDERS,
    reads=_ENTRIES,
    remediation=(
        "Keep the separate resources (one rule, one resource) and take the inline list out; of security groups keep "
        "aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule, and no aws.ec2.SecurityGroupRule beside them."
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    references=References(),
)
def one_management_mode(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An empty inline list is taken for none. The two generations of security group rules do not mix either.

    https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/
    """
    apart = stack.index(_apart)
    judged = False
    for pair in _PAIRS:
        beside = apart.get((pair, resource.urn), ())
        if not beside:
            continue
        judged = True
        names = ", ".join(sorted({other.name for other in beside}))
        inline = [key for key in pair.inline if resource.each(key)]
        if inline:
            yield Violation(f"holds its {' and '.join(inline)} itself while {names} add to it: each update undoes one")
        elif not pair.inline:
            yield Violation(f"takes away at every update what {names} add to it")
        if len({canonical(other.type) in _NEW_RULES for other in beside}) > 1:
            yield Violation(f"gets rules of both generations: {names}")
    if not judged:
        yield NOT_APPLICABLE


def _apart(stack: Stack) -> Mapping[tuple[_Pair, str], Sequence[Resource]]:
    """The entries that are resources of their own, by what they are entries of."""
    found: dict[tuple[_Pair, str], list[Resource]] = {}
    for pair in _PAIRS:
        for entry in stack.of_type(*pair.entries):
            named = [other.urn for other in stack.named(entry, pair.key, *pair.holders)]
            for urn in reference(stack, entry, (pair.key,), pair.holders).urns or named:
                if canonical(stack.by_urn[urn].type) in pair.holders:
                    found.setdefault((pair, urn), []).append(entry)
    return found
