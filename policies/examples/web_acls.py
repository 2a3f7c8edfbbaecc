"""Web ACLs for examples, made of small parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from policies.examples import IN_FULL, Case, Example, Given, made
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import IP_SET, LOG_GROUP, WEB_ACL

AclRule: TypeAlias = "dict[str, Given]"

LOGS = made(LOG_GROUP, "logs")  # its outputs are what is not known yet
OFFICE = made(IP_SET, "office", addresses=["203.0.113.0/24"])
COMMON, BAD, SQL = (f"AWSManagedRules{name}RuleSet" for name in ("Common", "KnownBadInputs", "SQLi"))
STRANGERS: Given = {"notStatement": {"statement": {"ipSetReferenceStatement": {"arn": OFFICE}}}}
HEADER: Given = {"regexPatternSetReferenceStatement": {"arn": "arn:aws:wafv2:::regexPatternSet/cdn"}}
SEEN: AclRule = {"visibilityConfig": {"cloudwatchMetricsEnabled": True}}


def every(*statements: Given) -> Given:
    return {"andStatement": {"statements": list(statements)}}


def some(*statements: Given) -> Given:
    return {"orStatement": {"statements": list(statements)}}


def negated(statement: Given) -> Given:
    return {"notStatement": {"statement": statement}}


def path(prefix: Given, *read: str, position: str = "STARTS_WITH", field: str = "uriPath") -> Given:
    transformations: list[Given] = [{"priority": order, "type": one} for order, one in enumerate(read)]
    match: dict[str, Given] = {"searchString": prefix, "positionalConstraint": position}
    return {"byteMatchStatement": {**match, "fieldToMatch": {field: {}}, "textTransformations": transformations}}


def readings(*prefixes: str, position: str = "STARTS_WITH", field: str = "uriPath") -> tuple[Given, ...]:
    """Each path as a server may understand it: resolved and decoded, and only decoded."""
    ways = (("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"), ("URL_DECODE", "LOWERCASE"))
    return tuple(path(prefix, *read, position=position, field=field) for prefix in prefixes for read in ways)


def blocks(priority: int, statement: Given, /, **changes: Given) -> AclRule:
    return {"priority": priority, "action": {"block": {}}, "statement": statement, **SEEN, **changes}


def admin(*parts: Given, **changes: Given) -> AclRule:
    """Blocks strangers on the admin paths, or what has all those parts."""
    return blocks(2, every(*(parts or (some(*readings("/admin", "/api/admin")), STRANGERS))), **changes)


def rate(does: str = "block", priority: int = 3, **changes: Given) -> AclRule:
    limit: Mapping[str, Given] = {"limit": 2000, "aggregateKeyType": "IP", **changes}
    return blocks(priority, {"rateBasedStatement": limit}, action={does: {}})


def group(name: str, does: str = "none", **changes: Given) -> AclRule:
    statement: Given = {"managedRuleGroupStatement": {"name": name, "vendorName": "AWS", **changes}}
    return {"priority": 10, "overrideAction": {does: {}}, "statement": statement, **SEEN}


def overridden(name: str, rule: Given, action: str) -> AclRule:
    return group(name, ruleActionOverrides=[{"name": rule, "actionToUse": {action: {}}}])


_SOUND: Mapping[str, AclRule | None] = {
    "first": None,
    "admin": admin(),
    "rate": rate(),
    "common": group(COMMON),
    "bodies": None,
    "bad": group(BAD),
    "sql": group(SQL),
}


def acl(changed: Mapping[str, AclRule | None] | None = None, **props: Given) -> Resource:
    """One that is right, but for the rules that are changed and what else is said."""
    rules: list[Given] = [one for one in {**_SOUND, **(changed or {})}.values() if one is not None]
    return made(WEB_ACL, "acl", **{"defaultAction": {"allow": {}}, "rules": rules, **SEEN, **props})


def without_rules() -> Resource:
    return acl(dict.fromkeys(_SOUND))


def case(case: Case, name: str, subject: Resource, *wrong: str, pack: Pack = IN_FULL) -> Example:
    findings = tuple(("violation", f"acl: {text}") for text in wrong)
    return Example("waf-rules", case, name, (LOGS, OFFICE, subject), findings, pack)
