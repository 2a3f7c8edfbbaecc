"""Where web ACLs stand, and what they write down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .companions import beside
from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import (
    BUCKET,
    DISTRIBUTION,
    FIREHOSE,
    LOAD_BALANCER,
    LOG_GROUP,
    WEB_ACL,
    WEB_ACL_ASSOCIATION,
    WEB_ACL_LOGGING,
)

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
# The only names that the firewall delivers to, as ARNs have them.
_DESTINATION = re.compile(r"(:log-group:|:::|:deliverystream/)aws-waf-logs-")


class PrivateHeaders(RuleConfig):
    """`headers` whose values nobody may read who reads the firewall's log: whoever has one of them is somebody."""

    headers: tuple[Text, ...] = ("authorization", "cookie", "x-deploy-test", "x-origin-verify")


@rule(
    id="alb-waf",
    title="An internet-facing load balancer stands behind a web ACL",
    title_ja="インターネット向けロードバランサーに WAF を関連付ける",
    severity="high",
    kind="stack",
    types=(LOAD_BALANCER,),
    reads=(WEB_ACL, WEB_ACL_ASSOCIATION),
    remediation="Add a WebAclAssociation of the load balancer's ARN and that of a REGIONAL WebAcl of the stack.",
    url=f"{_HUB}/elb-controls.html#elb-16",
    references=References(security_hub=("ELB.16",), checkov=("CKV2_AWS_28",)),
)
def alb_waf(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent, `internal` is internet-facing. Outside production it is advice. Behind a CDN it is demanded all the same:
    the load balancer has an address of its own."""
    if resource.text("loadBalancerType") not in (ABSENT, "application", UNKNOWN) or resource.flag("internal") is True:
        yield NOT_APPLICABLE
        return
    wrong = _unprotected(resource, stack)
    if wrong is UNKNOWN:
        yield Deferred("whether its web ACL is a REGIONAL one is known only at the update")
    elif wrong is not None:
        yield Violation(wrong) if stack.pack.is_production else Advice(wrong)


def _unprotected(balancer: Resource, stack: Stack) -> str | Unknown | None:
    associations = stack.index(beside(WEB_ACL_ASSOCIATION, "resourceArn", LOAD_BALANCER)).get(balancer.urn, ())
    if not associations:
        return "has no web ACL"
    acls = [acl for one in associations for acl in stack.named(one, "webAclArn", WEB_ACL)]
    scopes = {acl.text("scope") for acl in acls}
    if not acls:
        return "its web ACL is not of this stack, so its rules cannot be judged"
    return UNKNOWN if UNKNOWN in scopes else None if "REGIONAL" in scopes else "its web ACL is none for load balancers"


@rule(
    id="waf-logging",
    title="Every web ACL is in use and logs what it does, without anybody's credentials",
    title_ja="WAF は使用中であり、認証情報を除いてログを記録する",
    severity="medium",
    kind="stack",
    types=(WEB_ACL,),
    reads=(BUCKET, DISTRIBUTION, FIREHOSE, LOG_GROUP, WEB_ACL_ASSOCIATION, WEB_ACL_LOGGING),
    remediation=(
        "Add a WebAclLoggingConfiguration to a destination named aws-waf-logs-*, keep what is blocked and counted, and "
        "substitute the headers authorization and cookie in dataProtectionConfig. Associate the ACL, or remove it."
    ),
    url=f"{_HUB}/waf-controls.html#waf-11",
    references=References(security_hub=("WAF.11",), checkov=("CKV2_AWS_31",)),
    config=PrivateHeaders,
)
def waf_logging(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Without a filter all is logged, and without data protection every header."""
    logs = stack.index(beside(WEB_ACL_LOGGING, "resourceArn", WEB_ACL)).get(resource.urn, ())
    if not logs:
        yield Violation("has no logging configuration")
    for log in logs:
        yield from _destinations(log, stack)
        yield from _kept(log)
    yield from _private(resource, logs, stack.pack.of(PrivateHeaders).headers)
    scope = resource.text("scope")
    users = (DISTRIBUTION, "webAclId") if scope == "CLOUDFRONT" else (WEB_ACL_ASSOCIATION, "webAclArn")
    if scope is UNKNOWN:
        yield Deferred("what it can stand before is known only at the update")
    elif resource.urn not in stack.index(beside(*users, WEB_ACL)):
        yield Violation("stands before nothing of this stack")


def _destinations(log: Resource, stack: Stack) -> Iterator[Outcome]:
    places = log.each("logDestinationConfigs")
    if not places:
        yield Violation(f"its logging configuration {log.name} has no destination")
    for at in places:
        arn = log.text(*at)
        if isinstance(arn, str):
            good = _DESTINATION.search(arn) is not None
        else:
            behind = stack.behind(log, "logDestinationConfigs", BUCKET, FIREHOSE, LOG_GROUP)
            names = {one.text("bucket" if one.type == BUCKET else "name") for one in behind}
            if not names or names & {ABSENT, UNKNOWN}:
                yield Deferred(f"the destination of {log.name} is known only at the update")
                continue
            good = all(str(name).startswith("aws-waf-logs-") for name in names)
        if not good:
            yield Violation(f"the destination of {log.name} is not named aws-waf-logs-*, so nothing gets there")


def _kept(log: Resource) -> Iterator[Outcome]:
    """What was blocked or counted is kept, whatever else a filter drops."""
    if log.get("loggingFilter") is UNKNOWN:
        yield Deferred(f"what {log.name} keeps is known only at the update")
        return
    kept: set[object] = set()
    for at in log.each("loggingFilter", "filters"):
        conditions = log.each(*at, "conditions")
        actions = {log.text(*one, "actionCondition", "action") for one in conditions}
        alone = len(conditions) == 1 or log.text(*at, "requirement") == "MEETS_ANY"
        if log.text(*at, "behavior") != "DROP":
            kept |= actions if alone else set()
        elif actions & {"BLOCK", "COUNT"}:
            yield Violation(f"{log.name} drops what was blocked or counted")
    if log.text("loggingFilter", "defaultBehavior") == "DROP" and not kept >= {"BLOCK", "COUNT"}:
        yield Violation(f"{log.name} does not keep all that was blocked or counted")


def _private(acl: Resource, logs: Sequence[Resource], headers: Sequence[str]) -> Iterator[Outcome]:
    """What the ACL substitutes is in no log and no sample; what a log redacts is still in samples.

    https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html
    """
    protections = acl.each("dataProtectionConfig", "dataProtections")
    if any(acl.get(*at) is UNKNOWN for at in protections):
        yield Deferred("which headers it hides is known only at the update")
        return
    hidden = set().union(*(_names(acl, (*at, "field", "fieldKeys")) for at in protections if _is_header(acl, at)))
    redacted = [_names(log, ("redactedFields", "singleHeader", "name")) for log in logs]
    for header in headers:
        if header in hidden:
            continue
        if all(header in names for names in redacted):
            yield Violation(f"shows the header {header} in its sampled requests")
        else:
            yield Violation(f"writes the header {header} into its log")


def _is_header(acl: Resource, at: Path) -> bool:
    return acl.text(*at, "field", "fieldType") == "SINGLE_HEADER"


def _names(owner: Resource, path: Path) -> set[str]:
    return {str(owner.text(*at)).lower() for at in owner.each(*path)}
