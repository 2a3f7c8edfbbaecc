"""Limits of AWS WAF."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import BUCKET, FIREHOSE, IP_SET, LOG_GROUP, REGEX_PATTERN_SET, WEB_ACL, WEB_ACL_LOGGING
from .table import limit

_PREFIX = "aws-waf-logs-"
_EDGE = "us-east-1"
_GROUPS = ("managedRuleGroupStatement", "ruleGroupReferenceStatement")


@limit(WEB_ACL_LOGGING)
def log_destination(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Log groups, buckets and streams for logs of WAF have names that start alike.
    https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
    """
    behind = stack.behind(resource, "logDestinationConfigs", BUCKET, FIREHOSE, LOG_GROUP)
    names = [one.text("bucket") if one.type == BUCKET else one.text("name") for one in behind]
    arns = [resource.text(*at) for at in resource.each("logDestinationConfigs")]
    if any(isinstance(name, str) and not name.startswith(_PREFIX) for name in names):
        yield Violation(f"its logDestinationConfigs must be something whose name starts with {_PREFIX}")
    elif any(isinstance(arn, str) and not _is_named(arn) for arn in arns):
        yield Violation(f"its logDestinationConfigs must be ARNs of something whose name starts with {_PREFIX}")
    elif UNKNOWN in arns and not all(isinstance(name, str) for name in names or [UNKNOWN]):
        yield Deferred("the name of where its logs go is known only at the update")


def _is_named(arn: str) -> bool:
    """`…:log-group:aws-waf-logs-x`, `…:deliverystream/aws-waf-logs-x`, `arn:aws:s3:::aws-waf-logs-x/prefix`."""
    return arn.partition(":::")[2].startswith(_PREFIX) or f":log-group:{_PREFIX}" in arn or f"/{_PREFIX}" in arn


@limit(IP_SET)
def addresses(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """WAF: "All addresses must be specified using Classless Inter-Domain Routing (CIDR) notation. WAF supports all IPv4
    and IPv6 CIDR ranges except for /0."
    https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateIPSet.html
    """
    version = resource.text("ipAddressVersion")
    for number, at in enumerate(resource.each("addresses"), 1):
        address = resource.text(*at)
        if address is UNKNOWN:
            yield Deferred(f"its address {number} is known only at the update")
        elif address is ABSENT or not _is_block(address, version):
            single = "/32" if version == "IPV4" else "/128"
            yield Violation(f"its address {number} must be a block of its ipAddressVersion, a single one with {single}")


def _is_block(text: str, version: object) -> bool:
    try:
        block = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text and block.prefixlen > 0 and version in (UNKNOWN, f"IPV{block.version}")


@limit(IP_SET, REGEX_PATTERN_SET, WEB_ACL)
def edge_region(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """WAF: "To work with CloudFront, you must also specify the Region US East (N. Virginia)".
    https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
    """
    if resource.text("scope") != "CLOUDFRONT":
        return
    region = stack.region_of(resource)
    if region is UNKNOWN:
        yield Deferred("its region is known only at the update")
    elif region != _EDGE:
        yield Violation(f"its region must be {_EDGE} with the scope CLOUDFRONT")


@limit(WEB_ACL)
def rule_actions(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """WAF: "You must set either this Action setting or the rule OverrideAction setting, but not both": rule groups have
    the latter, other rules the former.
    https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html
    """
    for number, at in enumerate(resource.each("rules"), 1):
        if resource.get(*at, "statement") is UNKNOWN:
            yield Deferred(f"whether rule {number} has the right action is known only at the update")
            continue
        is_group = any(resource.get(*at, "statement", group) is not ABSENT for group in _GROUPS)
        wanted, other = ("overrideAction", "action") if is_group else ("action", "overrideAction")
        if resource.get(*at, wanted) is ABSENT or resource.get(*at, other) is not ABSENT:
            yield Violation(f"rule {number} must have an {wanted} and no {other}")


@limit(WEB_ACL)
def rule_priorities(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """WAF: "The priorities don't need to be consecutive, but they must all be different."
    https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html
    """
    known = [number for at in resource.each("rules") if isinstance(number := resource.number(*at, "priority"), int)]
    if len(known) > len(set(known)):
        yield Violation("the priority of each of its rules must be another one")
