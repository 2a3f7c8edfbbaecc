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


def _of_the_administration(how: str) -> tuple[str, str]:
    return f"the allow-list of /admin {how}", f"the allow-list of /api/admin {how}"


_STRANGERS_COME = tuple(
    f"lets strangers come to {prefix}, in one way of writing it at least" for prefix in ("/admin", "/api/admin")
)

EXAMPLES = (
    case("pass", "behind a CDN that says who asks", _by_header("NO_MATCH")),
    case(
        "pass",
        "what the CDN fetches counts for nobody",
        acl({"rate": rate(scopeDownStatement=negated(every(*_STATIC)))}),
    ),
    case("pass", "a captcha for those who ask too much", acl({"rate": rate("captcha")})),
    case("pass", "no administration", acl({"admin": None}), pack=told(FirewallRules(admin_paths=()))),
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
    case("fail", "no allow-list", acl({"admin": None}), *_STRANGERS_COME),
    case("fail", "one path of two", acl({"admin": admin(some(*_PATHS[:2]), STRANGERS)}), _STRANGERS_COME[1]),
    case("fail", "in one way of writing it", acl({"admin": admin(some(*_PATHS[::2]), STRANGERS)}), *_STRANGERS_COME),
    case("fail", "as it is typed", acl({"admin": admin(path("/admin", "NONE"), STRANGERS)}), *_STRANGERS_COME),
    case(
        "fail",
        "at the end of a path",
        acl({"admin": admin(some(*readings("/admin", "/api/admin", position="ENDS_WITH")), STRANGERS)}),
        *_STRANGERS_COME,
    ),
    case(
        "fail",
        "in the query",
        acl({"admin": admin(some(*readings("/admin", "/api/admin", field="queryString")), STRANGERS)}),
        *_STRANGERS_COME,
    ),
    case(
        "fail",
        "for the office only",
        acl({"admin": admin(some(*_PATHS), {"ipSetReferenceStatement": {}})}),
        *_STRANGERS_COME,
    ),
    case(
        "fail", "under a further condition", acl({"admin": admin(some(*_PATHS), STRANGERS, HEADER)}), *_STRANGERS_COME
    ),
    case(
        "fail",
        "an allow-list that only counts",
        acl({"admin": admin(action={"count": {}})}),
        *_of_the_administration("only counts, which opens it to the world"),
    ),
    case(
        "fail",
        "an allow-list after the rate limit",
        acl({"admin": admin(priority=4)}),
        *_of_the_administration("is asked after the rate limit"),
    ),
    case(
        "fail",
        "who sends no address is let in",
        _by_header("MATCH"),
        *_of_the_administration("lets pass who sends no address"),
    ),
    case(
        "fail",
        "an address that anybody may write",
        acl({"rate": rate(aggregateKeyType="FORWARDED_IP", forwardedIpConfig={"fallbackBehavior": "NO_MATCH"})}),
        "the rate limit lets pass who sends no address",
        f"the rate limit {_WRITTEN}",
    ),
)
