"""Examples of the rules on encryption at rest."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import Resource
from policies.rules.types import (
    DB_INSTANCE,
    KMS_KEY,
    LOG_GROUP,
    REPLICATION_GROUP,
)

_KEY = made(KMS_KEY, "key")
_ARN = "arn:aws:kms:ap-northeast-1:111122223333:key/0b1c"
_OTHER = (made("aws:ecs/cluster:Cluster", "cluster"),)
_SOURCE = made(DB_INSTANCE, "db", storageEncrypted=True, identifier="megane-db")
_PLAIN = made(DB_INSTANCE, "db", storageEncrypted=False)
_NOT_ENCRYPTED = ("violation", "db: its storage is not encrypted")


def _rds(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("rds-encrypted", case, name, resources, findings)


def _redis(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("redis-at-rest", case, name, (_KEY, made(REPLICATION_GROUP, "redis", **props)), findings)


def _logs(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("logs-kms", case, name, (_KEY, made(LOG_GROUP, "logs", **props)), findings)


_AT_REST_UNKNOWN = ("deferred", "redis: whether it is encrypted at rest is known only at the update")
_AT_REST_OFF = ("violation", "redis: is not encrypted at rest")
_NO_KEY = ("violation", "logs: has no KMS key")

EXAMPLES = (
    _rds("pass", "encrypted", (_SOURCE,)),
    _rds(
        "pass",
        "a replica inherits",
        (_SOURCE, made(DB_INSTANCE, "replica", replicateSourceDb=_SOURCE)),
    ),
    _rds(
        "pass",
        "a replica inherits, its source by name",
        (_SOURCE, made(DB_INSTANCE, "replica", replicateSourceDb="megane-db")),
    ),
    _rds("fail", "not encrypted", (_PLAIN,), _NOT_ENCRYPTED),
    _rds(
        "fail",
        "a replica that inherits nothing",
        (_PLAIN, made(DB_INSTANCE, "replica", replicateSourceDb=_PLAIN)),
        _NOT_ENCRYPTED,
        ("violation", "replica: takes its encryption from db, whose storage is not encrypted"),
    ),
    _rds(
        "fail",
        "a replica that says no",
        (_SOURCE, made(DB_INSTANCE, "replica", replicateSourceDb=_SOURCE, storageEncrypted=False)),
        ("violation", "replica: its storage is not encrypted"),
    ),
    _rds(
        "fail",
        "a replica of something elsewhere",
        (made(DB_INSTANCE, "replica", replicateSourceDb="of-another-stack"),),
        ("violation", "replica: does not set storageEncrypted, and its source is not an instance of this stack"),
    ),
    _rds("absent", "not said", (made(DB_INSTANCE, "db"),), _NOT_ENCRYPTED),
    _rds(
        "unknown",
        "an output",
        (_KEY, made(DB_INSTANCE, "db", storageEncrypted=_KEY)),
        ("deferred", "db: whether its storage is encrypted is known only at the update"),
    ),
    _rds("not applicable", "no database", _OTHER),
    _redis("pass", "encrypted", atRestEncryptionEnabled=True),
    _redis("pass", "Valkey, where it is the default", engine="valkey"),
    _redis("fail", "not encrypted", _AT_REST_OFF, atRestEncryptionEnabled=False),
    _redis("fail", "Valkey that says no", _AT_REST_OFF, engine="valkey", atRestEncryptionEnabled=False),
    _redis("absent", "not said", _AT_REST_OFF),
    _redis("unknown", "an output", _AT_REST_UNKNOWN, atRestEncryptionEnabled=_KEY),
    _redis("unknown", "an engine that has a default or not", _AT_REST_UNKNOWN, engine=_KEY),
    _redis("not applicable", "a copy of a global datastore", globalReplicationGroupId="ldgnf-megane"),
    Example("redis-at-rest", "not applicable", "no cache", _OTHER),
    _logs("pass", "a key", kmsKeyId=_ARN),
    _logs("unknown", "a key to be made is a key", kmsKeyId=_KEY),
    _logs("fail", "an empty key", _NO_KEY, kmsKeyId=""),
    _logs("absent", "no key", _NO_KEY),
    Example("logs-kms", "not applicable", "no log group", _OTHER),
)
