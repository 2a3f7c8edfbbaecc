"""How a service is deployed: its strategy, the hooks that may stop it, and the alarms that take it back."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi_aws as aws

from components.alarm import Alarm, Metric
from components.base import Context
from components.error_rate import ERROR_PERCENT, error_metrics
from components.load_balancer import Front
from components.service.spec import LifecycleHook, Shift
from components.service.traffic import BOTH, Routes
from planning.deployments import Strategy

_CONFIGURATION = aws.ecs.ServiceDeploymentConfigurationArgs


def strategy_of(shift: Shift, hooks: Sequence[LifecycleHook], *, routed: bool) -> Strategy:
    """The strategy asked for; without traffic there is nothing to shift, and tasks are simply replaced.

    Unless there are hooks: ECS documents their stages for blue/green only, which it does without a load balancer too.
    """
    if routed:
        return shift.strategy
    return "BLUE_GREEN" if hooks else "ROLLING"


def configuration(
    shift: Shift, bake_minutes: int, hooks: Sequence[LifecycleHook], *, routed: bool
) -> aws.ecs.ServiceDeploymentConfigurationArgs:
    """Minutes are text and percentages numbers, as the provider wants them. Without traffic nothing is baked: there are
    no alarms to wait for, and old tasks would go on working beside the new ones.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    strategy = strategy_of(shift, hooks, routed=routed)
    return _CONFIGURATION(
        strategy=strategy,
        bake_time_in_minutes=None if strategy == "ROLLING" else str(bake_minutes if routed else 0),
        linear_configuration=(
            aws.ecs.ServiceDeploymentConfigurationLinearConfigurationArgs(
                step_percent=shift.step_percent, step_bake_time_in_minutes=str(shift.step_bake_minutes)
            )
            if strategy == "LINEAR"
            else None
        ),
        canary_configuration=(
            aws.ecs.ServiceDeploymentConfigurationCanaryConfigurationArgs(
                canary_percent=shift.canary_percent, canary_bake_time_in_minutes=str(shift.canary_bake_minutes)
            )
            if strategy == "CANARY"
            else None
        ),
        lifecycle_hooks=[
            aws.ecs.ServiceDeploymentConfigurationLifecycleHookArgs(
                target_type="AWS_LAMBDA",
                hook_target_arn=hook.function_arn,
                role_arn=hook.role_arn,
                lifecycle_stages=[hook.stage],
                hook_details=hook.details,
            )
            for hook in hooks
        ]
        or None,
    )


def deployment_alarms(name: str, front: Front, routes: Routes, ctx: Context) -> tuple[Alarm, ...]:
    """Watched while a deployment bakes, so made before the service, and over the load balancer as a whole: an alarm on
    one target group would be blind to one of the colours. Idle means healthy."""
    where = {"LoadBalancer": front.arn_suffix}
    return (
        Alarm(
            name=f"{name}-deployment-errors",
            severity="warning",
            description=f"Errors while {name} is deployed: the deployment goes back",
            metrics=error_metrics(front.arn_suffix, ctx),
            expression=ERROR_PERCENT,
            comparison=">",
            threshold=ctx.thresholds.error_percent,
            unit="%",
            period_seconds=60,
            datapoints=3,  # the firewall's series, which takes maintenance pages out, may come a minute later
            periods=5,
            runbook="deployment-rolled-back",
        ),
        Alarm(
            name=f"{name}-deployment-latency",
            severity="warning",
            description=f"Slow answers while {name} is deployed: the deployment goes back",
            metrics={"m": Metric("AWS/ApplicationELB", "TargetResponseTime", where, "p95")},
            comparison=">",
            threshold=ctx.thresholds.response_seconds,
            unit="s",
            period_seconds=60,
            runbook="deployment-rolled-back",
        ),
        Alarm(
            name=f"{name}-deployment-unhealthy",
            severity="warning",
            description=f"Tasks of {name} are unhealthy while it is deployed: the deployment goes back",
            metrics=routes.hosts("UnHealthyHostCount", "Maximum"),
            expression=BOTH,
            comparison=">",
            threshold=0,
            unit="targets",
            period_seconds=60,
            datapoints=3,  # a starting task may fail its first check
            periods=5,
            runbook="deployment-rolled-back",
        ),
    )
