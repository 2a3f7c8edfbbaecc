"""The rules of the web ACL, in their order.

The numbers leave room for the rules that are not always there, so that switching one on or off moves no other:
0 maintenance, 1 origin-verify, 2 admin-allow-list, 3 rate-limit, 10 common, 11 oversize-body, 20 known-bad-inputs,
30 sql-injection. Together about 1,450 of the 1,500 capacity units that the price of a request covers; an admin path
more is 54, an upload path 44, and beyond 1,500 a million requests cost $0.20 more
(https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.waf import statements as when
from components.waf.statements import Statement, empty
from planning import maintenance
from planning.counting import RuleName

RATE_WINDOW_SECONDS = 300
# What CloudFront fetches from the load balancer, for everybody, from a few addresses.
CDN_PATH = "/static/"
# Stops bodies of more than 8 KB, which is as far as the firewall reads behind a load balancer.
BODY_RULE = "SizeRestrictions_BODY"
# The rule's name and its label differ in case.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
BODY_LABEL = "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"


@dataclass(frozen=True, kw_only=True, slots=True)
class Maintenance:
    """While `enabled`, visitors get a 503 page, but for those from `allowed_cidrs` and those with the test header.

    `message`: the operator's own words on the page. `retry_after_seconds`: when browsers and search engines may ask
    again.
    """

    enabled: bool = False
    allowed_cidrs: Sequence[str] = ()
    retry_after_seconds: int = 3600
    message: str | None = None

    def __post_init__(self) -> None:
        if len(maintenance.page(self.message)) > maintenance.MOST_BYTES:
            raise ValueError("the maintenance message is too long: the page may have 4096 bytes")


def _visibility(name: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, sampled_requests_enabled=True, metric_name=name
    )


def _own_rule(name: str, priority: int, statement: Statement, *, counted: bool = False) -> aws.wafv2.WebAclRuleArgs:
    waf = aws.wafv2
    action = (
        waf.WebAclRuleActionArgs(count=waf.WebAclRuleActionCountArgs())
        if counted
        else waf.WebAclRuleActionArgs(block=waf.WebAclRuleActionBlockArgs())
    )
    return waf.WebAclRuleArgs(
        name=name, priority=priority, action=action, statement=statement, visibility_config=_visibility(name)
    )


def maintenance_rule(mode: Maintenance, let_through: Sequence[Statement]) -> aws.wafv2.WebAclRuleArgs:
    """Everybody else gets the page. Health checks of the load balancer do not pass the firewall and go on."""
    waf = aws.wafv2
    response = waf.WebAclRuleActionBlockCustomResponseArgs(
        response_code=503,
        custom_response_body_key=maintenance.RULE,
        response_headers=[
            waf.WebAclRuleActionBlockCustomResponseResponseHeaderArgs(name=name, value=value)
            for name, value in (("Retry-After", str(mode.retry_after_seconds)), ("Cache-Control", "no-store"))
        ],
    )
    return waf.WebAclRuleArgs(
        name=maintenance.RULE,
        priority=0,
        action=waf.WebAclRuleActionArgs(block=waf.WebAclRuleActionBlockArgs(custom_response=response)),
        statement=when.every([when.negated(statement) for statement in let_through]),
        visibility_config=_visibility(maintenance.RULE),
    )


def maintenance_page(mode: Maintenance) -> aws.wafv2.WebAclCustomResponseBodyArgs:
    return aws.wafv2.WebAclCustomResponseBodyArgs(
        key=maintenance.RULE, content=maintenance.page(mode.message), content_type="TEXT_HTML"
    )


def origin_rule(from_cdn: Statement) -> aws.wafv2.WebAclRuleArgs:
    """Who comes past the CDN could write any address into the header that the next rules believe."""
    return _own_rule("origin-verify", 1, when.negated(from_cdn))


def admin_rule(
    admin_paths: Sequence[str], let_through: Sequence[Statement], count: Sequence[RuleName]
) -> aws.wafv2.WebAclRuleArgs:
    name: RuleName = "admin-allow-list"
    paths = when.some([reading for prefix in admin_paths for reading in when.guarded_path(prefix)])
    others = [when.negated(statement) for statement in let_through]
    return _own_rule(name, 2, when.every([paths, *others]), counted=name in count)


def rate_rule(
    limit: int, count: Sequence[RuleName], *, forwarded: bool, exempt: Statement | None
) -> aws.wafv2.WebAclRuleArgs:
    """`exempt`: how to tell CloudFront's own requests, which stand for all visitors, from those of a visitor."""
    waf = aws.wafv2
    name: RuleName = "rate-limit"
    config = waf.WebAclRuleStatementRateBasedStatementForwardedIpConfigArgs
    others = None if exempt is None else when.negated(exempt)
    statement = Statement(
        rate_based_statement=waf.WebAclRuleStatementRateBasedStatementArgs(
            limit=limit,
            aggregate_key_type="FORWARDED_IP" if forwarded else "IP",
            evaluation_window_sec=RATE_WINDOW_SECONDS,
            forwarded_ip_config=(
                config(header_name=when.VIEWER_HEADER, fallback_behavior="MATCH") if forwarded else None
            ),
            scope_down_statement=others,  # type: ignore[arg-type]  # one class for each depth, alike on the wire
        )
    )
    return _own_rule(name, 3, statement, counted=name in count)


