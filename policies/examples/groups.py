"""The document's four security groups and what is in them: the stack of the examples on security groups."""

from __future__ import annotations

from policies.examples import Given, made
from policies.rules.resource import Resource
from policies.rules.types import (
    DB_INSTANCE,
    ECS_SERVICE,
    LOAD_BALANCER,
    REPLICATION_GROUP,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
)

ALB_SG, ECS_SG = made(SECURITY_GROUP, "alb-sg"), made(SECURITY_GROUP, "ecs-sg")
RDS_SG, REDIS_SG = made(SECURITY_GROUP, "rds-sg"), made(SECURITY_GROUP, "redis-sg")
VPC = made("aws:ec2/vpc:Vpc", "vpc")
ALB = made(LOAD_BALANCER, "alb", securityGroups=[ALB_SG])
SERVICE = made(
    ECS_SERVICE, "web", networkConfiguration={"securityGroups": [ECS_SG]}, loadBalancers=[{"containerPort": 3000}]
)
STACK = (
    VPC,
    ALB_SG,
    ECS_SG,
    RDS_SG,
    REDIS_SG,
    ALB,
    SERVICE,
    made(DB_INSTANCE, "db", vpcSecurityGroupIds=[RDS_SG]),
    made(REPLICATION_GROUP, "redis", securityGroupIds=[REDIS_SG]),
)
REST = tuple(resource for resource in STACK if resource not in (RDS_SG, ALB_SG))  # without those written inline
LATER = made("aws:ecs/cluster:Cluster", "cluster")  # its outputs stand for what is not known yet


def tcp(first: Given, last: Given | None = None) -> dict[str, Given]:
    return {"fromPort": first, "toPort": first if last is None else last}


def ingress(group: Given, **props: Given) -> Resource:
    return made(SECURITY_GROUP_INGRESS, "in", **{"securityGroupId": group, "ipProtocol": "tcp", **props})


def old_ingress(group: Given, **props: Given) -> Resource:
    return made(SECURITY_GROUP_RULE, "in", **{"type": "ingress", "securityGroupId": group, "protocol": "tcp", **props})


def egress(group: Given, **props: Given) -> Resource:
    return made(SECURITY_GROUP_EGRESS, "out", **{"securityGroupId": group, "ipProtocol": "tcp", **props})


def old_egress(group: Given, **props: Given) -> Resource:
    return made(SECURITY_GROUP_RULE, "out", **{"type": "egress", "securityGroupId": group, "protocol": "tcp", **props})


def inline(name: str, rules: Given) -> Resource:
    return made(SECURITY_GROUP, name, ingress=rules)
