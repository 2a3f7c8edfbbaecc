"""Who reaches whom: the document's security groups, as derived from what is attached to which."""

from __future__ import annotations

from collections.abc import Iterator, Set

from .groups import Ingress, group_index, ingresses, reference, world
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import UNKNOWN, Resource, Stack, Unknown
from .types import (
    DB_INSTANCE,
    ECS_SERVICE,
    LOAD_BALANCER,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    REPLICATION_GROUP,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    SECURITY_GROUPS,
    canonical,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_RULES = (*SECURITY_GROUPS, SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE)
_PUBLIC_PORTS = (80, 443)


@rule(
    id="sg-rds-from-ecs",
    title="Only the services reach the database, on 5432",
    title_ja="データベースへは ECS サービスから 5432 のみ許可する",
    severity="critical",
    kind="stack",
    types=(DB_INSTANCE, *_RULES),
    reads=(ECS_SERVICE,),
    remediation="Keep one ingress rule: TCP 5432 with the services' security group as its source.",
    url=f"{_HUB}/ec2-controls.html#ec2-19",
    references=References(security_hub=("EC2.19",)),
    exemptable=False,
)
def sg_rds_from_ecs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Judges the instance's own groups too: what is in a group that nobody here rules cannot be shown to be safe.

    A group that the services share with anything else lets that in too.
    """
    return _only_services(resource, stack, DB_INSTANCE, "vpcSecurityGroupIds", 5432)


@rule(
    id="sg-redis-from-ecs",
    title="Only the services reach Redis, on 6379",
    title_ja="Redis へは ECS サービスから 6379 のみ許可する",
    severity="critical",
    kind="stack",
    types=(REPLICATION_GROUP, *_RULES),
    reads=(ECS_SERVICE,),
    remediation="Keep one ingress rule: TCP 6379 with the services' security group as its source.",
    url=f"{_HUB}/ec2-controls.html#ec2-19",
    references=References(security_hub=("EC2.19",)),
    exemptable=False,
)
def sg_redis_from_ecs(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """As for the database."""
    return _only_services(resource, stack, REPLICATION_GROUP, "securityGroupIds", 6379)


def _only_services(resource: Resource, stack: Stack, store: str, key: str, port: int) -> Iterator[Outcome]:
    index = stack.index(group_index)
    if canonical(resource.type) == store:
        own = reference(stack, index.ids, resource, (key,))
        if not own.given:
            yield Violation("names no security group, so it is in the VPC's default one")
        elif own.foreign:
            yield Violation("is in a security group that is not of this stack, whose rules cannot be judged")
        return
    nobody: Set[str] = frozenset()
    stores, services = index.by_type.get(store, nobody), index.by_type.get(ECS_SERVICE, nobody)
    judged = False
    for ingress in ingresses(resource, stack):
        if ingress is UNKNOWN:
            if resource.urn in stores:
                judged = True
                yield Deferred("its inline rules are known only at the update")
        elif any(urn in stores for urn in ingress.targets):
            judged = True
            yield from _source(ingress, services, stack)
            yield from _port(ingress, (port,))
    if not judged:
        yield NOT_APPLICABLE


def _source(ingress: Ingress, services: Set[str], stack: Stack) -> Iterator[Outcome]:
    sources = ingress.sources
    if ingress.cidrs:
        yield Violation("lets addresses in; only the services' security group may be a source")
    if ingress.prefix_lists:
        yield Violation("lets a prefix list in; only the services' security group may be a source")
    if ingress.itself is True:
        yield Violation("lets its own group in; only the services' security group may be a source")
    elif ingress.itself is UNKNOWN:
        yield Deferred("whether it lets its own group in is known only at the update")
    strangers = set(sources.groups) - services
    sharers = {urn: _others(urn, stack, ECS_SERVICE) for urn in sources.groups if urn in services}
    shared = {urn for urn, others in sharers.items() if others}
    # Where it is not known which of the groups it names, it is wrong for sure only if it is with any of them.
    certain = sources.exact or len(strangers | shared) == len(sources.groups)
    if sources.foreign or (strangers and certain):
        yield Violation("lets in a security group that is not the services'")
    if certain:
        for name in sorted({user.name for urn in shared for user in sharers[urn]}):
            yield Violation(f"lets in a group that {name} shares with the services")
    elif (strangers and not sources.foreign) or shared:
        yield Deferred("which security groups it lets in is known only at the update")
    if not (sources.given or ingress.cidrs or ingress.prefix_lists or ingress.itself in (True, UNKNOWN)):
        yield Violation("names no source")


def _port(ingress: Ingress, allowed: tuple[int, ...]) -> Iterator[Outcome]:
    only = " or ".join(map(str, allowed))
    outside = ingress.outside(*allowed)
    if outside is UNKNOWN:
        yield Deferred("its protocol and ports are known only at the update")
    elif outside:
        yield Violation(f"opens {ingress.traffic()}; only tcp {only} may be")


@rule(
    id="sg-world-only-alb",
    title="Only an internet-facing load balancer is open to the world",
    title_ja="インターネットへの公開はロードバランサーのみとする",
    severity="critical",
    kind="stack",
    types=_RULES,
    reads=(LOAD_BALANCER, PREFIX_LIST, PREFIX_LIST_ENTRY),
    remediation="Name a security group as the source, or put the rule into the load balancer's own security group.",
    url=f"{_HUB}/ec2-controls.html#ec2-18",
    references=References(security_hub=("EC2.18",), cis=("5.3",), checkov=("CKV_AWS_260",)),
    exemptable=False,
)
def sg_world_only_alb(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A group that the load balancer shares with anything else opens that too."""
    judged = False
    for ingress in ingresses(resource, stack):
        opened, unknown = _opened(ingress)
        if not opened and not unknown:
            continue
        judged = True
        targets = ingress.targets if isinstance(ingress, Ingress) else (resource.urn,)
        public = [_public(urn, stack) for urn in targets] or [False]
        shared = sorted({user.name for urn in targets for user in _others(urn, stack, LOAD_BALANCER)})
        if False not in public and UNKNOWN not in public and not shared:
            continue
        if not opened:
            yield Deferred("whether it is open to the world is known only at the update")
        elif False in public:
            yield Violation(f"lets {opened} in, but is not of an internet-facing load balancer")
        elif shared:
            yield Violation(f"lets {opened} in, not only to the load balancer but also to {', '.join(shared)}")
        else:
            yield Deferred("whether its load balancer is internet-facing is known only at the update")
    if not judged:
        yield NOT_APPLICABLE


@rule(
    id="sg-alb-ports",
    title="The world reaches the load balancer on 80 and 443 only",
    title_ja="ロードバランサーの公開ポートは 80 と 443 のみとする",
    severity="high",
    kind="stack",
    types=_RULES,
    reads=(LOAD_BALANCER, PREFIX_LIST, PREFIX_LIST_ENTRY),
    remediation="One rule per port: TCP, fromPort and toPort both 80 or both 443.",
    url=f"{_HUB}/ec2-controls.html#ec2-18",
    references=References(security_hub=("EC2.18",), checkov=("CKV_AWS_260",)),
)
def sg_alb_ports(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A range is no port, even if its ends are 80 and 443."""
    judged = False
    for ingress in ingresses(resource, stack):
        opened, unknown = _opened(ingress)
        targets = ingress.targets if isinstance(ingress, Ingress) else (resource.urn,)
        if not (opened or unknown) or all(_public(urn, stack) is False for urn in targets):
            continue
        judged = True
        if not isinstance(ingress, Ingress):
            yield Deferred("its inline rules are known only at the update")
        elif opened:
            yield from _port(ingress, _PUBLIC_PORTS)
        elif ingress.outside(*_PUBLIC_PORTS) is not False:
            yield Deferred("whether it opens more than 80 and 443 to the world is known only at the update")
    if not judged:
        yield NOT_APPLICABLE


def _opened(ingress: Ingress | Unknown) -> tuple[str, bool]:
    """The pieces of the internet that it lets in, for messages, and whether there may be more."""
    if not isinstance(ingress, Ingress):
        return "", True
    cidrs = (*ingress.cidrs, *ingress.prefix_list_cidrs)
    wide = {world(cidr) for cidr in cidrs if isinstance(cidr, str)} - {None}
    return " and ".join(sorted(filter(None, wide))), UNKNOWN in cidrs


def _public(urn: str, stack: Stack) -> bool | Unknown:
    """Whether the group is that of an internet-facing load balancer (absent `internal` is internet-facing)."""
    users = stack.index(group_index).users.get(urn, ())
    internal = [user.flag("internal") for user in users if canonical(user.type) == LOAD_BALANCER]
    if any(value is not True and value is not UNKNOWN for value in internal):
        return True
    return UNKNOWN if UNKNOWN in internal else False


def _others(urn: str, stack: Stack, token: str) -> tuple[Resource, ...]:
    """What is in the group without being of that type."""
    users = stack.index(group_index).users.get(urn, ())
    return tuple(user for user in users if canonical(user.type) != token)
