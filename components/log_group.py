"""Log groups: owned by the program, encrypted, kept as long as their class demands."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Context
from planning.log_kinds import LogKind
from planning.log_retention import RETENTION_DAYS, LogClass


@dataclass(frozen=True, slots=True)
class Log:
    """A log group as others see it: what it is about, its name and, where that is not the stack's own, its region.

    `of`: whose it is, where a stack has several of the kind in a region.
    """

    kind: LogKind
    group: pulumi.Output[str]
    region: str | None = None
    of: str | None = None

    @property
    def label(self) -> str:
        return self.kind if self.of is None else f"{self.kind}-{self.of}"


def log_group(
    logical_name: str,
    path: str,
    log_class: LogClass,
    *,
    key_arn: pulumi.Input[str],
    ctx: Context,
    opts: pulumi.ResourceOptions,
    region: str | None = None,
) -> aws.cloudwatch.LogGroup:
    """A log group that exists before its writer does: a service that finds none makes one that is kept for ever.

    `path` is the physical name; changing it replaces the group and loses its logs.
    """
    return aws.cloudwatch.LogGroup(
        logical_name,
        name=path,
        retention_in_days=RETENTION_DAYS[log_class],
        kms_key_id=key_arn,
        log_group_class="STANDARD",  # metric filters and Insights need it
        deletion_protection_enabled=ctx.durable,
        region=region,
        tags=ctx.tags(logical_name, LogClass=log_class),
        opts=opts,
    )
