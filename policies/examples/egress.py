"""Examples of the rule on where groups let their members go."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.examples.groups import (
    ALB_SG,
    ECS_SG,
    LATER,
    RDS_SG,
    REDIS_SG,
    STACK,
    VPC,
    egress,
    old_egress,
    old_ingress,
    tcp,
)
from policies.rules.egress import Destinations
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import ECS_SERVICE, LOAD_BALANCER, PREFIX_LIST, SECURITY_GROUP, VPC_ENDPOINT

_WORLD = "0.0.0.0/0"
_HTTPS = replace(egress(ECS_SG, **tcp(443), cidrIpv4=_WORLD), name="https", urn="urn:https")
_BASE = (*STACK, LATER, _HTTPS)
_ENDPOINT_SG, _OTHER_SG = made(SECURITY_GROUP, "endpoint-sg"), made(SECURITY_GROUP, "other-sg")
_ENDPOINT = made(VPC_ENDPOINT, "ssm", vpcEndpointType="Interface", securityGroupIds=[_ENDPOINT_SG])
_INSIDE = (*STACK, _ENDPOINT_SG, _ENDPOINT)
_TO_ENDPOINT = replace(
    egress(ECS_SG, **tcp(443), referencedSecurityGroupId=_ENDPOINT_SG), name="endpoint", urn="urn:endpoint"
)
_TO_S3 = egress(ECS_SG, **tcp(443), prefixListId="pl-61a54008")
_OWN_LIST = made(PREFIX_LIST, "partners", entries=[{"cidr": "203.0.113.0/24"}])


def _out(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], pack: Pack = IN_FULL
) -> Example:
    return Example("sg-egress-restricted", case, name, resources, findings, pack)


def _of(group: Resource, case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _out(case, name, (*_BASE, egress(group, **props)), *findings)


def _inline(rules: Given) -> tuple[Resource, ...]:
    group = made(SECURITY_GROUP, "ecs-sg", egress=rules)
    web = made(ECS_SERVICE, "web", networkConfiguration={"securityGroups": [group]})
    return (*(one for one in _BASE if one.name not in ("ecs-sg", "web", "https")), group, web)


_BY_TWO = ("violation", "ecs-sg: lets the services out to addresses by 2 rules; there may be one")
_ADDRESSES = "lets the services out to addresses; the one way there may be is tcp 443 to 0.0.0.0/0"
_NO_WAY = ("violation", "ecs-sg: gives the services no way to ECR, SSM and CloudWatch: no task starts")
_SILENT = ("violation", "out: lets a data store or endpoint out, which only answers")
_ALB_OUT = ("violation", "out: lets the load balancer out; only the services' security group may be where to")
_ALB_ELSEWHERE = (
    "violation",
    "out: lets out to another security group; the load balancer may reach the services only",
)
_ELSEWHERE = (
    "violation",
    "out: lets out to another security group; the services may reach the data stores and endpoints only",
)
_PORTS_LATER = ("deferred", "out: its protocol and ports are known only at the update")


def _opens(what: str, only: int, name: str = "out") -> tuple[str, str]:
    return "violation", f"{name}: opens {what}; only tcp {only} may be"


EXAMPLES = (
    _out("pass", "HTTPS to the internet, once", _BASE),
    _out("pass", "interface endpoints and S3", (*_INSIDE, _TO_ENDPOINT, _TO_S3)),
    _of(ECS_SG, "pass", "the database", **tcp(5432), referencedSecurityGroupId=RDS_SG),
    _of(ECS_SG, "pass", "Redis", **tcp(6379), referencedSecurityGroupId=REDIS_SG),
    _of(ALB_SG, "pass", "the load balancer to the services", **tcp(3000), referencedSecurityGroupId=ECS_SG),
    _out(
        "pass",
        "the older rule type",
        (*_BASE, old_egress(ECS_SG, **tcp(5432), sourceSecurityGroupId=RDS_SG)),
    ),
    _out("pass", "inline", _inline([{"protocol": "6", **tcp(443), "cidrBlocks": [_WORLD]}])),
    _out(
        "pass",
        "a group that is allowed beside them",
        (*_BASE, _OTHER_SG, egress(ECS_SG, **tcp(5432), referencedSecurityGroupId=_OTHER_SG)),
        pack=told(Destinations(extra_destinations=("other-sg",))),
    ),
    _of(VPC, "pass", "HTTPS out of a group with another use", **tcp(443), cidrIpv4=_WORLD),
    _of(ECS_SG, "fail", "a second way to the internet", _BY_TWO, **tcp(443), cidrIpv4=_WORLD),
    _of(
        ECS_SG,
        "fail",
        "another port to the internet",
        _opens("tcp 25", 443),
        _BY_TWO,
        **tcp(25),
        cidrIpv4=_WORLD,
    ),
    _out(
        "fail",
        "everything, as AWS would have it",
        (*STACK, egress(ECS_SG, ipProtocol="-1", cidrIpv4=_WORLD)),
        _opens("all protocols", 443),
    ),
    _out(
        "fail", "only IPv6", (*STACK, egress(ECS_SG, **tcp(443), cidrIpv6="::/0")), ("violation", f"out: {_ADDRESSES}")
    ),
    _out(
        "fail",
        "in halves",
        (*STACK, old_egress(ECS_SG, **tcp(443), cidrBlocks=["0.0.0.0/1", "128.0.0.0/1"])),
        ("violation", f"out: {_ADDRESSES}"),
    ),
    _of(
        ECS_SG,
        "fail",
        "the whole VPC",
        ("violation", f"out: {_ADDRESSES}"),
        _BY_TWO,
        **tcp(443),
        cidrIpv4="10.0.0.0/16",
    ),
    _of(
        ECS_SG,
        "fail",
        "the database on another port",
        _opens("tcp 22", 5432),
        **tcp(22),
        referencedSecurityGroupId=RDS_SG,
    ),
    _of(ECS_SG, "fail", "one another", _ELSEWHERE, **tcp(3000), referencedSecurityGroupId=ECS_SG),
    _of(ECS_SG, "fail", "a group of another stack", _ELSEWHERE, **tcp(443), referencedSecurityGroupId="sg-0a"),
    _out(
        "fail",
        "one another, inline",
        _inline(
            [{"protocol": "tcp", **tcp(443), "cidrBlocks": [_WORLD]}, {"protocol": "tcp", **tcp(3000), "self": True}]
        ),
        ("violation", "ecs-sg: lets its members out to one another"),
    ),
    _out(
        "fail",
        "a prefix list of one's own",
        (*_BASE, _OWN_LIST, egress(ECS_SG, **tcp(443), prefixListId=_OWN_LIST)),
        ("violation", "out: lets the services out to a prefix list that is not S3's"),
    ),
    _out(
        "fail",
        "interface endpoints and the internet",
        (*_INSIDE, _HTTPS, _TO_ENDPOINT, _TO_S3),
        ("violation", "ecs-sg: lets the services out to the internet although they have interface endpoints"),
    ),
    _out(
        "fail",
        "interface endpoints without S3",
        (*_INSIDE, _TO_ENDPOINT),
        ("violation", "ecs-sg: gives the services no way to S3, where image layers are: no task starts"),
    ),
    _of(RDS_SG, "fail", "out of the database", _SILENT, **tcp(443), cidrIpv4=_WORLD),
    _of(REDIS_SG, "fail", "out of Redis", _SILENT, **tcp(3000), referencedSecurityGroupId=ECS_SG),
    _out("fail", "out of an endpoint", (*_INSIDE, _HTTPS, egress(_ENDPOINT_SG, cidrIpv4=_WORLD)), _SILENT),
    _of(ALB_SG, "fail", "the load balancer to the internet", _ALB_OUT, **tcp(443), cidrIpv4=_WORLD),
    _of(ALB_SG, "fail", "the load balancer to the VPC", _ALB_OUT, **tcp(3000), cidrIpv4="10.0.0.0/16"),
    _of(
        ALB_SG,
        "fail",
        "the load balancer to the database",
        _ALB_ELSEWHERE,
        **tcp(5432),
        referencedSecurityGroupId=RDS_SG,
    ),
    _of(
        ALB_SG,
        "fail",
        "the load balancer on another port",
        _opens("tcp 22", 3000),
        **tcp(22),
        referencedSecurityGroupId=ECS_SG,
    ),
    _of(
        VPC,
        "fail",
        "everything, out of a group with another use",
        ("violation", "out: lets everything out to 0.0.0.0/0"),
        ipProtocol="-1",
        cidrIpv4=_WORLD,
    ),
    _out("absent", "no way out at all", STACK, _NO_WAY),
    _of(ECS_SG, "absent", "no destination", ("violation", "out: names no destination"), **tcp(443)),
    _of(ALB_SG, "absent", "no destination of the load balancer", _ALB_OUT, **tcp(443)),
    _of(ECS_SG, "unknown", "the port", _PORTS_LATER, **tcp(LATER), referencedSecurityGroupId=RDS_SG),
    _of(
        ECS_SG,
        "unknown",
        "the address block",
        ("deferred", "out: to which addresses it lets the services out is known only at the update"),
        _BY_TWO,
        **tcp(443),
        cidrIpv4=VPC,
    ),
    _out(
        "unknown",
        "inline, which of two groups stands where",
        _inline(
            [
                {"protocol": "tcp", **tcp(443), "cidrBlocks": [_WORLD]},
                {"protocol": "tcp", **tcp(5432), "securityGroups": [RDS_SG]},
                {"protocol": "tcp", **tcp(5432), "securityGroups": [ALB_SG]},
            ]
        ),
        ("deferred", "ecs-sg: to which security groups it lets out is known only at the update"),
    ),
    _out(
        "unknown",
        "the inline rules",
        _inline(LATER),
        ("deferred", "ecs-sg: its inline rules are known only at the update"),
    ),
    _of(
        VPC,
        "unknown",
        "the address block of a group with another use",
        ("deferred", "out: whether it lets everything out to the internet is known only at the update"),
        ipProtocol="-1",
        cidrIpv4=VPC,
    ),
    _out(
        "not applicable",
        "rules that let in, and a group of a load balancer",
        (VPC, ALB_SG, made(LOAD_BALANCER, "alb", securityGroups=[ALB_SG]), old_ingress(ALB_SG, cidrBlocks=[_WORLD])),
    ),
)
