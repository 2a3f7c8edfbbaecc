"""The web application firewall in front of the load balancer: the document's four rules, as five."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.json_text import json_text
from components.log_group import log_group
from planning.iam import allow, document, service

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
REDACTED_HEADERS = ("authorization", "cookie", "x-deploy-test")

_STATEMENT = aws.wafv2.WebAclRuleStatementArgs


@dataclass(frozen=True, kw_only=True, slots=True)
class WafArgs:
    """`admin_cidrs`: who may reach `admin_paths` (prefixes); empty would lock everybody out and is refused.

    `rate_limit`: requests of one address in five minutes. `log_all` false logs only what was not simply let through.
    """

    load_balancer_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    admin_cidrs: Sequence[str]
    admin_paths: Sequence[str]
    rate_limit: int
    log_all: bool

    def __post_init__(self) -> None:
        if not self.admin_cidrs or not self.admin_paths:
            raise ValueError("the admin allow-list needs at least one network and one path")


class Waf(Component):
    """`megane:security:Waf`: a regional web ACL on the load balancer, logging without credentials.

    Makes the address set, the ACL (allow-list for administration, rate limit, then the managed groups for XSS, known
    bad inputs and SQL injection), its association, log group (security class) and logging. It sees the visitors' own
    addresses, as nothing stands before the load balancer.
    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    """

    TYPE = "megane:security:Waf"
    OUTPUTS = ("arn",)
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: WafArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        admins = aws.wafv2.IpSet(
            f"{name}-admins",
            scope="REGIONAL",
            ip_address_version="IPV4",
            description="May use the administration",
            addresses=list(args.admin_cidrs),
            tags=ctx.tags(f"{name}-admins"),
            opts=self.child(),
        )
        acl = aws.wafv2.WebAcl(
            name,
            scope="REGIONAL",
            description=f"Front door of {ctx.prefix}",
            default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
            rules=[_admin_rule(args, admins.arn), _rate_rule(args.rate_limit), *_managed_rules()],
            visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
                cloudwatch_metrics_enabled=True, sampled_requests_enabled=True, metric_name=name
            ),
            tags=ctx.tags(name),
            opts=self.child(),
        )
        self.arn = acl.arn
        aws.wafv2.WebAclAssociation(name, resource_arn=args.load_balancer_arn, web_acl_arn=acl.arn, opts=self.child())
        self._logging(name, args)
        self.finish()

    def _logging(self, name: str, args: WafArgs) -> None:
        group = log_group(
            name,
            f"aws-waf-logs-{self.ctx.environment}",  # WAF accepts no other beginning
            "security",
            key_arn=args.logs_key_arn,
            ctx=self.ctx,
            opts=self.child(),
        )
        # WAF would otherwise add to a policy shared by all ACLs of the account, which overflows.
        delivery = aws.cloudwatch.LogResourcePolicy(
            name,
            policy_name=f"{self.ctx.prefix}-waf-logs",
            policy_document=json_text(
                document(
                    allow(
                        "WafDeliversLogs",
                        ["logs:CreateLogStream", "logs:PutLogEvents"],
                        pulumi.Output.concat(group.arn, ":*"),
                        principal=service("delivery.logs"),
                        condition={
                            "StringEquals": {"aws:SourceAccount": self.ctx.account},
                            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{self.ctx.region}:{self.ctx.account}:*"},
                        },
                    )
                )
            ),
            opts=self.child(),
        )
        logging = aws.wafv2
        aws.wafv2.WebAclLoggingConfiguration(
            name,
            resource_arn=self.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[
                logging.WebAclLoggingConfigurationRedactedFieldArgs(
                    single_header=logging.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=header)
                )
                for header in REDACTED_HEADERS
            ],
            logging_filter=None if args.log_all else _only_interventions(),
            opts=self.child(depends_on=[delivery]),
        )


T = TypeVar("T")


def _empty(of: Callable[[], T]) -> T:
    """An argument without fields: the SDK leaves its constructor untyped."""
    return of()


def _visibility(name: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, sampled_requests_enabled=True, metric_name=name
    )


def _admin_rule(args: WafArgs, admins_arn: pulumi.Input[str]) -> aws.wafv2.WebAclRuleArgs:
    waf = aws.wafv2

    def path(prefix: str) -> aws.wafv2.WebAclRuleStatementArgs:
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

    paths = [path(prefix) for prefix in args.admin_paths]
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


def _rate_rule(limit: int) -> aws.wafv2.WebAclRuleArgs:
    waf = aws.wafv2
    return waf.WebAclRuleArgs(
        name="rate-limit",
        priority=1,
        action=waf.WebAclRuleActionArgs(block=waf.WebAclRuleActionBlockArgs()),
        statement=_STATEMENT(
            rate_based_statement=waf.WebAclRuleStatementRateBasedStatementArgs(
                limit=limit, aggregate_key_type="IP", evaluation_window_sec=RATE_WINDOW_SECONDS
            )
        ),
        visibility_config=_visibility("rate-limit"),
    )


def _managed_rules() -> list[aws.wafv2.WebAclRuleArgs]:
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


def _only_interventions() -> aws.wafv2.WebAclLoggingConfigurationLoggingFilterArgs:
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
