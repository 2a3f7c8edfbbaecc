"""The web application firewall before the load balancer or the CDN: the document's four rules, as five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Component, Context
from components.keys import EDGE_REGION
from components.load_balancer import ORIGIN_VERIFY_HEADER, TEST_HEADER
from components.log_group import Log
from components.waf import logs, rules
from components.waf import statements as when
from components.waf.rules import Maintenance
from components.waf.statements import Statement
from planning.counting import ADMIN_RULE, RuleName
from planning.maintenance import RULE, web_acl_metric

Scope = Literal["REGIONAL", "CLOUDFRONT"]
ThroughCdn = Literal["files", "also", "only"]


@dataclass(frozen=True, kw_only=True, slots=True)
class WafArgs:
    """`scope`: REGIONAL before the load balancer, CLOUDFRONT at the edge (`arn` then goes to the distribution, and
    `logs_key_arn` is a key of us-east-1). Another scope replaces everything but the log policy.

    `admin_cidrs`: who may reach `admin_paths` (prefixes); empty would lock everybody out and is refused.
    `rate_limit`: requests of one address in five minutes. `upload_paths` (prefixes): where a body may have more than
    8 KB. `count`: rules that for now only count what they would stop, until the day `count_until` (a tag of the ACL).
    `log_all` false logs only what was not simply let through.

    `origin_verify_value`: the secret that the CDN sends in ORIGIN_VERIFY_HEADER. `through_cdn`: what comes by way of
    it. `files`: static files, which do not count towards the rate limit and pass during maintenance. `also`: visitors,
    too, whom the firewall at the edge has judged by their addresses; no rule here judges them by the CDN's. `only`: all
    visitors. Who comes past the CDN is turned away, addresses are read from `statements.VIEWER_HEADER`, and the
    maintenance page is the edge's alone: what the CDN fetches for its cache says nothing of who asked.
    """

    load_balancer_arn: pulumi.Input[str] | None
    logs_key_arn: pulumi.Input[str]
    test_header_value: pulumi.Input[str]
    admin_cidrs: Sequence[str]
    admin_paths: Sequence[str]
    rate_limit: int
    log_all: bool
    scope: Scope = "REGIONAL"
    through_cdn: ThroughCdn = "files"
    origin_verify_value: pulumi.Input[str] | None = None
    upload_paths: Sequence[str] = ()
    count: Sequence[RuleName] = ()
    count_until: str | None = None
    maintenance: Maintenance = field(default_factory=Maintenance)

    def __post_init__(self) -> None:
        if not self.admin_cidrs or not self.admin_paths:
            raise ValueError("the admin allow-list needs at least one network and one path")
        if (self.scope == "REGIONAL") != (self.load_balancer_arn is not None):
            raise ValueError("a regional firewall needs a load balancer, and one at the edge has none")
        if self.scope == "CLOUDFRONT" and (self.through_cdn != "files" or self.origin_verify_value is not None):
            raise ValueError("the edge sees visitors' own addresses: nothing is forwarded and there is no origin")
        if self.through_cdn != "files" and self.origin_verify_value is None:
            raise ValueError("what comes through the CDN is known by its secret alone: give origin_verify_value")
        if bool(self.count) != (self.count_until is not None):
            raise ValueError("rules that only count need a day on which that ends, and the day needs such rules")


class Waf(Component):
    """`megane:security:Waf`: a web ACL that logs without credentials, on the load balancer or for the CDN.

    Makes the address sets, the sets of secret header values, the ACL (allow-list for administration, rate limit, then
    the managed groups for XSS, known bad inputs and SQL injection; before them the maintenance page), its association,
    log group (security class) and logging. The sets are there with and without maintenance, so switching it is one
    call that changes the rules of the ACL and nothing else of it; it reaches all of AWS within minutes.
    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    """

    TYPE = "megane:security:Waf"
    OUTPUTS = ("arn",)
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: WafArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        if ctx.durable and ADMIN_RULE in args.count:
            raise ValueError("the admin allow-list must not only count where users work")
        self._name, self._args = name, args
        self._at_edge = args.scope == "CLOUDFRONT"
        self._region = EDGE_REGION if self._at_edge else None
        ending = {} if args.count_until is None else {"CountUntil": args.count_until}
        acl = aws.wafv2.WebAcl(
            name,
            scope=args.scope,
            description=f"Front door of {ctx.prefix}",
            default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
            rules=self._rules(),
            custom_response_bodies=[rules.maintenance_page(args.maintenance)],
            data_protection_config=logs.protected_fields(),
            visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
                cloudwatch_metrics_enabled=True,
                sampled_requests_enabled=True,
                metric_name=web_acl_metric(ctx.prefix, at_edge=self._at_edge),
            ),
            region=self._region,
            tags=ctx.tags(name, **ending),
            opts=self.child(),
        )
        self.arn = acl.arn
        if args.load_balancer_arn is not None:
            aws.wafv2.WebAclAssociation(
                name, resource_arn=args.load_balancer_arn, web_acl_arn=acl.arn, opts=self.child()
            )
        self.logs = [self._logging()]
        self.alarms = [self._blocked_alarm()]
        self.finish()

    def _rules(self) -> list[aws.wafv2.WebAclRuleArgs]:
        args, only_cdn = self._args, self._args.through_cdn == "only"
        mode = args.maintenance
        admins = when.address(
            self._addresses("admins", "May use the administration", args.admin_cidrs), forwarded=only_cdn
        )
        staff = when.address(
            self._addresses("staff", "Let through during maintenance", mode.allowed_cidrs), forwarded=only_cdn
        )
        tester = when.header(TEST_HEADER, self._values("testers", args.test_header_value))
        from_cdn = None
        if args.origin_verify_value is not None:
            from_cdn = when.header(ORIGIN_VERIFY_HEADER, self._values("cdn", args.origin_verify_value))
        exempt = self._exempt(from_cdn)
        spared = [] if exempt is None else [exempt]
        return [
            *([rules.maintenance_rule(mode, [staff, tester, *spared])] if mode.enabled and not only_cdn else []),
            *([rules.origin_rule(from_cdn)] if only_cdn and from_cdn is not None else []),
            rules.admin_rule(args.admin_paths, [admins, *(spared if args.through_cdn == "also" else [])], args.count),
            rules.rate_rule(args.rate_limit, args.count, forwarded=only_cdn, exempt=exempt),
            *rules.filter_rules(args.upload_paths, args.count),
        ]

    def _exempt(self, from_cdn: Statement | None) -> Statement | None:
        """What has the CDN's address, and so none that a rule could go by."""
        if from_cdn is None or self._args.through_cdn == "only":
            return None
        return from_cdn if self._args.through_cdn == "also" else rules.static_for_cdn(from_cdn)

    def _addresses(self, role: str, description: str, cidrs: Sequence[str]) -> pulumi.Output[str]:
        return aws.wafv2.IpSet(
            f"{self._name}-{role}",
            scope=self._args.scope,
            ip_address_version="IPV4",
            description=description,
            addresses=list(cidrs),
            region=self._region,
            tags=self.ctx.tags(f"{self._name}-{role}"),
            opts=self.child(),
        ).arn

    def _values(self, role: str, value: pulumi.Input[str]) -> pulumi.Output[str]:
        return aws.wafv2.RegexPatternSet(
            f"{self._name}-{role}",
            scope=self._args.scope,
            description=f"Secret header values: {role}",
            regular_expressions=[
                aws.wafv2.RegexPatternSetRegularExpressionArgs(regex_string=pulumi.Output.secret(rules.pattern(value)))
            ],
            region=self._region,
            tags=self.ctx.tags(f"{self._name}-{role}"),
            opts=self.child(),
        ).arn

    def _logging(self) -> Log:
        group, delivery = logs.waf_log(
            self._name,
            "-edge" if self._at_edge else "",
            key_arn=self._args.logs_key_arn,
            ctx=self.ctx,
            opts=self.child(),
            region=self._region,
        )
        aws.wafv2.WebAclLoggingConfiguration(
            self._name,
            resource_arn=self.arn,
            log_destination_configs=[group.arn],
            redacted_fields=logs.redacted_fields(),
            logging_filter=None if self._args.log_all else logs.only_interventions(),
            region=self._region,
            opts=self.child(depends_on=[delivery]),
        )
        return Log("firewall", group.name, self._region)

    def _blocked_alarm(self) -> Alarm:
        """An attack, or a rule that stops customers. Maintenance pages are neither.

        https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
        """
        where = {"WebACL": web_acl_metric(self.ctx.prefix, at_edge=self._at_edge)}
        if not self._at_edge:  # metrics of CloudFront's firewalls have no region among their dimensions
            where["Region"] = self.ctx.region
        every, pages = (
            Metric("AWS/WAFV2", "BlockedRequests", {**where, "Rule": rule}, "Sum") for rule in ("ALL", RULE)
        )
        return Alarm(
            name=f"waf{'-edge' if self._at_edge else ''}-blocked",
            severity="warning",
            description="Requests that the firewall turned away in 5 minutes",
            metrics={"all": every, "mp": pages},
            expression="FILL(all,0)-FILL(mp,0)",
            comparison=">",
            threshold=self.ctx.thresholds.blocked_requests_per_5_min,
            unit="requests",
            runbook="waf-blocked",
            region=self._region,
        )
