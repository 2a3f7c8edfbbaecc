"""The rules of the web ACL and the filter of its log.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pulumi
import pulumi_aws as aws

RATE_WINDOW_SECONDS = 300
# Image uploads are larger than the 8 KB of a body that the rule would let pass.
COUNTED_RULES = ("SizeRestrictions_BODY",)
MANAGED_GROUPS = (
    ("common", 10, "AWSManagedRulesCommonRuleSet", COUNTED_RULES),  # cross-site scripting and the OWASP list
    ("known-bad-inputs", 20, "AWSManagedRulesKnownBadInputsRuleSet", ()),
    ("sql-injection", 30, "AWSManagedRulesSQLiRuleSet", ()),
)
# Matched on the path as the application will understand it, not as it was typed.
NORMALISE = ("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")
CDN_PATH = "/static/"

_STATEMENT = aws.wafv2.WebAclRuleStatementArgs

T = TypeVar("T")


def _empty(of: Callable[[], T]) -> T:
    """An argument without fields: the SDK leaves its constructor untyped."""
    return of()


def _visibility(name: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, sampled_requests_enabled=True, metric_name=name
    )


def _path(prefix: str) -> aws.wafv2.WebAclRuleStatementArgs:
    waf = aws.wafv2
    return _STATEMENT(
        byte_match_statement=waf.WebAclRuleStatementByteMatchStatementArgs(
            search_string=prefix,
            positional_constraint="STARTS_WITH",
            field_to_match=waf.WebAclRuleStatementByteMatchStatementFieldToMatchArgs(
                uri_path=_empty(waf.WebAclRuleStatementByteMatchStatementFieldToMatchUriPathArgs)
            ),
            text_transformations=[
                waf.WebAclRuleStatementByteMatchStatementTextTransformationArgs(priority=order, type=transformation)
                for order, transformation in enumerate(NORMALISE)
            ],
        )
    )


def admin_rule(admin_paths: Sequence[str], admins_arn: pulumi.Input[str]) -> aws.wafv2.WebAclRuleArgs:
    waf = aws.wafv2
    paths = [_path(prefix) for prefix in admin_paths]
    stranger = _STATEMENT(
        not_statement=waf.WebAclRuleStatementNotStatementArgs(
            statement=_STATEMENT(
                ip_set_reference_statement=waf.WebAclRuleStatementIpSetReferenceStatementArgs(arn=admins_arn)
            )
        )
    )
    any_path = (
        paths[0]
        if len(paths) == 1  # an "or" of one is refused
        else _STATEMENT(or_statement=waf.WebAclRuleStatementOrStatementArgs(statements=paths))
    )
    return waf.WebAclRuleArgs(
        name="admin-allow-list",
        priority=0,
        action=waf.WebAclRuleActionArgs(block=waf.WebAclRuleActionBlockArgs()),
        statement=_STATEMENT(and_statement=waf.WebAclRuleStatementAndStatementArgs(statements=[any_path, stranger])),
        visibility_config=_visibility("admin-allow-list"),
    )


def rate_rule(limit: int) -> aws.wafv2.WebAclRuleArgs:
    waf = aws.wafv2
    return waf.WebAclRuleArgs(
        name="rate-limit",
        priority=1,
        action=waf.WebAclRuleActionArgs(block=waf.WebAclRuleActionBlockArgs()),
        statement=_STATEMENT(
            rate_based_statement=waf.WebAclRuleStatementRateBasedStatementArgs(
                limit=limit,
                aggregate_key_type="IP",
                evaluation_window_sec=RATE_WINDOW_SECONDS,
                # Static files come through the CDN, whose few addresses stand for all visitors.
                scope_down_statement=_STATEMENT(  # type: ignore[arg-type]  # one class for each depth, alike on the wire
                    not_statement=waf.WebAclRuleStatementNotStatementArgs(statement=_path(CDN_PATH))
                ),
            )
        ),
        visibility_config=_visibility("rate-limit"),
    )


def managed_rules() -> list[aws.wafv2.WebAclRuleArgs]:
    waf = aws.wafv2
    return [
        waf.WebAclRuleArgs(
            name=name,
            priority=priority,
            override_action=waf.WebAclRuleOverrideActionArgs(none=_empty(waf.WebAclRuleOverrideActionNoneArgs)),
            statement=_STATEMENT(
                managed_rule_group_statement=waf.WebAclRuleStatementManagedRuleGroupStatementArgs(
                    vendor_name="AWS",
                    name=group,
                    rule_action_overrides=[
                        waf.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs(
                            name=rule,
                            action_to_use=waf.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs(
                                count=waf.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs()
                            ),
                        )
                        for rule in counted
                    ],
                )
            ),
            visibility_config=_visibility(name),
        )
        for name, priority, group, counted in MANAGED_GROUPS
    ]


def only_interventions() -> aws.wafv2.WebAclLoggingConfigurationLoggingFilterArgs:
    """Drops the lines of requests that no rule had anything to say of."""
    waf = aws.wafv2
    condition = waf.WebAclLoggingConfigurationLoggingFilterFilterConditionArgs
    return waf.WebAclLoggingConfigurationLoggingFilterArgs(
        default_behavior="DROP",
        filters=[
            waf.WebAclLoggingConfigurationLoggingFilterFilterArgs(
                behavior="KEEP",
                requirement="MEETS_ANY",
                conditions=[
                    condition(
                        action_condition=waf.WebAclLoggingConfigurationLoggingFilterFilterConditionActionConditionArgs(
                            action=action
                        )
                    )
                    for action in ("BLOCK", "COUNT")
                ],
            )
        ],
    )
