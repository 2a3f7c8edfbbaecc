"""The children of awsx.ec2.Vpc, held against a recording of the real component."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from offline.awsx_vpc import Child, Ref, expand, layout, outputs_of
from offline.refusals import VpcRefusedError
from offline.values import UNKNOWN, Value

RECORDED: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "awsx-vpc.json").read_text())
PROGRAM = RECORDED["program"]
ZONES = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]
ARGS: dict[str, Value] = {
    "cidrBlock": PROGRAM["cidr_block"],
    "availabilityZoneNames": PROGRAM["availability_zone_names"],
    "enableDnsHostnames": True,
    "natGateways": {"strategy": "Single"},
    "subnetStrategy": "Auto",
    "subnetSpecs": [
        {"type": spec["type"], "cidrBlocks": spec["cidr_blocks"], "tags": spec["tags"]}
        for spec in PROGRAM["subnet_specs"]
    ],
    "vpcEndpointStrategy": "Auto",
    "vpcEndpointSpecs": [
        {"serviceName": spec["service_name"], "tags": spec["tags"]} for spec in PROGRAM["vpc_endpoint_specs"]
    ],
    "tags": PROGRAM["tags"],
}
STRATEGIES = {"SINGLE": "Single", "ONE_PER_AZ": "OnePerAz", "NONE": "None"}


def children(changed: Mapping[str, Value] | None = None, *, first_preview: bool = False) -> tuple[Child, ...]:
    return expand("main", {**ARGS, **(changed or {})}, region_zones=ZONES, first_preview=first_preview)


def as_recorded(child: Child) -> dict[str, object]:
    def key(ref: Ref) -> str:
        return f"{ref.type}::{ref.name}"

    def shown(value: object) -> object:
        if isinstance(value, Ref):
            return f"${{{key(value)}.{value.output}}}"
        return [shown(item) for item in value] if isinstance(value, list) else value

    return {
        "type": child.type,
        "name": child.name,
        "parent": key(child.parent) if child.parent else "awsx:ec2:Vpc::main",
        "dependencies": sorted({key(ref) for ref in child.dependencies()}),
        "propertyDependencies": {name: sorted(map(key, refs)) for name, refs in child.references().items()},
        "inputs": {name: shown(value) for name, value in child.inputs.items()},
    }


def by_key(resources: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f"{one['type']}::{one['name']}": {k: v for k, v in one.items() if k != "provider"} for one in resources}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_children_are_those_of_the_real_component(strategy: str) -> None:
    made = [as_recorded(child) for child in children({"natGateways": {"strategy": STRATEGIES[strategy]}})]

    assert len(made) == RECORDED["counts"][strategy]["children"]
    assert by_key(made) == by_key(RECORDED[strategy][1:])  # the first is the component


def test_legacy_endpoint_strategy_gives_the_endpoint_no_route_tables() -> None:
    endpoint = next(as_recorded(c) for c in children({"vpcEndpointStrategy": "Legacy"}) if "vpcEndpoint" in c.type)

    expected = RECORDED["SINGLE_with_endpoint_strategy_LEGACY"]["endpoint"]
    assert endpoint == {key: value for key, value in expected.items() if key != "provider"}


def test_children_follow_what_they_refer_to() -> None:
    seen: set[tuple[str, str]] = set()
    for child in children():
        assert {ref.child for ref in child.dependencies()} <= seen
        seen.add((child.type, child.name))


def test_a_first_preview_has_an_unknown_ipv6_block_on_every_subnet_and_nothing_else() -> None:
    for now, later in zip(children(first_preview=True), children(), strict=True):
        added = {"ipv6CidrBlock": UNKNOWN} if now.type == "aws:ec2/subnet:Subnet" else {}
        assert now.inputs == {**later.inputs, **added}


def test_zone_names_in_tags_leave_logical_names_alone() -> None:
    plain, zoned = children(), children({"subnetNameTagStrategy": "AvailabilityZone"})

    assert [child.name for child in zoned] == [child.name for child in plain]
    tags = {c.name: c.inputs["tags"] for c in zoned if c.type == "aws:ec2/subnet:Subnet"}
    assert {name: tag["Name"] for name, tag in tags.items() if isinstance(tag, dict)} == {
        "main-public-1": "main-public-1a",
        "main-private-1": "main-private-1a",
        "main-isolated-1": "main-isolated-1a",
        "main-public-2": "main-public-1c",
        "main-private-2": "main-private-1c",
        "main-isolated-2": "main-isolated-1c",
    }


def test_given_addresses_replace_the_elastic_ips() -> None:
    made = children({"natGateways": {"strategy": "Single", "elasticIpAllocationIds": ["eipalloc-1"]}})

    assert len(made) == 26
    assert [c.inputs["allocationId"] for c in made if c.type == "aws:ec2/natGateway:NatGateway"] == ["eipalloc-1"]


def test_zones_come_from_the_region_when_only_their_number_is_given() -> None:
    args = {key: value for key, value in ARGS.items() if key != "availabilityZoneNames"}
    made = expand("main", {**args, "numberOfAvailabilityZones": 2}, region_zones=ZONES, first_preview=False)

    zones = [c.inputs["availabilityZone"] for c in made if c.name.startswith("main-public") and "subnet:" in c.type]
    assert zones == ["ap-northeast-1a", "ap-northeast-1c"]


def test_outputs_list_the_children_by_zone_then_type() -> None:
    outputs = outputs_of(children({"natGateways": {"strategy": "OnePerAz"}}))

    assert {key: [child.name for child in made] for key, made in outputs.items() if "ubnets" in key} == {
        "subnets": [f"main-{kind}-{i}" for i in (1, 2) for kind in ("public", "private", "isolated")],
        "publicSubnets": ["main-public-1", "main-public-2"],
        "privateSubnets": ["main-private-1", "main-private-2"],
        "isolatedSubnets": ["main-isolated-1", "main-isolated-2"],
    }
    assert {key: len(made) for key, made in outputs.items() if "ubnets" not in key} == {
        "natGateways": 2, "eips": 2, "routes": 4, "routeTables": 6, "routeTableAssociations": 6, "vpcEndpoints": 1,
    }  # fmt: skip
    assert layout(ARGS)[0] == {"type": "Public", "cidrBlocks": ["10.0.0.0/24", "10.0.1.0/24"]}


def specs(*blocks: list[str]) -> list[Value]:
    return [{"type": kind, "cidrBlocks": b} for kind, b in zip(("Public", "Private", "Isolated"), blocks, strict=False)]


GOOD = ["10.0.0.0/24", "10.0.1.0/24"]


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        (
            {"subnetSpecs": specs(GOOD, ["10.0.1.0/25", "10.0.3.0/24"])},
            ["main-public-2 10.0.1.0/24 overlaps main-private-1 10.0.1.0/25"],
        ),
        ({"subnetSpecs": specs(GOOD, ["10.0.2.0/24"])}, ["private: 1 cidrBlocks for 2 availability zones"]),
        ({"availabilityZoneNames": ["ap-northeast-1a"] * 2}, ["availability zone ap-northeast-1a is given twice"]),
        ({"numberOfAvailabilityZones": 2}, ["give availabilityZoneNames or numberOfAvailabilityZones, not both"]),
        (
            {"availabilityZoneNames": None, "numberOfAvailabilityZones": 4},
            [
                "4 availability zones asked for, the region has " + ", ".join(ZONES),
                *(f"{kind}: 2 cidrBlocks for 3 availability zones" for kind in ("public", "private", "isolated")),
            ],
        ),
        (
            {"subnetStrategy": "Legacy"},
            ["subnetStrategy is Legacy (the default), which ignores explicit cidrBlocks: set it to Auto"],
        ),
        (
            {"subnetStrategy": "Exact"},
            ["subnetStrategy Exact is not modelled offline, only Auto with explicit cidrBlocks"],
        ),
        (
            {"natGateways": {"strategy": "Single", "elasticIpAllocationIds": ["a", "b"]}},
            ["2 elasticIpAllocationIds for 1 NAT gateways"],
        ),
        (
            {"natGateways": {"strategy": "None", "elasticIpAllocationIds": ["a"]}},
            ["1 elasticIpAllocationIds for 0 NAT gateways"],
        ),
        ({"subnetSpecs": specs(GOOD)}, ["natGateways strategy Single needs both public and private subnets"]),
        (
            {"ipv6CidrBlock": "::/56", "tags": UNKNOWN},
            ["argument ipv6CidrBlock is not modelled offline", "tags must be a mapping whose keys are known"],
        ),
        (
            {"vpcEndpointSpecs": [{"serviceName": "s", "vpcEndpointType": "Interface"}]},
            ["endpoint s: type Interface is not modelled offline"],
        ),
    ],
)
def test_refusals_name_every_mistake(changed: dict[str, Value], problems: list[str]) -> None:
    with pytest.raises(VpcRefusedError) as refused:
        children(changed)

    assert list(refused.value.problems) == problems


def test_a_block_that_is_no_address_is_named() -> None:
    with pytest.raises(VpcRefusedError, match=r"awsx:ec2:Vpc main: public: 10\.0\.0/33 is not an address block"):
        children({"subnetSpecs": specs(["10.0.0/33", "10.0.1.0/24"], ["10.0.2.0/24", "10.0.3.0/24"])})
