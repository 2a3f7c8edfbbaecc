"""Where security groups let their members go: to what the document names, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .addresses import internet
from .flows import Flow, egress_of, flows
from .groups import group_index
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import UNKNOWN, Resource, Stack, Unknown
from .sources import port_outcome, service_ports
from .types import (
    DB_INSTANCE,
    ECS_SERVICE,
    EGRESS,
    LOAD_BALANCER,
    PREFIX_LIST,
    REPLICATION_GROUP,
    VPC_ENDPOINT,
)

_WORLD = "0.0.0.0/0"
_ANSWER_ONLY = (DB_INSTANCE, REPLICATION_GROUP, VPC_ENDPOINT)  # what never starts a connection
_PORTS = {DB_INSTANCE: 5432, REPLICATION_GROUP: 6379, VPC_ENDPOINT: 443}


class Destinations(RuleConfig):
    """Logical names of further security groups that the services may reach, e.g. that of RDS Proxy."""

    extra_destinations: tuple[Text, ...] = ()


@rule(
    id="sg-egress-restricted",
    title="Groups let out what the document names and nothing else",
    title_ja="アウトバウンドは定められた宛先のみ許可する",
    severity="high",
    kind="stack",
    types=EGRESS,
    reads=(DB_INSTANCE, ECS_SERVICE, LOAD_BALANCER, PREFIX_LIST, REPLICATION_GROUP, VPC_ENDPOINT),
    remediation=(
        "Load balancer: the services' group on their ports. Services: 5432 and 6379 to the data stores' groups, and "
        "443 either once to 0.0.0.0/0 or to the interface endpoints' group and S3's prefix list. Database, Redis and "
        "endpoints: nothing."
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    references=References(checkov=("CKV_AWS_382",)),
    config=Destinations,
)
def sg_egress_restricted(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A group without egress rules lets nothing out: the provider takes away AWS's own rule that lets all.

    Of groups with no such use it only asks that not everything goes out to the internet.
    """
    judged = False
    for flow in flows(resource, stack, "egress"):
        judged = True
        if flow is UNKNOWN:
            yield Deferred("its inline rules are known only at the update")
        else:
            yield from _judged(flow, stack)
    if resource.urn in stack.index(group_index).of(ECS_SERVICE):
        judged = True
        yield from _way_out(stack.index(egress_of).get(resource.urn, ()), stack)
    if not judged:
        yield NOT_APPLICABLE


def _judged(flow: Flow, stack: Stack) -> Iterator[Outcome]:
    index = stack.index(group_index)
    silent, balancer, services = (
        not index.of(*types).isdisjoint(flow.groups) for types in (_ANSWER_ONLY, (LOAD_BALANCER,), (ECS_SERVICE,))
    )
    if silent:
        yield Violation("lets a data store or endpoint out, which only answers")
    elif balancer or services:
        if flow.itself is True:
            yield Violation("lets its members out to one another")
        elif flow.itself is UNKNOWN:
            yield Deferred("whether it lets its members out to one another is known only at the update")
    else:
        yield from _of_others(flow)
    if balancer:
        yield from _of_balancer(flow, stack)
    if services:
        yield from _of_services(flow, stack)


def _of_balancer(flow: Flow, stack: Stack) -> Iterator[Outcome]:
    services = stack.index(group_index).of(ECS_SERVICE)
    if flow.cidrs or flow.prefix_lists or not (flow.peers.given or flow.itself in (True, UNKNOWN)):
        yield Violation("lets the load balancer out; only the services' security group may be where to")
        return
    yield from _only_to(flow, services, "the load balancer may reach the services only")
    if flow.peers.urns and services.issuperset(flow.peers.urns):
        yield from port_outcome(flow, *service_ports(flow.peers.urns, stack))


def _of_services(flow: Flow, stack: Stack) -> Iterator[Outcome]:
    index = stack.index(group_index)
    extra = stack.pack.of(Destinations).extra_destinations
    named = {urn for urn in flow.peers.urns if stack.by_urn[urn].name in extra}
    if flow.cidrs:
        if UNKNOWN in flow.cidrs:
            yield Deferred("to which addresses it lets the services out is known only at the update")
        elif flow.cidrs != (_WORLD,):
            yield Violation(f"lets the services out to addresses; the one way there may be is tcp 443 to {_WORLD}")
        yield from port_outcome(flow, (443,))
    if flow.prefix_lists:
        if flow.list_cidrs:
            yield Violation("lets the services out to a prefix list that is not S3's")
        yield from port_outcome(flow, (443,))
    yield from _only_to(flow, index.of(*_PORTS) | named, "the services may reach the data stores and endpoints only")
    for token, port in _PORTS.items():
        if flow.peers.exact and any(urn in index.of(token) for urn in flow.peers.urns):
            yield from port_outcome(flow, (port,))
    if not (flow.cidrs or flow.prefix_lists or flow.peers.given or flow.itself in (True, UNKNOWN)):
        yield Violation("names no destination")


def _only_to(flow: Flow, allowed: Collection[str], what: str) -> Iterator[Outcome]:
    strangers = [urn for urn in flow.peers.urns if urn not in allowed]
    if flow.peers.foreign or (strangers and (flow.peers.exact or len(strangers) == len(flow.peers.urns))):
        yield Violation(f"lets out to another security group; {what}")
    elif strangers:
        yield Deferred("to which security groups it lets out is known only at the update")


def _of_others(flow: Flow) -> Iterator[Outcome]:
    pieces = internet(cidr for cidr in (*flow.cidrs, *flow.list_cidrs) if cidr is not UNKNOWN)
    everything = flow.traffic.everything()
    if pieces and everything is True:
        yield Violation(f"lets everything out to {' and '.join(pieces)}")
    elif everything is not False and (pieces or UNKNOWN in flow.cidrs):
        yield Deferred("whether it lets everything out to the internet is known only at the update")


def _way_out(own: Sequence[Flow | Unknown], stack: Stack) -> Iterator[Outcome]:
    """Tasks do not start without ECR, SSM and CloudWatch: through the internet, or through endpoints and S3's."""
    endpoints = stack.index(group_index).of(VPC_ENDPOINT)
    known = [flow for flow in own if flow is not UNKNOWN]
    outside = sum(bool(flow.cidrs) for flow in known)
    inside = any(urn in endpoints for flow in known for urn in flow.peers.urns)
    if outside > 1:
        yield Violation(f"lets the services out to addresses by {outside} rules; there may be one")
    if outside and inside:
        yield Violation("lets the services out to the internet although they have interface endpoints")
    if len(known) == len(own) and not outside:
        if not inside:
            yield Violation("gives the services no way to ECR, SSM and CloudWatch: no task starts")
        elif not any(flow.prefix_lists for flow in known):
            yield Violation("gives the services no way to S3, where image layers are: no task starts")
