"""Where services and data stores stand: in subnets that the internet does not reach."""

from __future__ import annotations

from collections.abc import Iterator

from .flows import texts_at
from .model import Advice, Deferred, Outcome, References, Violation, rule
from .references import reference
from .replicas import lineage
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .topology import Exits, subnet_exits
from .types import (
    CACHE_SUBNET_GROUP,
    DB_INSTANCE,
    DB_SUBNET_GROUP,
    DEFAULT_ROUTE_TABLE,
    ECS_SERVICE,
    INTERNET_GATEWAY,
    MAIN_ROUTE_TABLE_ASSOCIATION,
    NAT_GATEWAY,
    REPLICATION_GROUP,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNETS,
    VPCS,
    canonical,
)

_DATA = (DB_SUBNET_GROUP, CACHE_SUBNET_GROUP)


@rule(
    id="data-subnets-private",
    title="Services and data stores are in subnets that no internet gateway leads to",
    title_ja="ECS・RDS・Redis はインターネットゲートウェイに繋がらないサブネットに置く",
    severity="critical",
    kind="stack",
    types=(*_DATA, ECS_SERVICE, DB_INSTANCE, REPLICATION_GROUP),
    reads=(
        *SUBNETS,
        *VPCS,
        ROUTE,
        ROUTE_TABLE,
        DEFAULT_ROUTE_TABLE,
        ROUTE_TABLE_ASSOCIATION,
        MAIN_ROUTE_TABLE_ASSOCIATION,
        INTERNET_GATEWAY,
        NAT_GATEWAY,
    ),
    remediation="Give services the private subnets and the subnet groups of data stores the isolated ones.",
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-18",
    references=References(security_hub=("RDS.18",)),
)
def data_subnets_private(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Without a subnet group of its own a data store is in the default VPC, whose subnets are public."""
    token = canonical(resource.type)
    if token == DB_INSTANCE:
        for instance in lineage(resource, stack):  # a replica in the same region stands where its source does
            if instance.get("dbSubnetGroupName") is not ABSENT:
                break
        yield from _in_group(instance, "dbSubnetGroupName", DB_SUBNET_GROUP, stack)
    elif token == REPLICATION_GROUP:
        yield from _in_group(resource, "subnetGroupName", CACHE_SUBNET_GROUP, stack)
    elif token == ECS_SERVICE:
        yield from _placed(resource, ("networkConfiguration", "subnets"), stack)
    else:
        yield from _placed(resource, ("subnetIds",), stack)
        named = reference(stack, resource, ("subnetIds",), SUBNETS)
        ways = [urn for urn in named.urns if named.exact and _exits(urn, stack).outward]
        if ways:
            yield Advice(f"could be in subnets without a way out; {_names(ways, stack)} have one")


def _in_group(store: Resource, key: str, kind: str, stack: Stack) -> Iterator[Outcome]:
    name = store.text(key)
    if name is ABSENT:
        yield Violation("names no subnet group, so it is in the default VPC, whose subnets are public")
    elif not stack.named(store, key, kind):
        if name is UNKNOWN:
            yield Deferred("its subnet group is known only at the update")
        else:
            yield Advice("is in a subnet group that is not of this stack: whether that is private is not known here")


def _placed(resource: Resource, path: Path, stack: Stack) -> Iterator[Outcome]:
    named = reference(stack, resource, path, SUBNETS)
    public = [urn for urn in named.urns if _exits(urn, stack).internet is True]
    unsure = [urn for urn in named.urns if _exits(urn, stack).internet is UNKNOWN]
    abroad = [urn for urn in named.urns if _exits(urn, stack).elsewhere]
    if public and (named.exact or len(public) == len(named.urns)):
        yield Violation(f"is in subnets that an internet gateway leads to: {_names(public, stack)}")
    elif public or unsure or (named.foreign and UNKNOWN in texts_at(resource, path)):
        yield Deferred("whether its subnets are private is known only at the update")
    elif abroad:
        yield Advice(
            f"is in subnets whose route table is not of this stack, wherever it leads: {_names(abroad, stack)}"
        )
    elif named.foreign:
        yield Advice("is in subnets that are not of this stack: whether they are private is not known here")
    if not named.given:
        yield Violation("names no subnet")


def _exits(urn: str, stack: Stack) -> Exits:
    return stack.index(subnet_exits)[urn]


def _names(urns: list[str], stack: Stack) -> str:
    return ", ".join(sorted(stack.by_urn[urn].name for urn in urns))
