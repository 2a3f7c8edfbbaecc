"""The children of `awsx:ec2:Vpc`: what the remote component registers, told without running it.

Held by a test against a recording of the real component (awsx 3.11). Only what the recording covers is modelled
(subnet strategy Auto with explicit blocks); other arguments are refused by name, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from offline.awsx_plan import SUBNET_TYPES, TO_VPC, SubnetSpec, VpcPlan, items, mapping, plan_of
from offline.values import UNKNOWN, Value

TYPE = "awsx:ec2:Vpc"

_VPC = "aws:ec2/vpc:Vpc"
_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
_SUBNET = "aws:ec2/subnet:Subnet"
_TABLE = "aws:ec2/routeTable:RouteTable"
_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_EIP = "aws:ec2/eip:Eip"
_NAT = "aws:ec2/natGateway:NatGateway"
_ROUTE = "aws:ec2/route:Route"
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands for an output of another child."""

    type: str
    name: str
    output: str = "id"

    @property
    def child(self) -> tuple[str, str]:
        return self.type, self.name


@dataclass(frozen=True, slots=True)
class Child:
    """One child to register. `parent` None is the component itself."""

    type: str
    name: str
    parent: Ref | None
    inputs: Mapping[str, Value | Ref | Sequence[Ref]]

    def references(self) -> dict[str, list[Ref]]:
        """The children that each input refers to: its property dependencies."""
        found: dict[str, list[Ref]] = {}
        for key, value in self.inputs.items():
            refs = [value] if isinstance(value, Ref) else value if isinstance(value, list) else []
            if only := [ref for ref in refs if isinstance(ref, Ref)]:
                found[key] = only
        return found

    def dependencies(self) -> list[Ref]:
        """awsx makes each child depend on its parent child, besides what its inputs refer to."""
        return [*([self.parent] if self.parent else []), *(ref for refs in self.references().values() for ref in refs)]


def expand(
    name: str, args: Mapping[str, Value], *, region_zones: Sequence[str], first_preview: bool
) -> tuple[Child, ...]:
    """Every child of the component, in an order in which each follows those it refers to. VpcRefusedError on mistakes.

    In a first preview awsx also sends an unknown `ipv6CidrBlock` with every subnet; at the update it is gone.
    """
    plan = plan_of(name, args, region_zones)
    return (*_network(plan, first_preview), *_exits(plan), *_routes(plan), *_endpoints(plan))


def outputs_of(children: Sequence[Child]) -> dict[str, list[Child]]:
    """The component's outputs that are lists of children, by output name."""

    def made(type_: str, subnet_type: str | None = None) -> list[Child]:
        return [c for c in children if c.type == type_ and subnet_type in (None, _tag(c, "SubnetType"))]

    return {
        "subnets": made(_SUBNET),
        **{f"{kind.lower()}Subnets": made(_SUBNET, kind) for kind in SUBNET_TYPES},
        "natGateways": made(_NAT),
        "eips": made(_EIP),
        "routes": made(_ROUTE),
        "routeTables": made(_TABLE),
        "routeTableAssociations": made(_ASSOCIATION),
        "vpcEndpoints": made(_ENDPOINT),
    }


def layout(args: Mapping[str, Value]) -> list[Value]:
    """The output `subnetLayout`."""
    specs = [spec for spec in items(args, "subnetSpecs") if isinstance(spec, Mapping)]
    return [{"type": spec.get("type"), "cidrBlocks": spec.get("cidrBlocks")} for spec in specs]


