"""The web application firewall in front of the load balancer: the document's four rules, as five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.json_text import json_text
from components.log_group import log_group
from components.waf_rules import admin_rule, managed_rules, only_interventions, rate_rule
from planning.iam import allow, document, service

REDACTED_HEADERS = ("authorization", "cookie", "x-deploy-test")


@dataclass(frozen=True, kw_only=True, slots=True)
class WafArgs:
    """`admin_cidrs`: who may reach `admin_paths` (prefixes); empty would lock everybody out and is refused.

    `rate_limit`: requests of one address in five minutes, static files aside. `log_all` false logs only what was not
    simply let through.
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
            rules=[admin_rule(args.admin_paths, admins.arn), rate_rule(args.rate_limit), *managed_rules()],
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
            logging_filter=None if args.log_all else only_interventions(),
            opts=self.child(depends_on=[delivery]),
        )
