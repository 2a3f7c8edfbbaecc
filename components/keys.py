"""Encryption keys."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from planning import key_policies
from planning.iam import Document
from planning.recovery import Copies

# CloudFront, its certificates, metrics and alarms exist in this region only.
EDGE_REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeysArgs:
    """`separate`: own keys for logs and notifications (ha), or all on the data key (minimal: $1 a key and month).

    `copies`: also make the key of the copies in the second region. `adopts`: this is the recovery stack, whose data key
    is that one; it can read what the lost stack has copied, and its own data go under it too.
    """

    separate: bool
    copies: Copies | None = None
    adopts: Copies | None = None

    def __post_init__(self) -> None:
        if self.copies is not None and self.adopts is not None:
            raise ValueError("a recovery stack, which adopts the key of the copies, makes none")


@dataclass(frozen=True, slots=True)
class KeyArns:
    """Which key encrypts what; in the minimal profile the first three are one and the same.

    `copies` is the key in the second region, None where nothing is copied.
    """

    data: pulumi.Output[str]
    logs: pulumi.Output[str]
    notifications: pulumi.Output[str]
    edge: pulumi.Output[str]
    copies: pulumi.Output[str] | None = None


class Keys(Component):
    """`megane:security:Keys`: customer-managed KMS keys with yearly rotation and 30 days of grace before deletion.

    Makes `{name}-data` and `{name}-edge` (us-east-1), with `separate` also `{name}-logs` and `{name}-notifications`,
    and with `copies` also `{name}-copies` in the second region, each with an alias. With `adopts` there is no data key
    of its own: the alias of the copies is read. Turning `separate` on re-encrypts nothing and replaces nothing: log
    groups and topics take their new key for what they receive from then on, the data key stays.
    Nothing that a key encrypted can be read once the key is deleted, so keys are protected in durable stacks.

    Besides the account, whose own policies decide for its roles (RDS, Backup, replication and the tasks go this way):
    - data: CloudFront reads uploads; log groups and publishers, in both phases (`key_policies.data_key` says why).
    - logs: log groups of the region. notifications: the services that publish to alarm topics.
    - edge: log groups and publishers of us-east-1, where CloudFront's alarms and logs are.
    - copies: as data, in its region: it becomes the data key of the recovery stack, at first for everything.
    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """

    TYPE = "megane:security:Keys"
    OUTPUTS = ("data_arn", "logs_arn", "notifications_arn", "edge_arn")
    data_arn: pulumi.Output[str]
    logs_arn: pulumi.Output[str]
    notifications_arn: pulumi.Output[str]
    edge_arn: pulumi.Output[str]
    arns: KeyArns

    def __init__(self, name: str, args: KeysArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name = name
        account, region = ctx.account, ctx.region
        if args.adopts is None:
            self.data_arn = self._key("data", "Customer data", key_policies.data_key(account, region))
        else:
            alias = aws.kms.Alias.get(f"{name}-data", args.adopts.key_alias, opts=self.child())
            self.data_arn = alias.target_key_arn
        self.logs_arn = self.notifications_arn = self.data_arn
        if args.separate:
            self.logs_arn = self._key("logs", "Log groups", key_policies.logs_key(account, region))
            policy = key_policies.notifications_key(account, region)
            self.notifications_arn = self._key("notifications", "Alarm topics", policy)
        self.edge_arn = self._key(
            "edge", "Edge logs and topics", key_policies.edge_key(account, EDGE_REGION), region=EDGE_REGION
        )
        copies = self._copies(args.copies) if args.copies is not None else None
        self.arns = KeyArns(self.data_arn, self.logs_arn, self.notifications_arn, self.edge_arn, copies)
        self.finish()

    def _copies(self, copies: Copies) -> pulumi.Output[str]:
        policy = key_policies.data_key(self.ctx.account, copies.region)
        return self._key("copies", "Copies", policy, region=copies.region, alias=copies.key_alias)

    def _key(
        self, role: str, description: str, policy: Document, *, region: str | None = None, alias: str | None = None
    ) -> pulumi.Output[str]:
        key = aws.kms.Key(
            f"{self._name}-{role}",
            description=f"{description} of {self.ctx.prefix}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=json.dumps(policy),
            region=region,
            tags=self.ctx.tags(f"{self._name}-{role}"),
            opts=self.child(protect=self.ctx.durable),
        )
        aws.kms.Alias(
            f"{self._name}-{role}",
            name=alias or f"alias/{self.ctx.prefix}-{role}",
            target_key_id=key.id,
            region=region,
            opts=self.child(),
        )
        return key.arn
