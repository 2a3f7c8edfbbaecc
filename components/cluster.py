"""What all services share: the ECS cluster, the document's one security group for tasks, and ECS's own role."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.access import Peer, security_group
from components.base import Component, Context
from components.log_group import log_group
from planning.iam import simple_trust


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterArgs:
    """`container_insights`: per-task metrics; "enhanced" costs about $0.07 a task and metric month, "disabled" none."""

    vpc_id: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    container_insights: Literal["disabled", "enhanced"]


class Cluster(Component):
    """`megane:app:Cluster`: an ECS cluster on Fargate.

    Makes the cluster, its capacity providers, the log group that Container Insights would otherwise make without
    an end, the tasks' security group (no rules) and the infrastructure role with which ECS moves load-balancer
    traffic. Services wait for the role's policy and are deleted before it, else they hang in DRAINING.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
    """

    TYPE = "megane:app:Cluster"
    OUTPUTS = ("arn", "cluster_name", "security_group_id", "infrastructure_role_arn")
    arn: pulumi.Output[str]
    cluster_name: str
    access: Peer
    security_group_id: pulumi.Output[str]
    infrastructure_role_arn: pulumi.Output[str]
    infrastructure_policy: pulumi.Resource

    def __init__(self, name: str, args: ClusterArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self.cluster_name = ctx.prefix
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
        cluster = aws.ecs.Cluster(
            name,
            name=self.cluster_name,
            settings=[aws.ecs.ClusterSettingArgs(name="containerInsights", value=args.container_insights)],
            tags=ctx.tags(name),
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
