"""The public way in: TLS ends here, and listener rules of the services decide where a request goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components import error_rate
from components.access import Peer, security_group
from components.alarm import Alarm, Metric
from components.base import Component, Context, Subnets
from components.domain import AliasTarget
from components.log_delivery import log_delivery
from components.log_group import Log, log_group
from components.storage import LOAD_BALANCER_PREFIX
from planning.listener import IDLE_TIMEOUT_SECONDS

# TLS 1.3 and 1.2 with forward secrecy only.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
HSTS = "max-age=31536000; includeSubDomains"
TEST_HEADER = "X-Deploy-Test"
ORIGIN_VERIFY_HEADER = "X-Origin-Verify"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadBalancerArgs:
    """`certificate_arn` and `host` None: no name and no HTTPS, port 80 serves (development only).

    `log_bucket` takes the logs of requests and of connections. `logs_to_cloudwatch`: those of requests also go to
    CloudWatch Logs, where one can query them ($0.76 a GB); `logs_key_arn` encrypts them there.
    """

    subnets: Subnets
    host: str | None
    certificate_arn: pulumi.Input[str] | None
    log_bucket: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    logs_to_cloudwatch: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """What a service needs in order to be reached.

    `test_header_value` is a secret: who sends it in TEST_HEADER reaches the deployment under test, on the same port.
    """

    vpc_id: pulumi.Input[str]
    listener_arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    test_header_value: pulumi.Output[str]


class LoadBalancer(Component):
    """`megane:network:LoadBalancer`: an internet-facing application load balancer.

    Makes a security group without rules, the load balancer with its logs, the HTTPS listener and the redirect from
    port 80 to it, and the secret values of two headers: one reaches a deployment under test, the other tells the CDN
    from everybody else. Listeners answer 404; every forward is a rule of a service, because ECS rewrites the rules
    that it shifts traffic with.
    Replaced by: other subnets of the same zone are in place, `internal` and the name are not. Adding a certificate
    later replaces the listener, and with it every rule.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
    """

    TYPE = "megane:network:LoadBalancer"
    OUTPUTS = ("url", "arn", "dns_name", "listener_arn")
    url: pulumi.Output[str]
    """Where browsers load the application from; also its web origin."""
    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    secret_headers: Mapping[str, pulumi.Output[str]]
    """Name -> value of the headers that lead a request past the CDN to the version under test."""
    origin_verify_value: pulumi.Output[str]
    """Secret: what the CDN sends in ORIGIN_VERIFY_HEADER. Who knows it passes for the CDN."""
    front: Front
    alias: AliasTarget
    access: Peer

    def __init__(
        self, name: str, args: LoadBalancerArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, ctx, opts)
        group, self.access = security_group(
            name, "alb", vpc_id=args.subnets.vpc_id, description="Load balancer", ctx=ctx, opts=self.child()
        )
        balancer = aws.lb.LoadBalancer(
            name,
            load_balancer_type="application",
            internal=False,
            subnets=args.subnets.ids,
            security_groups=[group.id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_deletion_protection=ctx.durable,
            idle_timeout=IDLE_TIMEOUT_SECONDS,
            access_logs=aws.lb.LoadBalancerAccessLogsArgs(
                bucket=args.log_bucket, prefix=LOAD_BALANCER_PREFIX, enabled=True
            ),
            # Who fails to connect, and with which TLS, is in no other log.
            connection_logs=aws.lb.LoadBalancerConnectionLogsArgs(
                bucket=args.log_bucket, prefix=LOAD_BALANCER_PREFIX, enabled=True
            ),
            tags=ctx.tags(name),
            opts=self.child(),
        )
        self.arn, self.dns_name = balancer.arn, balancer.dns_name
        self.url = pulumi.Output.concat("https://" if args.certificate_arn else "http://", args.host or self.dns_name)
        self.alias = AliasTarget(dns_name=balancer.dns_name, zone_id=balancer.zone_id, ipv6=False, evaluate_health=True)
        self.listener_arn = self._listeners(name, args.certificate_arn)
        # Letters and digits: they travel in HTTP headers, in a listener rule, where * and ? would be wildcards, and in
        # a regular expression of the firewall.
        test_header = random.RandomPassword(f"{name}-test-header", length=40, special=False, opts=self.child())
        origin_verify = random.RandomPassword(f"{name}-origin-verify", length=40, special=False, opts=self.child())
        self.origin_verify_value = origin_verify.result
        self.logs = [self._log_to_cloudwatch(name, args.logs_key_arn)] if args.logs_to_cloudwatch else []
        self.front = Front(
            vpc_id=args.subnets.vpc_id,
            listener_arn=self.listener_arn,
            arn_suffix=balancer.arn_suffix,
            test_header_value=test_header.result,
        )
        self.secret_headers = {
            TEST_HEADER: self.front.test_header_value,
            ORIGIN_VERIFY_HEADER: self.origin_verify_value,
        }
        self.alarms = self._alarms()
        self.finish()

    def _log_to_cloudwatch(self, name: str, key_arn: pulumi.Input[str]) -> Log:
        """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-logs.html"""
        path = f"/aws/vendedlogs/alb/{self.ctx.environment}"
        group = log_group(f"{name}-access", path, "access", key_arn=key_arn, ctx=self.ctx, opts=self.child())
        log_delivery(
            f"{name}-access",
            resource_arn=self.arn,
            log_type="ALB_ACCESS_LOGS",
            group=group,
            ctx=self.ctx,
            opts=self.child(),
        )
        return Log("load-balancer", group.name)

    def _listeners(self, name: str, certificate_arn: pulumi.Input[str] | None) -> pulumi.Output[str]:
        nothing_here = aws.lb.ListenerDefaultActionArgs(
            type="fixed-response",
            fixed_response=aws.lb.ListenerDefaultActionFixedResponseArgs(
                content_type="text/plain", message_body="Not found", status_code="404"
            ),
        )
        if certificate_arn is None:
            return aws.lb.Listener(
                f"{name}-http",
                load_balancer_arn=self.arn,
                port=80,
                protocol="HTTP",
                default_actions=[nothing_here],
                tags=self.ctx.tags(f"{name}-http"),
                opts=self.child(),
            ).arn
        aws.lb.Listener(
            f"{name}-http",
            load_balancer_arn=self.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                aws.lb.ListenerDefaultActionArgs(
                    type="redirect",
                    redirect=aws.lb.ListenerDefaultActionRedirectArgs(
                        port="443", protocol="HTTPS", status_code="HTTP_301"
                    ),
                )
            ],
            tags=self.ctx.tags(f"{name}-http"),
            opts=self.child(),
        )
        return aws.lb.Listener(
            f"{name}-https",
            load_balancer_arn=self.arn,
            port=443,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=certificate_arn,
            routing_http_response_strict_transport_security_header_value=HSTS,
            routing_http_response_server_enabled=False,
            default_actions=[nothing_here],
            tags=self.ctx.tags(f"{name}-https"),
            opts=self.child(),
        ).arn

    def _alarms(self) -> list[Alarm]:
        """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"""
        where = {"LoadBalancer": self.front.arn_suffix}
        return [
            Alarm(
                name="app-response-time",
                severity="warning",
                description="The slowest 5 % of answers take too long",
                metrics={"m": Metric("AWS/ApplicationELB", "TargetResponseTime", where, "p95")},
                comparison=">",
                threshold=self.ctx.thresholds.response_seconds,
                unit="s",
                runbook="app-response-time",
            ),
            Alarm(
                name="app-errors",
                severity="critical",
                description="Share of requests answered with 5xx, by the application or for lack of it",
                metrics=error_rate.error_metrics(self.front.arn_suffix, self.ctx),
                expression=error_rate.ERROR_PERCENT,
                comparison=">",
                threshold=self.ctx.thresholds.error_percent,
                unit="%",
                runbook="app-errors",
            ),
        ]
