"""Examples of the rule on where services and data stores stand."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import Case, Example, Given, Known, made
from policies.examples.groups import LATER, VPC
from policies.examples.network import (
    IGW,
    ISOLATED,
    ISOLATED_TABLE,
    NAT,
    NETWORK,
    PRIVATE,
    PRIVATE_TABLE,
    PUBLIC,
    PUBLIC_TABLE,
    SUBNETS,
    route,
    subnet,
    table,
    tied,
)
from policies.rules.resource import UNKNOWN, Resource, Value
from policies.rules.types import (
    CACHE_SUBNET_GROUP,
    DB_INSTANCE,
    DB_SUBNET_GROUP,
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SUBNET,
    ECS_SERVICE,
    MAIN_ROUTE_TABLE_ASSOCIATION,
    REPLICATION_GROUP,
    SUBNET,
)

_LONELY = made(SUBNET, "lonely", vpcId=VPC)
# In an update ids are known: each association tells that of its subnet.
_IDS_KNOWN = (
    *(one for one in NETWORK if not one.name.endswith("-tie")),
    tied(Known(PUBLIC, "subnet-1"), PUBLIC_TABLE, "public-tie"),
    tied(Known(PRIVATE, "subnet-2"), PRIVATE_TABLE, "private-tie"),
    tied(Known(ISOLATED, "subnet-3"), ISOLATED_TABLE, "isolated-tie"),
)


def _place(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("data-subnets-private", case, name, resources, findings)


def _db(*subnets: Given) -> Resource:
    return made(DB_SUBNET_GROUP, "db-subnets", subnetIds=subnets)


def _of_awsx(ids: Value) -> Resource:
    """awsx makes every subnet a dependency of whatever uses one."""
    return replace(_db(*SUBNETS), props={"subnetIds": ids})


def _web(*subnets: Given) -> Resource:
    return made(ECS_SERVICE, "web", networkConfiguration={"subnets": subnets})


def _public(resource: str, *subnets: str) -> tuple[str, str]:
    return "violation", f"{resource}: is in subnets that an internet gateway leads to: {', '.join(subnets)}"


def _lonely(*others: Resource) -> tuple[Resource, ...]:
    return (VPC, IGW, NAT, PUBLIC, _LONELY, *others, _db(_LONELY))


_DEFERRED = "whether its subnets are private is known only at the update"
_NO_GROUP = "names no subnet group, so it is in the default VPC, whose subnets are public"
_WAY_OUT = ("advice", "db-subnets: could be in subnets without a way out; private have one")

EXAMPLES = (
    _place("pass", "isolated data, private services", (*NETWORK, _db(ISOLATED), _web(PRIVATE))),
    _place("pass", "Redis", (*NETWORK, made(CACHE_SUBNET_GROUP, "redis-subnets", subnetIds=[ISOLATED]))),
    _place(
        "pass",
        "a replica stands where its source does",
        (
            *NETWORK,
            group := _db(ISOLATED),
            db := made(DB_INSTANCE, "db", dbSubnetGroupName=group),
            made(DB_INSTANCE, "replica", replicateSourceDb=db),
        ),
    ),
    _place("pass", "by id, whatever else it depends on", (*_IDS_KNOWN, _of_awsx(["subnet-3"]))),
    _place("pass", "AWS's own main route table leads nowhere", _lonely()),
    _place("fail", "a public subnet among them", (*NETWORK, _db(ISOLATED, PUBLIC)), _public("db-subnets", "public")),
    _place("fail", "services in a public subnet", (*NETWORK, _web(PUBLIC)), _public("web", "public")),
    _place("fail", "public, by id", (*_IDS_KNOWN, _of_awsx(["subnet-3", "subnet-1"])), _public("db-subnets", "public")),
    _place(
        "fail",
        "a route added to the private table",
        (*NETWORK, route(PRIVATE_TABLE, to="0.0.0.0/1", gatewayId=IGW), _web(PRIVATE)),
        _public("web", "private"),
    ),
    _place(
        "fail",
        "an inline route",
        (
            VPC,
            IGW,
            PRIVATE,
            inline := table("inline", routes=[{"cidrBlock": "0.0.0.0/0", "gatewayId": IGW}]),
            tied(PRIVATE, inline),
            _web(PRIVATE),
        ),
        _public("web", "private"),
    ),
    _place(
        "fail",
        "a gateway of another stack",
        (*NETWORK, route(ISOLATED_TABLE, gatewayId="igw-0a"), _db(ISOLATED)),
        _public("db-subnets", "isolated"),
    ),
    _place(
        "fail",
        "tied to the public table",
        (
            VPC,
            IGW,
            PRIVATE,
            PUBLIC_TABLE,
            route(PUBLIC_TABLE, gatewayId=IGW),
            tied(PRIVATE, PUBLIC_TABLE),
            _web(PRIVATE),
        ),
        _public("web", "private"),
    ),
    _place(
        "fail",
        "the main route table, adopted",
        _lonely(made(DEFAULT_ROUTE_TABLE, "main", defaultRouteTableId=VPC, routes=[{"gatewayId": IGW}])),
        _public("db-subnets", "lonely"),
    ),
    _place(
        "fail",
        "the main route table, replaced",
        _lonely(
            PUBLIC_TABLE,
            route(PUBLIC_TABLE, gatewayId=IGW),
            made(MAIN_ROUTE_TABLE_ASSOCIATION, "main", vpcId=VPC, routeTableId=PUBLIC_TABLE),
        ),
        _public("db-subnets", "lonely"),
    ),
    _place(
        "fail",
        "one of AWS's default subnets",
        (default := made(DEFAULT_SUBNET, "default"), _web(default)),
        _public("web", "default"),
    ),
    _place("fail", "data that could be isolated", (*NETWORK, _db(PRIVATE)), _WAY_OUT),
    _place(
        "fail",
        "services in subnets of another stack",
        (*NETWORK, _web("subnet-0a")),
        ("advice", "web: is in subnets that are not of this stack: whether they are private is not known here"),
    ),
    _place(
        "fail",
        "a subnet group of another stack",
        (made(DB_INSTANCE, "db", dbSubnetGroupName="other"),),
        (
            "advice",
            "db: is in a subnet group that is not of this stack: whether that is private is not known here",
        ),
    ),
    _place(
        "unknown",
        "the subnet group",
        (LATER, made(REPLICATION_GROUP, "redis", subnetGroupName=LATER)),
        ("deferred", "redis: its subnet group is known only at the update"),
    ),
    _place("absent", "no subnet group", (made(DB_INSTANCE, "db"),), ("violation", f"db: {_NO_GROUP}")),
    _place(
        "absent", "no subnet group of Redis", (made(REPLICATION_GROUP, "redis"),), ("violation", f"redis: {_NO_GROUP}")
    ),
    _place("absent", "no subnets", (made(ECS_SERVICE, "web"),), ("violation", "web: names no subnet")),
    _place(
        "unknown", "any of the VPC's subnets", (*NETWORK, _of_awsx(UNKNOWN)), ("deferred", f"db-subnets: {_DEFERRED}")
    ),
    _place("unknown", "subnets of which nothing is known", (LATER, _web(LATER)), ("deferred", f"web: {_DEFERRED}")),
    _place(
        "unknown",
        "the routes of a table",
        (VPC, IGW, PRIVATE, later := table("later", routes=IGW), tied(PRIVATE, later), _web(PRIVATE)),
        ("deferred", f"web: {_DEFERRED}"),
    ),
    _place("not applicable", "a subnet that nothing is in", (VPC, subnet("public"))),
)
