"""Who may talk to whom: one `allow` call per line of the document's security-group table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pulumi
import pulumi_aws as aws

from components.base import Component, Context


@dataclass(frozen=True, slots=True)
class Peer:
    """One end of an allowed connection. Without a security group it is the internet (0.0.0.0/0)."""

    name: str
    security_group_id: pulumi.Output[str] | None = None


WORLD = Peer("world")


def security_group(
    name: str, peer: str, *, vpc_id: pulumi.Input[str], description: str, ctx: Context, opts: pulumi.ResourceOptions
) -> tuple[aws.ec2.SecurityGroup, Peer]:
    """A security group with no rules at all: only `allow` opens anything.

    `description` must be ASCII (EC2 refuses the rest) and replaces the group when changed; the physical name is left
    to Pulumi so that the replacement can exist beside the group that is still in use.
    """
    group = aws.ec2.SecurityGroup(
        f"{name}-sg",
        vpc_id=vpc_id,
        description=description,
        revoke_rules_on_delete=True,  # groups that name each other in rules could not be deleted otherwise
        tags=ctx.tags(f"{name}-sg"),
        opts=opts,
    )
    return group, Peer(peer, group.id)


class Access(Component):
    """`megane:network:Access`: one TCP port from one peer to another, as stand-alone rules.

    Makes an egress rule at the source and an ingress rule at the target; the internet has no rule of its own.
    Rules inline in a security group would overwrite these and are never used.
    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    """

    TYPE: ClassVar[str] = "megane:network:Access"

    def __init__(
        self,
        name: str,
        source: Peer,
        target: Peer,
        port: int,
        reason: str,
        ctx: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, ctx, opts)
        if target.security_group_id is not None:
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-ingress",
                security_group_id=target.security_group_id,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4="0.0.0.0/0" if source.security_group_id is None else None,
                referenced_security_group_id=source.security_group_id,
                description=reason,
                tags=ctx.tags(f"{name}-ingress"),
                opts=self.child(),
            )
        if source.security_group_id is not None:
            aws.vpc.SecurityGroupEgressRule(
                f"{name}-egress",
                security_group_id=source.security_group_id,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4="0.0.0.0/0" if target.security_group_id is None else None,
                referenced_security_group_id=target.security_group_id,
                description=reason,
                tags=ctx.tags(f"{name}-egress"),
                opts=self.child(),
            )
        self.finish()


def allow(
    source: Peer,
    target: Peer,
    port: int,
    reason: str,
    ctx: Context,
    opts: pulumi.ResourceOptions | None = None,
) -> Access:
    """Opens one TCP port from `source` to `target`; `reason` (ASCII) becomes the description of the rules."""
    if source.security_group_id is None and target.security_group_id is None:
        raise ValueError("the internet needs no leave to talk to itself: name a security group at one end")
    name = f"{ctx.project}-{source.name}-to-{target.name}-{port}"
    return Access(name, source, target, port, reason, ctx, opts)
