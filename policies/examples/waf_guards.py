"""Examples of the rule on what a web ACL stops: the rate limit and the administration."""

from __future__ import annotations

from policies.examples import told
from policies.examples.web_acls import (
    HEADER,
    STRANGERS,
    acl,
    admin,
    blocks,
    case,
    every,
    negated,
    path,
    rate,
    readings,
    some,
)
from policies.rules.firewalls import FirewallRules
from policies.rules.resource import Resource

_PATHS = readings("/admin", "/api/admin")
_STATIC = (path("/static/", "NONE"), path("/static/", "URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"), HEADER)
_UNLIMITED = "does not limit how much one address may ask for"
_TOO_MUCH = "the rate limit is more than 10000 in five minutes"
_WRITTEN = "goes by an address that visitors may write themselves"


def _by_header(fallback: str) -> Resource:
    """The visitor's address is what a header says, for both rules."""
    forwarded = {"headerName": "True-Client-IP", "fallbackBehavior": fallback}
    strangers = negated({"ipSetReferenceStatement": {"ipSetForwardedIpConfig": {**forwarded}}})
    by_header = rate(aggregateKeyType="FORWARDED_IP", forwardedIpConfig={"fallbackBehavior": "MATCH"})
    return acl({"first": blocks(1, negated(HEADER)), "admin": admin(some(*_PATHS), strangers), "rate": by_header})


def _list(how: str) -> str:
    return f"the allow-list of the administration {how}"


_OPEN = "lets everybody come to the administration: no rule blocks all addresses but those of a set"
_ONE_WAY = "rules[0] knows one way of writing a path and not the others"

EXAMPLES = (
    case("pass", "behind a CDN that says who asks", _by_header("NO_MATCH")),
    case(
        "pass",
        "what the CDN fetches counts for nobody",
        acl({"rate": rate(scopeDownStatement=negated(every(*_STATIC)))}),
    ),
    case("pass", "a captcha for those who ask too much", acl({"rate": rate("captcha")})),
    case("pass", "no administration", acl({"admin": None}), pack=told(FirewallRules(administration=False))),
    case("fail", "no rate limit", acl({"rate": None}), _UNLIMITED),
    case("fail", "a limit for all together", acl({"rate": rate(aggregateKeyType="CONSTANT")}), _UNLIMITED),
    case("fail", "a limit that nobody reaches", acl({"rate": rate(limit=20_000)}), _TOO_MUCH),
    case(
        "fail", "a limit that begins anew too soon", acl({"rate": rate(limit=2_001, evaluationWindowSec=60)}), _TOO_MUCH
    ),
    case("absent", "a limit without a number", acl({"rate": rate(limit=None)}), _TOO_MUCH),
    case(
        "fail",
        "a limit for some",
        acl({"rate": rate(scopeDownStatement=some(*_STATIC))}),
        "the rate limit looks at a part of the requests only",
    ),
    case(
        "fail",
        "a limit for all but a path",
        acl({"rate": rate(scopeDownStatement=negated(every(*_STATIC[:2])))}),
        "the rate limit looks at a part of the requests only",
    ),
    case(
        "fail",
        "a limit that stops nobody",
        acl({"rate": rate("allow", priority=99)}),
        "the rate limit does not stop what it finds",
    ),
    case("pass", "other paths", acl({"admin": admin(some(*readings("/manage")), STRANGERS)})),
    case("pass", "a path that must be among them", acl(), pack=told(FirewallRules(admin_paths=("/admin/users",)))),
    case("fail", "no allow-list", acl({"admin": None}), _OPEN),
    case(
        "fail",
        "a path that is not among them",
        acl(),
        "lets everybody come to /manage",
        pack=told(FirewallRules(admin_paths=("/manage", "/admin"))),
    ),
    case("fail", "a path in one way of writing it", acl({"admin": admin(some(*_PATHS[:3]), STRANGERS)}), _ONE_WAY),
    case("fail", "as it is typed", acl({"admin": admin(path("/admin", "NONE"), STRANGERS)}), _ONE_WAY),
    case("fail", "at its end", acl({"admin": admin(some(*readings("/x", position="ENDS_WITH")), STRANGERS)}), _OPEN),
    case("fail", "in the query", acl({"admin": admin(some(*readings("/x", field="queryString")), STRANGERS)}), _OPEN),
    case("fail", "for known addresses", acl({"admin": admin(some(*_PATHS), {"ipSetReferenceStatement": {}})}), _OPEN),
    case("fail", "under a further condition", acl({"admin": admin(some(*_PATHS), STRANGERS, HEADER)}), _OPEN),
    case("fail", "but for a path", acl({"admin": admin(some(*_PATHS), STRANGERS, negated(path("/admin/x")))}), _OPEN),
    case(
        "fail",
        "which only counts",
        acl({"admin": admin(action={"count": {}})}),
        _list("only counts, which opens it to the world"),
    ),
    case("fail", "after the rate limit", acl({"admin": admin(priority=4)}), _list("is asked after the rate limit")),
    case("fail", "who sends no address is let in", _by_header("MATCH"), _list("lets pass who sends no address")),
    case(
        "fail",
        "an address that anybody may write",
        acl({"rate": rate(aggregateKeyType="FORWARDED_IP", forwardedIpConfig={"fallbackBehavior": "NO_MATCH"})}),
        "the rate limit lets pass who sends no address",
        f"the rate limit {_WRITTEN}",
    ),
)
