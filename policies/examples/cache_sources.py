"""Examples of the rule on who reaches Redis."""

from __future__ import annotations

from policies.examples import Case, Example, made
from policies.examples.groups import ECS_SG, LATER, RDS_SG, REDIS_SG, STACK, ingress, tcp
from policies.rules.resource import Resource
from policies.rules.types import REPLICATION_GROUP


def _redis(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-redis-from-ecs", case, name, resources, findings)


_ONLY = "only the services' security group may be a source"
_FUNCTION = made("aws:lambda/function:Function", "resize", vpcConfig={"securityGroupIds": [ECS_SG]})

EXAMPLES = (
    _redis(
        "pass", "from the services on 6379", (*STACK, ingress(REDIS_SG, **tcp(6379), referencedSecurityGroupId=ECS_SG))
    ),
    _redis(
        "fail",
        "an address block",
        (*STACK, ingress(REDIS_SG, **tcp(6379), cidrIpv4="10.0.0.0/16")),
        ("violation", f"in: lets addresses in; {_ONLY}"),
    ),
    _redis(
        "fail",
        "the database's port",
        (*STACK, ingress(REDIS_SG, **tcp(5432), referencedSecurityGroupId=ECS_SG)),
        ("violation", "in: opens tcp 5432; only tcp 6379 may be"),
    ),
    _redis(
        "fail",
        "the database",
        (*STACK, ingress(REDIS_SG, **tcp(6379), referencedSecurityGroupId=RDS_SG)),
        ("violation", "in: lets in a security group that is not the services'"),
    ),
    _redis(
        "fail",
        "a function in the services' group",
        (*STACK, _FUNCTION, ingress(REDIS_SG, **tcp(6379), referencedSecurityGroupId=ECS_SG)),
        ("violation", "in: lets in a group that resize shares with the services"),
    ),
    _redis(
        "absent",
        "no group",
        (made(REPLICATION_GROUP, "redis"),),
        ("violation", "redis: names no security group, so it is in the VPC's default one"),
    ),
    _redis(
        "unknown",
        "the ports",
        (*STACK, LATER, ingress(REDIS_SG, **tcp(LATER), referencedSecurityGroupId=ECS_SG)),
        ("deferred", "in: its protocol and ports are known only at the update"),
    ),
    _redis(
        "not applicable",
        "the database's rule",
        (ECS_SG, RDS_SG, ingress(RDS_SG, **tcp(5432), referencedSecurityGroupId=ECS_SG)),
    ),
)
