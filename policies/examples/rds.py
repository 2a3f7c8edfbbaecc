"""Examples of the rules on backups, deletion, passwords and replicas of RDS."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.rules.pack import Pack
from policies.rules.rds import RdsBackupsConfig
from policies.rules.resource import UNKNOWN, Resource
from policies.rules.types import AWS_PROVIDER, DB_INSTANCE, LOG_GROUP, RANDOM_PASSWORD, SECRET_VERSION, SECURITY_GROUP

_LOGS = made(LOG_GROUP, "logs")
_DEV = told(environment="dev", profile="minimal")
_KEY = "arn:aws:kms:ap-northeast-3:111122223333:key/0b1c"
_PROVIDER = made(AWS_PROVIDER, "aws", region="ap-northeast-1")


def _one(rule: str, case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    return Example(rule, case, name, (_LOGS, made(DB_INSTANCE, "db", **props)), findings, pack)


# --- rds-backups ----------------------------------------------------------------------------------------------------


def _backups(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    return _one("rds-backups", case, name, *findings, pack=pack, **props)


_DELETED = ("violation", "db: takes its automated backups along when it is deleted")
_NONE = "db: keeps backups for 0 days, not 7"

_BACKUPS = (
    _backups("pass", "a week", backupRetentionPeriod=7, deleteAutomatedBackups=False),
    _backups("pass", "a week, written as text", backupRetentionPeriod="7", deleteAutomatedBackups="false"),
    _backups("pass", "a test stack may delete them", pack=_DEV, backupRetentionPeriod=7),
    _backups(
        "pass",
        "three days where three were chosen",
        pack=told(RdsBackupsConfig(min_days=3)),
        backupRetentionPeriod=3,
        deleteAutomatedBackups=False,
    ),
    _backups(
        "fail",
        "less than a week",
        ("violation", "db: keeps backups for 6 days, not 7"),
        backupRetentionPeriod=6,
        deleteAutomatedBackups=False,
    ),
    _backups("fail", "deleted with the instance", _DELETED, backupRetentionPeriod=7, deleteAutomatedBackups=True),
    _backups("fail", "none, in a test stack", ("advice", _NONE), pack=_DEV, backupRetentionPeriod=0),
    _backups("absent", "not said", ("violation", _NONE), _DELETED),
    _backups(
        "unknown",
        "both are outputs",
        ("deferred", "db: how long it keeps backups is known only at the update"),
        ("deferred", "db: whether its backups are deleted with it is known only at the update"),
        backupRetentionPeriod=_LOGS,
        deleteAutomatedBackups=_LOGS,
    ),
    _backups("not applicable", "a replica has its source's", replicateSourceDb="megane-db"),
)

# --- rds-delete-guard -----------------------------------------------------------------------------------------------


def _guard(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    return _one("rds-delete-guard", case, name, *findings, pack=pack, **props)


_UNPROTECTED = ("violation", "db: has no deletion protection")
_NO_SNAPSHOT = ("violation", "db: takes no final snapshot when it is deleted")

_GUARD = (
    _guard("pass", "protected, with a final snapshot", deletionProtection=True, skipFinalSnapshot=False),
    _guard("pass", "a replica takes none", replicateSourceDb=_LOGS, deletionProtection=True, skipFinalSnapshot=True),
    _guard("pass", "the first phase", pack=told(profile="minimal"), deletionProtection=True),
    _guard("fail", "not protected", _UNPROTECTED, deletionProtection=False),
    _guard("fail", "a replica that is not protected", _UNPROTECTED, replicateSourceDb=_LOGS),
    _guard("fail", "no final snapshot", _NO_SNAPSHOT, deletionProtection=True, skipFinalSnapshot=True),
    _guard("fail", "in the recovery stack", _UNPROTECTED, pack=told(environment="dr"), deletionProtection=False),
    _guard("absent", "not said", _UNPROTECTED),
    _guard(
        "unknown",
        "both are outputs",
        ("deferred", "db: whether it is protected from deletion is known only at the update"),
        ("deferred", "db: whether it takes a final snapshot is known only at the update"),
        deletionProtection=_LOGS,
        skipFinalSnapshot=_LOGS,
    ),
    _guard("not applicable", "a stack that is there to be deleted", pack=_DEV, skipFinalSnapshot=True),
)

# --- rds-managed-password -------------------------------------------------------------------------------------------


def _password(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    db = made(DB_INSTANCE, "db", **{"username": "megane_admin", **props})
    return Example("rds-managed-password", case, name, (_LOGS, _RANDOM, _SECRET, db), findings)


_RANDOM = made(RANDOM_PASSWORD, "random", length=32)
_SECRET = made(SECRET_VERSION, "secret")
_MANAGED = made(DB_INSTANCE, "db", username="megane_admin", manageMasterUserPassword=True)
_LITERAL = "spelt out"
_SPELT = ("violation", "db: has a password that the program spells out")
_DEFAULT_NAME = ("violation", "db: has a master user with a name that everybody tries first")
_NO_PASSWORD = ("violation", "db: has no password, and RDS does not manage one")

_PASSWORD = (
    _password("pass", "a generated one", password=_RANDOM),
    _password("pass", "a generated one, as the update sees it", password=Known(_RANDOM, "opened")),
    _password("pass", "one of Secrets Manager, only written", passwordWo=_SECRET, passwordWoVersion=1),
    _password("pass", "RDS manages it", manageMasterUserPassword=True),
    _password("pass", "that of the snapshot", username=None, snapshotIdentifier="before"),
    _password("pass", "a new one for what is restored", username=None, restoreToPointInTime={}, password=_RANDOM),
    _password("pass", "a replica has its source's", username=None, replicateSourceDb="megane-db"),
    _password("fail", "a literal", _SPELT, password=_LITERAL),
    _password("fail", "a literal, only written", _SPELT, passwordWo=_LITERAL, passwordWoVersion=1),
    _password("fail", "made of something that is no secret", _SPELT, password=Known(_LOGS, "/megane/logs")),
    _password("fail", "the default user", _DEFAULT_NAME, password=_RANDOM, username="postgres"),
    Example(
        "rds-managed-password",
        "fail",
        "RDS manages it, and there is a replica",
        (_MANAGED, made(DB_INSTANCE, "replica", replicateSourceDb=_MANAGED)),
        (("violation", "db: has a password that RDS manages, of which RDS makes no read replica"),),
    ),
    _password("absent", "no password", _NO_PASSWORD),
    _password("absent", "no user", ("violation", "db: does not name its master user"), username=None, password=_RANDOM),
    _password(
        "unknown",
        "from somewhere",
        ("deferred", "db: whether its password is a generated one is known only at the update"),
        ("deferred", "db: whether its master user has the default name is known only at the update"),
        username=_LOGS,
        password=_LOGS,
    ),
    _password(
        "unknown",
        "whether RDS manages it is an output",
        ("deferred", "db: whether RDS manages its password is known only at the update"),
        manageMasterUserPassword=_LOGS,
    ),
    Example("rds-managed-password", "not applicable", "no database", (_LOGS,)),
)

# --- rds-replica-parity ---------------------------------------------------------------------------------------------


def _parity(
    case: Case, name: str, *findings: tuple[str, str], source: Resource | None = None, **props: Given
) -> Example:
    given = {"replicateSourceDb": source, "storageEncrypted": True, "vpcSecurityGroupIds": [_SG], **props}
    replica = made(DB_INSTANCE, "replica", **given)
    sources = () if source is None else (source,)
    return Example("rds-replica-parity", case, name, (_PROVIDER, _LOGS, _SG, _OTHER_SG, *sources, replica), findings)


_SG, _OTHER_SG = made(SECURITY_GROUP, "rds-sg"), made(SECURITY_GROUP, "other-sg")
_SOURCE = made(DB_INSTANCE, "db", storageEncrypted=True, vpcSecurityGroupIds=[_SG])
_PLAIN = made(DB_INSTANCE, "db", vpcSecurityGroupIds=[_SG])
_UNSURE = made(DB_INSTANCE, "db", storageEncrypted=_LOGS, vpcSecurityGroupIds=[_SG])
_CHAINED = made(DB_INSTANCE, "first", replicateSourceDb=_SOURCE, storageEncrypted=True, vpcSecurityGroupIds=[_SG])
_CHAINED_TWICE = made(
    DB_INSTANCE, "second", replicateSourceDb=_CHAINED, storageEncrypted=True, vpcSecurityGroupIds=[_SG]
)
_OF_TWO = replace(
    made(DB_INSTANCE, "replica", replicateSourceDb=_SOURCE, storageEncrypted=True, vpcSecurityGroupIds=UNKNOWN),
    property_dependencies={"replicateSourceDb": (_SOURCE.urn,), "vpcSecurityGroupIds": (_SG.urn, _OTHER_SG.urn)},
)
_ABROAD = "arn:aws:rds:us-east-1:111122223333:db:megane-db"
_NO_KEY = ("violation", "replica: is in another region than its source and has no key there")
_OTHER_GROUP = ("violation", "replica: is in a security group that its source is not in")

_PARITY = (
    _parity("pass", "in the groups of its source", source=_SOURCE),
    _parity("pass", "in another region, with a key", source=_SOURCE, region="ap-northeast-3", kmsKeyId=_KEY),
    _parity("pass", "of another stack in the same region", replicateSourceDb="megane-db"),
    _parity("pass", "of another region by ARN, with a key", replicateSourceDb=_ABROAD, kmsKeyId=_KEY),
    _parity("fail", "in another group", _OTHER_GROUP, source=_SOURCE, vpcSecurityGroupIds=[_OTHER_SG]),
    _parity("fail", "in another group as well", _OTHER_GROUP, source=_SOURCE, vpcSecurityGroupIds=[_SG, _OTHER_SG]),
    _parity("fail", "in another region without a key", _NO_KEY, source=_SOURCE, region="ap-northeast-3"),
    _parity("fail", "of another region by ARN without a key", _NO_KEY, replicateSourceDb=_ABROAD),
    _parity(
        "fail",
        "of a source that is not encrypted",
        ("violation", "replica: replicates db, which is not encrypted"),
        source=_PLAIN,
    ),
    Example(
        "rds-replica-parity",
        "pass",
        "a replica of a replica",
        (_SG, _SOURCE, _CHAINED, _CHAINED_TWICE),
    ),
    _parity(
        "absent",
        "encryption left to be inherited",
        ("violation", "replica: inherits its encryption without saying so: the next update would replace it"),
        source=_SOURCE,
        storageEncrypted=None,
    ),
    _parity("absent", "no groups of its own, which another rule forbids", source=_SOURCE, vpcSecurityGroupIds=None),
    _parity(
        "unknown",
        "its source's encryption is an output",
        ("deferred", "replica: whether its source db is encrypted is known only at the update"),
        source=_UNSURE,
    ),
    Example(
        "rds-replica-parity",
        "unknown",
        "its groups are one output of two",
        (_SG, _OTHER_SG, _SOURCE, _OF_TWO),
        (("deferred", "replica: whether its security groups are those of its source is known only at the update"),),
    ),
    _parity(
        "unknown",
        "its source is an output",
        ("deferred", "replica: whether it needs a key of its own region is known only at the update"),
        replicateSourceDb=_LOGS,
    ),
    Example("rds-replica-parity", "not applicable", "an instance of its own", (_LOGS, _SG, _SOURCE)),
)

EXAMPLES = (*_BACKUPS, *_GUARD, *_PASSWORD, *_PARITY)
