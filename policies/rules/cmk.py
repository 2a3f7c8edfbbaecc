"""Customer-managed keys: whatever can be encrypted with one, is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .keys import KMS_KEYS, stack_key
from .model import Deferred, Outcome, References, rule
from .replicas import is_replica
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack, Unknown
from .types import (
    BACKUP_VAULT,
    BACKUPS_REPLICATION,
    BUCKET_ENCRYPTION,
    DB_CLUSTER,
    DB_INSTANCE,
    ECR_REPOSITORY,
    ECS_CLUSTER,
    EFS_FILE_SYSTEM,
    LAMBDA_FUNCTION,
    LOG_GROUP,
    PARAMETER,
    REPLICATION_GROUP,
    SECRET,
    SQS_QUEUE,
    TRAIL,
    canonical,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Key:
    """A property that names a key, in each element of the list `each` if there is one.

    It must be there if `needed`, if the block it stands in is given, and if `when` holds for what stands beside it and
    `unless` does not.
    What is there is judged in any case. `what` is what it encrypts, if that is not all of the resource.
    """

    path: tuple[str, ...] = ("kmsKeyId",)
    each: tuple[str, ...] = ()
    what: str = ""
    needed: bool = True  # false: another rule says so, or nobody does
    when: tuple[str, str] | None = None
    unless: tuple[str, str] | None = None


_STORAGE = _Key(what="its storage")
_INSIGHTS = _Key(
    path=("performanceInsightsKmsKeyId",),
    what="its Performance Insights",
    when=("performanceInsightsEnabled", "true"),
)
_MASTER = _Key(
    path=("masterUserSecretKmsKeyId",), what="its master password", when=("manageMasterUserPassword", "true")
)

_KEYS: Final[Mapping[str, tuple[_Key, ...]]] = {
    BACKUPS_REPLICATION: (_Key(),),
    BACKUP_VAULT: (_Key(path=("kmsKeyArn",)),),
    # s3-encrypted demands it, but not of a bucket for load balancers' logs.
    BUCKET_ENCRYPTION: (
        _Key(each=("rules",), path=("applyServerSideEncryptionByDefault", "kmsMasterKeyId"), needed=False),
    ),
    DB_CLUSTER: (_STORAGE, _INSIGHTS, _MASTER),
    DB_INSTANCE: (_STORAGE, _INSIGHTS, _MASTER),
    ECR_REPOSITORY: (_Key(each=("encryptionConfigurations",), path=("kmsKey",), when=("encryptionType", "KMS")),),
    ECS_CLUSTER: (
        _Key(path=("configuration", "executeCommandConfiguration", "kmsKeyId"), what="what sessions in its tasks say"),
        _Key(
            path=("configuration", "managedStorageConfiguration", "fargateEphemeralStorageKmsKeyId"),
            what="its tasks' storage",
            needed=False,
        ),
    ),
    EFS_FILE_SYSTEM: (_Key(),),
    LAMBDA_FUNCTION: (_Key(path=("kmsKeyArn",), needed=False),),
    LOG_GROUP: (_Key(needed=False),),  # logs-kms demands it
    REPLICATION_GROUP: (_Key(),),
    SECRET: (_Key(),),
    # SQS's own key is good as well (SQS.1), and better for what topics could not take: it shares no fate with theirs.
    SQS_QUEUE: (_Key(path=("kmsMasterKeyId",), unless=("sqsManagedSseEnabled", "true")),),
    PARAMETER: (_Key(path=("keyId",), when=("type", "SecureString")),),
    TRAIL: (_Key(),),
}


@rule(
    id="cmk-everywhere",
    title="Whatever is encrypted has a customer-managed key of its own region",
    title_ja="暗号化にはすべて同一リージョンのカスタマー管理キーを使う",
    severity="medium",
    kind="stack",
    types=tuple(_KEYS),
    reads=KMS_KEYS,
    remediation=(
        "Set the property to the arn of a kms.Key of the same region, or to the targetKeyArn of a kms.Alias.get where "
        "another stack makes the key. A database, a cache, a vault or a repository is replaced by it."
    ),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt",
    references=References(checkov=("CKV_AWS_16", "CKV_AWS_191")),
)
def cmk_everywhere(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Absent means a key that AWS manages, whose policy nobody can change and which no copy elsewhere can be read with.

    Topics are judged by sns-cmk, in the same way.
    """
    for key in _KEYS[canonical(resource.type)]:
        for at in resource.each(*key.each) if key.each else ((),):
            yield from _judged(resource, stack, key, at)


def _judged(resource: Resource, stack: Stack, key: _Key, at: Path) -> Iterator[Outcome]:
    path, given = (*at, *key.path), resource.text(*at, *key.path) is not ABSENT
    if (
        key is _STORAGE
        and resource.type == DB_INSTANCE
        and is_replica(resource)
        and not resource.property_dependencies.get(key.path[0])
    ):
        return  # it has its source's key, and shows it after an update although nobody gave it
    needed = True if given else _needed(resource, key, at)
    if needed is UNKNOWN:
        yield Deferred(f"whether {key.what or 'it'} needs a key is known only at the update")
    elif needed:
        yield from stack_key(resource, path, stack, key.what)


def _needed(resource: Resource, key: _Key, at: Path) -> bool | Unknown:
    if not key.needed or (key.path[:-1] and resource.get(*at, *key.path[:-1]) is ABSENT):
        return False
    if key.when is not None:
        return _says(resource, at, *key.when)
    if key.unless is not None:
        otherwise = _says(resource, at, *key.unless)
        return otherwise if otherwise is UNKNOWN else not otherwise
    return True


def _says(resource: Resource, at: Path, beside: str, value: str) -> bool | Unknown:
    said = resource.text(*at, beside)
    return UNKNOWN if said is UNKNOWN else isinstance(said, str) and said.lower() == value.lower()
