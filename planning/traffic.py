"""Changes that would cut a service off from its traffic, found by comparing what a stack was and will be.

From the first blue/green deployment on ECS owns the `actions` of the listener rules, and the program ignores them. A
target group that is replaced therefore leaves the rules with the old, emptied one: `up` succeeds and visitors get 503.
Settings cannot see this, as they know only what a stack will be; a comparison can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"

# What AWS cannot change in a target group, and what replaces or reorders a rule. A missing protocol is HTTP's own.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html
_FIXED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        TARGET_GROUP: (
            "ipAddressType",
            "name",
            "namePrefix",
            "port",
            "protocol",
            "protocolVersion",
            "targetType",
            "vpcId",
        ),
        LISTENER_RULE: ("listenerArn", "priority"),
    }
)

_WHY: Mapping[str, str] = MappingProxyType(
    {
        TARGET_GROUP: (
            "replaces the target group, while the listener rules, whose actions belong to ECS, keep the old one: "
            "visitors get 503 from the next deployment on"
        ),
        "priority": (
            "renumbers a rule in use: for as long as it takes, requests meet another rule or none, and a deployment "
            "that runs meanwhile shifts a rule that is not there"
        ),
        "listenerArn": (
            "replaces the rule with one whose weights start anew, while the service keeps shifting the old one: "
            "visitors get 503 from the next deployment on"
        ),
    }
)

_WAY_ROUND = (
    "leave this service as it is and add one under another name beside it, with the new value and a priority of its "
    "own; when it answers, move the paths to it in one update, and remove the old service in the next"
)
_WAY_ROUND_LISTENER = (
    "do it when an outage is agreed: the service is replaced together with its rules; settle dns.mode before the first "
    "deployment of the next stack"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Danger:
    """A change to refuse: the properties that it changes, what would happen, and what to do instead."""

    properties: Sequence[str]
    why: str
    instead: str

    def __str__(self) -> str:
        return f"{', '.join(self.properties)}: {self.why}. Instead: {self.instead}"


def danger(type_: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> Danger | None:
    """Whether changing a resource from one set of inputs (camelCase) to another harms traffic; None when it does not.

    A resource that is new or goes away (None) is none of this function's business: a whole service comes or goes.
    """
    if before is None or after is None:
        return None
    changed = [key for key in _FIXED.get(type_, ()) if before.get(key) != after.get(key)]
    if not changed:
        return None
    why = _WHY[TARGET_GROUP if type_ == TARGET_GROUP else "listenerArn" if "listenerArn" in changed else "priority"]
    return Danger(properties=changed, why=why, instead=_WAY_ROUND_LISTENER if "listenerArn" in changed else _WAY_ROUND)


def dangers(
    before: Mapping[tuple[str, str], Mapping[str, object]], after: Mapping[tuple[str, str], Mapping[str, object]]
) -> dict[tuple[str, str], Danger]:
    """The same of whole stacks: (type, name) -> inputs, before and after."""
    found = {key: danger(key[0], inputs, after.get(key)) for key, inputs in before.items()}
    return {key: wrong for key, wrong in found.items() if wrong is not None}
