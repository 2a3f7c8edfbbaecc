"""Examples of the rules on vaults, on what is in a backup plan, and on copies in a second region."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, findings, made, told
from policies.rules.backups import BackupCoverageConfig, BackupVaultConfig, DrBackupsConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    AWS_PROVIDER,
    BACKUP_PLAN,
    BACKUP_SELECTION,
    BACKUP_VAULT,
    BACKUP_VAULT_LOCK,
    BACKUPS_REPLICATION,
    DB_INSTANCE,
    KMS_ALIAS,
    KMS_KEY,
    LOG_GROUP,
)

_HERE, _THERE = "ap-northeast-1", "ap-northeast-3"
_PROVIDER = made(AWS_PROVIDER, "aws", region=_HERE)
_LATER = made(LOG_GROUP, "logs")
_KEY, _KEY_THERE = made(KMS_KEY, "key"), made(KMS_KEY, "key-there", region=_THERE)
_DEV, _FIRST_PHASE = told(environment="dev", profile="minimal"), told(profile="minimal")


def _example(
    rule: str, case: Case, name: str, *resources: Resource, says: tuple[str, ...] = (), pack: Pack = IN_FULL
) -> Example:
    return Example(rule, case, name, (_PROVIDER, _LATER, *resources), findings(*says), pack)


# --- backup-vault ---------------------------------------------------------------------------------------------------


def _vault(
    case: Case, name: str, *says: str, pack: Pack = IN_FULL, also: tuple[Resource, ...] = (), **props: Given
) -> Example:
    vault = made(BACKUP_VAULT, "vault", **{"name": "megane", "kmsKeyArn": _KEY, **props})
    return _example("backup-vault", case, name, _KEY, _KEY_THERE, *also, vault, says=says, pack=pack)


_AWS_KEY = "violation vault: is encrypted with the key that AWS manages, not with one of your own"
_OTHER_REGION = "violation vault: is encrypted with a key of another region"
_LOCKED = told(BackupVaultConfig(lock=True))
_LOCK = made(BACKUP_VAULT_LOCK, "lock", backupVaultName="megane")
_ALIAS = made(KMS_ALIAS, "key-alias", name="alias/megane")

_VAULTS = (
    _vault("pass", "a key of one's own"),
    _vault("pass", "a key by its alias", kmsKeyArn=_ALIAS, also=(_ALIAS,)),
    _vault("pass", "in another region, with a key of that region", region=_THERE, kmsKeyArn=_KEY_THERE),
    _vault("pass", "a test stack is deleted with its backups", pack=_DEV, forceDestroy=True),
    _vault("pass", "locked where that was chosen", pack=_LOCKED, also=(_LOCK,)),
    _vault("fail", "the key of AWS", _AWS_KEY, kmsKeyArn="arn:aws:kms:ap-northeast-1:111122223333:alias/aws/backup"),
    _vault("fail", "a key of another region", _OTHER_REGION, kmsKeyArn=_KEY_THERE),
    _vault("fail", "a known key of another region", _OTHER_REGION,
           kmsKeyArn=Known(_KEY_THERE, "arn:aws:kms:ap-northeast-3:111122223333:key/0b1c")),
    _vault("fail", "deleted with its backups", "violation vault: is deleted with all backups in it", forceDestroy=True),
    _vault("fail", "a lock of another vault", "advice vault: has no lock that keeps its backups until their time",
           pack=_LOCKED, also=(made(BACKUP_VAULT_LOCK, "lock", backupVaultName="other"),)),
    _vault("absent", "no key", _AWS_KEY, kmsKeyArn=None),
    _vault("unknown", "both are outputs",
           "deferred vault: whether its key is one of your own is known only at the update",
           "deferred vault: whether its backups are deleted with it is known only at the update",
           kmsKeyArn=_LATER, forceDestroy=_LATER),
    _example("backup-vault", "not applicable", "no vault"),
)  # fmt: skip

# --- backup-coverage ------------------------------------------------------------------------------------------------


def _plan(days: Given = 2557, **more: Given) -> Resource:
    rule = {"targetVaultName": "megane", "lifecycle": {"deleteAfter": days}, **more}
    return made(BACKUP_PLAN, "monthly", rules=[rule])


def _selected(plan: Resource, **how: Given) -> tuple[Resource, ...]:
    return plan, made(BACKUP_SELECTION, "selection", planId=plan, **how)


def _covered(case: Case, name: str, *others: Resource, says: tuple[str, ...] = (), pack: Pack = IN_FULL) -> Example:
    return _example("backup-coverage", case, name, _DB, _STORE, *others, says=says, pack=pack)


def _by_tag(value: str = "yes", **narrowed: Given) -> dict[str, Given]:
    tag = {"type": "STRINGEQUALS", "key": "Backup", "value": value}
    return {"selectionTags": [tag], "conditions": [narrowed] if narrowed else None}


_DB = made(DB_INSTANCE, "db", identifier="megane-db", tags={"Backup": "yes", "Environment": "prod"})
_STORE = made(BACKUP_VAULT, "vault", name="megane")
_UNNAMED = made(BACKUP_VAULT, "unnamed")
_BY_ARN: dict[str, Given] = {"resources": [_DB]}
_PROD_ONLY = {"key": "aws:ResourceTag/Environment", "value": "pro*"}
_UNSELECTED = "violation db: is in no selection of a backup plan"
_TOO_SHORT = "violation db: is not backed up for 2557 days by any rule"
_PERHAPS = "deferred db: whether a backup plan selects it is known only at the update"

_COVERAGE = (
    _covered("pass", "by ARN", *_selected(_plan(), **_BY_ARN)),
    _covered("pass", "by a known ARN", *_selected(_plan(), resources=["arn:aws:rds:ap-northeast-1:1:db:megane-db"])),
    _covered("pass", "by a pattern", *_selected(_plan(), resources=["arn:aws:rds:*:*:db:megane-*"])),
    _covered("pass", "by its tag", *_selected(_plan(), **_by_tag())),
    _covered("pass", "by its tags together", *_selected(_plan(), **_by_tag(stringLikes=[_PROD_ONLY]))),
    _covered("pass", "for ever", *_selected(_plan(0), **_BY_ARN)),
    _covered("pass", "for a year in the first phase", *_selected(_plan(365), **_BY_ARN), pack=_FIRST_PHASE),
    _covered("pass", "for as long as was chosen", *_selected(_plan(30), **_BY_ARN),
             pack=told(BackupCoverageConfig(full_days=30))),
    _covered("fail", "nothing selects it", _plan(), says=(_UNSELECTED,)),
    _covered("fail", "another is selected", *_selected(_plan(), resources=["arn:aws:rds:ap-northeast-1:1:db:other"]),
             says=(_UNSELECTED,)),
    _covered("fail", "left out again", *_selected(_plan(), resources=["*"], notResources=[_DB]), says=(_UNSELECTED,)),
    _covered("fail", "another tag", *_selected(_plan(), **_by_tag("no")), says=(_UNSELECTED,)),
    _covered("fail", "narrowed by a tag", *_selected(_plan(), **_by_tag(stringNotLikes=[_PROD_ONLY])),
             says=(_UNSELECTED,)),
    _covered("fail", "too short", *_selected(_plan(2556), **_BY_ARN), says=(_TOO_SHORT,)),
    _covered("fail", "too short for a test stack", *_selected(_plan(364), **_BY_ARN), pack=_DEV,
             says=("violation db: is not backed up for 365 days by any rule",)),
    _covered("pass", "into a vault to be made", *_selected(_plan(targetVaultName=_STORE), **_BY_ARN)),
    _covered("pass", "into a vault that Pulumi names", _UNNAMED,
             *_selected(_plan(targetVaultName=Known(_UNNAMED, "megane-1a2b3c4")), **_BY_ARN)),
    _covered("fail", "into a vault of another stack", *_selected(_plan(targetVaultName="Default"), **_BY_ARN),
             says=("violation db: is backed up by monthly into a vault that is not of this stack",)),
    _covered("fail", "a plan of another stack", made(BACKUP_SELECTION, "selection", planId="0b1c", resources=[_DB]),
             says=("violation db: is selected for a backup plan that is not of this stack, so nobody knows how long "
                   "it is kept",)),
    _covered("absent", "no selection at all", says=(_UNSELECTED,)),
    _covered("absent", "a plan without rules", *_selected(made(BACKUP_PLAN, "monthly"), **_BY_ARN), says=(_TOO_SHORT,)),
    _covered("absent", "no end", *_selected(_plan(None), **_BY_ARN)),
    _covered("unknown", "its time is an output", *_selected(_plan(_LATER), **_BY_ARN),
             says=("deferred db: how long its backups are kept is known only at the update",)),
    _covered("unknown", "selected by a tag that is an output",
             *_selected(_plan(), selectionTags=[{"key": "Backup", "value": _LATER}]), says=(_PERHAPS,)),
    _example("backup-coverage", "not applicable", "a replica", made(DB_INSTANCE, "replica", replicateSourceDb="db")),
)  # fmt: skip

# --- dr-backups -----------------------------------------------------------------------------------------------------


def _copied(case: Case, name: str, *others: Resource, says: tuple[str, ...] = (), pack: Pack = IN_FULL) -> Example:
    return _example(
        "dr-backups", case, name, _DB, _KEY, _KEY_THERE, _VAULT, _VAULT_THERE, *others, says=says, pack=pack
    )


def _replicated(**props: Given) -> Resource:
    given = {"sourceDbInstanceArn": _DB, "region": _THERE, "kmsKeyId": _KEY_THERE, "retentionPeriod": 7, **props}
    return made(BACKUPS_REPLICATION, "copies", **given)


def _to(vault: Given, days: Given = 2557) -> tuple[Resource, ...]:
    copies = [{"destinationVaultArn": vault, "lifecycle": {"deleteAfter": days}}]
    return _selected(_plan(copyActions=copies), **_BY_ARN)


_VAULT, _VAULT_THERE = made(BACKUP_VAULT, "vault"), made(BACKUP_VAULT, "vault-there", region=_THERE)
_VAULT_LATER = made(BACKUP_VAULT, "vault-later", region=_LATER)
_ARN_THERE = "arn:aws:backup:ap-northeast-3:111122223333:backup-vault:megane-copies"
_NOT_REPLICATED = "violation db: does not replicate its automated backups to a second region"
_NOT_COPIED = "violation db: is copied to a second region by no backup rule"
_NO_KEY = "violation copies: is encrypted with the key that AWS manages, not with one of your own"
_SAME = "violation copies: keeps the backups in the region that they are of"

_COPIES = (
    _copied("pass", "replicated and copied", _replicated(), *_to(_VAULT_THERE)),
    _copied("pass", "known ARNs", _replicated(sourceDbInstanceArn="arn:aws:rds:ap-northeast-1:1:db:megane-db"),
            *_to(Known(_VAULT_THERE, _ARN_THERE))),
    _copied("fail", "not replicated", *_to(_VAULT_THERE), says=(_NOT_REPLICATED,)),
    _copied("fail", "another database is", _replicated(sourceDbInstanceArn="arn:aws:rds:ap-northeast-1:1:db:other"),
            *_to(_VAULT_THERE), says=(_NOT_REPLICATED,)),
    _copied("fail", "into the same region", _replicated(region=_HERE, kmsKeyId=_KEY), *_to(_VAULT_THERE),
            says=(_SAME,)),
    _copied("fail", "a key of the wrong region", _replicated(kmsKeyId=_KEY), *_to(_VAULT_THERE),
            says=("violation copies: is encrypted with a key of another region",)),
    _copied("fail", "for a day", _replicated(retentionPeriod=1), *_to(_VAULT_THERE),
            says=("violation copies: keeps the backups for 1 days, not 7",)),
    _copied("fail", "copied into the same region", _replicated(), *_to(_VAULT), says=(_NOT_COPIED,)),
    _copied("fail", "copies for too short", _replicated(), *_to(_VAULT_THERE, 35),
            says=("violation db: is not kept in the second region for 2557 days by any rule",)),
    _copied("absent", "nothing said of region, key and time",
            _replicated(region=None, kmsKeyId=None, retentionPeriod=None), *_to(_VAULT_THERE), says=(_SAME, _NO_KEY)),
    _copied("absent", "seven days unless said, where more were chosen", _replicated(retentionPeriod=None),
            *_to(_VAULT_THERE), pack=told(DrBackupsConfig(replicated_days=14)),
            says=("violation copies: keeps the backups for 7 days, not 14",)),
    _copied("absent", "no copy", _replicated(), *_selected(_plan(), **_BY_ARN), says=(_NOT_COPIED,)),
    _copied("unknown", "region, key and time are outputs",
            _replicated(region=_LATER, kmsKeyId=_LATER, retentionPeriod=_LATER),
            _VAULT_LATER, *_to(_VAULT_LATER),
            says=("deferred copies: whether it is in another region than its source is known only at the update",
                  "deferred copies: whether its key is one of your own is known only at the update",
                  "deferred copies: how long it keeps the backups is known only at the update",
                  "deferred db: whether a backup rule copies it to a second region is known only at the update")),
    _copied("not applicable", "the first phase", pack=_FIRST_PHASE),
    _copied("not applicable", "the recovery stack", pack=told(environment="dr")),
)  # fmt: skip

EXAMPLES = (*_VAULTS, *_COVERAGE, *_COPIES)
