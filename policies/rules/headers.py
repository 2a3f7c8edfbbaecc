"""Headers of answers: what browsers are told to do."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final, TypeAlias

from .cdn import behaviours
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Absent, Resource, Stack, Unknown
from .types import DISTRIBUTION, LISTENER, RESPONSE_HEADERS_POLICY

_CDN = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide"
_YEAR = 31_536_000  # seconds
_AGE: Final = re.compile(r"(?i)max-age=\s*\"?([0-9]+)")
_NO_FRAMES: Final = ("DENY", "SAMEORIGIN")
# What tells other sites no more than the host name, and tells it to nobody over plain HTTP.
_DISCREET: Final = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")

Held: TypeAlias = "bool | Absent | Unknown"


@rule(
    id="cf-headers",
    title="CloudFront tells browsers to keep to HTTPS, to guess no types and to be in nobody's frames",
    title_ja="CloudFront のレスポンスに HSTS などのセキュリティヘッダーを付ける",
    severity="medium",
    level="advisory",
    kind="resource",
    types=(DISTRIBUTION, RESPONSE_HEADERS_POLICY),
    remediation=(
        "Give every behaviour a responseHeadersPolicyId, and the policy in securityHeadersConfig: "
        "strictTransportSecurity of a year with includeSubdomains, contentTypeOptions, both with override, "
        f"frameOptions {' or '.join(_NO_FRAMES)} and a strict referrerPolicy."
    ),
    url=f"{_CDN}/adding-response-headers.html",
    references=References(checkov=("CKV2_AWS_32", "CKV_AWS_259")),
)
def cf_headers(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A policy that is not known yet is one; those of the stack are judged by themselves. Of frames, referrers and
    scripts (contentSecurityPolicy) an application may say more itself, so its headers may count before these."""
    if resource.type != RESPONSE_HEADERS_POLICY:
        for name, path in behaviours(resource):
            if resource.text(*path, "responseHeadersPolicyId") is ABSENT:
                yield Violation(f"{name} adds no security headers")
        return
    for header, wrong, *held in _demanded(resource):
        if UNKNOWN in held:
            yield Deferred(f"its {header} header is known only at the update")
        elif any(one is not True for one in held):
            yield Violation(wrong)


def _demanded(policy: Resource) -> Iterator[tuple[str, str, *tuple[Held, ...]]]:
    """Each header, what is wrong without it, and whether all holds that makes it."""
    security, hsts = "securityHeadersConfig", ("securityHeadersConfig", "strictTransportSecurity")
    age = policy.number(*hsts, "accessControlMaxAgeSec")
    year = UNKNOWN if age is UNKNOWN else isinstance(age, int) and age >= _YEAR
    below, typed = policy.flag(*hsts, "includeSubdomains"), policy.flag(security, "contentTypeOptions", "override")
    framed = _one_of(_NO_FRAMES, policy.text(security, "frameOptions", "frameOption"))
    discreet = _one_of(_DISCREET, policy.text(security, "referrerPolicy", "referrerPolicy"))
    yield "HSTS", "does not tell browsers to keep to HTTPS for a year", year, policy.flag(*hsts, "override")
    yield "HSTS", "does not tell browsers to keep to HTTPS for names below its own", below
    yield "X-Content-Type-Options", "lets browsers guess what a file is", typed
    yield "X-Frame-Options", "lets other sites put its pages into frames", framed
    yield "Referrer-Policy", "lets other sites know which page a visitor comes from", discreet


def _one_of(allowed: Container[str], said: str | Absent | Unknown) -> bool | Unknown:
    return UNKNOWN if said is UNKNOWN else said in allowed


@rule(
    id="alb-headers",
    title="Load balancers tell browsers to keep to HTTPS and do not say what they are",
    title_ja="ロードバランサーは HSTS ヘッダーを付け、Server ヘッダーを出さない",
    severity="low",
    level="advisory",
    kind="resource",
    types=(LISTENER,),
    remediation=(
        "Set routingHttpResponseStrictTransportSecurityHeaderValue of the HTTPS listener to a max-age of a year "
        f"({_YEAR}) or more, and routingHttpResponseServerEnabled to false."
    ),
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html",
    references=References(),
)
def alb_headers(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Over plain HTTP browsers heed no HSTS. Absent are none, and a Server header."""
    protocol = resource.text("protocol")
    if protocol not in ("HTTPS", UNKNOWN):
        yield NOT_APPLICABLE
        return
    hsts = resource.text("routingHttpResponseStrictTransportSecurityHeaderValue")
    server = resource.flag("routingHttpResponseServerEnabled")
    if UNKNOWN in (protocol, hsts, server):
        yield Deferred("which headers it adds and hides is known only at the update")
        return
    age = _AGE.search(hsts) if isinstance(hsts, str) else None
    if age is None or int(age[1]) < _YEAR:
        yield Violation("does not tell browsers to keep to HTTPS for a year")
    if server is not False:
        yield Violation("says what it is in its Server header")
