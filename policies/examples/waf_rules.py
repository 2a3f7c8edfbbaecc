"""Examples of the rule on what a web ACL stops: groups of AWS, counting, and what lets requests past."""

from __future__ import annotations

from policies.examples import Example, made, told
from policies.examples.web_acls import (
    BAD,
    COMMON,
    HEADER,
    LOGS,
    OFFICE,
    SEEN,
    SQL,
    STRANGERS,
    acl,
    admin,
    blocks,
    case,
    every,
    group,
    negated,
    overridden,
    path,
    rate,
    some,
    without_rules,
)
from policies.rules.types import IP_SET, WEB_ACL, WEB_ACL_GROUP, WEB_ACL_RULE

_RULE = "waf-rules"
_BODY = "SizeRestrictions_BODY"
_LABEL = {"labelMatchStatement": {"scope": "LABEL", "key": "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"}}
_COUNTED, _BLIND = overridden(COMMON, _BODY, "count"), group(COMMON, "count")
_TYPED, _READ = path("/api/uploads", "NONE"), path("/api/uploads", "URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")
_UPLOADS = every(_LABEL, negated(every(_TYPED, _READ)))
_ACL = without_rules()
_APART = (
    OFFICE,
    _ACL,
    made(WEB_ACL_RULE, "admin", webAclArn=_ACL, **admin()),
    made(WEB_ACL_RULE, "rate", webAclArn=_ACL, **rate()),
    *(
        made(WEB_ACL_GROUP, name, webAclArn=_ACL, managedRuleGroup={"name": name, "vendorName": "AWS"}, **SEEN)
        for name in (COMMON, BAD, SQL)
    ),
)
_MISSING = tuple(f"has no rule for AWS's group {name}" for name in (COMMON, BAD, SQL))
_COUNTS = f"{COMMON} only counts, and no tag CountUntil says until which day"
_WEAK = f"a rule of {COMMON} does not stop what it finds: ruleActionOverrides[0]"
_PART = f"{COMMON} looks at a part of the requests only"
_LONG_BODIES = "lets every body pass that is too long to be read: no later rule stops it by its label"
_CLOSED = "turns away whom no rule lets in, and a rule that lets in ends the judgement of the others"

