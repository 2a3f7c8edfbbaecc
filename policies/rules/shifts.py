"""What the deployments of a service shift: two target groups, by two rules of a listener."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from .resource import UNKNOWN, Resource, Stack
from .types import ECS_SERVICE, LISTENER, LISTENER_RULE, LOAD_BALANCER, METRIC_ALARM, TARGET_GROUP


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """A service with traffic, and what it was made from: complete even where no ARN is known."""

    service: Resource
    rules: Sequence[Resource]
    groups: Sequence[Resource]
    alarms: Sequence[Resource]  # that take a deployment back

    @property
    def arns(self) -> Set[str]:
        """Of the two target groups, as far as they are known."""
        arns = (
            self.service.text("loadBalancers", 0, "targetGroupArn"),
            self.service.text("loadBalancers", 0, "advancedConfiguration", "alternateTargetGroupArn"),
        )
        return {arn for arn in arns if isinstance(arn, str)}

    @property
    def suffixes(self) -> Set[str]:
        """The target groups as metrics call them."""
        return {arn.rpartition(":")[2] for arn in self.arns}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shifts:
    """All shifts of a stack, and the URNs of what they go by."""

    by_service: Mapping[str, Shift]
    by_part: Mapping[str, Shift]  # rules and target groups
    alarms: Set[str]
    listeners: Set[str]
    balancers: Set[str]


def shifts(stack: Stack) -> Shifts:
    """Made once per stack: `stack.index(shifts)`."""
    found = [
        Shift(
            service,
            rules=stack.behind(service, "loadBalancers", LISTENER_RULE),
            groups=stack.behind(service, "loadBalancers", TARGET_GROUP),
            alarms=_alarms(service, stack),
        )
        for service in stack.of_type(ECS_SERVICE)
        if service.each("loadBalancers")
    ]
    rules = [rule for shift in found for rule in shift.rules]
    listeners = {one.urn: one for rule in rules for one in stack.named(rule, "listenerArn", LISTENER)}
    balancers = [
        one for listener in listeners.values() for one in stack.named(listener, "loadBalancerArn", LOAD_BALANCER)
    ]
    return Shifts(
        by_service={shift.service.urn: shift for shift in found},
        by_part={part.urn: shift for shift in found for part in (*shift.rules, *shift.groups)},
        alarms={alarm.urn for shift in found for alarm in shift.alarms},
        listeners=set(listeners),
        balancers={balancer.urn for balancer in balancers},
    )


def _alarms(service: Resource, stack: Stack) -> Sequence[Resource]:
    """By name where all names are known, for the list may have less than what it was made from."""
    names = [service.text(*at) for at in service.each("alarms", "alarmNames")]
    behind = stack.behind(service, "alarms", METRIC_ALARM)
    if UNKNOWN in names:
        return behind
    named = {alarm.text("name"): alarm for alarm in stack.of_type(METRIC_ALARM)}
    return [named[name] for name in names if name in named]
