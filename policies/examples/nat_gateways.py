"""Examples of the rule on NAT gateways."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, made, told
from policies.examples.groups import LATER, VPC
from policies.examples.network import (
    ISOLATED,
    NAT,
    NETWORK,
    PRIVATE,
    PUBLIC,
    PUBLIC_TABLE,
    S3,
    route,
    subnet,
    table,
    tied,
)
from policies.examples.ways_out import GROUP, interface
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import ECS_SERVICE, NAT_GATEWAY


def _nat(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], pack: Pack = IN_FULL
) -> Example:
    return Example("nat-per-profile", case, name, resources, findings, pack)


_MINIMAL = told(profile="minimal")
_PUBLIC_2, _PRIVATE_2 = subnet("public-2", "ap-northeast-1c"), subnet("private-2", "ap-northeast-1c")
_TABLE_2 = table("private-2")
_NAT_2 = made(NAT_GATEWAY, "nat-2", subnetId=_PUBLIC_2)
_TWO_ZONES = (
    *NETWORK,
    _PUBLIC_2,
    _PRIVATE_2,
    _TABLE_2,
    tied(_PRIVATE_2, _TABLE_2),
    tied(_PUBLIC_2, PUBLIC_TABLE, "tie-2"),
)
_WITHOUT = (VPC, PUBLIC, PRIVATE)

EXAMPLES = (
    _nat("pass", "one in each zone", (*_TWO_ZONES, _NAT_2, route(_TABLE_2, natGatewayId=_NAT_2))),
    _nat("pass", "one, in the minimal profile", (*_TWO_ZONES, route(_TABLE_2, natGatewayId=NAT)), pack=_MINIMAL),
    _nat(
        "pass",
        "a regional one",
        (*_WITHOUT, _PRIVATE_2, made(NAT_GATEWAY, "nat", availabilityMode="regional", vpcId=VPC)),
    ),
    _nat("pass", "none, with interface endpoints", (*_WITHOUT, GROUP, interface("ssm"))),
    _nat(
        "fail",
        "one for two zones",
        (*_TWO_ZONES, route(_TABLE_2, natGatewayId=NAT)),
        ("violation", "vpc: has NAT gateways in 1 of its 2 zones"),
    ),
    _nat(
        "fail",
        "out through another zone",
        (*_TWO_ZONES, _NAT_2, route(_TABLE_2, natGatewayId=NAT)),
        ("violation", "vpc: leads private-2 out through another zone"),
    ),
    _nat(
        "fail",
        "two, in the minimal profile",
        (*_TWO_ZONES, _NAT_2),
        ("violation", "vpc: has 2 NAT gateways; the minimal profile pays for one"),
        pack=_MINIMAL,
    ),
    _nat(
        "fail",
        "one that leads nowhere",
        (*_WITHOUT, made(NAT_GATEWAY, "nat", subnetId=PUBLIC, connectivityType="private")),
        ("violation", "vpc: has no NAT gateway"),
    ),
    _nat(
        "fail",
        "services where nothing leads out",
        (*NETWORK, S3, made(ECS_SERVICE, "web", networkConfiguration={"subnets": [ISOLATED, PRIVATE]})),
        ("violation", "vpc: leads nowhere from isolated, where services are"),
    ),
    _nat(
        "pass",
        "services whose route table is of another stack",
        (
            *NETWORK,
            S3,
            tied(ISOLATED, "rtb-0a"),
            made(ECS_SERVICE, "web", networkConfiguration={"subnets": [ISOLATED]}),
        ),
        pack=_MINIMAL,
    ),
    _nat("absent", "none", _WITHOUT, ("violation", "vpc: has no NAT gateway")),
    _nat(
        "unknown",
        "whether it is regional",
        (LATER, *_WITHOUT, made(NAT_GATEWAY, "nat", availabilityMode=LATER, vpcId=VPC)),
    ),
    _nat("not applicable", "a VPC whose subnets are not of this stack", (VPC,)),
)
