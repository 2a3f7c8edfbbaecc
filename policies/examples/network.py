"""A VPC with a subnet of each kind: the network of the examples on placement and ways out."""

from __future__ import annotations

from policies.examples import Given, made
from policies.examples.groups import VPC
from policies.rules.resource import Resource
from policies.rules.types import (
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPC_ENDPOINT,
)

IGW = made(INTERNET_GATEWAY, "igw", vpcId=VPC)


def subnet(name: str, zone: str = "ap-northeast-1a") -> Resource:
    return made(SUBNET, name, vpcId=VPC, availabilityZone=zone)


def table(name: str, **props: Given) -> Resource:
    return made(ROUTE_TABLE, f"{name}-table", vpcId=VPC, **props)


def tied(subnet_: Given, table_: Given, name: str = "tie") -> Resource:
    return made(ROUTE_TABLE_ASSOCIATION, name, subnetId=subnet_, routeTableId=table_)


def route(table_: Given, name: str = "route", *, to: str = "0.0.0.0/0", **props: Given) -> Resource:
    return made(ROUTE, name, routeTableId=table_, destinationCidrBlock=to, **props)


PUBLIC, PRIVATE, ISOLATED = subnet("public"), subnet("private"), subnet("isolated")
PUBLIC_TABLE, PRIVATE_TABLE, ISOLATED_TABLE = table("public"), table("private"), table("isolated")
NAT = made(NAT_GATEWAY, "nat", subnetId=PUBLIC)
TIES = (
    tied(PUBLIC, PUBLIC_TABLE, "public-tie"),
    tied(PRIVATE, PRIVATE_TABLE, "private-tie"),
    tied(ISOLATED, ISOLATED_TABLE, "isolated-tie"),
)
ROUTES = (
    route(PUBLIC_TABLE, "public-route", gatewayId=IGW),
    route(PRIVATE_TABLE, "private-route", natGatewayId=NAT),
)
SUBNETS = (PUBLIC, PRIVATE, ISOLATED)
TABLES = (PUBLIC_TABLE, PRIVATE_TABLE, ISOLATED_TABLE)
NETWORK = (VPC, IGW, NAT, *SUBNETS, *TABLES, *TIES, *ROUTES)
S3 = made(
    VPC_ENDPOINT,
    "s3",
    vpcId=VPC,
    serviceName="com.amazonaws.ap-northeast-1.s3",
    routeTableIds=[PUBLIC_TABLE, PRIVATE_TABLE, ISOLATED_TABLE],
)
