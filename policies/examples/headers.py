"""Examples of the rules on what answers tell browsers."""

from __future__ import annotations

from collections.abc import Mapping

from policies.examples import Case, Example, Given, made
from policies.rules.types import DISTRIBUTION, LISTENER, LOG_GROUP, RESPONSE_HEADERS_POLICY

_OTHER = made(LOG_GROUP, "logs")
_YEAR = 31_536_000
_HSTS: Mapping[str, Given] = {"accessControlMaxAgeSec": _YEAR, "includeSubdomains": True, "override": True}
_GOOD: Mapping[str, Given] = {
    "strictTransportSecurity": _HSTS,
    "contentTypeOptions": {"override": True},
    "frameOptions": {"frameOption": "DENY", "override": False},
    "referrerPolicy": {"referrerPolicy": "strict-origin-when-cross-origin", "override": False},
}


def _cdn(case: Case, name: str, *messages: str, kind: str = "violation", **props: Given) -> Example:
    findings = tuple((kind, f"cdn: {message}") for message in messages)
    return Example("cf-headers", case, name, (_OTHER, made(DISTRIBUTION, "cdn", **props)), findings)


def _policy(case: Case, name: str, *messages: str, kind: str = "violation", **changes: Given) -> Example:
    """A policy that is as it should be but for those headers."""
    findings = tuple((kind, f"headers: {message}") for message in messages)
    policy = made(RESPONSE_HEADERS_POLICY, "headers", securityHeadersConfig={**_GOOD, **changes})
    return Example("cf-headers", case, name, (_OTHER, policy), findings)


def _alb(case: Case, name: str, *messages: str, kind: str = "violation", **changes: Given) -> Example:
    findings = tuple((kind, f"https: {message}") for message in messages)
    good: dict[str, Given] = {
        "protocol": "HTTPS",
        "routingHttpResponseStrictTransportSecurityHeaderValue": "max-age=31536000; includeSubDomains",
        "routingHttpResponseServerEnabled": False,
    }
    return Example("alb-headers", case, name, (_OTHER, made(LISTENER, "https", **{**good, **changes})), findings)


_NO_HSTS = "does not tell browsers to keep to HTTPS for a year"
_NONE_BELOW = "does not tell browsers to keep to HTTPS for names below its own"
_GUESSED = "lets browsers guess what a file is"
_FRAMED = "lets other sites put its pages into frames"
_TOLD = "lets other sites know which page a visitor comes from"
_SHOWN = "says what it is in its Server header"
_LATER = "which headers it adds and hides is known only at the update"

EXAMPLES = (
    _policy("pass", "all of them"),
    _policy("pass", "frames of its own", frameOptions={"frameOption": "SAMEORIGIN", "override": True}),
    _cdn("pass", "a policy", defaultCacheBehavior={"responseHeadersPolicyId": _OTHER}),
    _policy("fail", "a day", _NO_HSTS, strictTransportSecurity={**_HSTS, "accessControlMaxAgeSec": 86_400}),
    _policy("fail", "the origin's header counts", _NO_HSTS, strictTransportSecurity={**_HSTS, "override": False}),
    _policy("fail", "its own name only", _NONE_BELOW, strictTransportSecurity={**_HSTS, "includeSubdomains": False}),
    _policy("fail", "an origin that lets browsers guess", _GUESSED, contentTypeOptions={"override": False}),
    _policy("fail", "no word of frames", _FRAMED, frameOptions=None),
    _policy("fail", "the whole address", _TOLD, referrerPolicy={"referrerPolicy": "unsafe-url", "override": True}),
    _cdn("fail", "a path without a policy", "behaviour 1 adds no security headers",
         defaultCacheBehavior={"responseHeadersPolicyId": _OTHER}, orderedCacheBehaviors=[{"pathPattern": "/p/*"}]),
    _cdn("absent", "no policy", "the default behaviour adds no security headers", defaultCacheBehavior={}),
    Example("cf-headers", "absent", "a policy of nothing", (made(RESPONSE_HEADERS_POLICY, "headers"),), tuple(
        ("violation", f"headers: {message}") for message in (_NO_HSTS, _NONE_BELOW, _GUESSED, _FRAMED, _TOLD)
    )),
    _policy("unknown", "its age", "its HSTS header is known only at the update", kind="deferred",
            strictTransportSecurity={**_HSTS, "accessControlMaxAgeSec": _OTHER}),
    _policy("unknown", "its frames", "its X-Frame-Options header is known only at the update", kind="deferred",
            frameOptions={"frameOption": _OTHER, "override": True}),
    Example("cf-headers", "not applicable", "no distribution", (_OTHER,)),
    _alb("pass", "a year, and no name"),
    _alb("pass", "two years", routingHttpResponseStrictTransportSecurityHeaderValue="Max-Age=63072000"),
    _alb("fail", "an hour", _NO_HSTS, routingHttpResponseStrictTransportSecurityHeaderValue="max-age=3600"),
    _alb("fail", "no age", _NO_HSTS, routingHttpResponseStrictTransportSecurityHeaderValue="includeSubDomains"),
    _alb("fail", "its name", _SHOWN, routingHttpResponseServerEnabled=True),
    _alb("absent", "neither", _NO_HSTS, _SHOWN, routingHttpResponseStrictTransportSecurityHeaderValue=None,
         routingHttpResponseServerEnabled=None),
    _alb("unknown", "its age", _LATER, kind="deferred", routingHttpResponseStrictTransportSecurityHeaderValue=_OTHER),
    _alb("unknown", "the protocol", _LATER, kind="deferred", protocol=_OTHER),
    _alb("not applicable", "plain HTTP", protocol="HTTP"),
    _alb("not applicable", "TLS of a network load balancer", protocol="TLS"),
)  # fmt: skip
