"""Examples of the rule on a load balancer behind the CDN."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.examples.groups import ALB, ALB_SG, LATER, VPC, ingress, tcp
from policies.rules.origin_lock import DirectAccess
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    DISTRIBUTION,
    LOAD_BALANCER,
    RECORD,
    VPC_ORIGIN,
    WEB_ACL,
    WEB_ACL_ASSOCIATION,
    WEB_ACL_RULE,
)

_OPEN = ingress(ALB_SG, **tcp(443), cidrIpv4="0.0.0.0/0")
_LOCKED = ingress(ALB_SG, **tcp(443), prefixListId="pl-58a04531")
_NAME = made(RECORD, "origin", name="origin.example.com", aliases=[{"name": ALB}])
_APP: dict[str, Given] = {
    "originId": "app",
    "domainName": "origin.example.com",
    "customOriginConfig": {"originProtocolPolicy": "https-only"},
    "customHeaders": [{"name": "X-Origin-Verify", "value": "example"}],
}
_FILES: dict[str, Given] = {"originId": "files", "domainName": "files.s3.amazonaws.com"}


def _cdn(target: str = "app", *, app: Given = None, **props: Given) -> Resource:
    origins = [_FILES, app or _APP]
    return made(DISTRIBUTION, "cdn", defaultCacheBehavior={"targetOriginId": target}, origins=origins, **props)


def _block(priority: int, statement: Given) -> dict[str, Given]:
    return {"priority": priority, "action": {"block": {}}, "statement": statement}


def _without(header: Given, kind: str = "regexPatternSetReferenceStatement", **props: Given) -> dict[str, Given]:
    match = {"fieldToMatch": {"singleHeader": {"name": header}}, **props}
    return {"notStatement": {"statement": {kind: match}}}


_GATE = _block(1, _without("x-origin-verify"))
_RATE = _block(3, {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}})
_FORWARDED = _block(
    3, {"rateBasedStatement": {"aggregateKeyType": "FORWARDED_IP", "forwardedIpConfig": {"headerName": "x"}}}
)


def _firewall(*rules: Given) -> tuple[Resource, Resource]:
    acl = made(WEB_ACL, "waf", scope="REGIONAL", rules=list(rules))
    return acl, made(WEB_ACL_ASSOCIATION, "waf", resourceArn=ALB, webAclArn=acl)


def _lock(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], pack: Pack = IN_FULL
) -> Example:
    return Example("sg-alb-origin-locked", case, name, (LATER, ALB_SG, ALB, _NAME, *resources), findings, pack)


_PAST = "alb: can be reached past the CDN and its firewall"
_ADVICE, _VIOLATION = ("advice", _PAST), ("violation", _PAST)
_BELIEVES = ("violation", "alb: believes the address in a header of whoever comes past the CDN")
_DEFERRED = ("deferred", "alb: whether it turns away who comes past the CDN is known only at the update")
_CLOSED = told(DirectAccess(closed=True))
_PRIVATE = made(VPC_ORIGIN, "private", vpcOriginEndpointConfig={"arn": ALB})
_GROUP: Given = [{"originId": "both", "members": [{"originId": "files"}, {"originId": "app"}]}]

EXAMPLES = (
    _lock("pass", "CloudFront's prefix list alone", (_LOCKED, _cdn())),
    _lock("pass", "a firewall that asks for the CDN's header", (_OPEN, _cdn(), *_firewall(_FORWARDED, _GATE))),
    _lock(
        "pass",
        "one that compares the header's value",
        (
            _OPEN,
            _cdn(),
            *_firewall(_block(1, _without("X-Origin-Verify", "byteMatchStatement", positionalConstraint="EXACTLY"))),
        ),
        pack=_CLOSED,
    ),
    Example(
        "sg-alb-origin-locked",
        "pass",
        "an internal load balancer behind a VPC origin",
        (
            ALB_SG,
            alb := made(LOAD_BALANCER, "alb", internal=True),
            made(VPC_ORIGIN, "private", vpcOriginEndpointConfig={"arn": alb}),
        ),
    ),
    _lock(
        "pass",
        "rules of the firewall apart from it",
        (
            _OPEN,
            _cdn(),
            *(firewall := _firewall(_FORWARDED)),
            made(WEB_ACL_RULE, "gate", webAclArn=firewall[0], **_GATE),
        ),
    ),
    _lock(
        "fail",
        "a rule apart that believes a header",
        (_OPEN, _cdn(), *(plain := _firewall(_RATE)), made(WEB_ACL_RULE, "rate", webAclArn=plain[0], **_FORWARDED)),
        _BELIEVES,
    ),
    _lock("fail", "open while the way through the CDN is prepared", (_OPEN, _cdn(), *_firewall(_RATE)), _ADVICE),
    _lock("fail", "open, with a group of origins", (_OPEN, _cdn("both", originGroups=_GROUP)), _ADVICE),
    _lock(
        "fail",
        "open, by a name that nothing explains",
        (_OPEN, _cdn(app={**_APP, "domainName": "o.example.org"})),
        _ADVICE,
    ),
    _lock("fail", "open, by its own name", (_OPEN, _cdn(app={**_APP, "domainName": ALB})), _ADVICE),
    _lock("fail", "open where it has to be closed", (_OPEN, _cdn(), *_firewall(_RATE)), _VIOLATION, pack=_CLOSED),
    _lock("fail", "open behind a VPC origin", (_OPEN, _PRIVATE), _VIOLATION),
    _lock("fail", "addresses from a header that anybody may write", (_OPEN, _cdn(), *_firewall(_FORWARDED)), _BELIEVES),
    _lock(
        "fail",
        "such addresses in a set of the administration",
        (
            _OPEN,
            *_firewall(
                _block(
                    2, {"andStatement": {"statements": [{"ipSetReferenceStatement": {"ipSetForwardedIpConfig": {}}}]}}
                )
            ),
        ),
        _BELIEVES,
    ),
    _lock("fail", "asked for too late", (_OPEN, _cdn(), *_firewall(_FORWARDED, {**_GATE, "priority": 9})), _BELIEVES),
    _lock(
        "fail",
        "let in before",
        (_OPEN, _cdn(), *_firewall({"priority": 0, "action": {"allow": {}}}, _GATE)),
        _ADVICE,
    ),
    _lock("fail", "only counted", (_OPEN, _cdn(), *_firewall({**_GATE, "action": {"count": {}}})), _ADVICE),
    _lock("fail", "another header", (_OPEN, _cdn(), *_firewall(_block(1, _without("x-other")))), _ADVICE),
    _lock(
        "fail",
        "a header that need only contain it",
        (_OPEN, _cdn(), *_firewall(_block(1, _without("x-origin-verify", "byteMatchStatement")))),
        _ADVICE,
    ),
    _lock("fail", "a firewall before nobody", (_OPEN, _cdn(), _firewall(_GATE)[0]), _ADVICE),
    _lock("absent", "no firewall", (_OPEN, _cdn()), _ADVICE),
    Example(
        "sg-alb-origin-locked",
        "absent",
        "no group",
        (alb := made(LOAD_BALANCER, "alb"), made(VPC_ORIGIN, "private", vpcOriginEndpointConfig={"arn": alb})),
        (_VIOLATION,),
    ),
    _lock("unknown", "the address block", (VPC, ingress(ALB_SG, **tcp(443), cidrIpv4=VPC), _cdn()), _DEFERRED),
    _lock(
        "unknown",
        "the firewall's rules",
        (
            _OPEN,
            _cdn(),
            acl := made(WEB_ACL, "waf", rules=LATER),
            made(WEB_ACL_ASSOCIATION, "waf", resourceArn=ALB, webAclArn=acl),
        ),
        _DEFERRED,
    ),
    _lock("not applicable", "an origin of files alone", (_OPEN, _cdn("files"), *_firewall(_RATE))),
    _lock(
        "pass",
        "an origin that is another load balancer",
        (
            _OPEN,
            other := made(LOAD_BALANCER, "other", internal=True),
            made(RECORD, "other", name="other.example.com", aliases=[{"name": Known(other, "other.elb")}]),
            _cdn(app={**_APP, "domainName": "other.example.com"}),
        ),
    ),
)
