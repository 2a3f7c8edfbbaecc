"""The firewall's own rules: how much one address may ask for, and who may reach the administration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    """Blocked is whoever comes to the administration, however its paths are written, from no address of a set."""
    guards = [(rule, _guarded(rule)) for rule in firewall.own]
    found = [(rule, paths) for rule, paths in guards if isinstance(paths, Mapping)]
    safe = {prefix for _, paths in found for prefix, whole in paths.items() if whole}
    if not found and any(paths is UNKNOWN for _, paths in guards):
        yield Deferred("who may come to the administration is known only at the update")
    elif not found and firewall.demands.administration:
        yield Violation("lets everybody come to the administration: no rule blocks all addresses but those of a set")
    for path in firewall.demands.admin_paths:
        if found and not any(path.startswith(prefix) for prefix in safe):
            yield Violation(f"lets everybody come to {path}")
    for rule, paths in found:
        yield from _guard(firewall, rule)
        if not all(paths.values()):
            yield Violation(f"{rule.label} knows one way of writing a path and not the others")


def _guard(firewall: Firewall, rule: AclRule) -> Iterator[Outcome]:
    what = "the allow-list of the administration"
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


def _guarded(rule: AclRule) -> Mapping[str, bool] | Unknown | None:
    """The paths that it keeps strangers from, each with whether it does however they are written; None where the rule
    is another: it must match all who come there from no address of a set, but for some who can prove who they are."""
    parts = rule.each("statement", "andStatement", "statements")
    strangers = any(rule.get(*at, *_STRANGERS) is not ABSENT for at in parts)
    asked = [at for at in parts if rule.get(*at, "notStatement") is ABSENT]
    if not strangers or len(asked) != 1 or not all_of(spares(rule, *at) for at in parts if at not in asked):
        return None
    either = rule.each(*asked[0], "orStatement", "statements") or tuple(asked)
    matches = [path_match(rule, *at) for at in either]
    if UNKNOWN in matches:
        return UNKNOWN
    readings: dict[str, set[bool]] = {}
    for match in matches:
        if isinstance(match, PathMatch):
            found = readings.setdefault(match.prefix, set())
            if match.readings >= _DECODED:
                found.add(bool(match.readings & RESOLVED))
    return {prefix: found == {True, False} for prefix, found in readings.items()} or None


def _believes(firewall: Firewall, rule: AclRule, config: Path, fallback: str, what: str) -> Iterator[Outcome]:
    """An address in a header is the visitor's own word, unless whoever does not come by the CDN was turned away."""
    if rule.text(*config, "fallbackBehavior") not in (fallback, UNKNOWN):
        yield Violation(f"{what} lets pass who sends no address")
    gate = ("statement", "notStatement", "statement", "regexPatternSetReferenceStatement")
    gates = [one for one in firewall.own if one.action == "block" and one.get(*gate) is not ABSENT]
    if not any(one.comes_before(rule) is not False for one in gates):
        yield Violation(f"{what} goes by an address that visitors may write themselves")
