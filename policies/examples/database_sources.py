"""Examples of the rule on who reaches the database."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made, told
from policies.examples.groups import (
    ALB_SG,
    ECS_SG,
    LATER,
    RDS_SG,
    REST,
    STACK,
    VPC,
    ingress,
    inline,
    old_ingress,
    tcp,
)
from policies.rules.resource import Resource
from policies.rules.sources import DatabaseSources
from policies.rules.types import (
    DB_INSTANCE,
    ECS_SERVICE,
    INTERFACE_ATTACHMENT,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
)


def _rds(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-rds-from-ecs", case, name, resources, findings)


def _into_rds(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _rds(case, name, (*STACK, LATER, ingress(RDS_SG, **props)), *findings)


_ADDRESSES = ("violation", "in: lets addresses in; only the services' security group may be a source")
_LIST = ("violation", "in: lets a prefix list in; only the services' security group may be a source")
_STRANGER = ("violation", "in: lets in a security group that is not the services'")
_DEFAULT_SG = "names no security group, so it is in the VPC's default one"
_FOREIGN_SG = "is in a security group that is not of this stack, whose rules cannot be judged"
_UNKNOWN_PORTS = ("deferred", "in: its protocol and ports are known only at the update")


def _opens(what: str) -> tuple[str, str]:
    return "violation", f"in: opens {what}; only tcp 5432 may be"


_RDS_ONLY_ECS = inline("rds-sg", [{"protocol": "tcp", **tcp(5432), "securityGroups": [ECS_SG]}])
_RDS_BOTH = inline("rds-sg", [{"protocol": "tcp", **tcp(5432), "securityGroups": [ECS_SG, ALB_SG]}])
_RDS_PERHAPS = inline(
    "rds-sg",
    [
        {"protocol": "tcp", **tcp(5432), "securityGroups": [ECS_SG]},
        {"protocol": "tcp", **tcp(5432), "securityGroups": [ALB_SG]},
    ],
)
_RDS_KNOWN = inline(
    "rds-sg",
    [{"protocol": "tcp", **tcp(5432), "securityGroups": [Known(ECS_SG, "sg-2"), Known(ALB_SG, "sg-3")]}],
)
_TELL_IDS = tuple(
    made(SECURITY_GROUP_RULE, f"out-of-{group.name}", type="egress", securityGroupId=Known(group, id_))
    for group, id_ in ((ECS_SG, "sg-2"), (ALB_SG, "sg-3"))
)
_FROM_ECS = ingress(RDS_SG, **tcp(5432), referencedSecurityGroupId=ECS_SG)
_API = made(ECS_SERVICE, "api", networkConfiguration={"securityGroups": [ECS_SG]})
_BASTION = made("aws:ec2/instance:Instance", "bastion", associatePublicIpAddress=True, vpcSecurityGroupIds=[ECS_SG])
_LAMBDA = made("aws:lambda/function:Function", "resize", vpcConfig={"securityGroupIds": [ECS_SG]})
_PROXY_SG = made(SECURITY_GROUP, "proxy-sg")
_PROXY = made("aws:rds/proxy:Proxy", "proxy", vpcSecurityGroupIds=[_PROXY_SG])
_JOBS_SG = made(SECURITY_GROUP, "jobs-sg")
_JOBS = (_JOBS_SG, made(ECS_SERVICE, "jobs", networkConfiguration={"securityGroups": [_JOBS_SG]}))
_RDS_JOBS = inline(
    "rds-sg",
    [
        {"protocol": "tcp", **tcp(5432), "securityGroups": [ECS_SG]},
        {"protocol": "tcp", **tcp(5432), "securityGroups": [_JOBS_SG]},
    ],
)


def _shared(name: str, ingress_name: str = "in") -> tuple[str, str]:
    return "violation", f"{ingress_name}: lets in a group that {name} shares with the services"


EXAMPLES = (
    _rds("pass", "from the services on 5432", (*STACK, _FROM_ECS)),
    _rds("pass", "from a group that two services share", (*STACK, _API, _FROM_ECS)),
    _rds("pass", "inline, from either of two services", (*REST, *_JOBS, _RDS_JOBS)),
    _rds(
        "pass",
        "the protocol as a number",
        (*STACK, ingress(RDS_SG, ipProtocol="6", **tcp(5432.0), referencedSecurityGroupId=ECS_SG)),
    ),
    _rds("pass", "the older rule type", (*STACK, old_ingress(RDS_SG, **tcp(5432), sourceSecurityGroupId=ECS_SG))),
    _rds("pass", "inline", (*REST, _RDS_ONLY_ECS)),
    _rds(
        "pass",
        "ids are known",
        (*STACK, ingress(Known(RDS_SG, "sg-1"), **tcp(5432), referencedSecurityGroupId=Known(ECS_SG, "sg-2"))),
    ),
    Example(
        "sg-rds-from-ecs",
        "pass",
        "a group that is allowed beside the services'",
        (*STACK, _PROXY_SG, _PROXY, ingress(RDS_SG, **tcp(5432), referencedSecurityGroupId=_PROXY_SG)),
        pack=told(DatabaseSources(extra_sources=("proxy-sg",))),
    ),
    _rds(
        "fail",
        "RDS Proxy that is not allowed",
        (*STACK, _PROXY_SG, _PROXY, ingress(RDS_SG, **tcp(5432), referencedSecurityGroupId=_PROXY_SG)),
        _STRANGER,
    ),
    _into_rds("fail", "an address block", _ADDRESSES, **tcp(5432), cidrIpv4="10.0.0.0/16"),
    _into_rds("fail", "an IPv6 address block", _ADDRESSES, **tcp(5432), cidrIpv6="fd00::/8"),
    _into_rds("fail", "an address block to be known", _ADDRESSES, **tcp(5432), cidrIpv4=VPC),
    _into_rds("fail", "a prefix list", _LIST, **tcp(5432), prefixListId="pl-1"),
    _into_rds("fail", "the load balancer", _STRANGER, **tcp(5432), referencedSecurityGroupId=ALB_SG),
    _into_rds("fail", "a group of another stack", _STRANGER, **tcp(5432), referencedSecurityGroupId="sg-0a"),
    _into_rds("fail", "another port", _opens("tcp 22"), **tcp(22), referencedSecurityGroupId=ECS_SG),
    _into_rds("fail", "a range", _opens("tcp 5432-6379"), **tcp(5432, 6379), referencedSecurityGroupId=ECS_SG),
    _into_rds("fail", "UDP", _opens("udp 5432"), **tcp(5432), ipProtocol="17", referencedSecurityGroupId=ECS_SG),
    _into_rds("fail", "everything", _opens("all protocols"), ipProtocol="-1", referencedSecurityGroupId=ECS_SG),
    _into_rds("fail", "two mistakes", _ADDRESSES, _opens("tcp 0-65535"), **tcp(0, 65535), cidrIpv4="0.0.0.0/0"),
    _rds(
        "fail",
        "itself, by the older rule type",
        (*STACK, old_ingress(RDS_SG, **tcp(5432), self=True)),
        ("violation", "in: lets its own group in; only the services' security group may be a source"),
    ),
    _rds("fail", "an EC2 instance in the services' group", (*STACK, _BASTION, _FROM_ECS), _shared("bastion")),
    _rds(
        "fail",
        "an interface that is put into the services' group",
        (
            *(*STACK, _FROM_ECS),
            made(INTERFACE_ATTACHMENT, "admin", securityGroupId=ECS_SG, networkInterfaceId="eni-1"),
        ),
        _shared("admin"),
    ),
    _rds("fail", "a function in the services' group", (*STACK, _LAMBDA, _FROM_ECS), _shared("resize")),
    _rds(
        "fail",
        "both in the services' group, ids known",
        (
            *(*STACK, _BASTION, _LAMBDA),
            ingress(Known(RDS_SG, "sg-1"), **tcp(5432), referencedSecurityGroupId=Known(ECS_SG, "sg-2")),
        ),
        _shared("bastion"),
        _shared("resize"),
    ),
    _rds(
        "fail",
        "inline, a stranger and a group that the services share",
        (*REST, ALB_SG, _BASTION, _RDS_BOTH),
        ("violation", "rds-sg: lets in a security group that is not the services'"),
        _shared("bastion", "rds-sg"),
    ),
    _rds(
        "fail",
        "inline, from more than the services",
        (*REST, ALB_SG, _RDS_BOTH),
        ("violation", "rds-sg: lets in a security group that is not the services'"),
    ),
    _rds(
        "fail",
        "inline, from more than the services, ids known",
        (*REST, ALB_SG, _RDS_KNOWN, *_TELL_IDS),
        ("violation", "rds-sg: lets in a security group that is not the services'"),
    ),
    _rds(
        "fail",
        "a group of another stack",
        (made(DB_INSTANCE, "db", vpcSecurityGroupIds=["sg-0a"]),),
        ("violation", f"db: {_FOREIGN_SG}"),
    ),
    _rds(
        "fail",
        "the VPC's default group beside its own",
        (VPC, RDS_SG, made(DB_INSTANCE, "db", vpcSecurityGroupIds=[RDS_SG, VPC])),
        ("violation", f"db: {_FOREIGN_SG}"),
    ),
    _rds("absent", "no group", (made(DB_INSTANCE, "db"),), ("violation", f"db: {_DEFAULT_SG}")),
    _rds(
        "absent",
        "an empty list of groups",
        (made(DB_INSTANCE, "db", vpcSecurityGroupIds=[]),),
        ("violation", f"db: {_DEFAULT_SG}"),
    ),
    _into_rds("absent", "no source", ("violation", "in: names no source"), **tcp(5432)),
    _into_rds("absent", "no ports", _opens("tcp absent"), referencedSecurityGroupId=ECS_SG),
    _into_rds("unknown", "the ports", _UNKNOWN_PORTS, **tcp(LATER), referencedSecurityGroupId=ECS_SG),
    _into_rds(
        "unknown", "the protocol", _UNKNOWN_PORTS, ipProtocol=LATER, **tcp(5432), referencedSecurityGroupId=ECS_SG
    ),
    _rds(
        "unknown",
        "inline, which of two groups stands where",
        (*REST, ALB_SG, _RDS_PERHAPS),
        ("deferred", "rds-sg: which security groups it lets in is known only at the update"),
    ),
    _rds(
        "unknown",
        "inline, whether it is the group that the services share",
        (*REST, *_JOBS, _BASTION, _RDS_JOBS),
        ("deferred", "rds-sg: which security groups it lets in is known only at the update"),
    ),
    _rds(
        "unknown",
        "the inline rules",
        (*REST, LATER, inline("rds-sg", LATER)),
        ("deferred", "rds-sg: its inline rules are known only at the update"),
    ),
    _rds(
        "not applicable",
        "rules of other groups, and those that let out",
        (
            *(resource for resource in STACK if resource.type != DB_INSTANCE),
            ingress(ALB_SG, **tcp(443), cidrIpv4="0.0.0.0/0"),
            old_ingress(RDS_SG, type="egress", **tcp(0), cidrBlocks=["0.0.0.0/0"]),
        ),
    ),
)
