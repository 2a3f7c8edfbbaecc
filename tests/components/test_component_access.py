from __future__ import annotations

import pulumi
import pytest

from components.access import WORLD, Peer, allow, security_group
from tests.components.build import PLACE, known
from tests.components.look import inputs, made
from tests.conftest import Record

INGRESS, EGRESS = "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"
ANYWHERE = "0.0.0.0/0"


def peer(name: str) -> Peer:
    return Peer(name, known(f"sg-{name}"))


def test_two_groups_get_a_rule_each_naming_the_other(record: Record) -> None:
    graph = record(lambda: allow(peer("services"), peer("database"), 5432, "Queries", PLACE))

    name = "megane-services-to-database-5432"
    assert made(graph) == {
        f"megane:network:Access {name}",
        f"{INGRESS} {name}-ingress",
        f"{EGRESS} {name}-egress",
    }
    rule = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, "description": "Queries"}
    assert inputs(graph, f"{INGRESS} {name}-ingress") == {
        **rule,
        "securityGroupId": "sg-database",
        "referencedSecurityGroupId": "sg-services",
    }
    assert inputs(graph, f"{EGRESS} {name}-egress") == {
        **rule,
        "securityGroupId": "sg-services",
        "referencedSecurityGroupId": "sg-database",
    }


def test_the_world_comes_in_by_one_rule_of_the_target(record: Record) -> None:
    graph = record(lambda: allow(WORLD, peer("alb"), 443, "Visitors", PLACE))

    name = "megane-world-to-alb-443"
    assert made(graph) == {f"megane:network:Access {name}", f"{INGRESS} {name}-ingress"}
    assert inputs(graph, f"{INGRESS} {name}-ingress") == {
        "securityGroupId": "sg-alb",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": ANYWHERE,
        "description": "Visitors",
    }


def test_the_way_out_to_the_world_is_one_rule_of_the_source(record: Record) -> None:
    graph = record(lambda: allow(peer("services"), WORLD, 443, "Images", PLACE))

    name = "megane-services-to-world-443"
    assert made(graph) == {f"megane:network:Access {name}", f"{EGRESS} {name}-egress"}
    assert inputs(graph, f"{EGRESS} {name}-egress") == {
        "securityGroupId": "sg-services",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": ANYWHERE,
        "description": "Images",
    }


def test_the_port_is_part_of_the_name_so_that_two_ports_are_two_edges(record: Record) -> None:
    def build() -> None:
        for port in (3000, 3001):
            allow(peer("alb"), peer("services"), port, "Requests", PLACE)

    graph = record(build)

    assert [rule.name for rule in graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")] == [
        "megane-alb-to-services-3000-ingress",
        "megane-alb-to-services-3001-ingress",
    ]


def test_the_internet_with_itself_is_refused(record: Record) -> None:
    refused: list[str] = []

    def build() -> None:
        with pytest.raises(ValueError, match="internet") as raised:
            allow(WORLD, WORLD, 443, "Anything", PLACE)
        refused.append(str(raised.value))

    graph = record(build)

    assert refused == ["the internet needs no leave to talk to itself: name a security group at one end"]
    assert made(graph) == set()


def test_a_security_group_is_made_without_rules_and_can_be_replaced(record: Record) -> None:
    """No inline rules, which would overwrite the stand-alone ones, and no fixed name, which would be taken."""

    def build() -> None:
        _, found = security_group(
            "db", "database", vpc_id="vpc-1", description="PostgreSQL", ctx=PLACE, opts=pulumi.ResourceOptions()
        )
        pulumi.export("peer", found.name)
        pulumi.export("id", found.security_group_id)

    graph = record(build, view="up")

    assert inputs(graph, "ec2.SecurityGroup db-sg") == {
        "vpcId": "vpc-1",
        "description": "PostgreSQL",
        "revokeRulesOnDelete": True,
    }
    assert graph.outputs["peer"] == "database"
    assert str(graph.outputs["id"]).startswith("sg-")
