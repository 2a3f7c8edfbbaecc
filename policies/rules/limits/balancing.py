"""Limits of load balancers and of security groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from planning.limits import RULES_PER_LOAD_BALANCER, RULES_PER_SECURITY_GROUP, TARGET_GROUPS_PER_LOAD_BALANCER

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import (
    LISTENER,
    LISTENER_RULE,
    LOAD_BALANCER,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    TARGET_GROUP,
)
from .table import limit

_INTERVAL = 30  # seconds, what AWS takes where nothing is said
_TIMEOUTS = {"HTTP": 6}
_TIMEOUT = 10


@limit(TARGET_GROUP)
def health_check(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The interval must be longer than the timeout, which is 6 seconds for HTTP unless it is set, and 10 else. A
    function has 30 seconds and an interval of 35.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    """
    interval, timeout = (resource.number("healthCheck", key) for key in ("interval", "timeout"))
    if UNKNOWN in (interval, timeout):
        yield Deferred("whether the timeout of its healthCheck is below the interval is known only at the update")
    elif (interval, timeout) != (ABSENT, ABSENT) and resource.text("targetType") != "lambda":
        protocol = resource.text("healthCheck", "protocol")
        protocol = resource.text("protocol") if protocol is ABSENT else protocol
        every = interval if isinstance(interval, int) else _INTERVAL
        after = timeout if isinstance(timeout, int) else _TIMEOUTS.get(str(protocol), _TIMEOUT)
        if after >= every:
            yield Violation(f"the timeout of its healthCheck must be below the interval of {every}, it is {after}")


@limit(LOAD_BALANCER)
def log_prefix(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """The load balancer adds `AWSLogs` itself, and takes no prefix that contains it.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    for key in ("accessLogs", "connectionLogs"):
        prefix = resource.text(key, "prefix")
        if isinstance(prefix, str) and "AWSLogs" in prefix:
            yield Violation(f"the prefix of its {key} must not contain AWSLogs")


@limit(LOAD_BALANCER)
def balancer_counts(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """`planning.limits`."""
    rules = stack.index(_rules).get(resource.urn, ())
    groups = {group.urn for one in rules for group in stack.behind(one, "actions", TARGET_GROUP)}
    for problem in (
        RULES_PER_LOAD_BALANCER.exceeded_by(len(rules)),
        TARGET_GROUPS_PER_LOAD_BALANCER.exceeded_by(len(groups)),
    ):
        if problem:
            yield Violation(problem)


def _rules(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    """Listener rules by the URN of their load balancer."""
    found: dict[str, list[Resource]] = {}
    for one in stack.of_type(LISTENER_RULE):
        for listener in stack.behind(one, "listenerArn", LISTENER):
            for balancer in stack.behind(listener, "loadBalancerArn", LOAD_BALANCER):
                found.setdefault(balancer.urn, []).append(one)
    return found


@limit(LISTENER_RULE)
def priority(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """ELB: "A listener can't have multiple rules with the same priority."
    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
    """
    own = resource.number("priority")
    if own is UNKNOWN:
        yield Deferred("whether its priority is free is known only at the update")
    for listener in stack.behind(resource, "listenerArn", LISTENER):
        if stack.index(_priorities)[listener.urn, own] > 1 and own is not ABSENT:
            yield Violation("its priority must be one that no other rule of the listener has")


def _priorities(stack: Stack) -> Counter[tuple[str, object]]:
    return Counter(
        (listener.urn, one.number("priority"))
        for one in stack.of_type(LISTENER_RULE)
        for listener in stack.behind(one, "listenerArn", LISTENER)
    )


@limit(SECURITY_GROUP)
def group_rules(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """In each direction, whether inline or apart: `planning.limits`."""
    for token, key in ((SECURITY_GROUP_INGRESS, "ingress"), (SECURITY_GROUP_EGRESS, "egress")):
        rules = stack.index(_group_rules)[resource.urn, token] + len(resource.each(key))
        if problem := RULES_PER_SECURITY_GROUP.exceeded_by(rules):
            yield Violation(problem)


def _group_rules(stack: Stack) -> Counter[tuple[str, str]]:
    return Counter(
        (group.urn, one.type)
        for one in stack.of_type(SECURITY_GROUP_INGRESS, SECURITY_GROUP_EGRESS)
        for group in stack.behind(one, "securityGroupId", SECURITY_GROUP)
    )