def _network(plan: VpcPlan, first_preview: bool) -> Iterator[Child]:
    name, vpc = plan.name, Ref(_VPC, plan.name)
    named = {"Name": name, **plan.tags}
    given = {key: plan.args[key] for key in TO_VPC if key in plan.args}
    yield Child(_VPC, name, None, {"cidrBlock": plan.args.get("cidrBlock", "10.0.0.0/16"), **given, "tags": named})
    yield Child(_GATEWAY, name, vpc, {"vpcId": vpc, "tags": named})
    ipv6: dict[str, Value] = {"ipv6CidrBlock": UNKNOWN} if first_preview else {}
    for index, zone, spec, label in plan.places():
        inputs: dict[str, Value | Ref] = {
            "vpcId": vpc,
            "availabilityZone": zone,
            "cidrBlock": spec.blocks[index - 1],
            "mapPublicIpOnLaunch": spec.type == "Public",
            "assignIpv6AddressOnCreation": False,
            "tags": {**plan.tags, **spec.tags, **_place_tags(plan, spec, zone, label)},
        }
        yield Child(_SUBNET, label, vpc, {**inputs, **ipv6})
    for _, zone, spec, label in plan.places():
        tags = {**plan.tags, **_place_tags(plan, spec, zone, label)}  # a spec's tags are not copied to its tables
        yield Child(_TABLE, label, Ref(_SUBNET, label), {"vpcId": vpc, "tags": tags})
    for *_, label in plan.places():
        table = Ref(_TABLE, label)
        yield Child(_ASSOCIATION, label, table, {"routeTableId": table, "subnetId": Ref(_SUBNET, label)})


def _exits(plan: VpcPlan) -> Iterator[Child]:
    public = next((spec.label for spec in plan.specs if spec.type == "Public"), "public")
    subnets = {index: Ref(_SUBNET, f"{plan.name}-{public}-{index}") for index in plan.nat_zones()}
    tags = {index: {**plan.tags, "Name": f"{plan.name}-{index}"} for index in subnets}
    if not plan.addresses:
        for index, subnet in subnets.items():
            yield Child(_EIP, f"{plan.name}-{index}", subnet, {"tags": tags[index]})
    for index, subnet in subnets.items():
        own = Ref(_EIP, f"{plan.name}-{index}", "allocationId")
        address = plan.addresses[index - 1] if plan.addresses else own
        inputs = {"subnetId": subnet, "allocationId": address, "tags": tags[index]}
        yield Child(_NAT, f"{plan.name}-{index}", subnet, inputs)


def _routes(plan: VpcPlan) -> Iterator[Child]:
    for index, _, spec, label in plan.places():
        table = Ref(_TABLE, label)
        nat = 1 if plan.strategy == "Single" else index
        exit_: dict[str, Value | Ref] = {}
        if spec.type == "Public":
            exit_ = {"gatewayId": Ref(_GATEWAY, plan.name)}
        elif spec.type == "Private" and nat in plan.nat_zones():
            exit_ = {"natGatewayId": Ref(_NAT, f"{plan.name}-{nat}")}
        if exit_:
            yield Child(_ROUTE, label, table, {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", **exit_})


def _endpoints(plan: VpcPlan) -> Iterator[Child]:
    vpc = Ref(_VPC, plan.name)
    auto = plan.args.get("vpcEndpointStrategy") == "Auto"
    for spec in items(plan.args, "vpcEndpointSpecs"):
        if not isinstance(spec, Mapping):
            continue
        tables = {"routeTableIds": [Ref(_TABLE, label) for *_, label in plan.places()]} if auto else {}
        tags = {"Name": plan.name, **plan.tags, **mapping(spec, "tags")}
        # named after its service alone: two VPCs with the same endpoint in one stack collide
        yield Child(_ENDPOINT, str(spec.get("serviceName")), vpc, {**tables, **spec, "vpcId": vpc, "tags": tags})


def _place_tags(plan: VpcPlan, spec: SubnetSpec, zone: str, label: str) -> dict[str, Value]:
    by_zone = plan.args.get("subnetNameTagStrategy") == "AvailabilityZone"
    shown = f"{plan.name}-{spec.label}-{zone.rsplit('-', 1)[-1]}" if by_zone else label
    return {"Name": shown, "SubnetType": spec.type}


def _tag(child: Child, key: str) -> Value:
    tags = child.inputs.get("tags")
    return tags.get(key) if isinstance(tags, Mapping) else None
