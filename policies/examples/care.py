"""Examples of the rules on care for security groups."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.examples.groups import ALB_SG, ECS_SG, LATER, VPC, egress, ingress, inline, old_ingress, tcp
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.security_groups import SelfReference
from policies.rules.types import ECS_SERVICE, LOAD_BALANCER, SECURITY_GROUP, SECURITY_GROUP_RULE

_ALLOWED = told(SelfReference(self_reference=True))
_EVERYTHING = ("violation", "in: lets everything in")
_PERHAPS = ("deferred", "in: whether it lets everything in is known only at the update")


def _all(case: Case, name: str, rule: Resource, *findings: tuple[str, str], pack: Pack = IN_FULL) -> Example:
    return Example("sg-no-all-traffic", case, name, (LATER, ECS_SG, ALB_SG, rule), findings, pack)


def _in(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _all(case, name, ingress(ECS_SG, **props), *findings)


def _every(group: Given, source: Given) -> Resource:
    return ingress(group, ipProtocol="-1", referencedSecurityGroupId=source)


_TRAFFIC_EXAMPLES = (
    _in("pass", "one port", **tcp(3000)),
    _in("pass", "many ports, but not all", **tcp(1024, 65535)),
    _in("pass", "ICMP", ipProtocol="icmp", **tcp(-1)),
    _in("fail", "all protocols", _EVERYTHING, ipProtocol="-1", referencedSecurityGroupId=ALB_SG),
    _in("fail", "all ports of TCP", _EVERYTHING, **tcp(0, 65535)),
    _in("fail", "all ports but the one that is none", _EVERYTHING, **tcp(1, 65535)),
    _in("fail", "all ports of UDP", _EVERYTHING, ipProtocol="udp", **tcp(0, 65535)),
    _all("fail", "the older rule type", old_ingress(ECS_SG, protocol="all", **tcp(0)), _EVERYTHING),
    _all("fail", "inline", inline("in", [{"protocol": "tcp", **tcp(22)}, {"protocol": "-1"}]), _EVERYTHING),
    _all("fail", "its own members", old_ingress(ECS_SG, protocol="-1", self=True), _EVERYTHING),
    _all(
        "pass",
        "its own members, where that is allowed",
        old_ingress(ECS_SG, protocol="-1", self=True),
        pack=_ALLOWED,
    ),
    _all(
        "pass",
        "its own members by its id, where that is allowed",
        _every(Known(ECS_SG, "sg-1"), Known(ECS_SG, "sg-1")),
        pack=_ALLOWED,
    ),
    _all(
        "fail",
        "another group, where its own members are allowed",
        _every(Known(ECS_SG, "sg-1"), Known(ALB_SG, "sg-2")),
        _EVERYTHING,
        pack=_ALLOWED,
    ),
    _all(
        "fail",
        "its own members and addresses",
        old_ingress(ECS_SG, protocol="-1", self=True, cidrBlocks=["10.0.0.0/16"]),
        _EVERYTHING,
        pack=_ALLOWED,
    ),
    _in("absent", "no ports", _EVERYTHING),
    _in("unknown", "the protocol", _PERHAPS, ipProtocol=LATER),
    _in("unknown", "the last port", _PERHAPS, **tcp(0, LATER)),
    _all("unknown", "whose members, where its own are allowed", _every(ECS_SG, ALB_SG), _PERHAPS, pack=_ALLOWED),
    _all("unknown", "the inline rules", inline("in", LATER), _PERHAPS),
    _all("not applicable", "out of the group", egress(ECS_SG, ipProtocol="-1")),
)


def _care(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-hygiene", case, name, (VPC, *resources), findings)


def _uses(group: Resource) -> Resource:
    return made(ECS_SERVICE, "web", networkConfiguration={"securityGroups": [group]})


def _group(**props: Given) -> tuple[Resource, Resource]:
    group = made(SECURITY_GROUP, "web-sg", vpcId=VPC, **props)
    return group, _uses(group)


_SAID: dict[str, Given] = {"description": "Tasks of all services"}
_FRONT_SG = made(SECURITY_GROUP, "front-sg", vpcId=VPC, **_SAID)
_FRONT = (_FRONT_SG, made(LOAD_BALANCER, "front", securityGroups=[_FRONT_SG]))
_SILENT = ("violation", "web-sg: does not say what it is for")

_CARE_EXAMPLES = (
    _care("pass", "described and used", _group(**_SAID)),
    _care("pass", "used by what is not known here", (_group(**_SAID)[0], made("x:y:Z", "z", group=_group(**_SAID)[0]))),
    _care("fail", "Pulumi's own words", _group(description="Managed by Pulumi"), _SILENT),
    _care("fail", "blanks", _group(description=" "), _SILENT),
    _care(
        "fail",
        "nothing uses it but a rule",
        (_group(**_SAID)[0], ingress(_group(**_SAID)[0], description="Visitors")),
        ("violation", "web-sg: nothing uses it"),
    ),
    _care(
        "fail",
        "a rule without words",
        (*_group(**_SAID), ingress(_group(**_SAID)[0])),
        ("violation", "in: does not say what it is for"),
    ),
    _care(
        "fail",
        "inline rules without words",
        _group(**_SAID, ingress=[{"description": "Visitors"}, {"protocol": "tcp"}], egress=[{"protocol": "tcp"}]),
        ("violation", "web-sg: 2 of its inline rules do not say what they are for"),
    ),
    _care(
        "fail",
        "a way in that the other end does not let out",
        (
            *_group(**_SAID),
            *_FRONT,
            ingress(_group(**_SAID)[0], referencedSecurityGroupId=_FRONT[0], **tcp(3000), **_SAID),
        ),
        ("violation", "in: is of no use: front-sg has no rule for the other end"),
    ),
    _care(
        "fail",
        "ends that do not meet",
        (
            *_group(**_SAID),
            *_FRONT,
            ingress(_group(**_SAID)[0], referencedSecurityGroupId=_FRONT[0], **tcp(3000), **_SAID),
            egress(_FRONT[0], referencedSecurityGroupId=_group(**_SAID)[0], **tcp(3001), **_SAID),
        ),
        ("violation", "in: is of no use: front-sg has no rule for the other end"),
        ("violation", "out: is of no use: web-sg has no rule for the other end"),
    ),
    _care(
        "pass",
        "both ends",
        (
            *_group(**_SAID),
            *_FRONT,
            ingress(_group(**_SAID)[0], referencedSecurityGroupId=_FRONT[0], **tcp(3000), **_SAID),
            egress(_FRONT[0], referencedSecurityGroupId=_group(**_SAID)[0], **tcp(3000), **_SAID),
        ),
    ),
    _care(
        "pass",
        "the other end takes addresses",
        (
            *_group(**_SAID),
            *_FRONT,
            ingress(_group(**_SAID)[0], referencedSecurityGroupId=_FRONT[0], **tcp(3000), **_SAID),
            egress(_FRONT[0], cidrIpv4="10.0.0.0/16", **tcp(0, 9999), **_SAID),
        ),
    ),
    _care(
        "absent",
        "no VPC",
        (group := made(SECURITY_GROUP, "web-sg", **_SAID), _uses(group)),
        ("violation", "web-sg: names no VPC, so it is in the default one"),
    ),
    _care("absent", "no words", _group(), _SILENT),
    _care(
        "absent",
        "no words, older rule",
        (*_group(**_SAID), made(SECURITY_GROUP_RULE, "in", securityGroupId=_group()[0])),
        ("violation", "in: does not say what it is for"),
    ),
    _care("unknown", "words to be known", (LATER, *_group(description=LATER))),
    _care("not applicable", "no group", (LATER,)),
)

EXAMPLES = (*_TRAFFIC_EXAMPLES, *_CARE_EXAMPLES)
