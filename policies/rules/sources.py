"""Who reaches the services and what keeps their data: the document's security groups, line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass

from .flows import Flow, flows
from .groups import ATTACHED, group_index
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .references import Reference, reference
from .resource import UNKNOWN, Path, Resource, Stack
from .types import (
    DB_INSTANCE,
    ECS_SERVICE,
    INGRESS,
    LOAD_BALANCER,
    REPLICATION_GROUP,
    SECURITY_GROUPS,
    canonical,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


class DatabaseSources(RuleConfig):
    """Logical names of security groups beside the services' that may reach the database: of RDS Proxy, of a bastion."""

    extra_sources: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """The only way in to resources of one type: from the groups of another, by `whose` groups they are called."""

    to: str
    at: Path
    since: str
    who: str
    whose: str


_TO_SERVICES = _Way(
    to=ECS_SERVICE,
    at=("networkConfiguration", "securityGroups"),
    since=LOAD_BALANCER,
    who="the load balancer",
    whose="the load balancer's",
)
_TO_DATABASE = _Way(
    to=DB_INSTANCE, at=("vpcSecurityGroupIds",), since=ECS_SERVICE, who="the services", whose="the services'"
)
_TO_CACHE = _Way(
    to=REPLICATION_GROUP, at=("securityGroupIds",), since=ECS_SERVICE, who="the services", whose="the services'"
)


@rule(
    id="sg-ecs-from-alb",
    title="Only the load balancer reaches the services, on their ports",
    title_ja="ECS サービスへはロードバランサーからコンテナポートのみ許可する",
    severity="high",
    kind="stack",
    types=(ECS_SERVICE, *INGRESS),
    reads=ATTACHED,
    remediation="One ingress rule per container port: TCP, with the load balancer's security group as its source.",
    url=f"{_HUB}/ec2-controls.html#ec2-18",
    references=References(security_hub=("EC2.18",)),
)
def sg_ecs_from_alb(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The ports are those of all services in the group; a service without a load balancer has none."""
    return _only(resource, stack, _TO_SERVICES, (), ())


@rule(
    id="sg-rds-from-ecs",
    title="Only the services reach the database, on 5432",
    title_ja="データベースへは ECS サービスから 5432 のみ許可する",
    severity="critical",
    kind="stack",
    types=(DB_INSTANCE, *INGRESS),
    reads=ATTACHED,
    remediation="Keep one ingress rule: TCP 5432 with the services' security group as its source.",
    url=f"{_HUB}/ec2-controls.html#ec2-19",
    references=References(security_hub=("EC2.19",)),
    config=DatabaseSources,
    exemptable=False,
)
def sg_rds_from_ecs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Judges the instance's own groups too: what is in a group that nobody here rules cannot be shown to be safe.

    A group that the services share with anything else lets that in too. One-off tasks are in the services' group.
    """
    return _only(resource, stack, _TO_DATABASE, (5432,), stack.pack.of(DatabaseSources).extra_sources)


@rule(
    id="sg-redis-from-ecs",
    title="Only the services reach Redis, on 6379",
    title_ja="Redis へは ECS サービスから 6379 のみ許可する",
    severity="critical",
    kind="stack",
    types=(REPLICATION_GROUP, *INGRESS),
    reads=ATTACHED,
    remediation="Keep one ingress rule: TCP 6379 with the services' security group as its source.",
    url=f"{_HUB}/ec2-controls.html#ec2-19",
    references=References(security_hub=("EC2.19",)),
    exemptable=False,
)
def sg_redis_from_ecs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """As for the database."""
    return _only(resource, stack, _TO_CACHE, (6379,), ())


def service_ports(groups: Collection[str], stack: Stack) -> tuple[tuple[int, ...], bool]:
    """The container ports of the services in these groups that a load balancer sends to, and whether there may be
    more."""
    index = stack.index(group_index)
    services = [service for urn in groups for service in index.in_it(urn, ECS_SERVICE)]
    ports = [service.number(*at, "containerPort") for service in services for at in service.each("loadBalancers")]
    return tuple(sorted({port for port in ports if isinstance(port, int)})), UNKNOWN in ports


def port_outcome(flow: Flow, allowed: tuple[int, ...], more: bool = False) -> Iterator[Outcome]:
    """What there is to say of a rule that may be TCP to one of these ports; `more`: to others, not known yet, too."""
    outside = flow.traffic.outside(*allowed)
    if outside is UNKNOWN or (outside and more):
        yield Deferred("its protocol and ports are known only at the update")
    elif outside:
        only = f"only tcp {' or '.join(map(str, allowed))} may be" if allowed else "nothing listens there"
        yield Violation(f"opens {flow.traffic}; {only}")


def _only(
    resource: Resource, stack: Stack, way: _Way, ports: tuple[int, ...], extra: Collection[str]
) -> Iterator[Outcome]:
    index = stack.index(group_index)
    if canonical(resource.type) == way.to:
        yield from _own_groups(reference(stack, resource, way.at, SECURITY_GROUPS))
        return
    targets, sources = index.of(way.to), index.of(way.since)
    judged = False
    for flow in flows(resource, stack, "ingress"):
        if flow is UNKNOWN:
            if resource.urn in targets:
                judged = True
                yield Deferred("its inline rules are known only at the update")
        elif entered := [urn for urn in flow.groups if urn in targets]:
            judged = True
            yield from _source(flow, sources, stack, way, extra)
            known, more = (ports, False) if ports else service_ports(entered, stack)
            yield from port_outcome(flow, known, more)
    if not judged:
        yield NOT_APPLICABLE


def _own_groups(own: Reference) -> Iterator[Outcome]:
    if not own.given:
        yield Violation("names no security group, so it is in the VPC's default one")
    elif own.foreign:
        yield Violation("is in a security group that is not of this stack, whose rules cannot be judged")


def _source(flow: Flow, allowed: Set[str], stack: Stack, way: _Way, extra: Collection[str]) -> Iterator[Outcome]:
    only = f"only {way.whose} security group may be a source"
    if flow.cidrs:
        yield Violation(f"lets addresses in; {only}")
    if flow.prefix_lists:
        yield Violation(f"lets a prefix list in; {only}")
    if flow.itself is True:
        yield Violation(f"lets its own group in; {only}")
    elif flow.itself is UNKNOWN:
        yield Deferred("whether it lets its own group in is known only at the update")
    yield from _peers(flow.peers, allowed, stack, way, extra)
    if not (flow.peers.given or flow.cidrs or flow.prefix_lists or flow.itself in (True, UNKNOWN)):
        yield Violation("names no source")


def _peers(peers: Reference, allowed: Set[str], stack: Stack, way: _Way, extra: Collection[str]) -> Iterator[Outcome]:
    index = stack.index(group_index)
    welcome = {urn for urn in peers.urns if stack.by_urn[urn].name in extra}
    strangers = set(peers.urns) - allowed - welcome
    sharers = {urn: index.others(urn, way.since) for urn in set(peers.urns) - strangers - welcome}
    shared = {urn for urn, others in sharers.items() if others}
    # Where it is not known which of the groups it names, it is wrong for sure only if it is with any of them.
    certain = peers.exact or len(strangers | shared) == len(peers.urns)
    if peers.foreign or (strangers and certain):
        yield Violation(f"lets in a security group that is not {way.whose}")
    if certain:
        for name in sorted({user.name for urn in shared for user in sharers[urn]}):
            yield Violation(f"lets in a group that {name} shares with {way.who}")
    elif (strangers and not peers.foreign) or shared:
        yield Deferred("which security groups it lets in is known only at the update")
