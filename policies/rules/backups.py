"""AWS Backup: vaults, whether every database is in a plan that keeps it long enough, and copies in a second region."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from .answers import any_of
from .backup_plans import coverage, is_instance
from .keys import KMS_KEYS, own_key
from .model import NOT_APPLICABLE, Advice, Deferred, Outcome, References, Violation, rule
from .pack import Pack, RuleConfig
from .regions import in_region_of, same_region
from .replicas import is_replica
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import BACKUP_PLAN, BACKUP_SELECTION, BACKUP_VAULT, BACKUP_VAULT_LOCK, BACKUPS_REPLICATION, DB_INSTANCE

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_REPLICATED_DAYS = 7  # what RDS takes where nothing is said


class BackupVaultConfig(RuleConfig):
    """`lock`: nobody may delete a backup before its time. A lock in compliance mode can never be taken away again."""

    lock: bool = False


@rule(
    id="backup-vault",
    title="Backup vaults have a key of one's own and are not emptied with the stack",
    title_ja="バックアップボールトを自社の KMS キーで暗号化し、スタックと一緒に削除しない",
    severity="high",
    kind="stack",
    types=(BACKUP_VAULT,),
    reads=(BACKUP_VAULT_LOCK, *KMS_KEYS),
    remediation="Set kmsKeyArn to a key of the vault's region, and forceDestroy to false in production.",
    url=f"{_HUB}/backup-controls.html#backup-1",
    references=References(security_hub=("Backup.1",), checkov=("CKV_AWS_166",)),
    config=BackupVaultConfig,
)
def backup_vault(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent is AWS's own key, with which no other account could restore, and no forced deletion."""
    yield from own_key(resource, ("kmsKeyArn",), stack)
    forced = resource.flag("forceDestroy")
    if stack.pack.is_production and forced is UNKNOWN:
        yield Deferred("whether its backups are deleted with it is known only at the update")
    elif stack.pack.is_production and forced is True:
        yield Violation("is deleted with all backups in it")
    locks = stack.of_type(BACKUP_VAULT_LOCK) if stack.pack.of(BackupVaultConfig).lock else ()
    locked = any(resource in stack.named(lock, "backupVaultName", BACKUP_VAULT) for lock in locks)
    if stack.pack.of(BackupVaultConfig).lock and not locked:
        yield Advice("has no lock that keeps its backups until their time")


class BackupCoverageConfig(RuleConfig):
    """Days that a backup plan keeps a database: seven years in production with profile ha, else one."""

    full_days: int = Field(default=2557, ge=1)
    other_days: int = Field(default=365, ge=1)

    def least(self, pack: Pack) -> int:
        return self.full_days if pack.is_production and pack.is_ha else self.other_days


