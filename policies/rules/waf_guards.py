"""The firewall's own rules: how much one address may ask for, and who may reach the administration."""

from __future__ import annotations

from collections.abc import Iterator

from .answers import all_of
from .firewalls import Firewall, best
from .model import Deferred, Outcome, Violation
from .resource import ABSENT, UNKNOWN, Path, Unknown
from .web_acls import RESOLVED, AclRule, PathMatch, path_match, spares

_RATE = ("statement", "rateBasedStatement")
_STRANGERS = ("notStatement", "statement", "ipSetReferenceStatement")
_WINDOW_SECONDS = 300  # also AWS's default

# A path is typed in many ways. A server that does not resolve "/admin/x/../../y" takes it for a page of /admin, one
# that does takes "/y/../admin" for one: both readings are needed.
_DECODED = {"URL_DECODE", "LOWERCASE"}


def rates(firewall: Firewall) -> Iterator[Outcome]:
    """One rule counts the requests of each address, and stops the address that makes too many."""
    found = [rule for rule in firewall.own if _is_rate(rule)]
    if not found:
        yield Violation("does not limit how much one address may ask for")
    yield from best(_rate(firewall, rule) for rule in found)


def _is_rate(rule: AclRule) -> bool:
    return rule.get(*_RATE) is not ABSENT and rule.text(*_RATE, "aggregateKeyType") in (
        "IP",
        "FORWARDED_IP",
        ABSENT,
        UNKNOWN,
    )


def _rate(firewall: Firewall, rule: AclRule) -> Iterator[Outcome]:
    what, most = "the rate limit", firewall.demands.most_requests
    yield from firewall.works(rule, what, "block", "captcha", "challenge")
    yield from firewall.looks_at_all(rule, (*_RATE, "scopeDownStatement"), what)
    limit, window = rule.number(*_RATE, "limit"), rule.number(*_RATE, "evaluationWindowSec")
    seconds = _WINDOW_SECONDS if window is ABSENT else window
    if limit is UNKNOWN or seconds is UNKNOWN:
        yield Deferred(f"{what} is known only at the update")
    elif limit is ABSENT or limit * _WINDOW_SECONDS > most * seconds:
        yield Violation(f"{what} is more than {most} in five minutes")
    if rule.text(*_RATE, "aggregateKeyType") == "FORWARDED_IP":
        yield from _believes(firewall, rule, (*_RATE, "forwardedIpConfig"), "MATCH", what)


def administration(firewall: Firewall) -> Iterator[Outcome]:
    """Blocked there is whoever does not come from a set of addresses, before anything else is asked."""
    for path in firewall.demands.admin_paths:
        guards = [_guards(rule, path) for rule in firewall.own]
        found = [rule for rule, guarded in zip(firewall.own, guards, strict=True) if guarded is True]
        if not found and UNKNOWN in guards:
            yield Deferred(f"who may come to {path} is known only at the update")
        elif not found:
            yield Violation(f"lets strangers come to {path}, in one way of writing it at least")
        yield from best(_guard(firewall, rule, path) for rule in found)


def _guard(firewall: Firewall, rule: AclRule, path: str) -> Iterator[Outcome]:
    what = f"the allow-list of {path}"
    if rule.action == "count" and firewall.stack.pack.is_production:
        yield Violation(f"{what} only counts, which opens it to the world")
    else:
        yield from firewall.works(rule, what, "block")
    if any(_is_rate(other) and other.comes_before(rule) is True for other in firewall.own):
        yield Violation(f"{what} is asked after the rate limit")
    for at in rule.each("statement", "andStatement", "statements"):
        forwarded = (*at, *_STRANGERS, "ipSetForwardedIpConfig")
        if rule.get(*forwarded) is not ABSENT:
            yield from _believes(firewall, rule, forwarded, "NO_MATCH", what)


def _guards(rule: AclRule, path: str) -> bool | Unknown:
    """Whether it matches exactly who comes to the path and from no known address, but for some that it spares."""
    parts = rule.each("statement", "andStatement", "statements")
    strangers = [at for at in parts if rule.get(*at, *_STRANGERS) is not ABSENT]
    paths = [at for at in parts if rule.get(*at, "notStatement") is ABSENT]
    if not strangers or len(paths) != 1:
        return False
    return all_of([_covers(rule, paths[0], path), *(spares(rule, *at) for at in parts if at not in paths)])


def _covers(rule: AclRule, at: Path, path: str) -> bool | Unknown:
    """Whether requests for the path match, however it is written."""
    matches = [path_match(rule, *one) for one in rule.each(*at, "orStatement", "statements") or (at,)]
    if UNKNOWN in matches:
        return UNKNOWN
    readings = [one.readings for one in matches if isinstance(one, PathMatch) and path.startswith(one.prefix)]
    return {bool(one & RESOLVED) for one in readings if one >= _DECODED} == {True, False}


def _believes(firewall: Firewall, rule: AclRule, config: Path, fallback: str, what: str) -> Iterator[Outcome]:
    """An address in a header is the visitor's own word, unless whoever does not come by the CDN was turned away."""
    if rule.text(*config, "fallbackBehavior") not in (fallback, UNKNOWN):
        yield Violation(f"{what} lets pass who sends no address")
    gate = ("statement", "notStatement", "statement", "regexPatternSetReferenceStatement")
    gates = [one for one in firewall.own if one.action == "block" and one.get(*gate) is not ABSENT]
    if not any(one.comes_before(rule) is not False for one in gates):
        yield Violation(f"{what} goes by an address that visitors may write themselves")
