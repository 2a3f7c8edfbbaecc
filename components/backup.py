"""The monthly backup that is kept for years, its copy in a second region, and the test that it can be restored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.backup_events import backup_events
from components.base import Component, Context
from components.json_text import json_text
from planning.backup import (
    COMPLETION_MINUTES,
    START_MINUTES,
    TIMEZONE,
    monthly,
    quarterly,
    restore_test_name,
    retention_problem,
    window,
)
from planning.iam import simple_trust
from planning.recovery import Copies

# On the second of a month: the backup of the first, or, had that one failed, of the month before.
_TESTED_DAYS = 35
_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreTesting:
    """A quarterly restore, into the database's own subnets and security group.

    `hour` is of Tokyo, on the second of January, April, July and October. The restored instance costs what the
    original does, in one zone, until AWS deletes it: `validation_window_hours` (1 to 168) after the restore is done.
    Until then anyone who reaches the database reaches it too, with the passwords of the backup's day.
    """

    subnet_group_name: pulumi.Input[str]
    security_group_ids: Sequence[pulumi.Input[str]]
    hour: int
    validation_window_hours: int

    def __post_init__(self) -> None:
        window(self.hour)
        if not self.security_group_ids:
            raise ValueError("a restored instance needs a security group, or it gets the default one of the VPC")
        if not 1 <= self.validation_window_hours <= 168:
            raise ValueError(f"validation_window_hours must be 1 to 168; it is {self.validation_window_hours}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupArgs:
    """What to back up on the first of each month at `hour` of Tokyo, and for how long to keep it.

    `databases` are ARNs by name. `copies` and `copies_key_arn` go together. `cold_after_days` is for types with cold
    storage; RDS has none and ignores it:
    https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html
    """

    databases: Mapping[str, pulumi.Input[str]]
    key_arn: pulumi.Input[str]
    keep_days: int
    cold_after_days: int | None = None
    hour: int
    copies: Copies | None = None
    copies_key_arn: pulumi.Input[str] | None = None
    restore_testing: RestoreTesting | None = None

    def __post_init__(self) -> None:
        if not self.databases:
            raise ValueError("a backup of nothing: name at least one database")
        if problem := retention_problem(self.keep_days, self.cold_after_days):
            raise ValueError(problem)
        window(self.hour)
        if (self.copies is None) != (self.copies_key_arn is None):
            raise ValueError("copies and copies_key_arn go together: a copy has a key of its own region")


class Backup(Component):
    """`megane:data:Backup`: a vault, a monthly plan with its role and the selection of every database.

    With `copies` also the vault in the second region that each backup is copied to, with `restore_testing` the plan and
    selection of a quarterly restore. The automated backups of RDS are not touched:
    `enable_continuous_backup` would take their retention and window over from the instance.
    Vaults are replaced by another key or name, which AWS refuses while they hold anything: they are protected in
    durable stacks, and emptied with `pulumi destroy` in the others. Backups of RDS are encrypted with the key of the
    instance, copies with that of their vault.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/whatisbackup.html
    """

    TYPE = "megane:data:Backup"
    OUTPUTS = ("vault_arn", "plan_arn")
    vault_arn: pulumi.Output[str]
    plan_arn: pulumi.Output[str]
    copies_vault_arn: pulumi.Output[str] | None = None

    def __init__(self, name: str, args: BackupArgs, ctx: Context, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, ctx, opts)
        self._name, self._args = name, args
        # Sorted: the order in which the program names them is no difference.
        self._arns = [args.databases[database] for database in sorted(args.databases)]
        vault = self._vault(name, ctx.prefix, args.key_arn, None)
        self.vault_arn = vault.arn
        if args.copies is not None and args.copies_key_arn is not None:
            copies = self._vault(f"{name}-copies", args.copies.name, args.copies_key_arn, args.copies.region)
            self.copies_vault_arn = copies.arn
        role, policies = self._role()
        self.events = backup_events(vault, role, copied=args.copies is not None)
        plan = self._plan(vault)
        self.plan_arn = plan.arn
        aws.backup.Selection(
            name,
            name=f"{ctx.prefix}-databases",
            plan_id=plan.id,
            iam_role_arn=role.arn,
            # By ARN and not by tag: what is selected is what the program names, and no tag can lose it.
            resources=self._arns,
            opts=self.child(depends_on=policies),
        )
        if args.restore_testing is not None:
            self._restore_testing(args.restore_testing, vault, role, policies)
        self.finish()

    def _vault(self, logical: str, physical: str, key_arn: pulumi.Input[str], region: str | None) -> aws.backup.Vault:
        return aws.backup.Vault(
            logical,
            name=physical,
            kms_key_arn=key_arn,
            force_destroy=not self.ctx.durable,
            region=region,
            tags=self.ctx.tags(logical),
            opts=self.child(protect=self.ctx.durable),
        )

    def _plan(self, vault: aws.backup.Vault) -> aws.backup.Plan:
        args, name = self._args, f"{self._name}-monthly"
        copy_actions = [
            aws.backup.PlanRuleCopyActionArgs(
                destination_vault_arn=arn,
                lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(
                    delete_after=args.keep_days, cold_storage_after=args.cold_after_days
                ),
            )
            for arn in [self.copies_vault_arn]
            if arn is not None
        ]
        rule = aws.backup.PlanRuleArgs(
            rule_name="monthly",
            target_vault_name=vault.name,
            schedule=monthly(args.hour),
            schedule_expression_timezone=TIMEZONE,
            start_window=START_MINUTES,
            completion_window=COMPLETION_MINUTES,
            lifecycle=aws.backup.PlanRuleLifecycleArgs(
                delete_after=args.keep_days, cold_storage_after=args.cold_after_days
            ),
            copy_actions=copy_actions or None,
            recovery_point_tags=self.ctx.tags(name),
        )
        return aws.backup.Plan(
            name, name=f"{self.ctx.prefix}-monthly", rules=[rule], tags=self.ctx.tags(name), opts=self.child()
        )

    def _role(self) -> tuple[aws.iam.Role, list[aws.iam.RolePolicyAttachment]]:
        role = aws.iam.Role(
            self._name,
            description="AWS Backup takes, copies, restores and expires backups",
            # AWS documents aws:SourceAccount for what the service does to topics and keys, not for taking on its role:
            # https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
            assume_role_policy=json.dumps(simple_trust("backup")),
            tags=self.ctx.tags(self._name),
            opts=self.child(),
        )
        return role, [
            aws.iam.RolePolicyAttachment(
                f"{self._name}-{purpose.lower()}", role=role.name, policy_arn=f"{_POLICY}{purpose}", opts=self.child()
            )
            for purpose in ("Backup", "Restores")
        ]

    def _restore_testing(
        self,
        testing: RestoreTesting,
        vault: aws.backup.Vault,
        role: aws.iam.Role,
        policies: Sequence[aws.iam.RolePolicyAttachment],
    ) -> None:
        """https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html"""
        name, physical = f"{self._name}-restore-test", restore_test_name(self.ctx.prefix)
        plan = aws.backup.RestoreTestingPlan(
            name,
            name=physical,
            schedule_expression=quarterly(testing.hour),
            schedule_expression_timezone=TIMEZONE,
            start_window_hours=1,
            recovery_point_selection=aws.backup.RestoreTestingPlanRecoveryPointSelectionArgs(
                algorithm="LATEST_WITHIN_WINDOW",
                include_vaults=[vault.arn],
                recovery_point_types=["SNAPSHOT"],
                selection_window_days=_TESTED_DAYS,
            ),
            tags=self.ctx.tags(name),
            opts=self.child(),
        )
        aws.backup.RestoreTestingSelection(
            name,
            name=physical,
            restore_testing_plan_name=plan.name,
            protected_resource_type="RDS",
            protected_resource_arns=self._arns,
            iam_role_arn=role.arn,
            validation_window_hours=testing.validation_window_hours,
            # Without them AWS restores into the default VPC, which need not exist.
            # https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
            restore_metadata_overrides={
                "dbSubnetGroupName": testing.subnet_group_name,
                "vpcSecurityGroupIds": json_text(testing.security_group_ids),
            },
            opts=self.child(depends_on=policies),
        )
