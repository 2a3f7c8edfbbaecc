"""Changes that would cut visitors off, found by comparing what a stack was and will be.

From the first blue/green deployment on ECS owns the `actions` of the listener rules, and the program ignores them. A
target group that is replaced therefore leaves the rules with the old, emptied one: `up` succeeds and visitors get 503.
Settings cannot see this, as they know only what a stack will be; a comparison can. The same holds for host names that
would vanish from the zone that people ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
RECORD = "aws:route53/record:Record"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
_GATE = "origin-verify"  # the firewall's rule that turns away who does not come by the CDN

Inputs: TypeAlias = Mapping[str, object]

# What AWS cannot change in a target group, and what replaces or reorders a rule.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html
_FIXED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        TARGET_GROUP: (
            "ipAddressType",
            "name",
            "namePrefix",
            "port",
            "protocol",
            "protocolVersion",
            "targetType",
            "vpcId",
        ),
        LISTENER_RULE: ("listenerArn", "priority"),
        RECORD: ("zoneId",),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Danger:
    """A change to refuse: the properties that it changes, what would happen, and what to do instead.

    `keep`: it is enough to take the resource out of the stack's state first, so that it stays in AWS as it is.
    """

    properties: Sequence[str]
    why: str
    instead: str
    keep: bool = False

    def __str__(self) -> str:
        return f"{', '.join(self.properties)}: {self.why}. Instead: {self.instead}"


_BESIDE = (
    "leave this service as it is and add one under another name beside it, with the new value and a priority of its "
    "own; when it answers, move the paths to it in one update, and remove the old service in the next"
)
_NEW_STACK = "make a new stack with it beside this one, and move the names over when it serves"
_AGREED_OUTAGE = (
    "make it when an outage is agreed, or make a new stack with it beside this one and move the names over; settle "
    "dns.mode before the first deployment"
)
_KEEP_NAMES = (
    "take the records out of the stack first (`pulumi state delete`): they stay in AWS as they are and go on leading "
    "visitors to the same load balancer and CDN. Delete them by hand when the domain is delegated to the new zone, or "
    "its names are pointed elsewhere, and two days have passed"
)
_GROUP_WHY = (
    "replaces the target group, while the listener rules, whose actions belong to ECS, keep the old one: "
    "visitors get 503 from the next deployment on"
)
_PRIORITY_WHY = (
    "renumbers a rule in use: for as long as it takes, requests meet another rule or none, and a deployment "
    "that runs meanwhile shifts a rule that is not there"
)
_LISTENER_WHY = (
    "replaces the rule, and with it the service, which would go on shifting the old one: it is deleted before the new "
    "one starts, and visitors get 503 for minutes"
)
_ZONE_WHY = (
    "takes the name out of the zone that the domain is delegated to: nobody finds it until the other zone is asked"
)
_SUCCESSOR_WHY = (
    "another service takes the rule's priority: AWS refuses the new rule as long as this one is there, so the update "
    "stops halfway, and without it visitors would get 404 in between"
)
_DOORS_WHY = (
    "the name moves in the same update as CDN or firewall change whom they serve: those whose resolver remembers "
    "where it led are refused there, and those who come too early too"
)
_ONE_STEP = "go one step of cdn.appRoute at a time (direct, prepared, cdn, cdn-only), minutes apart"
_NAME_WHY = "the last record of the name goes: nobody finds it until somebody enters it elsewhere"


def danger(type_: str, inputs: Inputs, changed: Collection[str], *, doors_change: bool = False) -> Danger | None:
    """Whether changing these properties (camelCase) of a resource that stays harms visitors; None when it does not.

    `inputs` are those before. What counts as changed is for the caller to say: a value that is not known yet may be
    another one, when it comes from another resource. `doors_change`: so does `door_changes` of another in the update.
    """
    if type_ == RECORD and doors_change and "aliases" in changed and "zoneId" not in changed:
        return Danger(properties=("aliases",), why=_DOORS_WHY, instead=_ONE_STEP)
    found = [key for key in _FIXED.get(type_, ()) if key in changed]
    if not found or (type_ == RECORD and not _leads(inputs)):
        return None
    if type_ == RECORD:
        return Danger(properties=found, why=_ZONE_WHY, instead=_KEEP_NAMES, keep=True)
    if type_ == TARGET_GROUP:
        return Danger(properties=found, why=_GROUP_WHY, instead=_NEW_STACK if "vpcId" in found else _BESIDE)
    if "listenerArn" in found:
        return Danger(properties=found, why=_LISTENER_WHY, instead=_AGREED_OUTAGE)
    return Danger(properties=found, why=_PRIORITY_WHY, instead=_BESIDE)


def removal_danger(type_: str, inputs: Inputs, after: Iterable[tuple[str, Inputs]]) -> Danger | None:
    """Whether the removal of a resource harms visitors, given type and inputs of all that is there afterwards.

    A service that goes is nobody's harm; one that goes for another in its place is. So is a name that nothing leads to
    anywhere else.
    """
    same = [other for kind, other in after if kind == type_]
    if type_ == LISTENER_RULE and inputs.get("priority") in [other.get("priority") for other in same]:
        return Danger(properties=("priority",), why=_SUCCESSOR_WHY, instead=_BESIDE)
    if type_ == RECORD and _leads(inputs) and inputs.get("name") not in [other.get("name") for other in same]:
        return Danger(properties=("name",), why=_NAME_WHY, instead=_KEEP_NAMES, keep=True)
    return None


def door_changes(type_: str, before: Inputs, after: Inputs) -> bool:
    """Whether the CDN starts or stops answering for a name, or the firewall turning away who comes past the CDN."""
    if type_ == DISTRIBUTION:
        return before.get("aliases") != after.get("aliases")
    return type_ == WEB_ACL and _has_gate(before) is not _has_gate(after)


def _has_gate(web_acl: Inputs) -> bool:
    rules = web_acl.get("rules")
    names = [rule.get("name") for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, Sequence) else []
    return _GATE in names


def _leads(record: Inputs) -> bool:
    """Whether it leads visitors to something of this stack; others prove a domain, and can be missing for a while."""
    return "aliases" in record
