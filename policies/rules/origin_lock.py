"""A load balancer behind the CDN: whether visitors can still come past it, and past its firewall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from .addresses import internet
from .flows import ingress_of
from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig
from .references import reference
from .resource import ABSENT, UNKNOWN, Answer, Path, Resource, Stack, Unknown
from .types import (
    DISTRIBUTION,
    INGRESS,
    LOAD_BALANCER,
    RECORD,
    SECURITY_GROUPS,
    VPC_ORIGIN,
    WEB_ACL,
    WEB_ACL_ASSOCIATION,
    WEB_ACL_RULE,
)

_Rule: TypeAlias = tuple[Resource, Path]


class DirectAccess(RuleConfig):
    """Whether visitors may come past the CDN: while the way through it is being prepared they may (`cdn.appRoute`)."""

    closed: bool = False


@rule(
    id="sg-alb-origin-locked",
    title="A load balancer that visitors reach through the CDN turns away who comes past it",
    title_ja="CDN 配下のロードバランサーは CDN 以外からのアクセスを拒否する",
    severity="medium",
    kind="stack",
    types=(LOAD_BALANCER,),
    reads=(DISTRIBUTION, VPC_ORIGIN, RECORD, WEB_ACL, WEB_ACL_ASSOCIATION, WEB_ACL_RULE, *INGRESS),
    remediation=(
        "Set cdn.appRoute to cdn-only (its firewall then blocks requests without the CDN's secret header), or let the "
        "security group take in CloudFront's prefix list and no addresses."
    ),
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html",
    references=References(),
    config=DirectAccess,
)
def sg_alb_origin_locked(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Only where the CDN answers for the application: files from the load balancer make it an origin and no more.

    It has to be closed behind a VPC origin, and where its firewall takes visitors' addresses from a header, which who
    comes past the CDN writes as he likes. Otherwise an open one is told, as it is a step on the way.
    """
    fronts = [one for one in stack.of_type(DISTRIBUTION) if _fronts(one, resource, stack)]
    acls = [acl for acl in stack.of_type(WEB_ACL) if _before(acl, resource, stack)]
    private = any(
        resource in stack.behind(one, "vpcOriginEndpointConfig", LOAD_BALANCER) for one in stack.of_type(VPC_ORIGIN)
    )
    firewalls = [_rules(acl, stack) for acl in acls]
    trusting = any(_forwarded(holder.get(*at)) for rules in firewalls for holder, at in rules)
    if not (fronts or private or trusting):
        yield NOT_APPLICABLE
        return
    sent = {name for one in fronts for name in _headers(one)}
    opened = _open(resource, stack)
    if opened is False or any(_gated(rules, sent) for rules in firewalls):
        return
    if opened is UNKNOWN or any(acl.get("rules") is UNKNOWN for acl in acls):
        yield Deferred("whether it turns away who comes past the CDN is known only at the update")
    elif trusting:
        yield Violation("believes the address in a header of whoever comes past the CDN")
    elif private or stack.pack.of(DirectAccess).closed:
        yield Violation("can be reached past the CDN and its firewall")
    else:
        yield Advice("can be reached past the CDN and its firewall")


def _fronts(distribution: Resource, balancer: Resource, stack: Stack) -> bool:
    """Whether all that no other behaviour takes goes to the load balancer."""
    targets = {distribution.text("defaultCacheBehavior", "targetOriginId")}
    for group in distribution.each("originGroups"):
        if distribution.text(*group, "originId") in targets:
            targets |= {distribution.text(*at, "originId") for at in distribution.each(*group, "members")}
    origins = [at for at in distribution.each("origins") if distribution.text(*at, "originId") in targets]
    return any(_leads_to(distribution, at, balancer, stack) for at in origins)


