"""Examples of the rules on security groups: the document's four groups, and what breaks them."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made
from policies.rules.resource import Resource
from policies.rules.types import (
    DB_INSTANCE,
    DEFAULT_SECURITY_GROUP,
    ECS_SERVICE,
    LOAD_BALANCER,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    REPLICATION_GROUP,
    SECURITY_GROUP,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
)

_ALB_SG, _ECS_SG = made(SECURITY_GROUP, "alb-sg"), made(SECURITY_GROUP, "ecs-sg")
_RDS_SG, _REDIS_SG = made(SECURITY_GROUP, "rds-sg"), made(SECURITY_GROUP, "redis-sg")
_VPC = made("aws:ec2/vpc:Vpc", "vpc")
_ALB = made(LOAD_BALANCER, "alb", securityGroups=[_ALB_SG])
_SERVICE = made(ECS_SERVICE, "web", networkConfiguration={"securityGroups": [_ECS_SG]})
_STACK = (
    _VPC,
    _ALB_SG,
    _ECS_SG,
    _RDS_SG,
    _REDIS_SG,
    _ALB,
    _SERVICE,
    made(DB_INSTANCE, "db", vpcSecurityGroupIds=[_RDS_SG]),
    made(REPLICATION_GROUP, "redis", securityGroupIds=[_REDIS_SG]),
)
_REST = tuple(resource for resource in _STACK if resource not in (_RDS_SG, _ALB_SG))  # without those written inline
_LATER = made("aws:ecs/cluster:Cluster", "cluster")  # its outputs stand for what is not known yet


def _tcp(first: Given, last: Given | None = None) -> dict[str, Given]:
    return {"fromPort": first, "toPort": first if last is None else last}


def _in(group: Given, **props: Given) -> Resource:
    return made(SECURITY_GROUP_INGRESS, "in", **{"securityGroupId": group, "ipProtocol": "tcp", **props})


def _old(group: Given, **props: Given) -> Resource:
    return made(SECURITY_GROUP_RULE, "in", **{"type": "ingress", "securityGroupId": group, "protocol": "tcp", **props})


def _rds(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-rds-from-ecs", case, name, resources, findings)


def _into_rds(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _rds(case, name, (*_STACK, _LATER, _in(_RDS_SG, **props)), *findings)


def _redis(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-redis-from-ecs", case, name, resources, findings)


_ADDRESSES = ("violation", "in: lets addresses in; only the services' security group may be a source")
_LIST = ("violation", "in: lets a prefix list in; only the services' security group may be a source")
_STRANGER = ("violation", "in: lets in a security group that is not the services'")
_DEFAULT_SG = "names no security group, so it is in the VPC's default one"
_FOREIGN_SG = "is in a security group that is not of this stack, whose rules cannot be judged"
_UNKNOWN_PORTS = ("deferred", "in: its protocol and ports are known only at the update")


def _opens(what: str) -> tuple[str, str]:
    return "violation", f"in: opens {what}; only tcp 5432 may be"


def _inline(name: str, ingress: Given) -> Resource:
    return made(SECURITY_GROUP, name, ingress=ingress)


_RDS_ONLY_ECS = _inline("rds-sg", [{"protocol": "tcp", **_tcp(5432), "securityGroups": [_ECS_SG]}])
_RDS_BOTH = _inline("rds-sg", [{"protocol": "tcp", **_tcp(5432), "securityGroups": [_ECS_SG, _ALB_SG]}])
_RDS_PERHAPS = _inline(
    "rds-sg",
    [
        {"protocol": "tcp", **_tcp(5432), "securityGroups": [_ECS_SG]},
        {"protocol": "tcp", **_tcp(5432), "securityGroups": [_ALB_SG]},
    ],
)
_RDS_KNOWN = _inline(
    "rds-sg",
    [{"protocol": "tcp", **_tcp(5432), "securityGroups": [Known(_ECS_SG, "sg-2"), Known(_ALB_SG, "sg-3")]}],
)
_TELL_IDS = tuple(
    made(SECURITY_GROUP_RULE, f"out-of-{group.name}", type="egress", securityGroupId=Known(group, id_))
    for group, id_ in ((_ECS_SG, "sg-2"), (_ALB_SG, "sg-3"))
)
_FROM_ECS = _in(_RDS_SG, **_tcp(5432), referencedSecurityGroupId=_ECS_SG)

_RDS_EXAMPLES = (
    _rds("pass", "from the services on 5432", (*_STACK, _FROM_ECS)),
    _rds(
        "pass",
        "the protocol as a number",
        (*_STACK, _in(_RDS_SG, ipProtocol="6", **_tcp(5432.0), referencedSecurityGroupId=_ECS_SG)),
    ),
    _rds("pass", "the older rule type", (*_STACK, _old(_RDS_SG, **_tcp(5432), sourceSecurityGroupId=_ECS_SG))),
    _rds("pass", "inline", (*_REST, _RDS_ONLY_ECS)),
    _rds(
        "pass",
        "ids are known",
        (*_STACK, _in(Known(_RDS_SG, "sg-1"), **_tcp(5432), referencedSecurityGroupId=Known(_ECS_SG, "sg-2"))),
    ),
    _into_rds("fail", "an address block", _ADDRESSES, **_tcp(5432), cidrIpv4="10.0.0.0/16"),
    _into_rds("fail", "an IPv6 address block", _ADDRESSES, **_tcp(5432), cidrIpv6="fd00::/8"),
    _into_rds("fail", "an address block to be known", _ADDRESSES, **_tcp(5432), cidrIpv4=_VPC),
    _into_rds("fail", "a prefix list", _LIST, **_tcp(5432), prefixListId="pl-1"),
    _into_rds("fail", "the load balancer", _STRANGER, **_tcp(5432), referencedSecurityGroupId=_ALB_SG),
    _into_rds("fail", "a group of another stack", _STRANGER, **_tcp(5432), referencedSecurityGroupId="sg-0a"),
    _into_rds("fail", "another port", _opens("tcp 22"), **_tcp(22), referencedSecurityGroupId=_ECS_SG),
    _into_rds("fail", "a range", _opens("tcp 5432-6379"), **_tcp(5432, 6379), referencedSecurityGroupId=_ECS_SG),
    _into_rds("fail", "UDP", _opens("udp 5432"), **_tcp(5432), ipProtocol="17", referencedSecurityGroupId=_ECS_SG),
    _into_rds("fail", "everything", _opens("all protocols"), ipProtocol="-1", referencedSecurityGroupId=_ECS_SG),
    _into_rds("fail", "two mistakes", _ADDRESSES, _opens("tcp 0-65535"), **_tcp(0, 65535), cidrIpv4="0.0.0.0/0"),
    _rds(
        "fail",
        "itself, by the older rule type",
        (*_STACK, _old(_RDS_SG, **_tcp(5432), self=True)),
        ("violation", "in: lets its own group in; only the services' security group may be a source"),
    ),
    _rds(
        "fail",
        "inline, from more than the services",
        (*_REST, _ALB_SG, _RDS_BOTH),
        ("violation", "rds-sg: lets in a security group that is not the services'"),
    ),
    _rds(
        "fail",
        "inline, from more than the services, ids known",
        (*_REST, _ALB_SG, _RDS_KNOWN, *_TELL_IDS),
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
        (_VPC, _RDS_SG, made(DB_INSTANCE, "db", vpcSecurityGroupIds=[_RDS_SG, _VPC])),
        ("violation", f"db: {_FOREIGN_SG}"),
    ),
    _rds("absent", "no group", (made(DB_INSTANCE, "db"),), ("violation", f"db: {_DEFAULT_SG}")),
    _rds(
        "absent",
        "an empty list of groups",
        (made(DB_INSTANCE, "db", vpcSecurityGroupIds=[]),),
        ("violation", f"db: {_DEFAULT_SG}"),
    ),
    _into_rds("absent", "no source", ("violation", "in: names no source"), **_tcp(5432)),
    _into_rds("absent", "no ports", _opens("tcp absent"), referencedSecurityGroupId=_ECS_SG),
    _into_rds("unknown", "the ports", _UNKNOWN_PORTS, **_tcp(_LATER), referencedSecurityGroupId=_ECS_SG),
    _into_rds(
        "unknown", "the protocol", _UNKNOWN_PORTS, ipProtocol=_LATER, **_tcp(5432), referencedSecurityGroupId=_ECS_SG
    ),
    _rds(
        "unknown",
        "inline, which of two groups stands where",
        (*_REST, _ALB_SG, _RDS_PERHAPS),
        ("deferred", "rds-sg: which security groups it lets in is known only at the update"),
    ),
    _rds(
        "unknown",
        "the inline rules",
        (*_REST, _LATER, _inline("rds-sg", _LATER)),
        ("deferred", "rds-sg: its inline rules are known only at the update"),
    ),
    _rds(
        "not applicable",
        "rules of other groups, and those that let out",
        (
            *(resource for resource in _STACK if resource.type != DB_INSTANCE),
            _in(_ALB_SG, **_tcp(443), cidrIpv4="0.0.0.0/0"),
            _old(_RDS_SG, type="egress", **_tcp(0), cidrBlocks=["0.0.0.0/0"]),
        ),
    ),
)

_REDIS_EXAMPLES = (
    _redis(
        "pass", "from the services on 6379", (*_STACK, _in(_REDIS_SG, **_tcp(6379), referencedSecurityGroupId=_ECS_SG))
    ),
    _redis("fail", "an address block", (*_STACK, _in(_REDIS_SG, **_tcp(6379), cidrIpv4="10.0.0.0/16")), _ADDRESSES),
    _redis(
        "fail",
        "the database's port",
        (*_STACK, _in(_REDIS_SG, **_tcp(5432), referencedSecurityGroupId=_ECS_SG)),
        ("violation", "in: opens tcp 5432; only tcp 6379 may be"),
    ),
    _redis(
        "fail", "the database", (*_STACK, _in(_REDIS_SG, **_tcp(6379), referencedSecurityGroupId=_RDS_SG)), _STRANGER
    ),
    _redis("absent", "no group", (made(REPLICATION_GROUP, "redis"),), ("violation", f"redis: {_DEFAULT_SG}")),
    _redis(
        "unknown",
        "the ports",
        (*_STACK, _LATER, _in(_REDIS_SG, **_tcp(_LATER), referencedSecurityGroupId=_ECS_SG)),
        _UNKNOWN_PORTS,
    ),
    _redis("not applicable", "the database's rule", (_ECS_SG, _RDS_SG, _FROM_ECS)),
)


def _world(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-world-only-alb", case, name, resources, findings)


def _not_alb(name: str, what: str) -> tuple[str, str]:
    return "violation", f"{name}: lets {what} in, but is not of an internet-facing load balancer"


_PERHAPS_WORLD = ("deferred", "in: whether it is open to the world is known only at the update")
_WEB = _in(_ALB_SG, **_tcp(443), cidrIpv4="0.0.0.0/0")
_LIST_OF_ALL = made(PREFIX_LIST, "all", entries=[{"cidr": "0.0.0.0/1"}])
_EMPTY_LIST = made(PREFIX_LIST, "all")

_WORLD_EXAMPLES = (
    _world("pass", "the load balancer", (*_STACK, _WEB)),
    _world(
        "pass",
        "an older load balancer type",
        (_ALB_SG, made("aws:alb/loadBalancer:LoadBalancer", "alb", securityGroups=[_ALB_SG]), _WEB),
    ),
    _world("pass", "an address block to be known, on the load balancer", (*_STACK, _in(_ALB_SG, cidrIpv4=_VPC))),
    *(
        _world("fail", f"{cidr} to the services", (*_STACK, _in(_ECS_SG, **{key: cidr})), _not_alb("in", shown))
        for key, cidr, shown in (
            ("cidrIpv4", "0.0.0.0/0", "0.0.0.0/0"),
            ("cidrIpv4", "128.0.0.0/1", "128.0.0.0/1"),
            ("cidrIpv4", "8.1.2.3/7", "8.0.0.0/7"),
            ("cidrIpv6", "::/0", "::/0"),
            ("cidrIpv6", "2000::/3", "2000::/3"),
            ("cidrIpv4", "anywhere", "what is no address block"),
        )
    ),
    _world(
        "fail",
        "the older rule type, in halves",
        (*_STACK, _old(_ECS_SG, protocol="-1", cidrBlocks=["128.0.0.0/1", "0.0.0.0/1"])),
        _not_alb("in", "0.0.0.0/1 and 128.0.0.0/1"),
    ),
    _world(
        "fail",
        "inline in the VPC's default group",
        (made(DEFAULT_SECURITY_GROUP, "default", ingress=[{"protocol": "-1", "ipv6CidrBlocks": ["::/0"]}]),),
        _not_alb("default", "::/0"),
    ),
    _world(
        "fail",
        "an internal load balancer",
        (_ALB_SG, made(LOAD_BALANCER, "alb", internal=True, securityGroups=[_ALB_SG]), _WEB),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world("fail", "a group of another stack", (_in("sg-0a", cidrIpv4="0.0.0.0/0"),), _not_alb("in", "0.0.0.0/0")),
    _world("fail", "a group that nothing uses", (_ALB_SG, _WEB), _not_alb("in", "0.0.0.0/0")),
    _world(
        "fail",
        "a group that the load balancer shares",
        (*_STACK, made(ECS_SERVICE, "api", networkConfiguration={"securityGroups": [_ALB_SG]}), _WEB),
        ("violation", "in: lets 0.0.0.0/0 in, not only to the load balancer but also to api"),
    ),
    _world(
        "fail",
        "a prefix list of the stack",
        (*_STACK, _LIST_OF_ALL, _in(_ECS_SG, prefixListId=_LIST_OF_ALL)),
        _not_alb("in", "0.0.0.0/1"),
    ),
    _world(
        "fail",
        "a prefix list filled from beside",
        (
            *_STACK,
            _EMPTY_LIST,
            made(PREFIX_LIST_ENTRY, "entry", prefixListId=_EMPTY_LIST, cidr="0.0.0.0/0"),
            _in(_ECS_SG, prefixListId=_EMPTY_LIST),
        ),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world(
        "absent", "no protocol and no ports", (*_STACK, _in(_ECS_SG, cidrIpv4="0.0.0.0/0")), _not_alb("in", "0.0.0.0/0")
    ),
    _world("unknown", "the address block", (*_STACK, _in(_ECS_SG, cidrIpv4=_VPC)), _PERHAPS_WORLD),
    _world(
        "unknown",
        "one of two address blocks: the other is judged",
        (*_STACK, _old(_ECS_SG, cidrBlocks=[_VPC, "0.0.0.0/0"])),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world(
        "unknown",
        "whether the load balancer is internal",
        (_LATER, _ALB_SG, made(LOAD_BALANCER, "alb", internal=_LATER, securityGroups=[_ALB_SG]), _WEB),
        ("deferred", "in: whether its load balancer is internet-facing is known only at the update"),
    ),
    _world(
        "unknown",
        "the inline rules",
        (_LATER, _inline("ecs-sg", _LATER)),
        ("deferred", "ecs-sg: whether it is open to the world is known only at the update"),
    ),
    _world(
        "not applicable",
        "somebody's own network",
        (*_STACK, _in(_ECS_SG, cidrIpv4="10.0.0.0/8"), _old(_ECS_SG, ipv6CidrBlocks=["fc00::/7", "2600::/16"])),
    ),
)


def _ports(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    rule = _in(_ALB_SG, **{"cidrIpv4": "0.0.0.0/0", **props})
    return Example("sg-alb-ports", case, name, (*_STACK, _LATER, rule), findings)


def _too_much(what: str, name: str = "in") -> tuple[str, str]:
    return "violation", f"{name}: opens {what}; only tcp 80 or 443 may be"


_PORTS_EXAMPLES = (
    _ports("pass", "443", **_tcp(443)),
    _ports("pass", "80", **_tcp(80)),
    _ports("pass", "the address block is not known but the port is right", cidrIpv4=_VPC, **_tcp(443)),
    _ports("fail", "22", _too_much("tcp 22"), **_tcp(22)),
    _ports("fail", "from 80 to 443", _too_much("tcp 80-443"), **_tcp(80, 443)),
    _ports("fail", "UDP", _too_much("udp 443"), ipProtocol="udp", **_tcp(443)),
    _ports("fail", "everything", _too_much("all protocols"), ipProtocol="-1"),
    _ports("fail", "half of the internet", _too_much("tcp 8080"), cidrIpv4="0.0.0.0/1", **_tcp(8080)),
    Example(
        "sg-alb-ports",
        "fail",
        "inline",
        (
            made(
                LOAD_BALANCER,
                "alb",
                securityGroups=[
                    alb_sg := _inline("alb-sg", [{"protocol": "6", **_tcp(8443), "ipv6CidrBlocks": ["::/0"]}])
                ],
            ),
            alb_sg,
        ),
        (_too_much("tcp 8443", "alb-sg"),),
    ),
    _ports("absent", "no ports", _too_much("tcp absent")),
    _ports(
        "unknown", "the port", ("deferred", "in: its protocol and ports are known only at the update"), **_tcp(_LATER)
    ),
    _ports(
        "unknown",
        "the address block of a wrong port",
        ("deferred", "in: whether it opens more than 80 and 443 to the world is known only at the update"),
        cidrIpv4=_VPC,
        **_tcp(8080),
    ),
    Example(
        "sg-alb-ports",
        "not applicable",
        "from the services",
        (*_STACK, _in(_ALB_SG, **_tcp(3000), referencedSecurityGroupId=_ECS_SG)),
    ),
    Example(
        "sg-alb-ports", "not applicable", "another group", (*_STACK, _in(_ECS_SG, **_tcp(22), cidrIpv4="0.0.0.0/0"))
    ),
)

EXAMPLES = (*_RDS_EXAMPLES, *_REDIS_EXAMPLES, *_WORLD_EXAMPLES, *_PORTS_EXAMPLES)
