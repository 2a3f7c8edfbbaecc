from __future__ import annotations

import pytest

from components.vpc import Vpc
from offline.values import Value
from tests.components import build
from tests.components.look import alarms, dependencies, find, inputs, made, outputs, part, statements, watched
from tests.conftest import Record

NAT_MATH = "(FILL(out,0)+FILL(back,0))*8/PERIOD(out)/1000000"


def awsx_children(gateways: int) -> set[str]:
    zones = (1, 2)
    subnets = {f"{tier}-{zone}" for tier in ("public", "private", "isolated") for zone in zones}
    return {
        "ec2.Vpc net",
        "ec2.InternetGateway net",
        *(f"ec2.{kind} net-{place}" for place in subnets for kind in ("Subnet", "RouteTable", "RouteTableAssociation")),
        *(f"ec2.Route net-{tier}-{zone}" for tier in ("public", "private") for zone in zones),
        *(f"ec2.{kind} net-{number}" for number in range(1, gateways + 1) for kind in ("Eip", "NatGateway")),
        "ec2.VpcEndpoint com.amazonaws.ap-northeast-1.s3",
    }


@pytest.mark.parametrize(("nat_per_zone", "gateways"), [(False, 1), (True, 2)])
def test_what_a_network_is_made_of(record: Record, nat_per_zone: bool, gateways: int) -> None:
    graph = record(lambda: build.vpc(nat_per_zone=nat_per_zone))

    assert made(graph) == {
        "megane:network:Vpc net",
        "awsx:ec2:Vpc net",
        *awsx_children(gateways),
        "ec2.DefaultSecurityGroup net-default",
        "cloudwatch.LogGroup net-flow-logs",
        "iam.Role net-flow-logs",
        "iam.RolePolicy net-flow-logs",
        "ec2.FlowLog net-flow-logs",
    }


def test_subnets_are_where_the_plan_says_and_give_no_public_address(record: Record) -> None:
    graph = record(build.vpc)

    subnets = {s.name: s.inputs for s in graph.of_type("aws:ec2/subnet:Subnet")}
    assert {name: (s["availabilityZone"], s["cidrBlock"]) for name, s in subnets.items()} == {
        "net-public-1": ("ap-northeast-1a", "10.0.0.0/21"),
        "net-private-1": ("ap-northeast-1a", "10.0.8.0/21"),
        "net-isolated-1": ("ap-northeast-1a", "10.0.16.0/21"),
        "net-public-2": ("ap-northeast-1c", "10.0.48.0/21"),
        "net-private-2": ("ap-northeast-1c", "10.0.56.0/21"),
        "net-isolated-2": ("ap-northeast-1c", "10.0.64.0/21"),
    }
    assert {s["mapPublicIpOnLaunch"] for s in subnets.values()} == {False}
    assert inputs(graph, "ec2.Vpc net") == {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}


@pytest.mark.parametrize(("nat_per_zone", "second"), [(False, "net-1"), (True, "net-2")])
def test_each_zone_leaves_through_its_own_gateway_or_the_one_there_is(
    record: Record, nat_per_zone: bool, second: str
) -> None:
    graph = record(lambda: build.vpc(nat_per_zone=nat_per_zone))

    def way_out(zone: int) -> set[str]:
        return {name for name in dependencies(graph, f"ec2.Route net-private-{zone}") if "NatGateway" in name}

    assert (way_out(1), way_out(2)) == ({"ec2.NatGateway net-1"}, {f"ec2.NatGateway {second}"})


def test_traffic_of_s3_stays_inside_and_isolated_subnets_have_no_way_out(record: Record) -> None:
    graph = record(build.vpc)

    endpoint = dependencies(graph, "ec2.VpcEndpoint com.amazonaws.ap-northeast-1.s3")
    tables = {f"ec2.RouteTable net-{tier}-{zone}" for tier in ("public", "private", "isolated") for zone in (1, 2)}
    assert endpoint == {"ec2.Vpc net", *tables}
    assert not [route for route in graph.of_type("aws:ec2/route:Route") if "isolated" in route.name]


def test_the_default_security_group_is_adopted_without_rules(record: Record) -> None:
    graph = record(build.vpc, view="up")

    assert inputs(graph, "ec2.DefaultSecurityGroup net-default").keys() == {"vpcId"}


