"""Examples of the rule on where services and data stores stand."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import Case, Example, Given, Known, made
from policies.examples.groups import LATER, VPC
from policies.examples.network import (
    IGW,
    ISOLATED,
    ISOLATED_TABLE,
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
    DEFAULT_SUBNET,
    ECS_SERVICE,
    REPLICATION_GROUP,
)

# In an update ids are known: each association tells that of its subnet.
_IDS_KNOWN = (
    *(one for one in NETWORK if not one.name.endswith("-tie")),
    tied(Known(PUBLIC, "subnet-1"), PUBLIC_TABLE, "public-tie"),
    tied(Known(PRIVATE, "subnet-2"), PRIVATE_TABLE, "private-tie"),
    tied(Known(ISOLATED, "subnet-3"), ISOLATED_TABLE, "isolated-tie"),
)


def place(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("data-subnets-private", case, name, resources, findings)


def db(*subnets: Given) -> Resource:
    return made(DB_SUBNET_GROUP, "db-subnets", subnetIds=subnets)


def _of_awsx(ids: Value) -> Resource:
    """awsx makes every subnet a dependency of whatever uses one."""
    return replace(db(*SUBNETS), props={"subnetIds": ids})


def web(*subnets: Given) -> Resource:
    return made(ECS_SERVICE, "web", networkConfiguration={"subnets": subnets})


def public(resource: str, *subnets: str) -> tuple[str, str]:
    return "violation", f"{resource}: is in subnets that an internet gateway leads to: {', '.join(subnets)}"


DEFERRED = "whether its subnets are private is known only at the update"
_NO_GROUP = "names no subnet group, so it is in the default VPC, whose subnets are public"
_WAY_OUT = ("advice", "db-subnets: could be in subnets without a way out; private have one")

EXAMPLES = (
    place("pass", "isolated data, private services", (*NETWORK, db(ISOLATED), web(PRIVATE))),
    place("pass", "Redis", (*NETWORK, made(CACHE_SUBNET_GROUP, "redis-subnets", subnetIds=[ISOLATED]))),
    place(
        "pass",
        "a replica stands where its source does",
        (
            *NETWORK,
            group := db(ISOLATED),
            source := made(DB_INSTANCE, "db", dbSubnetGroupName=group),
            made(DB_INSTANCE, "replica", replicateSourceDb=source),
        ),
    ),
    place("pass", "by id, whatever else it depends on", (*_IDS_KNOWN, _of_awsx(["subnet-3"]))),
    place("fail", "a public subnet among them", (*NETWORK, db(ISOLATED, PUBLIC)), public("db-subnets", "public")),
    place("fail", "services in a public subnet", (*NETWORK, web(PUBLIC)), public("web", "public")),
    place("fail", "public, by id", (*_IDS_KNOWN, _of_awsx(["subnet-3", "subnet-1"])), public("db-subnets", "public")),
    place(
        "fail",
        "a route added to the private table",
        (*NETWORK, route(PRIVATE_TABLE, to="0.0.0.0/1", gatewayId=IGW), web(PRIVATE)),
        public("web", "private"),
    ),
    place(
        "fail",
        "an inline route",
        (
            VPC,
            IGW,
            PRIVATE,
            inline := table("inline", routes=[{"cidrBlock": "0.0.0.0/0", "gatewayId": IGW}]),
            tied(PRIVATE, inline),
            web(PRIVATE),
        ),
        public("web", "private"),
    ),
    place(
        "fail",
        "a gateway of another stack",
        (*NETWORK, route(ISOLATED_TABLE, gatewayId="igw-0a"), db(ISOLATED)),
        public("db-subnets", "isolated"),
    ),
    place(
        "fail",
        "tied to the public table",
        (
            VPC,
            IGW,
            PRIVATE,
            PUBLIC_TABLE,
            route(PUBLIC_TABLE, gatewayId=IGW),
            tied(PRIVATE, PUBLIC_TABLE),
            web(PRIVATE),
        ),
        public("web", "private"),
    ),
    place(
        "fail",
        "one of AWS's default subnets",
        (default := made(DEFAULT_SUBNET, "default"), web(default)),
        public("web", "default"),
    ),
    place("fail", "data that could be isolated", (*NETWORK, db(PRIVATE)), _WAY_OUT),
    place(
        "fail",
        "services in subnets of another stack",
        (*NETWORK, web("subnet-0a")),
        ("advice", "web: is in subnets that are not of this stack: whether they are private is not known here"),
    ),
    place(
        "fail",
        "a subnet group of another stack",
        (made(DB_INSTANCE, "db", dbSubnetGroupName="other"),),
        (
            "advice",
            "db: is in a subnet group that is not of this stack: whether that is private is not known here",
        ),
    ),
    place(
        "unknown",
        "the subnet group",
        (LATER, made(REPLICATION_GROUP, "redis", subnetGroupName=LATER)),
        ("deferred", "redis: its subnet group is known only at the update"),
    ),
    place("absent", "no subnet group", (made(DB_INSTANCE, "db"),), ("violation", f"db: {_NO_GROUP}")),
    place(
        "absent", "no subnet group of Redis", (made(REPLICATION_GROUP, "redis"),), ("violation", f"redis: {_NO_GROUP}")
    ),
    place("absent", "no subnets", (made(ECS_SERVICE, "web"),), ("violation", "web: names no subnet")),
    place(
        "unknown", "any of the VPC's subnets", (*NETWORK, _of_awsx(UNKNOWN)), ("deferred", f"db-subnets: {DEFERRED}")
    ),
    place("unknown", "subnets of which nothing is known", (LATER, web(LATER)), ("deferred", f"web: {DEFERRED}")),
    place(
        "unknown",
        "the routes of a table",
        (VPC, IGW, PRIVATE, later := table("later", routes=IGW), tied(PRIVATE, later), web(PRIVATE)),
        ("deferred", f"web: {DEFERRED}"),
    ),
    place(
        "unknown",
        "the routes of a table, whatever they are made of",
        (VPC, LATER, PRIVATE, later := table("later", routes=LATER), tied(PRIVATE, later), web(PRIVATE)),
        ("deferred", f"web: {DEFERRED}"),
    ),
    place(
        "unknown",
        "which gateway a route leads to",
        (*NETWORK, LATER, route(ISOLATED_TABLE, gatewayId=LATER), db(ISOLATED)),
        ("deferred", f"db-subnets: {DEFERRED}"),
    ),
    place(
        "unknown",
        "which route table it is tied to",
        (*NETWORK, LATER, tied(ISOLATED, LATER), db(ISOLATED)),
        ("deferred", f"db-subnets: {DEFERRED}"),
    ),
    place("not applicable", "a subnet that nothing is in", (VPC, subnet("public"))),
)
