"""Examples of the rule on endpoints."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.examples.groups import ALB_SG, ECS_SG, LATER, VPC, ingress, inline, tcp
from policies.examples.network import (
    NAT,
    NETWORK,
    PRIVATE_TABLE,
    S3,
    TABLES,
    route,
)
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    DEFAULT_ROUTE_TABLE,
    SECURITY_GROUP,
    VPC_ENDPOINT,
    VPC_ENDPOINT_ROUTE_TABLE,
)
from policies.rules.types import VPC as VPC_TYPE
from policies.rules.ways_out import Endpoints

_WITH = told(Endpoints(interface_endpoints=True, services=("ssm", "logs")))
GROUP = made(SECURITY_GROUP, "endpoint-sg")


def _ends(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], pack: Pack = IN_FULL
) -> Example:
    return Example("vpc-endpoints", case, name, resources, findings, pack)


def _gateway(**props: Given) -> Resource:
    return made(VPC_ENDPOINT, "s3", **{"vpcId": VPC, "serviceName": "com.amazonaws.ap-northeast-1.s3", **props})


def interface(name: str, **props: Given) -> Resource:
    given = {
        "vpcId": VPC,
        "serviceName": f"com.amazonaws.ap-northeast-1.{name}",
        "vpcEndpointType": "Interface",
        "securityGroupIds": [GROUP],
        "privateDnsEnabled": True,
        **props,
    }
    return made(VPC_ENDPOINT, name, **given)


def _of_ssm(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _ends(case, name, (*NETWORK, S3, LATER, GROUP, interface("ssm", **props)), *findings)


_NO_S3 = ("violation", "vpc: has no gateway endpoint for S3")
_PAST = ("violation", "vpc: reaches S3 from private-table past its gateway endpoint")
_HTTPS = ingress(GROUP, **tcp(443), referencedSecurityGroupId=ECS_SG)
_BARE = _gateway()

EXAMPLES = (
    _ends("pass", "S3, from everywhere", (*NETWORK, S3)),
    _ends("pass", "S3, from where a NAT gateway would be used", (*NETWORK, _gateway(routeTableIds=[PRIVATE_TABLE]))),
    _ends(
        "pass",
        "S3, its route tables apart",
        (
            *NETWORK,
            _BARE,
            made(VPC_ENDPOINT_ROUTE_TABLE, "tie", vpcEndpointId=_BARE, routeTableId=PRIVATE_TABLE),
        ),
    ),
    _ends(
        "pass",
        "interface endpoints that are chosen",
        (*NETWORK, S3, ECS_SG, GROUP, _HTTPS, interface("ssm"), interface("logs")),
        pack=_WITH,
    ),
    _ends("fail", "no endpoint", NETWORK, _NO_S3),
    _ends("fail", "an interface endpoint of S3 alone", (*NETWORK, GROUP, interface("s3")), _NO_S3),
    _ends(
        "fail",
        "of another VPC",
        (*NETWORK, made(VPC_TYPE, "other"), _gateway(vpcId="vpc-0a")),
        _NO_S3,
        ("violation", "other: has no gateway endpoint for S3"),
    ),
    _ends("fail", "a route table left out", (*NETWORK, _gateway(routeTableIds=[TABLES[0]])), _PAST),
    _ends(
        "pass",
        "the route table that the VPC comes with",
        (*NETWORK, route(VPC, natGatewayId=NAT), _gateway(routeTableIds=[PRIVATE_TABLE, VPC])),
    ),
    _ends(
        "pass",
        "the route table that the VPC comes with, adopted",
        (
            *NETWORK,
            adopted := made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId=VPC),
            route(VPC, natGatewayId=NAT),
            _gateway(routeTableIds=[PRIVATE_TABLE, adopted]),
        ),
    ),
    _ends(
        "fail",
        "the route table that the VPC comes with left out",
        (*NETWORK, route(VPC, natGatewayId=NAT), _gateway(routeTableIds=[PRIVATE_TABLE])),
        ("violation", "vpc: reaches S3 from the table it comes with past its gateway endpoint"),
    ),
    _ends(
        "fail",
        "a chosen service left out",
        (*NETWORK, S3, GROUP, interface("ssm")),
        ("violation", "vpc: has no interface endpoint for logs"),
        pack=_WITH,
    ),
    _of_ssm(
        "fail",
        "a group of another stack",
        ("violation", "ssm: is in a security group that is not of this stack, whose rules cannot be judged"),
        securityGroupIds=["sg-0a"],
    ),
    _ends(
        "fail",
        "a group that others are in",
        (
            *NETWORK,
            S3,
            ALB_SG,
            made("aws:lb/loadBalancer:LoadBalancer", "alb", securityGroups=[ALB_SG]),
            interface("ssm", securityGroupIds=[ALB_SG]),
        ),
        ("violation", "ssm: shares its security group with alb"),
    ),
    _ends(
        "fail",
        "another port",
        (*NETWORK, S3, GROUP, interface("ssm"), ingress(GROUP, **tcp(22))),
        ("violation", "in: opens tcp 22; only tcp 443 may be"),
    ),
    _ends("absent", "no route tables", (*NETWORK, _BARE), _PAST),
    _of_ssm(
        "absent",
        "no group",
        ("violation", "ssm: names no security group, so it is in the VPC's default one"),
        securityGroupIds=None,
    ),
    _of_ssm(
        "absent",
        "no name of its own",
        ("violation", "ssm: is passed by: the service's own name does not lead to it"),
        privateDnsEnabled=None,
    ),
    _of_ssm(
        "absent",
        "no name of its own, for a service that has none",
        serviceName="com.example.vpce",
        privateDnsEnabled=None,
    ),
    _of_ssm(
        "unknown",
        "whether it has the service's name",
        ("deferred", "ssm: whether the service's own name leads to it is known only at the update"),
        privateDnsEnabled=LATER,
    ),
    _ends(
        "unknown",
        "which service",
        (*NETWORK, LATER, _gateway(serviceName=LATER)),
        ("deferred", "vpc: of which services it has endpoints is known only at the update"),
    ),
    _ends(
        "unknown",
        "the inline rules",
        (
            LATER,
            sg := inline("sg", LATER),
            made(VPC_ENDPOINT, "ssm", vpcEndpointType="Interface", securityGroupIds=[sg], privateDnsEnabled=True),
        ),
        ("deferred", "sg: its inline rules are known only at the update"),
    ),
    _ends("not applicable", "a gateway endpoint, and rules of other groups", (S3, ALB_SG, ingress(ALB_SG))),
)