def test_flow_logs_tell_of_all_traffic_for_a_year(record: Record) -> None:
    graph = record(build.vpc, view="up")

    assert inputs(graph, "cloudwatch.LogGroup net-flow-logs") == {
        "name": "/aws/vpc/flowlogs/test",
        "retentionInDays": 365,
        "kmsKeyId": "arn:key/logs",
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }
    flow = find(graph, "ec2.FlowLog net-flow-logs")
    group = "arn:aws:logs:ap-northeast-1:111122223333:log-group:/aws/vpc/flowlogs/test"
    assert (flow.inputs["trafficType"], flow.inputs["logDestination"]) == ("ALL", group)
    assert flow.inputs["logDestinationType"] == "cloud-watch-logs"
    assert flow.inputs["maxAggregationInterval"] == 600
    assert "iam.RolePolicy net-flow-logs" in dependencies(graph, "ec2.FlowLog net-flow-logs")
    assert statements(inputs(graph, "iam.RolePolicy net-flow-logs")["policy"]) == {
        "WriteFlowLogs": {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            "Resource": f"{group}:*",
        },
        "FindTheGroup": {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": "*"},
    }
    assert statements(inputs(graph, "iam.Role net-flow-logs")["assumeRolePolicy"]) == {
        "Assume": {
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws:ec2:ap-northeast-1:111122223333:vpc-flow-log/*"},
            },
        }
    }


@pytest.mark.parametrize(("nat_per_zone", "gateways"), [(False, ("1",)), (True, ("1", "2"))])
def test_every_gateway_is_watched_in_megabits_and_ports(
    record: Record, nat_per_zone: bool, gateways: tuple[str, ...]
) -> None:
    graph = record(watched(lambda: build.vpc(nat_per_zone=nat_per_zone)), view="up")

    ids = {nat.name.removeprefix("net-"): nat for nat in graph.of_type("aws:ec2/natGateway:NatGateway")}
    found = alarms(graph)
    assert set(found) == {f"nat-{number}-{what}" for number in gateways for what in ("bandwidth", "ports")}
    assert set(ids) == set(gateways)
    seen = []
    for number in gateways:
        bandwidth, ports = found[f"nat-{number}-bandwidth"], found[f"nat-{number}-ports"]
        where = part(bandwidth, "series", "out", 1)
        seen.append(where["NatGatewayId"])
        assert bandwidth == {
            "series": {
                "out": ("AWS/NATGateway BytesOutToDestination", where, "Sum"),
                "back": ("AWS/NATGateway BytesInFromDestination", where, "Sum"),
            },
            "math": [NAT_MATH],
            "rings": "GreaterThanThreshold 100",
            "period": 300,
            "of": "2/2",
            "missing": "notBreaching",
            "topic": "arn:topic/warning",
            "region": None,
        }
        assert ports["series"] == ("AWS/NATGateway ErrorPortAllocation", where, "Sum")
        assert (ports["rings"], ports["topic"]) == ("GreaterThanThreshold 0", "arn:topic/warning")
    assert len({str(gateway) for gateway in seen}) == len(gateways)
    assert all(str(gateway).startswith("nat-") for gateway in seen)


def test_outputs_are_the_ids_of_the_tiers(record: Record) -> None:
    graph = record(lambda: outputs(build.vpc()), view="up")

    def ids(key: str) -> Value:
        return graph.outputs[key]

    assert graph.outputs.keys() == set(Vpc.OUTPUTS)
    tiers = [part(ids(f"{tier}_subnet_ids")) for tier in ("public", "private", "isolated")]
    assert [len(tier) for tier in tiers] == [2, 2, 2]
    assert len({subnet for tier in tiers for subnet in tier}) == 6
    assert len(part(ids("nat_gateway_ids"))) == 2


def test_a_tier_without_a_block_for_each_zone_is_refused(record: Record) -> None:
    with pytest.raises(
        ValueError, match=r"^3 zones need 3 blocks a tier, got \['10\.0\.0\.0/21', '10\.0\.48\.0/21'\]$"
    ):
        build.vpc(zones=(*build.ZONES, "ap-northeast-1d"))
