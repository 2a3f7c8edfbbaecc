"""The instances: the primary, and a replica that is the same by construction in all that RDS lets one say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base import Context
from components.database.size import DatabaseSize, Restore
from components.keys import KeyArns
from components.log_group import Log, log_group
from planning.windows import next_day

PORT = 5432
DATABASE, MASTER = "megane", "megane_admin"
# PostgreSQL 15 by prefix: a pinned 15.x would plan a downgrade after every automatic minor upgrade.
ENGINE_VERSION = "15"
EXPORTED_LOGS = ("postgresql", "upgrade")


class Instances:
    """Registered as children of the database that `child` belongs to; `groups` are the primary's log groups.

    `password` None: RDS manages it.
    """

    def __init__(
        self,
        name: str,
        size: DatabaseSize,
        keys: KeyArns,
        *,
        security_group_id: pulumi.Output[str],
        parameters: aws.rds.ParameterGroup,
        monitoring_role: aws.iam.Role | None,
        ctx: Context,
        child: Callable[..., pulumi.ResourceOptions],
    ) -> None:
        self._name, self._size, self._keys, self._ctx, self._child = name, size, keys, ctx, child
        self._security_group_id, self._parameters = security_group_id, parameters
        self._monitoring_role = monitoring_role
        self.logs: list[Log] = []

    def _shared(self, role: str) -> aws.rds.InstanceArgs:
        """What primary and replica have in common; a replica that is slower than its source falls behind."""
        size, ctx, keys = self._size, self._ctx, self._keys
        return aws.rds.InstanceArgs(
            identifier=self._identifier(role),
            instance_class=size.instance_class,
            storage_type="gp3",  # said for the replica too: with iops and no type, RDS would take io1
            iops=size.iops,
            storage_throughput=size.storage_throughput_mibps,
            max_allocated_storage=size.max_allocated_storage_gib,
            # A replica inherits it, yet leaving it out plans a replacement at the next update
            # (hashicorp/terraform-provider-aws#34434).
            storage_encrypted=True,
            vpc_security_group_ids=[self._security_group_id],
            parameter_group_name=self._parameters.name,
            publicly_accessible=False,
            deletion_protection=ctx.durable,
            maintenance_window=size.maintenance_window,
            copy_tags_to_snapshot=True,
            auto_minor_version_upgrade=True,
            apply_immediately=size.apply_immediately,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            enabled_cloudwatch_logs_exports=list(EXPORTED_LOGS),
            performance_insights_enabled=True,
            performance_insights_retention_period=7,
            performance_insights_kms_key_id=keys.data,
            database_insights_mode="standard",
            monitoring_interval=size.monitoring_interval_seconds,
            monitoring_role_arn=self._monitoring_role.arn if self._monitoring_role else None,
            tags=ctx.tags(self._logical(role)),
        )

    def primary(
        self,
        subnets: aws.rds.SubnetGroup,
        groups: Sequence[aws.cloudwatch.LogGroup],
        password: pulumi.Output[str] | None,
        restore: Restore | None,
    ) -> aws.rds.Instance:
        size, keys, durable = self._size, self._keys, self._ctx.durable
        args = self._shared("primary")
        args.engine = "postgres"
        args.kms_key_id = keys.data
        args.multi_az = size.multi_az
        args.port = PORT
        args.db_subnet_group_name = subnets.name
        args.backup_retention_period = size.backup_retention_days
        args.backup_window = size.backup_window
        args.delete_automated_backups = False  # point-in-time recovery outlives even the instance
        args.skip_final_snapshot = not durable
        args.final_snapshot_identifier = self._final_snapshot() if durable else None
        # The default would bill Extended Support, unasked, once PostgreSQL 15 leaves community support.
        args.engine_lifecycle_support = "open-source-rds-extended-support-disabled"
        if password is None:
            args.manage_master_user_password = True
            args.master_user_secret_kms_key_id = keys.data
        else:
            args.password = password
        if restore is None:
            args.engine_version = ENGINE_VERSION
            args.allocated_storage = size.allocated_storage_gib
            args.db_name, args.username = DATABASE, MASTER
        else:
            # The rest comes from the source. Said as well, the names would replace an instance that has others, and
            # the provider would ask a restored one to shrink to a storage that its source has outgrown, or to go back
            # to an older minor version, both of which RDS refuses when the data is already there.
            args.snapshot_identifier = restore.snapshot
            args.restore_to_point_in_time = restore.point_in_time
        return aws.rds.Instance(
            self._logical("primary"),
            args,
            opts=self._child(
                depends_on=groups,
                protect=durable,
                # A source counts at creation only: afterwards a change of it would replace the living database.
                ignore_changes=["snapshotIdentifier", "restoreToPointInTime"],
            ),
        )

    def replica(self, primary: aws.rds.Instance, groups: Sequence[aws.cloudwatch.LogGroup]) -> aws.rds.Instance:
        """What is not said here or in `_shared` RDS takes from the source, and refuses to be told."""
        args = self._shared("replica")
        args.replicate_source_db = primary.identifier
        args.skip_final_snapshot = True  # RDS takes none of a replica
        args.maintenance_window = next_day(self._size.maintenance_window)  # so that both are never away at once
        return aws.rds.Instance(
            self._logical("replica"),
            args,
            opts=self._child(depends_on=groups, protect=self._ctx.durable),
        )

    def log_groups(self, role: str) -> list[aws.cloudwatch.LogGroup]:
        """One for each exported log, before the instance: RDS would make them, to be kept for ever."""
        prefix = self._name if role == "primary" else f"{self._name}-{role}"
        groups = {
            log: log_group(
                f"{prefix}-{log}{self._size.suffix}",
                f"/aws/rds/instance/{self._identifier(role)}/{log}",
                "application",
                key_arn=self._keys.logs,
                ctx=self._ctx,
                opts=self._child(),
            )
            for log in EXPORTED_LOGS
        }
        self.logs.append(Log("postgresql", groups["postgresql"].name, of=role))
        return list(groups.values())

    def _final_snapshot(self) -> pulumi.Output[str]:
        """Its name has a part that lives as long as the instance: that of an earlier life of the stack is taken, and so
        is that of a generation that comes back."""
        keepers = {"generation": str(self._size.generation)}
        part = random.RandomId(f"{self._name}-final", byte_length=4, keepers=keepers, opts=self._child())
        return pulumi.Output.concat(f"{self._identifier('primary')}-final-", part.hex)

    def _identifier(self, role: str) -> str:
        return f"{self._ctx.prefix}-{role}{self._size.suffix}"

    def _logical(self, role: str) -> str:
        return f"{self._name}-{role}{self._size.suffix}"
