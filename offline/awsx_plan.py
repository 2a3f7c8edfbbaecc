"""What the arguments of `awsx:ec2:Vpc` ask for, and everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from itertools import combinations, count

from offline.refusals import VpcRefusedError
from offline.values import Value

SUBNET_TYPES = ("Public", "Private", "Isolated")
TO_VPC = ("enableDnsHostnames", "enableDnsSupport", "enableNetworkAddressUsageMetrics", "instanceTenancy")
_ARGUMENTS = {
    *TO_VPC, "cidrBlock", "availabilityZoneNames", "numberOfAvailabilityZones", "natGateways", "subnetSpecs",
    "subnetStrategy", "subnetNameTagStrategy", "tags", "vpcEndpointSpecs", "vpcEndpointStrategy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubnetSpec:
    """One kind of subnet, with a block per zone."""

    type: str
    label: str
    blocks: Sequence[str]
    tags: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class VpcPlan:
    """The arguments, checked and in the order in which awsx works through them."""

    name: str
    zones: Sequence[str]
    specs: Sequence[SubnetSpec]
    strategy: str
    addresses: Sequence[str]
    tags: Mapping[str, Value]
    args: Mapping[str, Value]

    def places(self) -> Iterator[tuple[int, str, SubnetSpec, str]]:
        """(AZ position from 1, zone, spec, name) of each subnet: by AZ, in it public, private, isolated."""
        for index, zone in enumerate(self.zones, 1):
            for spec in self.specs:
                yield index, zone, spec, f"{self.name}-{spec.label}-{index}"

    def nat_zones(self) -> range:
        gateways = {"None": 0, "Single": 1}.get(self.strategy, len(self.zones))
        return range(1, gateways + 1)


def plan_of(name: str, args: Mapping[str, Value], region_zones: Sequence[str]) -> VpcPlan:
    """The plan; VpcRefusedError with every mistake otherwise."""
    problems: list[str] = [
        f"argument {key} is not modelled offline" for key in sorted(set(args) - _ARGUMENTS) if args[key] is not None
    ]
    nat = mapping(args, "natGateways")
    specs = [spec for raw in items(args, "subnetSpecs") if isinstance(raw, Mapping) for spec in _spec(raw)]
    plan = VpcPlan(
        name=name,
        zones=_zones(args, region_zones, problems),
        specs=sorted(specs, key=lambda spec: SUBNET_TYPES.index(spec.type)),
        strategy=str(nat.get("strategy", "OnePerAz")),
        addresses=[str(address) for address in items(nat, "elasticIpAllocationIds")],
        tags=mapping(args, "tags"),
        args=args,
    )
    if args.get("tags") is not None and not isinstance(args["tags"], Mapping):
        problems.append("tags must be a mapping whose keys are known")
    problems += [*_strategy_problems(plan), *_block_problems(plan), *_nat_problems(plan)]
    if problems:
        raise VpcRefusedError(name, problems)
    return plan


def _spec(raw: Mapping[str, Value]) -> Iterator[SubnetSpec]:
    if (type_ := str(raw.get("type"))) in SUBNET_TYPES:
        label = str(raw.get("name") or type_.lower())
        yield SubnetSpec(type_, label, [str(block) for block in items(raw, "cidrBlocks")], mapping(raw, "tags"))


def _zones(args: Mapping[str, Value], region_zones: Sequence[str], problems: list[str]) -> list[str]:
    names, number = args.get("availabilityZoneNames"), args.get("numberOfAvailabilityZones")
    if names is not None and number is not None:
        problems.append("give availabilityZoneNames or numberOfAvailabilityZones, not both")
    zones = [str(zone) for zone in items(args, "availabilityZoneNames")]
    if names is None:
        wanted = number if isinstance(number, int) else 3
        zones = list(region_zones[:wanted])
        if len(zones) < wanted:
            problems.append(f"{wanted} availability zones asked for, the region has {', '.join(region_zones)}")
    problems += [
        f"availability zone {zone} is given twice" for zone in sorted({z for z in zones if zones.count(z) > 1})
    ]
    return zones


def _strategy_problems(plan: VpcPlan) -> Iterator[str]:
    strategy = plan.args.get("subnetStrategy", "Legacy")
    if strategy == "Legacy" and any(spec.blocks for spec in plan.specs):
        yield "subnetStrategy is Legacy (the default), which ignores explicit cidrBlocks: set it to Auto"
    elif strategy != "Auto":
        yield f"subnetStrategy {strategy} is not modelled offline, only Auto with explicit cidrBlocks"
    for raw in items(plan.args, "subnetSpecs"):
        if isinstance(raw, Mapping) and raw.get("type") not in SUBNET_TYPES:
            yield f"subnet type {raw.get('type')} is not modelled offline, only {', '.join(SUBNET_TYPES)}"
    for spec in items(plan.args, "vpcEndpointSpecs"):
        if isinstance(spec, Mapping) and spec.get("vpcEndpointType", "Gateway") != "Gateway":
            yield f"endpoint {spec.get('serviceName')}: type {spec['vpcEndpointType']} is not modelled offline"


def _block_problems(plan: VpcPlan) -> Iterator[str]:
    blocks: list[tuple[str, IPv4Network]] = []
    for spec in plan.specs:
        if len(spec.blocks) != len(plan.zones):
            yield f"{spec.label}: {len(spec.blocks)} cidrBlocks for {len(plan.zones)} availability zones"
        for index, block in zip(count(1), spec.blocks, strict=False):
            try:
                blocks.append((f"{plan.name}-{spec.label}-{index} {block}", IPv4Network(block, strict=False)))
            except (AddressValueError, NetmaskValueError) as mistake:
                yield f"{spec.label}: {block} is not an address block ({mistake})"
    for (one, first), (other, second) in combinations(blocks, 2):
        if first.overlaps(second):
            yield f"{one} overlaps {other}"


def _nat_problems(plan: VpcPlan) -> Iterator[str]:
    if plan.strategy not in ("None", "Single", "OnePerAz"):
        yield f"natGateways strategy {plan.strategy} is not one of None, Single, OnePerAz"
    elif plan.strategy != "None" and not {"Public", "Private"} <= {spec.type for spec in plan.specs}:
        yield f"natGateways strategy {plan.strategy} needs both public and private subnets"
    if plan.addresses and len(plan.addresses) != len(plan.nat_zones()):
        yield f"{len(plan.addresses)} elasticIpAllocationIds for {len(plan.nat_zones())} NAT gateways"


def items(values: Mapping[str, Value], key: str) -> Sequence[Value]:
    held = values.get(key)
    return held if isinstance(held, Sequence) and not isinstance(held, str) else ()


def mapping(values: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    held = values.get(key)
    return held if isinstance(held, Mapping) else {}
