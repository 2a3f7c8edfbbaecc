"""Names, descriptions and addresses of a form that AWS checks only when it is given them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from planning.emails import is_email
from planning.parameter_names import name_problem, path_problem

from ..model import Deferred, Outcome, Violation
from ..resource import ABSENT, UNKNOWN, Resource, Stack
from ..types import (
    CACHE_PARAMETER_GROUP,
    CACHE_SUBNET_GROUP,
    DB_PARAMETER_GROUP,
    DB_SUBNET_GROUP,
    IP_SET,
    PARAMETER,
    REGEX_PATTERN_SET,
    REPLICATION_GROUP,
    ROLE,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    SNS_SUBSCRIPTION,
    WEB_ACL,
)
from .table import limit

_GROUPS = (SECURITY_GROUP, SECURITY_GROUP_EGRESS, SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE)
_GROUP_TEXT = re.compile(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")
_GROUP_FORM = "at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"
_FIREWALL = (IP_SET, REGEX_PATTERN_SET, WEB_ACL)
_STORES = (CACHE_PARAMETER_GROUP, CACHE_SUBNET_GROUP, DB_PARAMETER_GROUP, DB_SUBNET_GROUP, REPLICATION_GROUP)


@limit(*_GROUPS)
def group_description(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """EC2: "Up to 255 characters in length. Allowed characters are a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*",
    of a group and of its rules. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    """
    return _matches(resource, ("description",), _GROUP_TEXT, _GROUP_FORM)


@limit(SECURITY_GROUP)
def inline_description(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """As of rules that stand alone.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    """
    for at in (*resource.each("ingress"), *resource.each("egress")):
        yield from _matches(resource, (*at, "description"), _GROUP_TEXT, _GROUP_FORM)


@limit(ROLE)
def role_description(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """IAM: Latin-1, at most 1000 characters; the provider lets all letters through.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    """
    allowed = re.compile(r"[\t\n\r\x20-\x7E\xA1-\xFF]{0,1000}")
    yield from _matches(resource, ("description",), allowed, "at most 1000 Latin-1 characters, in English")


@limit(*_FIREWALL)
def firewall_description(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """WAF has a pattern of its own, without brackets and quotes.
    https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
    """
    allowed = re.compile(r"[\w+=:#@/\-,.][\w+=:#@/\-,.\s]{1,254}[\w+=:#@/\-,.]", re.ASCII)
    yield from _matches(resource, ("description",), allowed, "3 to 256 letters, digits, spaces and _+=:#@/-,.")


@limit(*_STORES)
def store_description(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """RDS and ElastiCache take no characters beyond ASCII.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    """
    yield from _matches(resource, ("description",), re.compile(r"[\x20-\x7E]*"), "in ASCII")


def _matches(resource: Resource, at: tuple[str | int, ...], allowed: re.Pattern[str], what: str) -> Iterator[Outcome]:
    """An absent description is the provider's "Managed by Pulumi" or none. An unknown one is rare and says so."""
    text, name = resource.text(*at), " of a rule" if len(at) > 1 else ""
    if text is UNKNOWN:
        yield Deferred(f"the description{name} is known only at the update")
    elif text is not ABSENT and allowed.fullmatch(text) is None:
        yield Violation(f"the description{name} must be {what}")


@limit(PARAMETER)
def parameter_name(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """SSM: a name with levels begins with a slash; the rest is in `planning.parameter_names`.
    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    """
    name = resource.text("name")
    if name is UNKNOWN:
        yield Deferred("its name is known only at the update")
    elif name is not ABSENT:
        region = stack.region_of(resource)
        problem = path_problem(name.removeprefix("/")) or name_problem(
            name, "" if region is UNKNOWN else region, "0" * 12
        )
        if "/" in name.removeprefix("/") and not name.startswith("/"):
            yield Violation("its name must begin with a slash, as it has others")
        elif problem:
            yield Violation(f"its name must be another one: {problem}")


def _url(text: str, *, scheme: str) -> bool:
    return text.startswith(f"{scheme}://")


_ENDPOINTS: dict[str, tuple[Callable[[str], bool], str]] = {
    "email": (is_email, "an e-mail address"),
    "email-json": (is_email, "an e-mail address"),
    "http": (partial(_url, scheme="http"), "an address that begins with http://"),
    "https": (partial(_url, scheme="https"), "an address that begins with https://"),
    "sms": (lambda text: re.fullmatch(r"\+[0-9]{6,15}", text) is not None, "a number like +819012345678"),
}


@limit(SNS_SUBSCRIPTION)
def endpoint(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """SNS: "the endpoint is an email address", "a URL beginning with https://", "a phone number of an SMS-enabled
    device". https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    """
    protocol, text = resource.text("protocol"), resource.text("endpoint")
    takes, what = _ENDPOINTS.get(str(protocol), (None, ""))
    if protocol is UNKNOWN or text is UNKNOWN:
        yield Deferred("whether its endpoint is one of its protocol is known only at the update")
    elif takes and not (isinstance(text, str) and takes(text)):
        yield Violation(f"its endpoint must be {what}")
