"""The network: awsx's Vpc, with what awsx leaves out or leaves open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from components.alarm import Alarm, Metric
from components.base import Component, Context, Subnets
from components.json_text import json_text
from components.log_group import Log, log_group
from planning.iam import allow, document, trust
from planning.network import SubnetPlan

SUBNET = "aws:ec2/subnet:Subnet"


@dataclass(frozen=True, kw_only=True, slots=True)
class VpcArgs:
    """`blocks` has one block (CIDR) a zone in each tier, in the order of `zones`; `planning.network` checks the fit.

    `nat_per_zone`: a NAT gateway in every zone (a zone can fail without taking the others' way out with it), or one.
    """

    cidr: str
    zones: Sequence[str]
    blocks: SubnetPlan
    nat_per_zone: bool
    logs_key_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        for tier in (self.blocks.public, self.blocks.private, self.blocks.isolated):
            if len(tier) != len(self.zones):
                raise ValueError(f"{len(self.zones)} zones need {len(self.zones)} blocks a tier, got {list(tier)}")


def no_public_addresses(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """awsx gives every machine in a public subnet a public address; here only load balancers and NATs have one."""
    if args.type_ == SUBNET and args.props.get("mapPublicIpOnLaunch"):
        return pulumi.ResourceTransformResult(props={**args.props, "mapPublicIpOnLaunch": False}, opts=args.opts)
    return None


def _id_at(index: int, gateways: Sequence[aws.ec2.NatGateway]) -> pulumi.Output[str]:
    return gateways[index].id


class Vpc(Component):
    """`megane:network:Vpc`: public (load balancer, NAT), private (tasks) and isolated (data) subnets in each zone.

    Makes an `awsx:ec2:Vpc` (VPC, internet gateway, subnets, route tables, NAT gateways, S3 gateway endpoint), the
    VPC's default security group emptied, and flow logs (security class, one year).
    Isolated subnets have no default route. Turning `nat_per_zone` on adds gateways and re-points routes in place; a
    changed block or zone replaces subnets and everything in them.
    https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/
    """

    TYPE = "megane:network:Vpc"
    OUTPUTS = ("vpc_id", "public_subnet_ids", "private_subnet_ids", "isolated_subnet_ids", "nat_gateway_ids")
    public: Subnets
    private: Subnets
    isolated: Subnets
    vpc_id: pulumi.Output[str]
    public_subnet_ids: pulumi.Output[Sequence[str]]
    private_subnet_ids: pulumi.Output[Sequence[str]]
    isolated_subnet_ids: pulumi.Output[Sequence[str]]
    nat_gateway_ids: Sequence[pulumi.Output[str]]
    """One id per gateway; how many there are is known without asking AWS."""

    def __init__(self, name: str, args: VpcArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        tier = awsx.ec2.SubnetType
        vpc = awsx.ec2.Vpc(
            name,
            cidr_block=args.cidr,
            availability_zone_names=list(args.zones),
            enable_dns_hostnames=True,  # interface endpoints need it
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,  # without it awsx ignores explicit blocks
            subnet_specs=[
                awsx.ec2.SubnetSpecArgs(type=tier.PUBLIC, cidr_blocks=list(args.blocks.public)),
                awsx.ec2.SubnetSpecArgs(type=tier.PRIVATE, cidr_blocks=list(args.blocks.private)),
                awsx.ec2.SubnetSpecArgs(type=tier.ISOLATED, cidr_blocks=list(args.blocks.isolated)),
            ],
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(
                strategy=awsx.ec2.NatGatewayStrategy.ONE_PER_AZ
                if args.nat_per_zone
                else awsx.ec2.NatGatewayStrategy.SINGLE
            ),
            # Image layers and uploads pass S3's own endpoint, free, and not the NAT at $0.062 a GB.
            vpc_endpoint_strategy=awsx.ec2.VpcEndpointStrategy.AUTO,
            vpc_endpoint_specs=[awsx.ec2.VpcEndpointSpecArgs(service_name=f"com.amazonaws.{ctx.region}.s3")],
            tags=ctx.tags(name),
            opts=pulumi.ResourceOptions(parent=self, transforms=[no_public_addresses]),
        )
        self.vpc_id = vpc.vpc_id
        self.public_subnet_ids = vpc.public_subnet_ids
        self.private_subnet_ids = vpc.private_subnet_ids
        self.isolated_subnet_ids = vpc.isolated_subnet_ids
        self.public = Subnets(vpc.vpc_id, vpc.public_subnet_ids)
        self.private = Subnets(vpc.vpc_id, vpc.private_subnet_ids)
        self.isolated = Subnets(vpc.vpc_id, vpc.isolated_subnet_ids)
        self.nat_gateway_ids = [
            vpc.nat_gateways.apply(partial(_id_at, index))
            for index in range(len(args.zones) if args.nat_per_zone else 1)
        ]
        # AWS lets everything in the default group talk; adopting it without rules closes it.
        aws.ec2.DefaultSecurityGroup(
            f"{name}-default", vpc_id=self.vpc_id, tags=ctx.tags(f"{name}-default-locked"), opts=self.child()
        )
        self.logs = [self._flow_logs(name, args)]
        self.alarms = _nat_alarms(self.nat_gateway_ids, ctx.thresholds.nat_mbps)
        self.finish()

    def _flow_logs(self, name: str, args: VpcArgs) -> Log:
        group = log_group(
            f"{name}-flow-logs",
            f"/aws/vpc/flowlogs/{self.ctx.environment}",
            "security",
            key_arn=args.logs_key_arn,
            ctx=self.ctx,
            opts=self.child(),
        )
        source = f"arn:aws:ec2:{self.ctx.region}:{self.ctx.account}:vpc-flow-log/*"
        role = aws.iam.Role(
            f"{name}-flow-logs",
            description="Writes VPC flow logs",
            assume_role_policy=json.dumps(trust("vpc-flow-logs", account=self.ctx.account, source_arn=source)),
            tags=self.ctx.tags(f"{name}-flow-logs"),
            opts=self.child(),
        )
        write = aws.iam.RolePolicy(
            f"{name}-flow-logs",
            role=role.id,
            policy=json_text(
                document(
                    allow(
                        "WriteFlowLogs",
                        ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                        pulumi.Output.concat(group.arn, ":*"),
                    ),
                    allow("FindTheGroup", ["logs:DescribeLogGroups"], "*"),  # cannot be narrowed
                )
            ),
            opts=self.child(),
        )
        aws.ec2.FlowLog(
            f"{name}-flow-logs",
            vpc_id=self.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=600,
            tags=self.ctx.tags(f"{name}-flow-logs"),
            opts=self.child(depends_on=[write]),
        )
        return Log("flow", group.name)


def _nat_alarms(gateway_ids: Sequence[pulumi.Output[str]], megabits_per_second: float) -> list[Alarm]:
    """Bandwidth and exhausted ports of each NAT gateway.

    https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
    """
    alarms = []
    for number, gateway in enumerate(gateway_ids, start=1):
        where = {"NatGatewayId": gateway}
        alarms += [
            Alarm(
                name=f"nat-{number}-bandwidth",
                severity="warning",
                description=f"NAT gateway {number} carries more than planned, at $0.062 a GB",
                metrics={
                    "out": Metric("AWS/NATGateway", "BytesOutToDestination", where, "Sum"),
                    "back": Metric("AWS/NATGateway", "BytesInFromDestination", where, "Sum"),
                },
                expression="(FILL(out,0)+FILL(back,0))*8/PERIOD(out)/1000000",
                comparison=">",
                threshold=megabits_per_second,
                unit="Mbit/s",
                runbook="nat-bandwidth",
            ),
            Alarm(
                name=f"nat-{number}-ports",
                severity="warning",
                description=f"NAT gateway {number} has no port left for new connections",
                metrics={"m": Metric("AWS/NATGateway", "ErrorPortAllocation", where, "Sum")},
                comparison=">",
                threshold=0,
                unit="errors",
                runbook="nat-ports",
            ),
        ]
    return alarms