def _leads_to(distribution: Resource, at: Path, balancer: Resource, stack: Stack) -> bool:
    """By reference, or by a name that a record of the stack gives it; a name that nothing here explains may be its."""
    if all(distribution.get(*at, kind) is ABSENT for kind in ("customOriginConfig", "vpcOriginConfig")):
        return False
    host = distribution.text(*at, "domainName")
    named = [*stack.behind(distribution, "origins", LOAD_BALANCER)]
    for record in stack.of_type(RECORD):
        if isinstance(host, str) and record.text("name") == host:
            named += stack.behind(record, "aliases", LOAD_BALANCER)
    return balancer in named or not named


def _before(acl: Resource, balancer: Resource, stack: Stack) -> bool:
    return any(
        balancer in stack.behind(one, "resourceArn", LOAD_BALANCER) and acl in stack.behind(one, "webAclArn", WEB_ACL)
        for one in stack.of_type(WEB_ACL_ASSOCIATION)
    )


def _headers(distribution: Resource) -> set[str]:
    """The names of the headers that it adds for its origins."""
    added = [at for origin in distribution.each("origins") for at in distribution.each(*origin, "customHeaders")]
    names = [distribution.text(*at, "name") for at in added]
    return {name.lower() for name in names if isinstance(name, str)}


def _rules(acl: Resource, stack: Stack) -> list[_Rule]:
    """Its rules in their order, inline and apart: each with the resource that holds it and the place in that."""
    apart = [one for one in stack.of_type(WEB_ACL_RULE) if acl in stack.behind(one, "webAclArn", WEB_ACL)]
    held: list[_Rule] = [*((acl, at) for at in acl.each("rules")), *((one, ()) for one in apart)]
    numbers = [holder.number(*at, "priority") for holder, at in held]
    order = sorted(range(len(held)), key=lambda i: number if isinstance(number := numbers[i], int) else -1)
    return [held[i] for i in order]


def _gated(rules: Sequence[_Rule], sent: Set[str]) -> bool:
    """Whether a rule blocks what comes without such a header, before another lets it in or believes its address."""
    for holder, at in rules:
        if _is_gate(holder, at, sent):
            return True
        if holder.get(*at, "action", "allow") is not ABSENT or _forwarded(holder.get(*at)):
            return False
    return False


def _is_gate(holder: Resource, at: Path, sent: Set[str]) -> bool:
    without: Path = (*at, "statement", "notStatement", "statement")
    whole = holder.text(*without, "byteMatchStatement", "positionalConstraint") == "EXACTLY"
    kinds = ("regexPatternSetReferenceStatement", *(("byteMatchStatement",) if whole else ()))
    names = [holder.text(*without, kind, "fieldToMatch", "singleHeader", "name") for kind in kinds]
    blocks = holder.get(*at, "action", "block") is not ABSENT
    return blocks and any(isinstance(name, str) and (name.lower() in sent or not sent) for name in names)


def _forwarded(value: Answer) -> bool:
    """Whether the address of the visitor is read from a header, anywhere in it."""
    if isinstance(value, Mapping):
        keys = {"forwardedIpConfig", "ipSetForwardedIpConfig"}
        return not keys.isdisjoint(value) or any(_forwarded(item) for item in value.values())
    return isinstance(value, Sequence) and not isinstance(value, str) and any(_forwarded(item) for item in value)


def _open(balancer: Resource, stack: Stack) -> bool | Unknown:
    """Whether addresses of the internet reach it; a group that is not of this stack cannot be shown to be closed."""
    if balancer.flag("internal") is True:
        return False
    groups = reference(stack, balancer, ("securityGroups",), SECURITY_GROUPS)
    held = [flow for urn in groups.urns for flow in stack.index(ingress_of).get(urn, ())]
    cidrs = [cidr for flow in held if flow is not UNKNOWN for cidr in (*flow.cidrs, *flow.list_cidrs)]
    if groups.foreign or not groups.given or internet(cidr for cidr in cidrs if cidr is not UNKNOWN):
        return True
    return UNKNOWN if UNKNOWN in held or UNKNOWN in cidrs else False
