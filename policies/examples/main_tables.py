"""Examples of the rule on where services and data stores stand: subnets by the main route table of their VPC."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import Given, Known, made
from policies.examples.groups import VPC
from policies.examples.network import (
    IGW,
    ISOLATED,
    ISOLATED_TABLE,
    NAT,
    NETWORK,
    PRIVATE,
    PUBLIC,
    PUBLIC_TABLE,
    route,
    tied,
)
from policies.examples.placement import DEFERRED, db, place, public, web
from policies.rules.resource import UNKNOWN, Resource, Value
from policies.rules.types import (
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SUBNET,
    DEFAULT_VPC,
    MAIN_ROUTE_TABLE_ASSOCIATION,
    SUBNET,
)

_LONELY = made(SUBNET, "lonely", vpcId=VPC)


def _lonely(*others: Resource) -> tuple[Resource, ...]:
    return (VPC, IGW, NAT, PUBLIC, _LONELY, *others, db(_LONELY))


def _main(table_: Given) -> Resource:
    return made(MAIN_ROUTE_TABLE_ASSOCIATION, "main", vpcId=VPC, routeTableId=table_)


def _one_of(resource: Resource, key: str, *others: Resource, value: Value = UNKNOWN) -> Resource:
    """The property is made of the outputs of several; which of them it is only its value tells."""
    depends = {**resource.property_dependencies, key: tuple(other.urn for other in others)}
    return replace(resource, props={**resource.props, key: value}, property_dependencies=depends)


_DEFAULT_VPC = made(DEFAULT_VPC, "default-vpc")
_IN_DEFAULT_VPC = (_DEFAULT_VPC, inside := made(SUBNET, "lonely", vpcId=_DEFAULT_VPC), db(inside))
_ELSEWHERE = "is in subnets whose route table is not of this stack, wherever it leads:"

EXAMPLES = (
    place("pass", "AWS's own main route table leads nowhere", _lonely()),
    place(
        "fail",
        "the main route table, adopted",
        _lonely(made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId=VPC, routes=[{"gatewayId": IGW}])),
        public("db-subnets", "lonely"),
    ),
    place(
        "fail",
        "the main route table, replaced",
        _lonely(
            PUBLIC_TABLE,
            route(PUBLIC_TABLE, gatewayId=IGW),
            _main(PUBLIC_TABLE),
        ),
        public("db-subnets", "lonely"),
    ),
    place(
        "fail",
        "a route in the table that the VPC comes with",
        _lonely(route(VPC, gatewayId=IGW)),
        public("db-subnets", "lonely"),
    ),
    place(
        "fail",
        "a route in the table that the VPC comes with, by id",
        _lonely(route(Known(VPC, "rtb-0a"), gatewayId=Known(IGW, "igw-0a"))),
        public("db-subnets", "lonely"),
    ),
    place(
        "fail",
        "a route in it, adopted as well",
        _lonely(made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId=VPC), route(VPC, gatewayId=IGW)),
        public("db-subnets", "lonely"),
    ),
    place(
        "fail",
        "tied to the table that the VPC comes with",
        (VPC, IGW, PRIVATE, tied(PRIVATE, VPC), route(VPC, gatewayId=IGW), web(PRIVATE)),
        public("web", "private"),
    ),
    place(
        "fail",
        "tied to it, a route where it is adopted",
        (
            VPC,
            IGW,
            PRIVATE,
            tied(PRIVATE, Known(VPC, "rtb-0a")),
            adopted := made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId=VPC),
            route(adopted, gatewayId=IGW),
            web(PRIVATE),
        ),
        public("web", "private"),
    ),
    place(
        "fail",
        "the table that the VPC comes with, made the main one",
        _lonely(_main(VPC), route(VPC, gatewayId=IGW)),
        public("db-subnets", "lonely"),
    ),
    place(
        "pass",
        "another than the table that the VPC comes with is the main one",
        _lonely(ISOLATED_TABLE, _main(ISOLATED_TABLE), route(VPC, gatewayId=IGW)),
    ),
    place(
        "pass",
        "a route in another table, by id, whatever else it depends on",
        _lonely(
            PUBLIC_TABLE,
            tied(PUBLIC, Known(PUBLIC_TABLE, "rtb-1")),
            _one_of(route("", gatewayId=IGW), "routeTableId", PUBLIC_TABLE, VPC, value="rtb-1"),
        ),
    ),
    place("fail", "the main route table of the default VPC", _IN_DEFAULT_VPC, public("db-subnets", "lonely")),
    place(
        "pass",
        "the main route table of the default VPC, emptied",
        (*_IN_DEFAULT_VPC, made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId=_DEFAULT_VPC)),
    ),
    place(
        "fail",
        "tied to a route table of another stack",
        (*NETWORK, tied(ISOLATED, "rtb-0a"), db(ISOLATED)),
        ("advice", f"db-subnets: {_ELSEWHERE} isolated"),
    ),
    place(
        "fail",
        "a route table of another stack is the main one",
        _lonely(_main("rtb-0a")),
        ("advice", f"db-subnets: {_ELSEWHERE} lonely"),
    ),
    place(
        "fail",
        "a subnet in a VPC of another stack",
        (abroad := made(SUBNET, "abroad", vpcId="vpc-0a"), db(abroad)),
        ("advice", f"db-subnets: {_ELSEWHERE} abroad"),
    ),
    place(
        "fail",
        "a route in a table that may be the main one",
        _lonely(route("rtb-0a", gatewayId=IGW)),
        ("advice", f"db-subnets: {_ELSEWHERE} lonely"),
    ),
    place(
        "fail",
        "a route table is adopted that may be the main one",
        _lonely(made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId="rtb-0a", routes=[{"gatewayId": IGW}])),
        ("advice", f"db-subnets: {_ELSEWHERE} lonely"),
    ),
    place("pass", "tied apart from such a table", (*NETWORK, route("rtb-0a", gatewayId=IGW), db(ISOLATED))),
    place(
        "unknown",
        "in which route table a route is",
        _lonely(ISOLATED_TABLE, _one_of(route("", gatewayId=IGW), "routeTableId", ISOLATED_TABLE, VPC)),
        ("deferred", f"db-subnets: {DEFERRED}"),
    ),
    place(
        "unknown",
        "whether one of AWS's default subnets is tied to a table at all",
        (
            VPC,
            ISOLATED,
            ISOLATED_TABLE,
            default := made(DEFAULT_SUBNET, "default"),
            _one_of(tied("", ISOLATED_TABLE), "subnetId", ISOLATED, default),
            db(default),
        ),
        ("deferred", f"db-subnets: {DEFERRED}"),
    ),
    place(
        "unknown",
        "whether it is tied to a table at all",
        _lonely(
            route(VPC, gatewayId=IGW),
            ISOLATED,
            ISOLATED_TABLE,
            _one_of(tied("", ISOLATED_TABLE), "subnetId", ISOLATED, _LONELY),
        ),
        ("deferred", f"db-subnets: {DEFERRED}"),
    ),
)
