"""Examples of the rule on ports of administration and data."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.examples.groups import ECS_SG, LATER, VPC, egress, ingress, inline, old_ingress, tcp
from policies.rules.resource import Resource
from policies.rules.types import DEFAULT_NETWORK_ACL, NETWORK_ACL, NETWORK_ACL_RULE

_RANGE = tuple(f"{first}.0.0.0/8" for first in (3, 5, 7))


def _one(case: Case, name: str, resource: Resource, *findings: tuple[str, str]) -> Example:
    return Example("no-admin-world", case, name, (VPC, LATER, ECS_SG, resource), findings)


def _in(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _one(case, name, ingress(ECS_SG, **{"cidrIpv4": "0.0.0.0/0", **props}), *findings)


def _entry(**props: Given) -> dict[str, Given]:
    return {"ruleNo": 100, "action": "allow", "protocol": "6", "cidrBlock": "0.0.0.0/0", **props}


def _open(ports: str, what: str = "0.0.0.0/0", name: str = "in") -> tuple[str, str]:
    return "violation", f"{name}: lets {what} in on {ports}"


def _perhaps(name: str = "in") -> tuple[str, str]:
    said = "whether it lets the world in on ports of administration or data is known only at the update"
    return "deferred", f"{name}: {said}"


_ALL = "22, 445, 3389, 5432, 6379"

EXAMPLES = (
    _in("pass", "HTTPS", **tcp(443)),
    _in("pass", "SSH from an office", cidrIpv4="203.0.113.0/24", **tcp(22)),
    _in("pass", "ICMP", ipProtocol="icmp", **tcp(-1)),
    _in("pass", "the address block is not known but the port is harmless", cidrIpv4=VPC, **tcp(443)),
    _in("pass", "a port between them", **tcp(23, 444)),
    _one("pass", "the VPC, old rule", old_ingress(ECS_SG, **tcp(5432), cidrBlocks=["10.0.0.0/16"])),
    _one("pass", "an ACL with HTTPS", made(NETWORK_ACL, "acl", ingress=[_entry(**tcp(443))])),
    *(_in("fail", f"port {port}", _open(str(port)), **tcp(port)) for port in (22, 445, 3389, 5432, 6379)),
    _in("fail", "a range around one of them", _open("22"), **tcp(0, 444)),
    _in("fail", "the port as text", _open("22"), fromPort="22", toPort="22"),
    _in("fail", "RDP by UDP", _open("3389"), ipProtocol="17", **tcp(3389)),
    _in("fail", "everything", _open(_ALL), ipProtocol="-1"),
    _in("fail", "everything, by its name", _open(_ALL), ipProtocol="ALL"),
    _in("fail", "all ports, as the console writes it", _open(_ALL), **tcp(-1)),
    _in("fail", "half of the internet", _open("22", "128.0.0.0/1"), cidrIpv4="128.0.0.0/1", **tcp(22)),
    _in("fail", "IPv6", _open("22", "::/0"), cidrIpv4="10.0.0.0/8", cidrIpv6="::/0", **tcp(22)),
    _one(
        "fail",
        "in many blocks of one rule",
        old_ingress(ECS_SG, **tcp(22), cidrBlocks=[*_RANGE, "10.0.0.0/8"]),
        _open("22", "4 blocks that together are a large part of the internet"),
    ),
    _one(
        "fail",
        "in many blocks of many inline rules",
        inline("in", [{"protocol": "tcp", **tcp(22), "cidrBlocks": [block]} for block in _RANGE]),
        _open("22", "3 blocks that together are a large part of the internet"),
    ),
    _one(
        "fail",
        "inline, two ports from different blocks",
        inline(
            "in",
            [
                {"protocol": "6", **tcp(22), "cidrBlocks": ["0.0.0.0/0"]},
                {"protocol": "-1", "ipv6CidrBlocks": ["::/0"]},
            ],
        ),
        _open("22", "0.0.0.0/0 and ::/0"),
        _open("445, 3389, 5432, 6379", "::/0"),
    ),
    _one(
        "fail",
        "a network ACL",
        made(NETWORK_ACL, "acl", ingress=[_entry(**tcp(1024, 65535))]),
        _open("3389, 5432, 6379", name="acl"),
    ),
    _one(
        "fail",
        "the VPC's default ACL as AWS makes it",
        made(DEFAULT_NETWORK_ACL, "acl", ingress=[_entry(protocol="-1", **tcp(0))]),
        _open(_ALL, name="acl"),
    ),
    _one(
        "fail",
        "a rule of an ACL, in IPv6",
        made(NETWORK_ACL_RULE, "acl", ruleAction="allow", protocol="tcp", ipv6CidrBlock="::/0", **tcp(22)),
        _open("22", "::/0", "acl"),
    ),
    _in("absent", "no ports", _open(_ALL)),
    _one("absent", "no protocol", made(NETWORK_ACL_RULE, "in", ruleAction="allow", cidrBlock="0.0.0.0/0"), _open(_ALL)),
    _one("absent", "no source", ingress(ECS_SG, **tcp(22))),
    _in("unknown", "the address block", _perhaps(), cidrIpv4=VPC, **tcp(22)),
    _in("unknown", "the port", _perhaps(), **tcp(LATER)),
    _in("unknown", "the protocol", _perhaps(), ipProtocol=LATER, **tcp(22)),
    _in("unknown", "the protocol, of a harmless port", _perhaps(), ipProtocol=LATER, **tcp(443)),
    _one("unknown", "the inline rules", inline("in", LATER), _perhaps()),
    _one(
        "unknown",
        "one of two blocks: the other is judged",
        old_ingress(ECS_SG, **tcp(22), cidrBlocks=[VPC, "0.0.0.0/0"]),
        _open("22"),
    ),
    _one(
        "unknown",
        "whether an ACL allows or denies",
        made(NETWORK_ACL, "in", ingress=[_entry(action=LATER, **tcp(22))]),
        _perhaps(),
    ),
    _one(
        "not applicable", "an ACL that denies", made(NETWORK_ACL_RULE, "in", ruleAction="deny", cidrBlock="0.0.0.0/0")
    ),
    _one("not applicable", "out of a group", egress(ECS_SG, **tcp(22), cidrIpv4="0.0.0.0/0")),
    _one(
        "not applicable",
        "out of an ACL",
        made(NETWORK_ACL_RULE, "out", egress=True, ruleAction="allow", protocol="-1", cidrBlock="0.0.0.0/0"),
    ),
)
