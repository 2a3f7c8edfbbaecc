"""How tasks get to AWS and to the internet: endpoints and NAT gateways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .flows import flows
from .groups import ATTACHED, group_index
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .references import reference
from .resource import ABSENT, UNKNOWN, Resource, Stack
from .sources import port_outcome
from .topology import adopted_tables, subnet_exits, table_exits, tables_of, vpcs_of
from .types import (
    ECS_SERVICE,
    INGRESS,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    ROUTE_TABLES,
    SECURITY_GROUPS,
    SUBNET,
    SUBNETS,
    VPC_ENDPOINT,
    VPC_ENDPOINT_ROUTE_TABLE,
    VPCS,
    canonical,
)


class Endpoints(RuleConfig):
    """Whether tasks reach AWS through interface endpoints (about $10 a month each and zone), and which they need."""

    interface_endpoints: bool = False
    services: tuple[Text, ...] = ("ecr.api", "ecr.dkr", "kms", "logs", "ssm")


@rule(
    id="vpc-endpoints",
    title="S3 is reached through its gateway endpoint, and interface endpoints are closed to all but 443",
    title_ja="S3 はゲートウェイエンドポイント経由とし、インターフェイスエンドポイントは 443 のみ許可する",
    severity="low",
    kind="stack",
    types=(*VPCS, VPC_ENDPOINT, *INGRESS),
    reads=(*ROUTE_TABLES, ROUTE, NAT_GATEWAY, VPC_ENDPOINT_ROUTE_TABLE, *ATTACHED),
    remediation=(
        "Add aws.ec2.VpcEndpoint for com.amazonaws.<region>.s3 with the route tables that lead to a NAT gateway. "
        "Interface endpoints: privateDnsEnabled and a security group of their own that lets in tcp 443."
    ),
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
    references=References(security_hub=("EC2.10", "EC2.55", "EC2.56", "EC2.57")),
    config=Endpoints,
)
def vpc_endpoints(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Interface endpoints are asked for only where they are chosen; those that are there are judged anyway."""
    token = canonical(resource.type)
    if token in VPCS:
        yield from _has_endpoints(resource, stack)
    elif token == VPC_ENDPOINT:
        yield from _interface(resource, stack) if _kind(resource) == "Interface" else (NOT_APPLICABLE,)
    else:
        yield from _let_in(resource, stack)


def _kind(endpoint: Resource) -> object:
    kind = endpoint.text("vpcEndpointType")
    return "Gateway" if kind is ABSENT else kind


def _serves(endpoint: Resource, kind: str, service: str) -> bool:
    name = endpoint.text("serviceName")
    return _kind(endpoint) == kind and isinstance(name, str) and name.endswith(f".{service}")


def _has_endpoints(vpc: Resource, stack: Stack) -> Iterator[Outcome]:
    own = [endpoint for endpoint in stack.of_type(VPC_ENDPOINT) if vpc.urn in vpcs_of(endpoint, stack)]
    unsure = any(UNKNOWN in (_kind(endpoint), endpoint.text("serviceName")) for endpoint in own)
    of_s3 = [endpoint for endpoint in own if _serves(endpoint, "Gateway", "s3")]
    if of_s3:
        yield from _covers(vpc, of_s3, stack)
    elif not unsure:
        yield Violation("has no gateway endpoint for S3")
    chosen = stack.pack.of(Endpoints)
    missing = [name for name in chosen.services if not any(_serves(one, "Interface", name) for one in own)]
    if chosen.interface_endpoints and missing and not unsure:
        yield Violation(f"has no interface endpoint for {', '.join(missing)}")
    if unsure and (not of_s3 or (chosen.interface_endpoints and missing)):
        yield Deferred("of which services it has endpoints is known only at the update")


def _covers(vpc: Resource, of_s3: Sequence[Resource], stack: Stack) -> Iterator[Outcome]:
    covered = {urn for one in of_s3 for urn in tables_of(one, "routeTableIds", stack).urns}
    for entry in stack.of_type(VPC_ENDPOINT_ROUTE_TABLE):
        if any(one in of_s3 for one in stack.behind(entry, "vpcEndpointId", VPC_ENDPOINT)):
            covered.update(tables_of(entry, "routeTableId", stack).urns)
    adopted, exits = stack.index(adopted_tables), stack.index(table_exits)
    covered.update(adopted[urn] for urn in tuple(covered) if urn in adopted)  # the table that a VPC comes with
    tables = [table for table in stack.of_type(ROUTE_TABLE) if vpc.urn in vpcs_of(table, stack)]
    missed = sorted(table.name for table in tables if exits[table.urn].outward and table.urn not in covered)
    if exits[vpc.urn].outward and vpc.urn not in covered:
        missed.append("the table it comes with")
    if missed:
        yield Violation(f"reaches S3 from {', '.join(missed)} past its gateway endpoint")


