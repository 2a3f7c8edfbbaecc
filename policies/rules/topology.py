"""How subnets lead out of a VPC: by their route tables, inline routes and separate ones alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import any_of
from .flows import texts_at
from .references import Reference, known_ids, reference
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import (
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SUBNET,
    DEFAULT_VPC,
    INTERNET_GATEWAY,
    MAIN_ROUTE_TABLE_ASSOCIATION,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE_ASSOCIATION,
    ROUTE_TABLES,
    SUBNETS,
    VPCS,
    canonical,
)


@dataclass(frozen=True, slots=True)
class Exits:
    """`internet`: an internet gateway leads in and out. `nats`: NAT gateways of the stack, as URNs; `outward`: one of
    these, or an egress-only gateway, leads out. `elsewhere`: a route table that is not of the stack leads out, and
    not even the update tells where to."""

    internet: bool | Unknown = False
    outward: bool = False
    nats: frozenset[str] = frozenset()
    elsewhere: bool = False

    def __or__(self, other: Exits) -> Exits:
        internet = any_of((self.internet, other.internet))
        return Exits(internet, self.outward or other.outward, self.nats | other.nats, self.elsewhere or other.elsewhere)

    @property
    def closed(self) -> bool:
        """Whether it is certain that no internet gateway leads in."""
        return self.internet is False and not self.elsewhere

    def perhaps(self) -> Exits:
        """The same where it is not known whether they are a subnet's."""
        return Exits(UNKNOWN if self.internet else False, elsewhere=self.elsewhere)


_NONE = Exits()


def vpcs_of(resource: Resource, stack: Stack) -> tuple[str, ...]:
    """The VPC that it says to be in, as URN."""
    return reference(stack, resource, ("vpcId",), VPCS).urns


def tables_of(resource: Resource, key: str, stack: Stack) -> Reference:
    """The route tables that it names. A VPC's URN stands for the table which that VPC comes with, its main one unless
    it is given another: mainRouteTableId and defaultRouteTableId are outputs of the VPC itself."""
    named = reference(stack, resource, (key,), ROUTE_TABLES)
    vpcs, ids = tuple(vpc.urn for vpc in stack.behind(resource, key, *VPCS)), stack.index(known_ids)
    if not vpcs or all(text in ids for text in texts_at(resource, (key,))):
        return named
    return Reference((*named.urns, *vpcs), exact=len(vpcs) == 1 and not named.urns)


def adopted_tables(stack: Stack) -> Mapping[str, str]:
    """Table that is managed -> VPC that comes with it: `stack.index(adopted_tables)`."""
    return {
        table.urn: vpc.urn
        for table in stack.of_type(DEFAULT_ROUTE_TABLE)
        for vpc in stack.behind(table, "defaultRouteTableId", *VPCS)
    }


def table_exits(stack: Stack) -> Mapping[str, Exits]:
    """By route table: `stack.index(table_exits)`. The one that a VPC comes with leads nowhere, that of the default VPC
    to the internet until it is managed."""
    adopted, vpcs = stack.index(adopted_tables), [vpc.urn for vpc in stack.of_type(*VPCS)]
    found = dict.fromkeys(vpcs, _NONE)
    found |= {vpc.urn: Exits(internet=vpc.urn not in adopted.values()) for vpc in stack.of_type(DEFAULT_VPC)}
    for table in stack.of_type(*ROUTE_TABLES):
        found[table.urn] = _NONE
        for at in table.each("routes"):
            found[table.urn] |= _route(table, at, stack)
    for route in stack.of_type(ROUTE):
        tables, exits = tables_of(route, "routeTableId", stack), _route(route, (), stack)
        for urn in tables.urns:
            found[urn] |= exits if tables.exact else exits.perhaps()
        if tables.foreign and not exits.closed:  # which may be the table that one of the VPCs comes with
            found |= {vpc: found[vpc] | _abroad(route, "routeTableId") for vpc in vpcs}
    for table in stack.of_type(DEFAULT_ROUTE_TABLE):
        if vpc := adopted.get(table.urn):
            found[table.urn] = found[vpc] = found[table.urn] | found[vpc]
        elif not found[table.urn].closed:
            found |= {vpc: found[vpc] | _abroad(table, "defaultRouteTableId") for vpc in vpcs}
    return found


