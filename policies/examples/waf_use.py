"""Examples of the rules on where web ACLs stand and what they log."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    DISTRIBUTION,
    LOAD_BALANCER,
    LOG_GROUP,
    WEB_ACL,
    WEB_ACL_ASSOCIATION,
    WEB_ACL_LOGGING,
)
from policies.rules.waf_use import PrivateHeaders

_OTHER = made(LOG_GROUP, "other", name="/ecs/web")
_GROUP = made(LOG_GROUP, "logs", name="aws-waf-logs-prod")
_ALB = made(LOAD_BALANCER, "alb")
_ARN = "arn:aws:logs:ap-northeast-1:111122223333:log-group:aws-waf-logs-prod"
_HIDDEN: Given = {
    "dataProtections": [
        {"field": {"fieldType": "SINGLE_HEADER", "fieldKeys": ["Authorization", "cookie"]}, "action": "SUBSTITUTION"},
        {"field": {"fieldType": "SINGLE_HEADER", "fieldKeys": ["x-deploy-test", "x-origin-verify"]}, "action": "HASH"},
    ]
}


def _stands(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], pack: Pack = IN_FULL
) -> Example:
    return Example("alb-waf", case, name, (_OTHER, *resources), findings, pack)


def _before(balancer: Given, web_acl: Given) -> Resource:
    return made(WEB_ACL_ASSOCIATION, "association", resourceArn=balancer, webAclArn=web_acl)


def _acl(scope: Given = "REGIONAL", protection: Given = _HIDDEN) -> Resource:
    return made(WEB_ACL, "acl", scope=scope, dataProtectionConfig=protection)


def _logging(
    case: Case, name: str, *wrong: str, acl: Resource | None = None, pack: Pack = IN_FULL, **log: Given
) -> Example:
    """An ACL in use, and how it logs."""
    acl = acl or _acl()
    logging = made(WEB_ACL_LOGGING, "log", **{"resourceArn": acl, "logDestinationConfigs": [_GROUP], **log})
    findings = tuple(("violation", f"acl: {text}") for text in wrong)
    resources = (_GROUP, _OTHER, _ALB, acl, logging, _before(_ALB, acl))
    return Example("waf-logging", case, name, resources, findings, pack)


def _kept(*actions: str, behavior: str = "KEEP", default: str = "DROP", requirement: str = "MEETS_ANY") -> Given:
    conditions: list[Given] = [{"actionCondition": {"action": action}} for action in actions]
    filters: list[Given] = [{"behavior": behavior, "requirement": requirement, "conditions": conditions}]
    return {"defaultBehavior": default, "filters": filters}


def _redacted(*headers: str) -> Given:
    return [{"singleHeader": {"name": header}} for header in headers]


_REGIONAL, _EDGE = _acl(), made(WEB_ACL, "edge", scope="CLOUDFRONT", dataProtectionConfig=_HIDDEN)
_EDGE_LOG = made(WEB_ACL_LOGGING, "log", resourceArn=_EDGE, logDestinationConfigs=[_ARN])
_HEADERS = ("authorization", "cookie", "x-deploy-test", "x-origin-verify")
_UNNAMED = made(LOG_GROUP, "logs")
_NONE = ("violation", "alb: has no web ACL")
_WRONG_NAME = "the destination of log is not named aws-waf-logs-*, so nothing gets there"
_LOST = "log does not keep all that was blocked or counted"
_UNUSED = "stands before nothing of this stack"

EXAMPLES = (
    _stands("pass", "behind a web ACL", (_ALB, _REGIONAL, _before(_ALB, _REGIONAL))),
    _stands("fail", "none", (_ALB,), _NONE),
    _stands("fail", "none, in development", (_ALB,), ("advice", "alb: has no web ACL"), pack=told(environment="dev")),
    _stands(
        "fail",
        "that of another load balancer",
        (_ALB, other := made(LOAD_BALANCER, "other", internal=True), _REGIONAL, _before(other, _REGIONAL)),
        _NONE,
    ),
    _stands(
        "fail",
        "one from elsewhere",
        (_ALB, _before(_ALB, "arn:aws:wafv2:ap-northeast-1:111122223333:regional/webacl/other/1")),
        ("violation", "alb: its web ACL is not of this stack, so its rules cannot be judged"),
    ),
    _stands(
        "fail",
        "one for the edge",
        (_ALB, _EDGE, _before(_ALB, _EDGE)),
        ("violation", "alb: its web ACL is none for load balancers"),
    ),
    _stands("absent", "nothing said", (made("aws:alb/loadBalancer:LoadBalancer", "alb"),), _NONE),
    _stands(
        "unknown",
        "what it is for is an output",
        (_ALB, unknown := _acl(scope=_OTHER), _before(_ALB, unknown)),
        ("deferred", "alb: whether its web ACL is a REGIONAL one is known only at the update"),
    ),
    _stands("not applicable", "an internal load balancer", (made(LOAD_BALANCER, "alb", internal=True),)),
    _stands("not applicable", "a network load balancer", (made(LOAD_BALANCER, "nlb", loadBalancerType="network"),)),
    _logging("pass", "to a log group, all of it"),
    _logging("pass", "by its ARN", logDestinationConfigs=[_ARN]),
    _logging("pass", "to a bucket", logDestinationConfigs=["arn:aws:s3:::aws-waf-logs-megane"]),
    _logging("pass", "what was blocked and counted", loggingFilter=_kept("BLOCK", "COUNT")),
    _logging("pass", "all but what was let in", loggingFilter=_kept("ALLOW", behavior="DROP", default="KEEP")),
    _logging(
        "pass",
        "only the headers that one may see",
        acl=_acl(protection=None),
        pack=told(PrivateHeaders(headers=())),
    ),
    Example(
        "waf-logging",
        "pass",
        "at the edge",
        (_EDGE, _EDGE_LOG, made(DISTRIBUTION, "cdn", webAclId=_EDGE)),
    ),
    _logging("fail", "to a group of another name", _WRONG_NAME, logDestinationConfigs=[_OTHER]),
    _logging("fail", "to another name", _WRONG_NAME, logDestinationConfigs=["arn:aws:s3:::x/aws-waf-logs-"]),
    _logging("fail", "to nowhere", "its logging configuration log has no destination", logDestinationConfigs=[]),
    _logging("fail", "what was counted is lost", _LOST, loggingFilter=_kept("BLOCK")),
    _logging("fail", "what nothing can be", _LOST, loggingFilter=_kept("BLOCK", "COUNT", requirement="MEETS_ALL")),
    _logging(
        "fail",
        "what was blocked is dropped",
        "log drops what was blocked or counted",
        loggingFilter=_kept("BLOCK", behavior="DROP", default="KEEP"),
    ),
    _logging(
        "fail",
        "headers are in the log",
        *(f"writes the header {header} into its log" for header in _HEADERS),
        acl=_acl(protection={"dataProtections": [{"field": {"fieldType": "QUERY_STRING", "fieldKeys": ["cookie"]}}]}),
        redactedFields=[{"queryString": {}}],
    ),
    _logging(
        "fail",
        "headers are in samples",
        *(f"shows the header {header} in its sampled requests" for header in _HEADERS),
        acl=_acl(protection=None),
        redactedFields=_redacted(*_HEADERS),
    ),
    Example(
        "waf-logging",
        "fail",
        "an ACL of the edge before a load balancer",
        (_ALB, _EDGE, _EDGE_LOG, _before(_ALB, _EDGE)),
        (("violation", f"edge: {_UNUSED}"),),
    ),
    Example(
        "waf-logging",
        "absent",
        "no log and no use",
        (_acl(),),
        (("violation", "acl: has no logging configuration"), ("violation", f"acl: {_UNUSED}")),
    ),
    Example(
        "waf-logging",
        "unknown",
        "all of it is an output",
        (
            _OTHER,
            _UNNAMED,
            acl := made(WEB_ACL, "acl", scope=_OTHER, dataProtectionConfig=_OTHER),
            made(WEB_ACL_LOGGING, "log", resourceArn=acl, logDestinationConfigs=[_UNNAMED], loggingFilter=_OTHER),
        ),
        (
            ("deferred", "acl: the destination of log is known only at the update"),
            ("deferred", "acl: what log keeps is known only at the update"),
            ("deferred", "acl: which headers it hides is known only at the update"),
            ("deferred", "acl: what it can stand before is known only at the update"),
        ),
    ),
    Example("waf-logging", "not applicable", "no firewall", (_ALB,)),
)