def _interface(endpoint: Resource, stack: Stack) -> Iterator[Outcome]:
    groups = reference(stack, endpoint, ("securityGroupIds",), SECURITY_GROUPS)
    if not groups.given:
        yield Violation("names no security group, so it is in the VPC's default one")
    elif groups.foreign:
        yield Violation("is in a security group that is not of this stack, whose rules cannot be judged")
    index = stack.index(group_index)
    if others := sorted({user.name for urn in groups.urns for user in index.others(urn, VPC_ENDPOINT)}):
        yield Violation(f"shares its security group with {', '.join(others)}")
    name, private = endpoint.text("serviceName"), endpoint.flag("privateDnsEnabled")
    if private is UNKNOWN:
        yield Deferred("whether the service's own name leads to it is known only at the update")
    elif private is not True and isinstance(name, str) and name.startswith("com.amazonaws."):
        yield Violation("is passed by: the service's own name does not lead to it")


def _let_in(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    endpoints = stack.index(group_index).of(VPC_ENDPOINT)
    judged = False
    for flow in flows(resource, stack, "ingress"):
        groups = (resource.urn,) if flow is UNKNOWN else flow.groups
        if not endpoints.intersection(groups):
            continue
        judged = True
        if flow is UNKNOWN:
            yield Deferred("its inline rules are known only at the update")
        else:
            yield from port_outcome(flow, (443,))
    if not judged:
        yield NOT_APPLICABLE


@rule(
    id="nat-per-profile",
    title="NAT gateways are as many as the profile pays for: one, or one in each zone",
    title_ja="NAT ゲートウェイはプロファイルどおり（minimal は 1、ha は AZ ごと）とする",
    severity="low",
    level="advisory",
    kind="stack",
    types=VPCS,
    reads=(*SUBNETS, *ROUTE_TABLES, ROUTE, NAT_GATEWAY, VPC_ENDPOINT, ROUTE_TABLE_ASSOCIATION, ECS_SERVICE),
    remediation="Set network.natGateways to single or per-az as the profile has it, or use one regional NAT gateway.",
    url="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    references=References(),
)
def nat_per_profile(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """In ha a zone that fails takes no other's way out with it. One that stands in no public subnet is none.

    A regional gateway is in all zones by itself; where there are interface endpoints tasks need none.
    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
    """
    subnets = [subnet for subnet in stack.of_type(SUBNET) if resource.urn in vpcs_of(subnet, stack)]
    if not subnets:
        yield NOT_APPLICABLE
        return
    endpoints = [one for one in stack.of_type(VPC_ENDPOINT) if _kind(one) == "Interface"]
    inside = any(resource.urn in vpcs_of(one, stack) for one in endpoints)
    gateways = [gateway for gateway in stack.of_type(NAT_GATEWAY) if _leads_out_of(gateway, resource, subnets, stack)]
    if not gateways and not inside:
        yield Violation("has no NAT gateway")
    elif all(gateway.get("availabilityMode") not in ("regional", UNKNOWN) for gateway in gateways):
        yield from _counted(gateways, subnets, stack)
    if not inside and (stuck := sorted(subnet.name for subnet in subnets if _is_stuck(subnet, stack))):
        yield Violation(f"leads nowhere from {', '.join(stuck)}, where services are")


def _counted(gateways: Sequence[Resource], subnets: Sequence[Resource], stack: Stack) -> Iterator[Outcome]:
    if gateways and stack.pack.is_ha:
        yield from _per_zone(subnets, gateways, stack)
    elif len(gateways) > 1:
        yield Violation(f"has {len(gateways)} NAT gateways; the minimal profile pays for one")


def _is_stuck(subnet: Resource, stack: Stack) -> bool:
    named = (
        reference(stack, service, ("networkConfiguration", "subnets"), SUBNETS)
        for service in stack.of_type(ECS_SERVICE)
    )
    used = any(subnet.urn in one.urns for one in named if one.exact)
    exits = stack.index(subnet_exits)[subnet.urn]
    return used and not exits.outward and exits.closed


def _leads_out_of(gateway: Resource, vpc: Resource, subnets: Sequence[Resource], stack: Stack) -> bool:
    if gateway.get("connectivityType") == "private":
        return False
    exits = stack.index(subnet_exits)
    public = [urn for urn in reference(stack, gateway, ("subnetId",), SUBNETS).urns if not exits[urn].closed]
    return vpc.urn in vpcs_of(gateway, stack) or any(subnet.urn in public for subnet in subnets)


def _per_zone(subnets: Sequence[Resource], gateways: Sequence[Resource], stack: Stack) -> Iterator[Outcome]:
    zone_of = {subnet.urn: zone for subnet in subnets if isinstance(zone := subnet.text("availabilityZone"), str)}
    places = {gateway.urn: reference(stack, gateway, ("subnetId",), SUBNETS).urns for gateway in gateways}
    stands = {urn: {zone_of[subnet] for subnet in inside if subnet in zone_of} for urn, inside in places.items()}
    zones, with_one = set(zone_of.values()), {zone for found in stands.values() for zone in found}
    if zones - with_one:
        yield Violation(f"has NAT gateways in {len(with_one)} of its {len(zones)} zones")
    exits = stack.index(subnet_exits)
    crossing = [
        subnet.name
        for subnet in subnets
        if any(zone_of.get(subnet.urn) not in stands.get(nat, ()) for nat in exits[subnet.urn].nats)
    ]
    if crossing and not zones - with_one:
        yield Violation(f"leads {', '.join(sorted(crossing))} out through another zone")