@rule(
    id="backup-coverage",
    title="Every database is in a backup plan that keeps it for years",
    title_ja="すべてのデータベースを長期保存のバックアッププランに含める",
    severity="medium",
    kind="stack",
    types=(DB_INSTANCE,),
    reads=(BACKUP_PLAN, BACKUP_SELECTION, BACKUP_VAULT),
    remediation=(
        "Name the instance's ARN in resources of a backup Selection, and let a rule of its plan keep backups "
        "(lifecycle.deleteAfter) for 2557 days in production with profile ha, else for 365."
    ),
    url=f"{_HUB}/rds-controls.html#rds-26",
    references=References(security_hub=("RDS.26",)),
    config=BackupCoverageConfig,
)
def backup_coverage(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A replica is what its source is. A rule without deleteAfter keeps backups for ever."""
    if is_replica(resource):
        yield NOT_APPLICABLE
        return
    covered = coverage(resource, stack)
    if covered.chosen is not True:
        unclear = Deferred("whether a backup plan selects it is known only at the update")
        yield unclear if covered.chosen is UNKNOWN else Violation("is in no selection of a backup plan")
    elif not covered.plans:
        yield Violation("is selected for a backup plan that is not of this stack, so nobody knows how long it is kept")
    else:
        rules = [(plan, at) for plan in covered.plans for at in plan.each("rules")]
        for plan, at in rules:
            if not _into_own_vault(plan, at, stack):
                yield Violation(f"is backed up by {plan.name} into a vault that is not of this stack")
        yield from _long_enough(rules, stack.pack.of(BackupCoverageConfig).least(stack.pack), "is not backed up")


def _into_own_vault(plan: Resource, rule: Path, stack: Stack) -> bool:
    """By its name; one that Pulumi or an output names is known by dependency."""
    name, behind = plan.text(*rule, "targetVaultName"), stack.behind(plan, str(rule[0]), BACKUP_VAULT)
    if not isinstance(name, str):
        return bool(behind)
    named = any(vault.text("name") == name for vault in stack.of_type(BACKUP_VAULT))
    return named or any(not isinstance(vault.text("name"), str) for vault in behind)


class DrBackupsConfig(BackupCoverageConfig):
    """As for the backups themselves, and `replicatedDays`: how far back the database can be restored over there."""

    replicated_days: int = Field(default=7, ge=1, le=35)


@rule(
    id="dr-backups",
    title="With profile ha the backups are in a second region too",
    title_ja="ha プロファイルではバックアップを別リージョンにも保管する",
    severity="high",
    kind="stack",
    types=(BACKUPS_REPLICATION, DB_INSTANCE),
    reads=(BACKUP_PLAN, BACKUP_SELECTION, BACKUP_VAULT, *KMS_KEYS),
    remediation=(
        "Add an InstanceAutomatedBackupsReplication with region and kmsKeyId of the second region, and to the rule of "
        "the backup plan a copyAction into a vault there that keeps copies as long."
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html",
    references=References(),
    config=DrBackupsConfig,
)
def dr_backups(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Not of the recovery stack, which stands in that region. Absent is the region of the stack, and seven days."""
    if not stack.pack.keeps_copies:
        yield NOT_APPLICABLE
    elif resource.type == BACKUPS_REPLICATION:
        yield from _replication(resource, stack)
    elif is_replica(resource):
        yield NOT_APPLICABLE
    else:
        replications = stack.of_type(BACKUPS_REPLICATION)
        if not any(is_instance(one, ("sourceDbInstanceArn",), resource, stack) for one in replications):
            yield Violation("does not replicate its automated backups to a second region")
        yield from _copied(coverage(resource, stack).plans, stack)


def _replication(replication: Resource, stack: Stack) -> Iterator[Outcome]:
    arn = replication.text("sourceDbInstanceArn")
    near: bool | Unknown = UNKNOWN
    if isinstance(arn, str):
        near = in_region_of(arn, replication, stack)
    for source in stack.behind(replication, "sourceDbInstanceArn", DB_INSTANCE):
        near = same_region(replication, source, stack)
    if near is UNKNOWN:
        yield Deferred("whether it is in another region than its source is known only at the update")
    elif near:
        yield Violation("keeps the backups in the region that they are of")
    yield from own_key(replication, ("kmsKeyId",), stack)
    days, least = replication.number("retentionPeriod"), stack.pack.of(DrBackupsConfig).replicated_days
    if days is UNKNOWN:
        yield Deferred("how long it keeps the backups is known only at the update")
    elif (kept := _REPLICATED_DAYS if days is ABSENT else days) < least:
        yield Violation(f"keeps the backups for {kept} days, not {least}")


def _copied(plans: tuple[Resource, ...], stack: Stack) -> Iterator[Outcome]:
    actions = [(plan, at) for plan in plans for at in plan.each("rules", "copyActions")]
    abroad = [(plan, at, _abroad(plan, (*at, "destinationVaultArn"), stack)) for plan, at in actions]
    there = [(plan, at) for plan, at, answer in abroad if answer is True]
    if there:
        least = stack.pack.of(DrBackupsConfig).least(stack.pack)
        yield from _long_enough(there, least, "is not kept in the second region")
    elif any(answer is UNKNOWN for _, _, answer in abroad):
        yield Deferred("whether a backup rule copies it to a second region is known only at the update")
    else:
        yield Violation("is copied to a second region by no backup rule")


def _abroad(plan: Resource, at: Path, stack: Stack) -> bool | Unknown:
    """Whether the vault at `at` is in another region than the plan: by its ARN, or by that of a vault behind it."""
    arn = plan.text(*at)
    vaults = stack.behind(plan, str(at[0]), BACKUP_VAULT)
    near = [in_region_of(arn, plan, stack)] if isinstance(arn, str) else [same_region(v, plan, stack) for v in vaults]
    return any_of(answer if answer is UNKNOWN else not answer for answer in near)


def _long_enough(rules: list[tuple[Resource, Path]], least: int, wrong: str) -> Iterator[Outcome]:
    """Of backup rules or copy actions, one must keep what it makes for years; without deleteAfter it does for ever."""
    days = [plan.number(*at, "lifecycle", "deleteAfter") for plan, at in rules]
    for_ever = any(plan.get(*at, "lifecycle", "deleteAfter") in (ABSENT, 0) for plan, at in rules)
    if for_ever or any(isinstance(one, int) and one >= least for one in days):
        return
    if UNKNOWN in days:
        yield Deferred("how long its backups are kept is known only at the update")
    else:
        yield Violation(f"{wrong} for {least} days by any rule")