def subnet_exits(stack: Stack) -> Mapping[str, Exits]:
    """By subnet: `stack.index(subnet_exits)`. One that is associated with no table has the main one of its VPC;
    a subnet of AWS's own making leads to the internet."""
    found: dict[str, Exits] = {}
    sure: set[str] = set()
    for association in stack.of_type(ROUTE_TABLE_ASSOCIATION):
        subnets, exits = reference(stack, association, ("subnetId",), SUBNETS), _table(association, stack)
        sure.update(subnets.urns if subnets.exact else ())
        for urn in subnets.urns:
            found[urn] = found.get(urn, _NONE) | (exits if subnets.exact else exits.perhaps())
    main = _main_exits(stack)
    for subnet in stack.of_type(*SUBNETS):
        if subnet.urn not in sure:
            exits = _main_of(subnet, main, stack)
            found[subnet.urn] = exits if subnet.urn not in found else found[subnet.urn] | exits.perhaps()
    return found


def _main_of(subnet: Resource, main: Mapping[str, Exits], stack: Stack) -> Exits:
    if canonical(subnet.type) == DEFAULT_SUBNET:
        return Exits(internet=True)
    vpcs = reference(stack, subnet, ("vpcId",), VPCS)
    return _joined(vpcs, main) | (_abroad(subnet, "vpcId") if vpcs.foreign else _NONE)


def _table(association: Resource, stack: Stack) -> Exits:
    """Where the table leads that something is associated with."""
    tables = tables_of(association, "routeTableId", stack)
    exits = _joined(tables, stack.index(table_exits))
    return exits | _abroad(association, "routeTableId") if tables.foreign else exits


def _joined(named: Reference, exits: Mapping[str, Exits]) -> Exits:
    found = _NONE
    for urn in named.urns:
        found |= exits[urn] if named.exact else exits[urn].perhaps()
    return found


def _abroad(resource: Resource, key: str) -> Exits:
    """Of what is not of the stack, as far as is known: an output that is not known yet may still turn out to be."""
    return Exits(internet=UNKNOWN) if resource.text(key) is UNKNOWN else Exits(elsewhere=True)


def _main_exits(stack: Stack) -> Mapping[str, Exits]:
    """By VPC: of the main table that it is given, else of the one that it comes with."""
    given: dict[str, Exits] = {}
    for association in stack.of_type(MAIN_ROUTE_TABLE_ASSOCIATION):
        for urn in vpcs_of(association, stack):
            given[urn] = given.get(urn, _NONE) | _table(association, stack)
    return {**stack.index(table_exits), **given}


def _route(resource: Resource, at: Path, stack: Stack) -> Exits:
    """Whatever its destination: one to a part of the internet opens the subnet to that part."""
    if at and resource.get(*at) is UNKNOWN:
        return Exits(internet=UNKNOWN)
    gateway, key = resource.text(*at, "gatewayId"), str(at[0]) if at else "gatewayId"
    internet: bool | Unknown = gateway is not ABSENT and (gateway is UNKNOWN or gateway.startswith("igw-"))
    if gateway is UNKNOWN and not stack.behind(resource, key, INTERNET_GATEWAY):
        internet = UNKNOWN
    nats = reference(stack, resource, (*at, "natGatewayId"), (NAT_GATEWAY,))
    outward = nats.given or resource.get(*at, "egressOnlyGatewayId") is not ABSENT
    return Exits(internet, outward, frozenset(nats.urns if nats.exact else ()))
