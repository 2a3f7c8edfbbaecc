"""Rules between the settings of what faces the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planning.counting import ADMIN_RULE
from planning.environments import ENVIRONMENTS, EnvironmentName
from planning.schema.edge import Cdn, Dns, Waf
from planning.schema.problems import Problem, at
from planning.signing_keys import MOST_KEYS, repeated


def counting(waf: Waf) -> Iterator[Problem]:
    """Counting ends: a firewall that only counts is none. Whether the day is past is told, not refused."""
    if waf.count and waf.count_until is None:
        yield at("waf.countUntil", "is required with waf.count: the day on which the rules begin to block")
    if waf.count_until is not None and not waf.count:
        yield at("waf.countUntil", "has no use without waf.count: remove it", waf.count_until)
    if "oversize-body" in waf.count and not waf.upload_paths:
        yield at("waf.count", "must not have oversize-body without waf.uploadPaths: there is no such rule then")


def administration(waf: Waf, environment: EnvironmentName) -> Iterator[Problem]:
    """Counting the allow-list opens the administration to the world."""
    if ADMIN_RULE in waf.count and ENVIRONMENTS[environment].protect:
        yield at("waf.count", f"must not have {ADMIN_RULE} in {environment}: it would open the administration")


def signing_keys(cdn: Cdn) -> Iterator[Problem]:
    """Every key that is trusted is one more that can leak."""
    if len(cdn.signing_public_keys) > MOST_KEYS:
        yield at("cdn.signingPublicKeys", f"must have {MOST_KEYS} keys at the most: this one and the next")
    if repeated(cdn.signing_public_keys):
        yield at("cdn.signingPublicKeys", "must not have the same key twice, however it is wrapped")


def fronted(cdn: Cdn, dns: Dns) -> Iterator[Problem]:
    """CloudFront reaches the load balancer over HTTPS by a name that its certificate covers."""
    if cdn.fronts_app and dns.mode == "none":
        yield at("cdn.appRoute", "must be direct with dns.mode none: the CDN reaches the load balancer by its domain")


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (counting, administration, signing_keys, fronted)
