"""Examples of the rule on who reaches the services."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.examples.groups import ALB, ALB_SG, ECS_SG, LATER, RDS_SG, STACK, VPC, ingress, inline, old_ingress, tcp
from policies.rules.resource import Resource
from policies.rules.types import ECS_SERVICE, LOAD_BALANCER


def _ecs(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("sg-ecs-from-alb", case, name, resources, findings)


def _in(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return _ecs(case, name, (*STACK, LATER, ingress(ECS_SG, **props)), *findings)


def _service(name: str, **props: Given) -> Resource:
    return made(ECS_SERVICE, name, networkConfiguration={"securityGroups": [ECS_SG]}, **props)


_ONLY = "only the load balancer's security group may be a source"
_STRANGER = ("violation", "in: lets in a security group that is not the load balancer's")
_PORTS_LATER = ("deferred", "in: its protocol and ports are known only at the update")
_API = _service("api", loadBalancers=[{"containerPort": 3001.0}])
_QUIET = (ALB_SG, ECS_SG, ALB, _service("worker"))
_BASTION = made("aws:ec2/instance:Instance", "bastion", vpcSecurityGroupIds=[ALB_SG])


def _opens(what: str, only: str = "only tcp 3000 may be") -> tuple[str, str]:
    return "violation", f"in: opens {what}; {only}"


EXAMPLES = (
    _in("pass", "from the load balancer on the container's port", **tcp(3000), referencedSecurityGroupId=ALB_SG),
    _ecs(
        "pass",
        "the port of another service in the group",
        (*STACK, _API, ingress(ECS_SG, **tcp(3001), referencedSecurityGroupId=ALB_SG)),
    ),
    _ecs("pass", "the older rule type", (*STACK, old_ingress(ECS_SG, **tcp(3000), sourceSecurityGroupId=ALB_SG))),
    _in("fail", "the VPC", ("violation", f"in: lets addresses in; {_ONLY}"), **tcp(3000), cidrIpv4="10.0.0.0/16"),
    _in(
        "fail", "a prefix list", ("violation", f"in: lets a prefix list in; {_ONLY}"), **tcp(3000), prefixListId="pl-1"
    ),
    _in("fail", "the database", _STRANGER, **tcp(3000), referencedSecurityGroupId=RDS_SG),
    _in("fail", "one another", _STRANGER, **tcp(3000), referencedSecurityGroupId=ECS_SG),
    _in("fail", "another port", _opens("tcp 22"), **tcp(22), referencedSecurityGroupId=ALB_SG),
    _in("fail", "a range", _opens("tcp 3000-3001"), **tcp(3000, 3001), referencedSecurityGroupId=ALB_SG),
    _in("fail", "everything", _opens("all protocols"), ipProtocol="-1", referencedSecurityGroupId=ALB_SG),
    _ecs(
        "fail",
        "a service that nobody has to reach",
        (*_QUIET, ingress(ECS_SG, **tcp(3000), referencedSecurityGroupId=ALB_SG)),
        _opens("tcp 3000", "nothing listens there"),
    ),
    _ecs(
        "fail",
        "a machine in the load balancer's group",
        (*STACK, _BASTION, ingress(ECS_SG, **tcp(3000), referencedSecurityGroupId=ALB_SG)),
        ("violation", "in: lets in a group that bastion shares with the load balancer"),
    ),
    _ecs(
        "fail",
        "a group of another stack",
        (made(ECS_SERVICE, "web", networkConfiguration={"securityGroups": ["sg-0a"]}),),
        ("violation", "web: is in a security group that is not of this stack, whose rules cannot be judged"),
    ),
    _in("absent", "no source", ("violation", "in: names no source"), **tcp(3000)),
    _ecs(
        "absent",
        "no group",
        (made(ECS_SERVICE, "web", networkConfiguration={"subnets": ["subnet-1"]}),),
        ("violation", "web: names no security group, so it is in the VPC's default one"),
    ),
    _in("unknown", "the ports", _PORTS_LATER, **tcp(LATER), referencedSecurityGroupId=ALB_SG),
    _ecs(
        "unknown",
        "the container's port",
        (
            *(*_QUIET, LATER, _service("api", loadBalancers=[{"containerPort": LATER}])),
            ingress(ECS_SG, **tcp(3000), referencedSecurityGroupId=ALB_SG),
        ),
        _PORTS_LATER,
    ),
    _ecs(
        "unknown",
        "inline, the whole list",
        (
            LATER,
            group := inline("ecs-sg", LATER),
            made(ECS_SERVICE, "web", networkConfiguration={"securityGroups": [group]}),
        ),
        ("deferred", "ecs-sg: its inline rules are known only at the update"),
    ),
    _ecs(
        "not applicable",
        "rules of other groups",
        (VPC, ALB_SG, made(LOAD_BALANCER, "alb", securityGroups=[ALB_SG]), ingress(ALB_SG, cidrIpv4="0.0.0.0/0")),
    ),
)
