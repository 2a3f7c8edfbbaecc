"""How requests reach a service: two target groups, and the rules that ECS shifts between them."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Context
from components.load_balancer import TEST_HEADER, Front
from components.service.spec import ServiceSpec
from planning.containers import STOP_TIMEOUT_SECONDS
from planning.listener import rule_priorities

COLOURS = ("blue", "green")
DRAIN_SECONDS = STOP_TIMEOUT_SECONDS


class Routes:
    """Blue and green target groups, production and test rule; children of the service that `child` belongs to.

    From its first blue/green deployment on ECS owns the weights. A later update that sent the rule again would point
    production at the empty group (aws/containers-roadmap#2853), so the whole of `actions` is ignored, not only the
    weights in it (pulumi/pulumi-aws#5771, #5772, #5798), and the rules are protected.
    """

    def __init__(
        self,
        name: str,
        spec: ServiceSpec,
        front: Front,
        *,
        ctx: Context,
        child: Callable[..., pulumi.ResourceOptions],
    ) -> None:
        self._name, self._front, self._ctx, self._child = name, front, ctx, child
        groups = [self._target_group(f"{name}-{colour}", spec) for colour in COLOURS]
        self.target_group_arns = [group.arn for group in groups]
        self.arn_suffixes = [group.arn_suffix for group in groups]
        match = aws.lb.ListenerRuleConditionArgs
        paths = match(path_pattern=aws.lb.ListenerRuleConditionPathPatternArgs(values=list(spec.paths)))
        header = match(
            http_header=aws.lb.ListenerRuleConditionHttpHeaderArgs(
                http_header_name=TEST_HEADER, values=[front.test_header_value]
            )
        )
        priorities = rule_priorities(spec.priority or 0)
        self.production_rule = self._rule("production", priorities.production, [paths])
        self.test_rule = self._rule("test", priorities.test, [paths, header])

    def _target_group(self, name: str, spec: ServiceSpec) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            name,
            port=spec.port,
            protocol="HTTP",
            target_type="ip",
            vpc_id=self._front.vpc_id,
            deregistration_delay=DRAIN_SECONDS,
            health_check=aws.lb.TargetGroupHealthCheckArgs(
                path=spec.health_check_path,
                matcher="200",
                interval=30,
                timeout=5,  # below the interval, or AWS refuses it
                healthy_threshold=2,
                unhealthy_threshold=3,
            ),
            tags=self._ctx.tags(name),
            opts=self._child(),
        )

    def _rule(
        self, role: str, priority: int, conditions: list[aws.lb.ListenerRuleConditionArgs]
    ) -> aws.lb.ListenerRule:
        weighted = [
            aws.lb.ListenerRuleActionForwardTargetGroupArgs(arn=arn, weight=weight)
            for arn, weight in zip(self.target_group_arns, (100, 0), strict=True)
        ]
        return aws.lb.ListenerRule(
            f"{self._name}-{role}",
            listener_arn=self._front.listener_arn,
            priority=priority,
            conditions=conditions,
            actions=[
                aws.lb.ListenerRuleActionArgs(
                    type="forward", forward=aws.lb.ListenerRuleActionForwardArgs(target_groups=weighted)
                )
            ],
            tags=self._ctx.tags(f"{self._name}-{role}"),
            opts=self._child(ignore_changes=["actions"], protect=self._ctx.durable),
        )

    def hosts(self, metric: str, statistic: str) -> dict[str, Metric]:
        """A metric of both groups: one of them is empty at most times, and which one changes at every deployment."""
        return {
            colour: Metric(
                "AWS/ApplicationELB",
                metric,
                {"TargetGroup": suffix, "LoadBalancer": self._front.arn_suffix},
                statistic,
            )
            for colour, suffix in zip(COLOURS, self.arn_suffixes, strict=True)
        }


BOTH = "FILL(blue,0)+FILL(green,0)"


def traffic_alarms(label: str, routes: Routes) -> list[Alarm]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"""
    return [
        Alarm(
            name=f"{label}-unhealthy",
            severity="warning",
            description=f"Tasks of {label} fail the load balancer's health check",
            metrics=routes.hosts("UnHealthyHostCount", "Maximum"),
            expression=BOTH,
            comparison=">",
            threshold=0,
            unit="targets",
            runbook="service-unhealthy",
        ),
        Alarm(
            name=f"{label}-no-target",
            severity="critical",
            description=f"No task of {label} can serve",
            metrics=routes.hosts("HealthyHostCount", "Minimum"),
            expression=BOTH,
            comparison="<",
            threshold=1,
            unit="targets",
            period_seconds=60,
            periods=3,  # what is late looks like no target
            missing="breaching",
            runbook="service-no-target",
        ),
    ]