EXAMPLES = (
    case("pass", "an allow-list, a rate limit and three groups", acl()),
    case("pass", "under maintenance", acl({"first": blocks(0, every(STRANGERS, negated(HEADER)))})),
    case("pass", "long bodies where uploads come", acl({"common": _COUNTED, "bodies": blocks(11, _UPLOADS)})),
    case("pass", "long bodies nowhere", acl({"common": _COUNTED, "bodies": blocks(11, _LABEL)})),
    case("pass", "a stricter rule", acl({"common": overridden(COMMON, "NoUserAgent_HEADER", "captcha")})),
    case("pass", "a group that counts until a day", acl({"common": _BLIND}, tags={"CountUntil": "2026-12-01"})),
    case("pass", "a group that counts in development", acl({"common": _BLIND}), pack=told(environment="dev")),
    Example(_RULE, "pass", "rules that are resources", _APART),
    Example(_RULE, "pass", "an empty set of addresses", (made(IP_SET, "staff", addresses=[]),)),
    case("fail", "a group is not there", acl({"sql": group("AWSManagedRulesLinuxRuleSet")}), _MISSING[2]),
    case("fail", "a group of somebody else", acl({"common": group(COMMON, vendorName="Acme")}), _MISSING[0]),
    case("fail", "a group that counts", acl({"common": _BLIND}), _COUNTS),
    case("fail", "until no day", acl({"common": _BLIND}, tags={"CountUntil": "soon"}), _COUNTS),
    case(
        "fail",
        "a group that still counts",
        acl({"common": _BLIND}, tags={"CountUntil": "2026-10-31"}),
        f"{COMMON} still only counts, although the day of the tag CountUntil is past",
    ),
    Example(
        _RULE,
        "fail",
        "a group that counts for long",
        (OFFICE, acl({"common": _BLIND}, tags={"CountUntil": "2027-10-31"})),
        (("advice", f"acl: {COMMON} only counts, for more than 92 days to come"),),
    ),
    case("fail", "a group for some", acl({"common": group(COMMON, scopeDownStatement=path("/api", "NONE"))}), _PART),
    case(
        "fail",
        "a group but for a path",
        acl({"common": group(COMMON, scopeDownStatement=negated(path("/api")))}),
        _PART,
    ),
    case("pass", "a group but for the CDN", acl({"common": group(COMMON, scopeDownStatement=negated(HEADER))})),
    case("fail", "a rule of it that counts", acl({"common": overridden(COMMON, "GenericLFI_BODY", "count")}), _WEAK),
    case("fail", "a rule of it that lets in", acl({"common": overridden(COMMON, _BODY, "allow")}), _WEAK),
    case("fail", "long bodies everywhere", acl({"common": _COUNTED}), _LONG_BODIES),
    case("fail", "stopped too early", acl({"common": _COUNTED, "bodies": blocks(5, _UPLOADS)}), _LONG_BODIES),
    case(
        "fail",
        "stopped nowhere that is typed like an upload",
        acl({"common": _COUNTED, "bodies": blocks(11, every(_LABEL, negated(every(_TYPED, _TYPED))))}),
        _LONG_BODIES,
    ),
    case(
        "fail",
        "stopped nowhere that leads to an upload",
        acl({"common": _COUNTED, "bodies": blocks(11, every(_LABEL, negated(_READ)))}),
        _LONG_BODIES,
    ),
    case(
        "fail",
        "stopped on one path",
        acl({"common": _COUNTED, "bodies": blocks(11, every(_LABEL, path("/form", "NONE")))}),
        _LONG_BODIES,
    ),
    case(
        "fail",
        "let in before anything is asked",
        acl({"first": blocks(1, HEADER, action={"allow": {}})}),
        *(
            f"rules[0] lets requests past {what}"
            for what in ("the allow-list of the administration", "the rate limit", COMMON, BAD, SQL)
        ),
    ),
    case("fail", "everybody is turned away", acl(defaultAction={"block": {}}), _CLOSED),
    case(
        "fail",
        "no metrics",
        acl({"rate": {**rate(), "visibilityConfig": None}}, visibilityConfig={"cloudwatchMetricsEnabled": False}),
        "has no CloudWatch metrics",
        "rules[1] has no CloudWatch metrics",
    ),
    case("fail", "rules in JSON", acl(ruleJson="[]"), "has its rules in JSON, where nobody judges them"),
    Example(
        _RULE,
        "fail",
        "a set of half the internet",
        (made(IP_SET, "office", addresses=["0.0.0.0/1", "203.0.113.0/24"]), acl()),
        (("violation", "office: holds 0.0.0.0/1, which is the internet and nobody's network"),),
    ),
    case(
        "absent",
        "nothing at all",
        made(WEB_ACL, "acl"),
        _CLOSED,
        "has no CloudWatch metrics",
        *_MISSING,
        "does not limit how much one address may ask for",
        "lets everybody come to the administration: no rule blocks all addresses but those of a set",
    ),
    Example(
        _RULE,
        "unknown",
        "all of it is an output",
        (LOGS, made(IP_SET, "office", addresses=LOGS), acl(rules=LOGS, defaultAction=LOGS)),
        (
            ("deferred", "acl: its rules are known only at the update"),
            ("deferred", "acl: what it does by default is known only at the update"),
            ("deferred", "office: its addresses are known only at the update"),
        ),
    ),
    Example(
        _RULE,
        "unknown",
        "parts of rules are outputs",
        (
            LOGS,
            acl(
                {
                    "admin": admin(some(path(LOGS, "NONE")), STRANGERS),
                    "rate": rate(limit=LOGS, scopeDownStatement=LOGS),
                    "common": {**group(COMMON), "overrideAction": LOGS},
                    "bad": overridden(BAD, LOGS, "count"),
                    "sql": group(SQL, "count"),
                },
                tags={"CountUntil": LOGS},
            ),
        ),
        (
            ("deferred", "acl: who may come to the administration is known only at the update"),
            ("deferred", "acl: the rate limit is known only at the update"),
            ("deferred", "acl: which requests the rate limit looks at is known only at the update"),
            ("deferred", f"acl: what {COMMON} does is known only at the update"),
            ("deferred", f"acl: what rules of {BAD} do is known only at the update"),
            ("deferred", f"acl: until when {SQL} only counts is known only at the update"),
        ),
    ),
    Example(_RULE, "not applicable", "no firewall", (LOGS,)),
)
