"""What a web ACL must stop, and what takes its teeth out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .addresses import internet
from .firewalls import BODY_RULE, Firewall, FirewallRules, best
from .model import Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .types import IP_SET, WEB_ACL, WEB_ACL_GROUP, WEB_ACL_RULE
from .waf_guards import administration, rates
from .web_acls import RESOLVED, AclRule, PathMatch, path_match, rules_of, spares


@rule(
    id="waf-rules",
    title="The firewall stops attacks, floods and strangers in the administration",
    title_ja="WAF で攻撃・過剰アクセス・管理画面への不正アクセスを遮断する",
    severity="medium",
    kind="stack",
    types=(WEB_ACL, IP_SET),
    reads=(WEB_ACL_RULE, WEB_ACL_GROUP),
    remediation=(
        "Let requests in by default; block by an allow-list of addresses for the admin paths, then by a rate rule, and "
        "by AWS's groups Common, KnownBadInputs and SQLi with overrideAction none and no scopeDownStatement. To let "
        "rules only count in production for a while, tag the ACL with CountUntil."
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-10",
    references=References(security_hub=("WAF.10", "WAF.12"), checkov=("CKV_AWS_175", "CKV_AWS_192")),
    config=FirewallRules,
)
def waf_rules(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Any other rules may be there too: maintenance, the gate of the CDN. Absent, an override leaves a group as it is.

    An address set that holds a piece of the internet opens what it was to close.
    """
    if resource.type == IP_SET:
        yield from _addresses(resource)
        return
    firewall = Firewall(acl=resource, stack=stack, rules=rules_of(resource, stack))
    if resource.get("ruleJson") is not ABSENT:
        yield Violation("has its rules in JSON, where nobody judges them")
        return
    yield from _defaults(resource, firewall.rules)
    if any(one.get() is UNKNOWN for one in firewall.rules):
        yield Deferred("its rules are known only at the update")
        return
    yield from _groups(firewall)
    yield from rates(firewall)
    yield from administration(firewall)


def _addresses(addresses: Resource) -> Iterator[Outcome]:
    cidrs = [addresses.text(*at) for at in addresses.each("addresses")]
    if UNKNOWN in cidrs:
        yield Deferred("its addresses are known only at the update")
    for wide in internet(cidr for cidr in cidrs if isinstance(cidr, str)):
        yield Violation(f"holds {wide}, which is the internet and nobody's network")


def _defaults(acl: Resource, rules: Sequence[AclRule]) -> Iterator[Outcome]:
    if acl.get("defaultAction") is UNKNOWN:
        yield Deferred("what it does by default is known only at the update")
    elif acl.get("defaultAction", "allow") is ABSENT:
        yield Violation("turns away whom no rule lets in, and a rule that lets in ends the judgement of the others")
    for place, owner, at in (("", acl, ()), *((f"{one.label} ", one.owner, one.at) for one in rules)):
        metrics = owner.flag(*at, "visibilityConfig", "cloudwatchMetricsEnabled")
        if metrics is not UNKNOWN and metrics is not True:
            yield Violation(f"{place}has no CloudWatch metrics")


def _groups(firewall: Firewall) -> Iterator[Outcome]:
    for name in firewall.demands.groups:
        found = [one for one in firewall.rules if one.text(*one.group, "name") == name]
        found = [one for one in found if one.text(*one.group, "vendorName") == "AWS"]
        if not found:
            yield Violation(f"has no rule for AWS's group {name}")
        yield from best(_group(firewall, one, name) for one in found)


def _group(firewall: Firewall, group: AclRule, name: str) -> Iterator[Outcome]:
    yield from firewall.works(group, name, "none", ABSENT)
    if group.has_statement:
        yield from firewall.looks_at_all(group, (*group.group, "scopeDownStatement"), name)
    for at in group.each(*group.group, "ruleActionOverrides"):
        inner, action = group.text(*at, "name"), (*at, "actionToUse")
        lets_in, counts = (group.get(*action, weak) is not ABSENT for weak in ("allow", "count"))
        if group.get(*action) is UNKNOWN or (counts and inner is UNKNOWN):
            yield Deferred(f"what rules of {name} do is known only at the update")
        elif lets_in or (counts and inner not in firewall.demands.counted):
            yield Violation(f"a rule of {name} does not stop what it finds: ruleActionOverrides[{at[-1]}]")
        elif counts and inner == BODY_RULE:
            yield from _bodies(firewall, group)


def _bodies(firewall: Firewall, group: AclRule) -> Iterator[Outcome]:
    """The firewall reads 8 KB of a body. What is longer is stopped by its label later, but where uploads may come."""
    later = [one for one in firewall.own if group.comes_before(one) is not False and _by_label(one)]
    if not later:
        yield Violation("lets every body pass that is too long to be read: no later rule stops it by its label")
    yield from best(firewall.works(one, "the limit of bodies", "block") for one in later)


def _by_label(one: AclRule) -> bool:
    """Whether it stops what has the label, but for those who are known and for paths."""
    parts = one.each("statement", "andStatement", "statements") or (("statement",),)
    keys = {at: str(one.text(*at, "labelMatchStatement", "key")) for at in parts}
    named = [at for at, key in keys.items() if key.lower().endswith(f":{BODY_RULE.lower()}")]
    return bool(named) and all(at in named or _elsewhere(one, at) for at in parts)


def _elsewhere(one: AclRule, at: Path) -> bool:
    """Whether it matches everywhere but on a path, as it is typed and as it is resolved: /uploads/../login is typed
    like an upload, and /login/%2e%2e/uploads resolves to one and is /login to a server that does not resolve."""
    if spares(one, *at) is not False:
        return True
    upload = (*at, "notStatement", "statement")
    matches = [path_match(one, *part) for part in one.each(*upload, "andStatement", "statements")]
    if not matches or ABSENT in matches:
        return False
    prefixes = {match.prefix for match in matches if isinstance(match, PathMatch)}
    read = {bool(match.readings & RESOLVED) for match in matches if isinstance(match, PathMatch)}
    return UNKNOWN in matches or (all(len(prefix) > 1 for prefix in prefixes) and read == {True, False})
