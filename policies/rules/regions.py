"""Whether two things are in the same region: by what they say of it, their provider, or an ARN."""

from __future__ import annotations

from .resource import ABSENT, UNKNOWN, Resource, Stack, Unknown
from .types import AWS_PROVIDER

_ARN_PARTS = 6


def same_region(one: Resource, other: Resource, stack: Stack) -> bool | Unknown:
    """Of two resources of one provider that say nothing themselves, whatever that provider's region is."""
    if one.text("region") is other.text("region") is ABSENT and len(stack.of_type(AWS_PROVIDER)) <= 1:
        return True
    first, second = stack.region_of(one), stack.region_of(other)
    return UNKNOWN if first is UNKNOWN or second is UNKNOWN else first == second


def in_region_of(arn: str, resource: Resource, stack: Stack) -> bool | Unknown:
    """Whether what the ARN names is where the resource is; a bare name can only be of the same region."""
    parts = arn.split(":", _ARN_PARTS - 1)
    if parts[0] != "arn" or len(parts) < _ARN_PARTS:
        return True
    region = stack.region_of(resource)
    return UNKNOWN if region is UNKNOWN else parts[3] == region
