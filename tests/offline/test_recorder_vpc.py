"""awsx.ec2.Vpc in a program: its children in the graph, transformed and protected, its outputs usable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, get_args

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest

from offline.graph import View
from offline.refusals import DuplicateResourceError, VpcRefusedError
from offline.values import UNKNOWN
from tests.conftest import Record

SUBNET = "aws:ec2/subnet:Subnet"
URN = "urn:pulumi:test::megane::"


def vpc(name: str = "main", opts: pulumi.ResourceOptions | None = None, **more: Any) -> awsx.ec2.Vpc:
    kinds = awsx.ec2.SubnetType
    blocks = {kinds.PUBLIC: [0, 1], kinds.PRIVATE: [2, 3], kinds.ISOLATED: [4, 5]}
    args = {
        "cidr_block": "10.0.0.0/16",
        "availability_zone_names": ["ap-northeast-1a", "ap-northeast-1c"],
        "nat_gateways": awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy.ONE_PER_AZ),
        "subnet_strategy": awsx.ec2.SubnetAllocationStrategy.AUTO,
        "subnet_specs": [
            awsx.ec2.SubnetSpecArgs(type=kind, cidr_blocks=[f"10.0.{block}.0/24" for block in numbers])
            for kind, numbers in blocks.items()
        ],
        "tags": {"Project": "megane"},
        **more,
    }
    return awsx.ec2.Vpc(name, opts=opts, **args)


def private(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if args.type_ != SUBNET:
        return None
    return pulumi.ResourceTransformResult({**args.props, "mapPublicIpOnLaunch": False}, args.opts)


def test_the_children_are_in_the_graph_below_the_component(record: Record) -> None:
    def build() -> None:
        aws.sns.Topic("before")
        box = pulumi.ComponentResource("megane:network:Vpc", "net")
        vpc(opts=pulumi.ResourceOptions(parent=box))
        aws.sns.Topic("after")

    graph = record(build)

    assert Counter(r.type.rsplit(":", 1)[-1] for r in graph.resources if r.type.startswith("aws:ec2/")) == {
        "Vpc": 1,
        "InternetGateway": 1,
        "Subnet": 6,
        "RouteTable": 6,
        "RouteTableAssociation": 6,
        "Route": 4,
        "Eip": 2,
        "NatGateway": 2,
    }
    route = graph.find("aws:ec2/route:Route", "main-private-2")
    chain = "megane:network:Vpc$awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable"
    assert route.urn == f"{URN}{chain}$aws:ec2/route:Route::main-private-2"
    assert route.parent == f"{URN}{chain}::main-private-2"
    assert route.inputs == {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN, "routeTableId": UNKNOWN}
    nat = f"{URN}megane:network:Vpc$awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet$aws:ec2/natGateway:NatGateway"
    assert route.property_dependencies == {"natGatewayId": (f"{nat}::main-2",), "routeTableId": (route.parent,)}
    assert route.dependencies == (f"{nat}::main-2", route.parent)
    component = graph.find("awsx:ec2:Vpc", "main")
    assert (component.custom, component.inputs["availabilityZoneNames"]) == (
        False,
        ["ap-northeast-1a", "ap-northeast-1c"],
    )
    names = [r.name for r in graph.resources]
    assert (names[:4], names[-1]) == (["before", "net", "main", "main"], "after")


@pytest.mark.parametrize("view", get_args(View))
def test_the_programs_transforms_reach_every_child(record: Record, view: View) -> None:
    seen: list[str] = []

    async def watch(args: pulumi.ResourceTransformArgs) -> None:
        seen.append(f"{args.type_}::{args.name}")

    graph = record(lambda: vpc(opts=pulumi.ResourceOptions(transforms=[private, watch])), view=view)

    assert {subnet.inputs["mapPublicIpOnLaunch"] for subnet in graph.of_type(SUBNET)} == {False}
    assert seen == [f"{r.type}::{r.name}" for r in graph.resources]
    before = {r.urn: r for r in record(vpc, view=view).resources}
    for resource in graph.resources:
        inputs = dict(before[resource.urn].inputs)
        if resource.type == SUBNET:
            inputs["mapPublicIpOnLaunch"] = False
        assert resource.inputs == inputs
        assert resource.dependencies == before[resource.urn].dependencies


def test_protection_and_provider_reach_every_child(record: Record) -> None:
    def build() -> None:
        osaka = aws.Provider("osaka", region="ap-northeast-3")
        vpc(opts=pulumi.ResourceOptions(protect=True, providers=[osaka]))

    children = [r for r in record(build).resources if r.type.startswith("aws:ec2/")]

    assert len(children) == 28
    assert {(child.protect, child.region) for child in children} == {(True, "ap-northeast-3")}


def use(build: Callable[[awsx.ec2.Vpc], pulumi.Input[str]], record: Record, view: View) -> tuple[Any, tuple[str, ...]]:
    user = record(lambda: aws.sns.Topic("user", display_name=build(vpc())), view=view).find(
        "aws:sns/topic:Topic", "user"
    )
    return user.inputs["displayName"], user.dependencies


VPC = f"{URN}awsx:ec2:Vpc$aws:ec2/vpc:Vpc"
EVERY_OUTPUT = (
    *(f"{VPC}$aws:ec2/subnet:Subnet::main-{kind}-{i}" for kind in ("isolated", "private", "public") for i in (1, 2)),
    f"{VPC}::main",
    f"{URN}awsx:ec2:Vpc::main",
)


def test_whoever_uses_an_output_depends_on_the_component_the_vpc_and_all_subnets(record: Record) -> None:
    assert use(lambda v: v.vpc_id, record, "preview") == (UNKNOWN, EVERY_OUTPUT)


@pytest.mark.parametrize(
    ("read", "preview", "up"),
    [
        (lambda v: v.private_subnet_ids.apply(lambda ids: str(len(ids))), UNKNOWN, "2"),
        (lambda v: v.public_subnets.apply(lambda s: str(len(s))), "2", "2"),
        (lambda v: v.public_subnets[1].availability_zone, "ap-northeast-1c", "ap-northeast-1c"),
        (lambda v: v.vpc.cidr_block, "10.0.0.0/16", "10.0.0.0/16"),
        (lambda v: v.subnet_layout.apply(lambda specs: specs[1].cidr_blocks[0]), "10.0.2.0/24", "10.0.2.0/24"),
        (lambda v: v.eips.apply(lambda e: e[0].tags["Name"]), "main-1", "main-1"),
    ],
)
def test_outputs(record: Record, read: Callable[[awsx.ec2.Vpc], pulumi.Output[str]], preview: object, up: str) -> None:
    assert use(read, record, "preview")[0] == preview
    assert use(read, record, "up")[0] == up


def test_a_child_taken_from_an_output_is_that_child(record: Record) -> None:
    def gateway(v: awsx.ec2.Vpc) -> pulumi.Output[str]:
        return v.nat_gateways.apply(lambda gateways: gateways[1].id)

    value, dependencies = use(gateway, record, "preview")
    assert value is UNKNOWN
    assert f"{VPC}$aws:ec2/subnet:Subnet$aws:ec2/natGateway:NatGateway::main-2" in dependencies

    graph = record(lambda: aws.sns.Topic("user", display_name=gateway(vpc())), view="up")
    route = graph.find("aws:ec2/route:Route", "main-private-2")
    assert graph.find("aws:sns/topic:Topic", "user").inputs["displayName"] == route.inputs["natGatewayId"]


def test_in_the_up_view_ids_connect_the_children(record: Record) -> None:
    graph = record(lambda: pulumi.export("ids", pulumi.Output.all(*[vpc().private_subnet_ids])), view="up")

    associated = [
        graph.find("aws:ec2/routeTableAssociation:RouteTableAssociation", f"main-private-{i}").inputs["subnetId"]
        for i in (1, 2)
    ]
    assert graph.outputs["ids"] == [associated]
    assert len(set(map(str, associated))) == 2
    assert "ipv6CidrBlock" not in graph.find(SUBNET, "main-public-1").inputs


def test_mistakes_are_refused_in_readable_words(record: Record) -> None:
    with pytest.raises(VpcRefusedError, match="awsx:ec2:Vpc main: availability zone ap-northeast-1a is given twice"):
        record(lambda: vpc(availability_zone_names=["ap-northeast-1a", "ap-northeast-1a"]))


def test_two_vpcs_with_the_same_endpoint_collide(record: Record) -> None:
    endpoint: dict[str, Any] = {
        "vpc_endpoint_specs": [awsx.ec2.VpcEndpointSpecArgs(service_name="com.amazonaws.ap-northeast-1.s3")],
    }
    with pytest.raises(DuplicateResourceError, match=r"com\.amazonaws\.ap-northeast-1\.s3"):
        record(lambda: (vpc("one", **endpoint), vpc("two", **endpoint)))