def static_for_cdn(from_cdn: Statement) -> Statement:
    """A static file, fetched by the CDN: the path alone would be an exemption for everybody who floods it."""
    return when.every([*when.exempt_path(CDN_PATH), from_cdn])


def managed_rule(
    name: RuleName, priority: int, group: str, count: Sequence[RuleName], *, labelled_only: Sequence[str] = ()
) -> aws.wafv2.WebAclRuleArgs:
    """A rule group of AWS. Rules `labelled_only` never block: a later rule does, by their label."""
    waf = aws.wafv2
    override = waf.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs
    action = waf.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs
    counting = waf.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs
    return waf.WebAclRuleArgs(
        name=name,
        priority=priority,
        override_action=waf.WebAclRuleOverrideActionArgs(count=empty(waf.WebAclRuleOverrideActionCountArgs))
        if name in count
        else waf.WebAclRuleOverrideActionArgs(none=empty(waf.WebAclRuleOverrideActionNoneArgs)),
        statement=Statement(
            managed_rule_group_statement=waf.WebAclRuleStatementManagedRuleGroupStatementArgs(
                vendor_name="AWS",
                name=group,
                rule_action_overrides=[
                    override(name=rule, action_to_use=action(count=counting())) for rule in labelled_only
                ],
            )
        ),
        visibility_config=_visibility(name),
    )


def oversize_rule(upload_paths: Sequence[str], count: Sequence[RuleName]) -> aws.wafv2.WebAclRuleArgs:
    """Blocks large bodies but on the upload paths ($1 a month).

    An exception for all paths would be a way round the firewall: it does not see what comes after 8 KB of padding.
    """
    name: RuleName = "oversize-body"
    elsewhere = [when.negated(when.every(when.exempt_path(prefix))) for prefix in upload_paths]
    return _own_rule(name, 11, when.every([when.label(BODY_LABEL), *elsewhere]), counted=name in count)


def filter_rules(upload_paths: Sequence[str], count: Sequence[RuleName]) -> list[aws.wafv2.WebAclRuleArgs]:
    """Cross-site scripting and the OWASP list, known bad inputs, SQL injection."""
    uploads = [oversize_rule(upload_paths, count)] if upload_paths else []
    return [
        managed_rule(
            "common", 10, "AWSManagedRulesCommonRuleSet", count, labelled_only=[BODY_RULE] if upload_paths else ()
        ),
        *uploads,
        managed_rule("known-bad-inputs", 20, "AWSManagedRulesKnownBadInputsRuleSet", count),
        managed_rule("sql-injection", 30, "AWSManagedRulesSQLiRuleSet", count),
    ]


def pattern(value: pulumi.Input[str]) -> pulumi.Output[str]:
    """A pattern that is this value and nothing else; the generated values have letters and digits only."""
    return pulumi.Output.concat("^", value, "$")
