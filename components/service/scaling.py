"""How many tasks run: target tracking between the configured minimum and maximum."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.service.spec import ServiceSpec
from components.service.traffic import BOTH, Routes
from planning.night import TIME_ZONE

CPU_TARGET = 70.0
MEMORY_TARGET = 75.0
REQUESTS_TARGET = 1000.0  # per task and minute, about 17 a second: to be settled by the load test
_CONFIG = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs
_METRIC = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgs
_STAT = (
    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatArgs
)
# AWS's own names, longer than a line may be.
_SERIES = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricArgs  # noqa: E501
_DIMENSION = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricDimensionArgs  # noqa: E501


def scale_service(
    name: str,
    spec: ServiceSpec,
    *,
    cluster_name: str,
    service_name: pulumi.Input[str],
    label: str,
    routes: Routes | None,
    ctx: Context,
    child: Callable[..., pulumi.ResourceOptions],
) -> None:
    """Registers the scalable target, its policies, and the limits of the night.

    A service with traffic follows the requests of both target groups; CPU and memory only ever add tasks there,
    because a deployment runs twice the tasks and halves the averages, which would scale in at the worst moment.
    https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
    """
    target = aws.appautoscaling.Target(
        name,
        service_namespace="ecs",
        resource_id=pulumi.Output.concat("service/", cluster_name, "/", service_name),
        scalable_dimension="ecs:service:DesiredCount",
        min_capacity=spec.min_tasks,
        max_capacity=spec.max_tasks,
        tags=ctx.tags(name),
        opts=child(),
    )

    def policy(role: str, configuration: pulumi.Input[_CONFIG]) -> None:
        aws.appautoscaling.Policy(
            f"{name}-{role}",
            policy_type="TargetTrackingScaling",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            target_tracking_scaling_policy_configuration=configuration,
            opts=child(),
        )

    for role, metric, value in (
        ("cpu", "ECSServiceAverageCPUUtilization", CPU_TARGET),
        ("memory", "ECSServiceAverageMemoryUtilization", MEMORY_TARGET),
    ):
        policy(
            role,
            _CONFIG(
                target_value=value,
                disable_scale_in=routes is not None,
                scale_in_cooldown=300,
                scale_out_cooldown=60,
                predefined_metric_specification=(
                    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                        predefined_metric_type=metric
                    )
                ),
            ),
        )
    if routes is not None:
        policy("requests", _requests(routes))
    for change in spec.night_tasks.changes(spec.min_tasks, spec.max_tasks) if spec.night_tasks else ():
        # Sets the limits of the scalable target, which only a change of the settings sets back before the next one.
        aws.appautoscaling.ScheduledAction(
            f"{name}-{change.role}",
            name=f"{ctx.prefix}-{label}-{change.role}",
            service_namespace=target.service_namespace,
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            schedule=change.schedule,
            timezone=TIME_ZONE,
            scalable_target_action=aws.appautoscaling.ScheduledActionScalableTargetActionArgs(
                min_capacity=change.min_tasks, max_capacity=change.max_tasks
            ),
            opts=child(),
        )


def _requests(routes: Routes) -> aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs:
    series = [
        _METRIC(
            id=colour,
            metric_stat=_STAT(
                stat=metric.statistic,
                metric=_SERIES(
                    namespace=metric.namespace,
                    metric_name=metric.name,
                    dimensions=[_DIMENSION(name=key, value=value) for key, value in metric.dimensions.items()],
                ),
            ),
            return_data=False,
        )
        for colour, metric in routes.hosts("RequestCountPerTarget", "Sum").items()
    ]
    both = _METRIC(id="requests", expression=BOTH, label="Requests per task of both colours", return_data=True)
    return _CONFIG(
        target_value=REQUESTS_TARGET,
        scale_in_cooldown=300,
        scale_out_cooldown=60,
        customized_metric_specification=(
            aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs(
                metrics=[*series, both]
            )
        ),
    )
