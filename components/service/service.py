"""One service: tasks, traffic, scaling and a deployment that goes back by itself when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarm import Alarm, Metric, Topics, register_alarm
from components.base import Component, Context, Subnets
from components.cluster import Cluster
from components.keys import KeyArns
from components.load_balancer import ERROR_PERCENT, Front, error_metrics
from components.service.scaling import scale_service
from components.service.spec import ServiceSpec, TaskInputs
from components.service.task import Task
from components.service.traffic import BOTH, Routes, traffic_alarms

UPDATE_TIMEOUT = "90m"  # twice the tasks to start, the bake time, and hooks: the provider's 20 minutes are too short


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceArgs:
    """`label` is the service's name in AWS (`frontend`); replacing it is an outage.

    `bake_minutes`: how long the old tasks stay beside the new ones after traffic moved, to go back at once.
    """

    label: str
    spec: ServiceSpec
    inputs: TaskInputs
    cluster: Cluster
    subnets: Subnets
    front: Front
    topics: Topics
    keys: KeyArns
    bake_minutes: int


class Service(Component):
    """`megane:app:Service`: an ECS service on Fargate, deployed blue/green where it has traffic.

    Makes the log group, execution and task role, task definition, with traffic two target groups, a production and a
    test listener rule and the deployment alarms, then the ECS service, its scalable target and scaling policies.
    A changed task definition is a deployment: new tasks start in the idle colour, traffic moves, and an alarm or a
    task that cannot start moves it back. `desiredCount` belongs to auto scaling after creation. Replaced, with an
    outage: the label, the port (new target groups, while the rules keep the old ones), the listener (see
    LoadBalancer) and the priority of a rule.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
    """

    TYPE = "megane:app:Service"
    OUTPUTS = ("service_name", "task_definition_arn")
    service_name: pulumi.Output[str]
    task_definition_arn: pulumi.Output[str]
    alarms: Sequence[Alarm]

    def __init__(self, name: str, args: ServiceArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        task = Task(name, args.label, args.spec, args.inputs, args.keys, ctx=ctx, child=self.child)
        self.task_definition_arn = task.definition.arn
        routes = Routes(name, args.spec, args.front, ctx=ctx, child=self.child) if args.spec.port is not None else None
        service = self._service(task, routes)
        self.service_name = service.name
        scale_service(
            name,
            args.spec,
            cluster_name=args.cluster.cluster_name,
            service_name=service.name,
            routes=routes,
            ctx=ctx,
            child=self.child,
        )
        self.alarms = [*self._task_alarms(), *(traffic_alarms(args.label, routes) if routes else ())]
        self.finish()

    def _service(self, task: Task, routes: Routes | None) -> aws.ecs.Service:
        args, ctx = self._args, self.ctx
        waits_for: list[pulumi.Resource] = [args.cluster.infrastructure_policy, *task.policies]
        alarms: list[pulumi.Output[str]] = []
        if routes is not None:
            waits_for += [routes.production_rule, routes.test_rule]
            alarms = self._deployment_alarms(routes)
        return aws.ecs.Service(
            self._name,
            name=args.label,
            cluster=args.cluster.arn,
            task_definition=task.definition.arn,
            desired_count=args.spec.min_tasks,
            launch_type="FARGATE",
            platform_version="LATEST",
            propagate_tags="SERVICE",
            enable_ecs_managed_tags=True,
            enable_execute_command=False,
            health_check_grace_period_seconds=60 if routes else None,
            availability_zone_rebalancing="ENABLED",
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(
                subnets=args.subnets.ids, security_groups=[args.cluster.security_group_id], assign_public_ip=False
            ),
            deployment_controller=aws.ecs.ServiceDeploymentControllerArgs(type="ECS"),
            deployment_circuit_breaker=aws.ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True),
            alarms=aws.ecs.ServiceAlarmsArgs(alarm_names=alarms, enable=True, rollback=True) if alarms else None,
            deployment_configuration=aws.ecs.ServiceDeploymentConfigurationArgs(
                strategy="BLUE_GREEN" if routes else "ROLLING",
                bake_time_in_minutes=str(args.bake_minutes) if routes else None,
            ),
            load_balancers=[self._load_balancer(routes)] if routes else None,
            wait_for_steady_state=True,  # `up` ends when the deployment has, and fails when it went back
            sigint_rollback=True,
            force_delete=not ctx.durable,
            tags=ctx.tags(self._name),
            opts=self.child(
                depends_on=waits_for,
                ignore_changes=["desiredCount"],
                custom_timeouts=pulumi.CustomTimeouts(create="40m", update=UPDATE_TIMEOUT),
                # A new production rule needs a new service: the old one would go on shifting the rule that is gone.
                replace_on_changes=(
                    ["loadBalancers[*].advancedConfiguration.productionListenerRule"] if routes else None
                ),
                delete_before_replace=True,  # the name is taken
            ),
        )

    def _load_balancer(self, routes: Routes) -> aws.ecs.ServiceLoadBalancerArgs:
        blue, green = routes.target_group_arns
        return aws.ecs.ServiceLoadBalancerArgs(
            container_name=self._args.label,
            container_port=self._args.spec.port or 0,
            target_group_arn=blue,
            advanced_configuration=aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
                alternate_target_group_arn=green,
                production_listener_rule=routes.production_rule.arn,
                test_listener_rule=routes.test_rule.arn,
                role_arn=self._args.cluster.infrastructure_role_arn,
            ),
        )

    def _deployment_alarms(self, routes: Routes) -> list[pulumi.Output[str]]:
        """Watched while a deployment bakes, so made before the service, and over the load balancer as a whole: an
        alarm on one target group would be blind to one of the colours. Idle means healthy."""
        args, name = self._args, self._args.label
        where = args.front.arn_suffix
        alarms = (
            Alarm(
                name=f"{name}-deployment-errors",
                severity="warning",
                description=f"Errors while {name} is deployed: the deployment goes back",
                metrics=error_metrics(where),
                expression=ERROR_PERCENT,
                comparison=">",
                threshold=self.ctx.thresholds.error_percent,
                unit="%",
                period_seconds=60,
                runbook="deployment-rolled-back",
            ),
            Alarm(
                name=f"{name}-deployment-latency",
                severity="warning",
                description=f"Slow answers while {name} is deployed: the deployment goes back",
                metrics={"m": Metric("AWS/ApplicationELB", "TargetResponseTime", {"LoadBalancer": where}, "p95")},
                comparison=">",
                threshold=self.ctx.thresholds.response_seconds,
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
                periods=3,  # a starting task may fail its first check
                runbook="deployment-rolled-back",
            ),
        )
        prefix = self._name.removesuffix(f"-{name}")  # the alarms carry the label already
        return [register_alarm(prefix, alarm, args.topics, ctx=self.ctx, opts=self.child()).name for alarm in alarms]

    def _task_alarms(self) -> list[Alarm]:
        args = self._args
        where: dict[str, pulumi.Input[str]] = {
            "ClusterName": args.cluster.cluster_name,
            "ServiceName": self.service_name,
        }
        return [
            Alarm(
                name=f"{args.label}-{role}",
                severity="warning",
                description=f"Tasks of {args.label}: {text}",
                metrics={"m": Metric("AWS/ECS", metric, where, "Average")},
                comparison=">",
                threshold=threshold,
                unit="%",
                runbook=f"service-{role}",
            )
            for role, metric, threshold, text in (
                ("cpu", "CPUUtilization", self.ctx.thresholds.cpu_percent, "CPU is busy"),
                ("memory", "MemoryUtilization", self.ctx.thresholds.memory_percent, "memory fills up"),
            )
        ]
