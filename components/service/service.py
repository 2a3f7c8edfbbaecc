"""One service: tasks, traffic, scaling and a deployment that goes back by itself when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.alarm import Topics, register_alarm
from components.base import Component, Context, Subnets
from components.cluster import Cluster
from components.keys import KeyArns
from components.load_balancer import Front
from components.log_group import Log
from components.service.deployment import configuration, deployment_alarms, strategy_of
from components.service.events import service_events
from components.service.scaling import scale_service
from components.service.spec import LifecycleHook, ServiceSpec, Shift, TaskInputs
from components.service.task import Task
from components.service.traffic import Routes, traffic_alarms
from components.service.watch import count_log_lines, log_alarms, log_graphs, task_alarms
from planning.deployments import timeouts


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceArgs:
    """`label` is the service's name in AWS (`frontend`); replacing it is an outage.

    `shift`: how traffic moves to new tasks; another strategy is a change in place, because target groups and rules
    are the same in all of them. `bake_minutes`: how long the old tasks stay beside the new ones after traffic moved,
    to go back at once; a rolling deployment has none. `hooks` are asked in every deployment, the first one included.
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
    shift: Shift = field(default_factory=Shift)
    hooks: Sequence[LifecycleHook] = ()

    def __post_init__(self) -> None:
        routed = self.spec.port is not None
        if self.hooks and strategy_of(self.shift, self.hooks, routed=routed) == "ROLLING":
            raise ValueError("a rolling deployment asks no hooks: take another strategy")
        if not routed and any(hook.stage != "PRE_SCALE_UP" for hook in self.hooks):
            raise ValueError("without a port there is no traffic to test: only PRE_SCALE_UP hooks")


class Service(Component):
    """`megane:app:Service`: an ECS service on Fargate, deployed as `Shift` says where it has traffic.

    Makes the log group and the metrics that are counted in it, execution and task role, task definition, with traffic
    two target groups, a production and a test listener rule and the deployment alarms, then the ECS service, its
    scalable target, scaling policies and the limits of the night.
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
    deployment_alarm_arns: Sequence[pulumi.Output[str]]
    """Of alarms that are registered already, as a deployment is watched by them."""

    def __init__(self, name: str, args: ServiceArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        task = Task(name, args.label, args.spec, args.inputs, args.keys, ctx=ctx, child=self.child)
        self.task_definition_arn = task.definition.arn
        self.logs = [Log("application", task.log_group.name, of=args.label)]
        routes = Routes(name, args.spec, args.front, ctx=ctx, child=self.child) if args.spec.port is not None else None
        service = self._service(task, routes)
        self.service_name = service.name
        scale_service(
            name,
            args.spec,
            cluster_name=args.cluster.cluster_name,
            service_name=service.name,
            label=args.label,
            routes=routes,
            ctx=ctx,
            child=self.child,
        )
        count_log_lines(name, args.label, args.spec, task.log_group, ctx=ctx, opts=self.child())
        self.alarms = [
            *task_alarms(args.label, args.spec, args.cluster, service.name, ctx),
            *log_alarms(args.label, args.spec, ctx),
            *(traffic_alarms(args.label, routes) if routes else ()),
        ]
        self.graphs = log_graphs(args.label, args.spec, ctx)
        self.events = service_events(args.label, service, args.cluster.arn)
        self.finish()

    def _service(self, task: Task, routes: Routes | None) -> aws.ecs.Service:
        args, ctx = self._args, self.ctx
        waits_for: list[pulumi.Resource] = [args.cluster.infrastructure_policy, *task.policies]
        alarms: list[aws.cloudwatch.MetricAlarm] = []
        if routes is not None:
            waits_for += [routes.production_rule, routes.test_rule]
            alarms = self._watch_deployments(routes)
        self.deployment_alarm_arns = [alarm.arn for alarm in alarms]
        for hook in args.hooks:
            waits_for += hook.lasting
        create, update = timeouts(args.bake_minutes + args.shift.minutes)
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
            alarms=(
                aws.ecs.ServiceAlarmsArgs(alarm_names=[alarm.name for alarm in alarms], enable=True, rollback=True)
                if alarms
                else None
            ),
            deployment_configuration=configuration(
                args.shift, args.bake_minutes, args.hooks, routed=routes is not None
            ),
            load_balancers=[self._load_balancer(routes)] if routes else None,
            wait_for_steady_state=True,  # `up` ends when the deployment has, and fails when it went back
            sigint_rollback=True,
            force_delete=not ctx.durable,
            tags=ctx.tags(self._name),
            opts=self.child(
                depends_on=waits_for,
                ignore_changes=["desiredCount"],
                custom_timeouts=pulumi.CustomTimeouts(create=create, update=update),
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

    def _watch_deployments(self, routes: Routes) -> list[aws.cloudwatch.MetricAlarm]:
        args, ctx = self._args, self.ctx
        prefix = self._name.removesuffix(f"-{args.label}")  # the alarms carry the label already
        return [
            register_alarm(prefix, alarm, args.topics, ctx=ctx, opts=self.child())
            for alarm in deployment_alarms(args.label, args.front, routes, ctx)
        ]
