"""What all services share: the ECS cluster, the document's one security group for tasks, and ECS's own role."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.access import Peer, security_group
from components.base import Component, Context
from components.log_group import Log, log_group
from planning.iam import simple_trust


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterArgs:
    """`container_insights`: per-task metrics; "enhanced" costs about $0.07 a task and metric month, "disabled" none.

    Under the logs key are also the sessions that people open in tasks, while they last: whoever opens one needs
    `kms:GenerateDataKey` on it. `profile`: the stack's, as a tag, so that policies and people can tell it from AWS.
    """

    vpc_id: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    container_insights: Literal["disabled", "enhanced"]
    profile: str


class Cluster(Component):
    """`megane:app:Cluster`: an ECS cluster on Fargate.

    Makes the cluster, its capacity providers, the log group that Container Insights would otherwise make without
    an end, the tasks' security group (no rules) and the infrastructure role with which ECS moves load-balancer
    traffic. Services wait for the role's policy and are deleted before it, else they hang in DRAINING.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html

    What is typed and shown in sessions of ECS Exec goes to a log group of their own, kept a year. It is asked of the
    cluster and not of a task, so no task can leave it out; a task that may be opened has a role that may write there.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """

    TYPE = "megane:app:Cluster"
    OUTPUTS = ("arn", "cluster_name", "security_group_id", "infrastructure_role_arn", "sessions_log_group_arn")
    arn: pulumi.Output[str]
    cluster_name: str
    access: Peer
    security_group_id: pulumi.Output[str]
    infrastructure_role_arn: pulumi.Output[str]
    infrastructure_policy: pulumi.Resource
    sessions_log_group_arn: pulumi.Output[str]
    sessions_key_arn: pulumi.Output[str]
    has_insights: bool
    """Whether there are metrics of Container Insights to watch."""

    def __init__(self, name: str, args: ClusterArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self.cluster_name = ctx.prefix
        self.has_insights = args.container_insights != "disabled"
        group, self.access = security_group(
            name, "services", vpc_id=args.vpc_id, description="Tasks of all services", ctx=ctx, opts=self.child()
        )
        self.security_group_id = group.id
        insights = log_group(
            f"{name}-insights",
            f"/aws/ecs/containerinsights/{self.cluster_name}/performance",
            "application",
            key_arn=args.logs_key_arn,
            ctx=ctx,
            opts=self.child(),
        )
        sessions = log_group(
            f"{name}-sessions",
            f"/ecs-exec/{self.cluster_name}",
            "security",
            key_arn=args.logs_key_arn,
            ctx=ctx,
            opts=self.child(),
        )
        self.sessions_log_group_arn = sessions.arn
        self.logs = [Log("sessions", sessions.name)]
        self.sessions_key_arn = pulumi.Output.from_input(args.logs_key_arn)
        cluster = aws.ecs.Cluster(
            name,
            name=self.cluster_name,
            settings=[aws.ecs.ClusterSettingArgs(name="containerInsights", value=args.container_insights)],
            configuration=_recorded(sessions, self.sessions_key_arn),
            tags=ctx.tags(name, Profile=args.profile),
            opts=self.child(depends_on=[insights]),
        )
        self.arn = cluster.arn
        aws.ecs.ClusterCapacityProviders(
            name, cluster_name=cluster.name, capacity_providers=["FARGATE"], opts=self.child()
        )
        role = aws.iam.Role(
            f"{name}-infrastructure",
            description="ECS shifts load balancer traffic between task sets",
            assume_role_policy=json.dumps(simple_trust("ecs")),
            tags=ctx.tags(f"{name}-infrastructure"),
            opts=self.child(),
        )
        self.infrastructure_role_arn = role.arn
        self.infrastructure_policy = aws.iam.RolePolicyAttachment(
            f"{name}-infrastructure",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
            opts=self.child(),
        )
        self.finish()


def _recorded(sessions: aws.cloudwatch.LogGroup, key_arn: pulumi.Output[str]) -> aws.ecs.ClusterConfigurationArgs:
    """Sessions of ECS Exec: encrypted once more inside TLS, and logged to that group and nowhere else."""
    return aws.ecs.ClusterConfigurationArgs(
        execute_command_configuration=aws.ecs.ClusterConfigurationExecuteCommandConfigurationArgs(
            kms_key_id=key_arn,
            logging="OVERRIDE",
            log_configuration=aws.ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
                cloud_watch_encryption_enabled=True,  # no session starts if the group had no key of a customer's
                cloud_watch_log_group_name=sessions.name,
            ),
        )
    )
