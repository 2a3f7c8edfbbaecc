"""Examples of the rule on customer-managed keys."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made, told
from policies.examples.statements import PROVIDER
from policies.rules.pack import Pack
from policies.rules.types import (
    BACKUP_VAULT,
    BACKUPS_REPLICATION,
    BUCKET_ENCRYPTION,
    DB_INSTANCE,
    ECR_REPOSITORY,
    ECS_CLUSTER,
    KMS_KEY,
    LOG_GROUP,
    PARAMETER,
    REPLICATION_GROUP,
    SQS_QUEUE,
)

_KEY = made(KMS_KEY, "key")
_OSAKA = made(KMS_KEY, "copies", region="ap-northeast-3")
_ELSEWHERE = "arn:aws:kms:ap-northeast-1:444455556666:key/1"
_VPC = made("aws:ec2/vpc:Vpc", "vpc")


def _one(
    case: Case, name: str, type_: str, *messages: str, kind: str = "violation", pack: Pack | None = None,
    **props: Given,
) -> Example:  # fmt: skip
    resources = (PROVIDER, _VPC, _KEY, _OSAKA, made(type_, "it", **props))
    findings = tuple((kind, f"it: {message}") for message in messages)
    return Example("cmk-everywhere", case, name, resources, findings, pack or told())


def _aws(what: str = "") -> str:
    return f"{what} is encrypted with the key that AWS manages, not with one of your own".lstrip()


_NOT_MADE = "is encrypted with a key that this stack does not make"
_ANOTHER_REGION = "is encrypted with a key of another region"
_DEFERRED = "whether its key is one of your own is known only at the update"
_EXEC: Given = {"executeCommandConfiguration": {"kmsKeyId": _KEY, "logging": "OVERRIDE"}}

EXAMPLES = (
    _one("pass", "a cache", REPLICATION_GROUP, kmsKeyId=_KEY),
    _one("pass", "a database, its insights and its password", DB_INSTANCE, kmsKeyId=_KEY,
         performanceInsightsEnabled=True, performanceInsightsKmsKeyId=_KEY, manageMasterUserPassword=True,
         masterUserSecretKmsKeyId=_KEY),
    _one("pass", "a replica has its source's key", DB_INSTANCE, replicateSourceDb="db", kmsKeyId=_ELSEWHERE),
    _one("pass", "a parameter that is no secret", PARAMETER, type="String"),
    _one("pass", "a cluster without sessions", ECS_CLUSTER, settings=[]),
    _one("pass", "sessions", ECS_CLUSTER, configuration=_EXEC),
    _one("pass", "copies of backups, in their region", BACKUPS_REPLICATION, region="ap-northeast-3",
         kmsKeyId=_OSAKA),
    _one("pass", "an existing key, in a recovery stack", BACKUP_VAULT, pack=told(environment="dr"),
         kmsKeyArn=_ELSEWHERE),
    _one("pass", "AES256, which is for another rule", BUCKET_ENCRYPTION,
         rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]),
    _one("pass", "a queue with SQS's own key", SQS_QUEUE, sqsManagedSseEnabled=True),
    _one("fail", "AWS's key by alias", LOG_GROUP, _aws(), kmsKeyId="alias/aws/logs"),
    _one("fail", "a key of nobody knows whom", BACKUP_VAULT, _NOT_MADE, kmsKeyArn=_ELSEWHERE),
    _one("fail", "insights without a key", DB_INSTANCE, _aws("its Performance Insights"), kmsKeyId=_KEY,
         performanceInsightsEnabled="true"),
    _one("fail", "a password without a key", DB_INSTANCE, _aws("its master password"), kmsKeyId=_KEY,
         manageMasterUserPassword=True),
    _one("fail", "a secret without a key", PARAMETER, _aws(), type="SecureString"),
    _one("fail", "images without a key", ECR_REPOSITORY, _aws(),
         encryptionConfigurations=[{"encryptionType": "KMS"}]),
    _one("fail", "sessions without a key", ECS_CLUSTER, _aws("what sessions in its tasks say"),
         configuration={"executeCommandConfiguration": {"logging": "DEFAULT"}}),
    _one("fail", "objects with the key of elsewhere", BUCKET_ENCRYPTION, _NOT_MADE,
         rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": _ELSEWHERE}}]),
    _one("fail", "a key of another region", REPLICATION_GROUP, _ANOTHER_REGION, kmsKeyId=_OSAKA),
    _one("fail", "an existing key of another region, in a recovery stack", BACKUP_VAULT, _ANOTHER_REGION,
         pack=told(environment="dr"), kmsKeyArn=_ELSEWHERE.replace("ap-northeast-1", "us-east-1")),
    _one("absent", "a queue without a key", SQS_QUEUE, _aws()),
    _one("absent", "a cache without a key", REPLICATION_GROUP, _aws()),
    _one("absent", "a database without a key", DB_INSTANCE, _aws("its storage")),
    _one("absent", "a log group, which is for another rule", LOG_GROUP),
    _one("unknown", "a key of unknown origin", REPLICATION_GROUP, _DEFERRED, kind="deferred", kmsKeyId=_VPC),
    _one("unknown", "perhaps SQS's own key", SQS_QUEUE,
         "whether it needs a key is known only at the update", kind="deferred", sqsManagedSseEnabled=_VPC),
    _one("unknown", "perhaps a secret", PARAMETER,
         "whether it needs a key is known only at the update", kind="deferred", type=_VPC),
    _one("unknown", "a key to be made", BACKUP_VAULT, kmsKeyArn=_KEY),
    Example("cmk-everywhere", "not applicable", "nothing to encrypt", (_VPC,)),
)  # fmt: skip
