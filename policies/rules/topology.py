"""How subnets lead out of a VPC: by their route tables, inline routes and separate ones alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .references import Reference, reference
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import (
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SUBNET,
    INTERNET_GATEWAY,
    MAIN_ROUTE_TABLE_ASSOCIATION,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE_ASSOCIATION,
    ROUTE_TABLES,
    SUBNET,
    SUBNETS,
    VPCS,
)


@dataclass(frozen=True, slots=True)
class Exits:
    """`internet`: an internet gateway leads in and out. `nats`: NAT gateways of the stack, as URNs; `outward`: one of
    these, or an egress-only gateway, leads out."""

    internet: bool | Unknown = False
    outward: bool = False
    nats: frozenset[str] = frozenset()

    def __or__(self, other: Exits) -> Exits:
        answers = self.internet, other.internet
        internet = True if True in answers else UNKNOWN if UNKNOWN in answers else False
        return Exits(internet, self.outward or other.outward, self.nats | other.nats)

    def perhaps(self) -> Exits:
        """The same where it is not known whether they are a subnet's."""
        return Exits(UNKNOWN if self.internet else False)


_NONE = Exits()


def vpcs_of(resource: Resource, stack: Stack) -> tuple[str, ...]:
    """The VPC that it says to be in, as URN."""
    return reference(stack, resource, ("vpcId",), VPCS).urns


def table_exits(stack: Stack) -> Mapping[str, Exits]:
    """By route table: `stack.index(table_exits)`."""
    found: dict[str, Exits] = {}
    for table in stack.of_type(*ROUTE_TABLES):
        exits = _NONE
        for at in table.each("routes"):
            exits |= _route(table, at, stack)
        found[table.urn] = exits
    for route in stack.of_type(ROUTE):
        tables = reference(stack, route, ("routeTableId",), ROUTE_TABLES)
        exits = _route(route, (), stack)
        for urn in tables.urns:
            found[urn] |= exits if tables.exact else exits.perhaps()
    return found


def subnet_exits(stack: Stack) -> Mapping[str, Exits]:
    """By subnet: `stack.index(subnet_exits)`. One that is associated with no table has the main one of its VPC;
    that of the default VPC leads to the internet."""
    by_table, main = stack.index(table_exits), _main_tables(stack)
    found: dict[str, Exits] = {}
    for association in stack.of_type(ROUTE_TABLE_ASSOCIATION):
        subnets = reference(stack, association, ("subnetId",), SUBNETS)
        tables = reference(stack, association, ("routeTableId",), ROUTE_TABLES)
        exits = _joined(tables, by_table)
        for urn in subnets.urns:
            found[urn] = found.get(urn, _NONE) | (exits if subnets.exact else exits.perhaps())
    for subnet in stack.of_type(SUBNET):
        if subnet.urn not in found:
            mains = tuple(urn for vpc in vpcs_of(subnet, stack) for urn in main.get(vpc, ()))
            found[subnet.urn] = _joined(Reference(mains), by_table)
    for subnet in stack.of_type(DEFAULT_SUBNET):
        found.setdefault(subnet.urn, Exits(internet=True))
    return found


def _joined(tables: Reference, by_table: Mapping[str, Exits]) -> Exits:
    exits = _NONE
    for urn in tables.urns:
        exits |= by_table[urn] if tables.exact else by_table[urn].perhaps()
    return exits


def _main_tables(stack: Stack) -> Mapping[str, tuple[str, ...]]:
    """By VPC. Where nothing says so it is AWS's own, which leads nowhere."""
    given = {
        urn: tables
        for table in stack.of_type(MAIN_ROUTE_TABLE_ASSOCIATION)
        for urn in vpcs_of(table, stack)
        if (tables := reference(stack, table, ("routeTableId",), ROUTE_TABLES).urns)
    }
    adopted = {
        vpc.urn: (table.urn,)
        for table in stack.of_type(DEFAULT_ROUTE_TABLE)
        for vpc in stack.behind(table, "defaultRouteTableId", *VPCS)
    }
    return {**adopted, **given}


def _route(resource: Resource, at: Path, stack: Stack) -> Exits:
    """Whatever its destination: one to a part of the internet opens the subnet to that part."""
    key = str(at[0]) if at else "gatewayId"
    behind = stack.behind(resource, key, INTERNET_GATEWAY)
    if at and resource.get(*at) is UNKNOWN:
        return Exits(UNKNOWN if behind else False)
    gateway = resource.text(*at, "gatewayId")
    internet = gateway is not ABSENT and (bool(behind) if gateway is UNKNOWN else gateway.startswith("igw-"))
    nats = reference(stack, resource, (*at, "natGatewayId"), (NAT_GATEWAY,))
    outward = nats.given or resource.get(*at, "egressOnlyGatewayId") is not ABSENT
    return Exits(internet, outward, frozenset(nats.urns if nats.exact else ()))
