"""Examples of the rule on lists that are written in two places."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made
from policies.examples.groups import ALB_SG, LATER, VPC, egress, ingress, inline, old_ingress, tcp
from policies.rules.resource import Resource
from policies.rules.types import (
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
)

_INLINE = inline("sg", [{"protocol": "tcp", **tcp(443), "cidrBlocks": ["0.0.0.0/0"]}])
_DEFAULT = made(DEFAULT_SECURITY_GROUP, "default")


def _one(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("one-management-mode", case, name, resources, findings)


def _pair(
    type_: str, props: dict[str, Given], other: str, key: str, message: str, *, name: str, listed: bool = False
) -> Example:
    holder = made(type_, "holder", **props)
    entry = made(other, "entry", **{key: [holder] if listed else holder})
    return _one("fail", name, (LATER, holder, entry), ("violation", f"holder: {message}"))


def _both(what: str, names: str = "entry") -> str:
    return f"holds its {what} itself while {names} add to it: each update undoes one"


_TAKES = "takes away at every update what entry add to it"

EXAMPLES = (
    _one("pass", "rules apart", (ALB_SG, ingress(ALB_SG), egress(ALB_SG))),
    _one("pass", "policies apart", (role := made(ROLE, "role"), made(ROLE_POLICY, "read", role=role))),
    _one("pass", "an empty list", (empty := inline("sg", []), ingress(empty))),
    _one(
        "pass",
        "inline policies, and managed ones apart",
        (
            mixed := made(ROLE, "role", inlinePolicies=[{"name": "read"}]),
            made(ROLE_POLICY_ATTACHMENT, "audit", role=mixed),
        ),
    ),
    _one("fail", "a group's rules", (_INLINE, ingress(_INLINE)), ("violation", f"sg: {_both('ingress', 'in')}")),
    _one(
        "fail",
        "a group's rules, by its id",
        (_INLINE, ingress(Known(_INLINE, "sg-1")), old_ingress("sg-1", description="no reference")),
        ("violation", f"sg: {_both('ingress', 'in')}"),
        ("violation", "sg: gets rules of both generations: in"),
    ),
    _one(
        "fail",
        "both generations of rules",
        (ALB_SG, egress(ALB_SG), old_ingress(ALB_SG)),
        ("violation", "alb-sg: gets rules of both generations: in, out"),
    ),
    _one(
        "fail",
        "the VPC's default group",
        (_DEFAULT, ingress(_DEFAULT)),
        ("violation", "default: takes away at every update what in add to it"),
    ),
    _pair(NETWORK_ACL, {"egress": [{}]}, NETWORK_ACL_RULE, "networkAclId", _both("egress"), name="a network ACL"),
    _pair(DEFAULT_NETWORK_ACL, {}, NETWORK_ACL_RULE, "networkAclId", _TAKES, name="the VPC's default ACL"),
    _pair(ROUTE_TABLE, {"routes": [{}]}, ROUTE, "routeTableId", _both("routes"), name="a route table"),
    _pair(DEFAULT_ROUTE_TABLE, {}, ROUTE, "routeTableId", _TAKES, name="the VPC's main route table"),
    _pair(PREFIX_LIST, {"entries": [{}]}, PREFIX_LIST_ENTRY, "prefixListId", _both("entries"), name="a prefix list"),
    _pair(ROLE, {"inlinePolicies": [{}]}, ROLE_POLICY, "role", _both("inlinePolicies"), name="a role's own"),
    _pair(
        ROLE,
        {"managedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]},
        ROLE_POLICY_ATTACHMENT,
        "role",
        _both("managedPolicyArns"),
        name="a role's managed policies",
    ),
    _pair(
        ROLE,
        {"managedPolicyArns": LATER},
        POLICY_ATTACHMENT,
        "roles",
        _both("managedPolicyArns"),
        name="a role's managed policies, attached from the policy's side",
        listed=True,
    ),
    _one(
        "fail",
        "a role by its name",
        (
            made(ROLE, "role", name="tasks", inlinePolicies=[{"name": "read"}]),
            made(ROLE_POLICY, "write", role="tasks"),
        ),
        ("violation", f"role: {_both('inlinePolicies', 'write')}"),
    ),
    _one("absent", "a rule of another stack's group", (_INLINE, ingress("sg-0a"), ALB_SG, egress(ALB_SG))),
    _one(
        "unknown",
        "the inline rules are there, whatever they are",
        (LATER, later := inline("sg", LATER), ingress(later)),
        ("violation", f"sg: {_both('ingress', 'in')}"),
    ),
    _one("not applicable", "inline alone", (VPC, _INLINE)),
)
