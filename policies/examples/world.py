"""Examples of the rules on what is open to the world."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import Case, Example, Given, made, told
from policies.examples.groups import (
    ALB_SG,
    ECS_SG,
    LATER,
    STACK,
    VPC,
    ingress,
    inline,
    old_ingress,
    tcp,
)
from policies.rules.resource import Resource
from policies.rules.types import (
    DEFAULT_SECURITY_GROUP,
    ECS_SERVICE,
    LOAD_BALANCER,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
)
from policies.rules.world import PublicPorts


def _world(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-world-only-alb", case, name, resources, findings)


def _not_alb(name: str, what: str) -> tuple[str, str]:
    return "violation", f"{name}: lets {what} in, but is not of an internet-facing load balancer"


_PERHAPS_WORLD = ("deferred", "in: whether it is open to the world is known only at the update")
_WEB = ingress(ALB_SG, **tcp(443), cidrIpv4="0.0.0.0/0")
_LIST_OF_ALL = made(PREFIX_LIST, "all", entries=[{"cidr": "0.0.0.0/1"}])
_EMPTY_LIST = made(PREFIX_LIST, "all")

_WORLD_EXAMPLES = (
    _world("pass", "the load balancer", (*STACK, _WEB)),
    _world(
        "pass",
        "an older load balancer type",
        (ALB_SG, made("aws:alb/loadBalancer:LoadBalancer", "alb", securityGroups=[ALB_SG]), _WEB),
    ),
    _world("pass", "an address block to be known, on the load balancer", (*STACK, ingress(ALB_SG, cidrIpv4=VPC))),
    *(
        _world("fail", f"{cidr} to the services", (*STACK, ingress(ECS_SG, **{key: cidr})), _not_alb("in", shown))
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
        (*STACK, old_ingress(ECS_SG, protocol="-1", cidrBlocks=["128.0.0.0/1", "0.0.0.0/1"])),
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
        (ALB_SG, made(LOAD_BALANCER, "alb", internal=True, securityGroups=[ALB_SG]), _WEB),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world("fail", "a group of another stack", (ingress("sg-0a", cidrIpv4="0.0.0.0/0"),), _not_alb("in", "0.0.0.0/0")),
    _world("fail", "a group that nothing uses", (ALB_SG, _WEB), _not_alb("in", "0.0.0.0/0")),
    _world(
        "fail",
        "a group that the load balancer shares",
        (*STACK, made(ECS_SERVICE, "api", networkConfiguration={"securityGroups": [ALB_SG]}), _WEB),
        ("violation", "in: lets 0.0.0.0/0 in, not only to the load balancer but also to api"),
    ),
    _world(
        "fail",
        "a prefix list of the stack",
        (*STACK, _LIST_OF_ALL, ingress(ECS_SG, prefixListId=_LIST_OF_ALL)),
        _not_alb("in", "0.0.0.0/1"),
    ),
    _world(
        "fail",
        "a prefix list filled from beside",
        (
            *STACK,
            _EMPTY_LIST,
            made(PREFIX_LIST_ENTRY, "entry", prefixListId=_EMPTY_LIST, cidr="0.0.0.0/0"),
            ingress(ECS_SG, prefixListId=_EMPTY_LIST),
        ),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world(
        "fail",
        "in blocks that are nobody's together",
        (
            *STACK,
            *(
                replace(ingress(ECS_SG, cidrIpv4=f"{first}.0.0.0/8"), name=f"in-{first}", urn=f"urn:in-{first}")
                for first in (3, 5, 7)
            ),
            old_ingress(ECS_SG, cidrBlocks=["10.0.0.0/8"]),
        ),
        *(
            _not_alb(name, "4 blocks that together are a large part of the internet")
            for name in ("in", "in-3", "in-5", "in-7")
        ),
    ),
    _world(
        "absent",
        "no protocol and no ports",
        (*STACK, ingress(ECS_SG, cidrIpv4="0.0.0.0/0")),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world("unknown", "the address block", (*STACK, ingress(ECS_SG, cidrIpv4=VPC)), _PERHAPS_WORLD),
    _world(
        "unknown",
        "one of two address blocks: the other is judged",
        (*STACK, old_ingress(ECS_SG, cidrBlocks=[VPC, "0.0.0.0/0"])),
        _not_alb("in", "0.0.0.0/0"),
    ),
    _world(
        "unknown",
        "whether the load balancer is internal",
        (LATER, ALB_SG, made(LOAD_BALANCER, "alb", internal=LATER, securityGroups=[ALB_SG]), _WEB),
        ("deferred", "in: whether its load balancer is internet-facing is known only at the update"),
    ),
    _world(
        "unknown",
        "the inline rules",
        (LATER, inline("ecs-sg", LATER)),
        ("deferred", "ecs-sg: whether it is open to the world is known only at the update"),
    ),
    _world(
        "not applicable",
        "somebody's own network",
        (*STACK, ingress(ECS_SG, cidrIpv4="10.0.0.0/8"), old_ingress(ECS_SG, ipv6CidrBlocks=["fc00::/7", "2600::/16"])),
    ),
)


def _ports(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    rule = ingress(ALB_SG, **{"cidrIpv4": "0.0.0.0/0", **props})
    return Example("sg-alb-ports", case, name, (*STACK, LATER, rule), findings)


def _too_much(what: str, name: str = "in") -> tuple[str, str]:
    return "violation", f"{name}: opens {what}; only tcp 80 or 443 may be"


_PORTS_EXAMPLES = (
    _ports("pass", "443", **tcp(443)),
    _ports("pass", "80", **tcp(80)),
    _ports("pass", "the address block is not known but the port is right", cidrIpv4=VPC, **tcp(443)),
    _ports("fail", "22", _too_much("tcp 22"), **tcp(22)),
    _ports("fail", "from 80 to 443", _too_much("tcp 80-443"), **tcp(80, 443)),
    _ports("fail", "UDP", _too_much("udp 443"), ipProtocol="udp", **tcp(443)),
    _ports("fail", "everything", _too_much("all protocols"), ipProtocol="-1"),
    _ports("fail", "half of the internet", _too_much("tcp 8080"), cidrIpv4="0.0.0.0/1", **tcp(8080)),
    Example(
        "sg-alb-ports",
        "fail",
        "inline",
        (
            made(
                LOAD_BALANCER,
                "alb",
                securityGroups=[
                    alb_sg := inline("alb-sg", [{"protocol": "6", **tcp(8443), "ipv6CidrBlocks": ["::/0"]}])
                ],
            ),
            alb_sg,
        ),
        (_too_much("tcp 8443", "alb-sg"),),
    ),
    Example(
        "sg-alb-ports",
        "pass",
        "another port that is allowed",
        (*STACK, ingress(ALB_SG, **tcp(8443), cidrIpv4="0.0.0.0/0")),
        pack=told(PublicPorts(allowed_public_ports=(443, 8443))),
    ),
    Example(
        "sg-alb-ports",
        "fail",
        "a port that is allowed no more",
        (*STACK, ingress(ALB_SG, **tcp(80), cidrIpv4="0.0.0.0/0")),
        (("violation", "in: opens tcp 80; only tcp 443 may be"),),
        told(PublicPorts(allowed_public_ports=(443,))),
    ),
    Example(
        "sg-alb-ports",
        "fail",
        "from the services",
        (*STACK, ingress(ALB_SG, **tcp(3000), referencedSecurityGroupId=ECS_SG)),
        (_too_much("tcp 3000"),),
    ),
    _ports("absent", "no ports", _too_much("tcp absent")),
    _ports(
        "unknown", "the port", ("deferred", "in: its protocol and ports are known only at the update"), **tcp(LATER)
    ),
    Example(
        "sg-alb-ports",
        "unknown",
        "the inline rules",
        (LATER, later := inline("alb-sg", LATER), made(LOAD_BALANCER, "alb", securityGroups=[later])),
        (("deferred", "alb-sg: its inline rules are known only at the update"),),
    ),
    Example(
        "sg-alb-ports",
        "not applicable",
        "an internal load balancer",
        (
            ALB_SG,
            made(LOAD_BALANCER, "alb", internal=True, securityGroups=[ALB_SG]),
            ingress(ALB_SG, **tcp(3000), referencedSecurityGroupId=ECS_SG),
        ),
    ),
    Example(
        "sg-alb-ports", "not applicable", "another group", (*STACK, ingress(ECS_SG, **tcp(22), cidrIpv4="0.0.0.0/0"))
    ),
)

EXAMPLES = (*_WORLD_EXAMPLES, *_PORTS_EXAMPLES)
