"""Examples of the rule on the encryption of buckets."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, made
from policies.rules.resource import Resource
from policies.rules.types import BUCKET, BUCKET_ENCRYPTION, BUCKET_LOGGING, KMS_KEY, LOAD_BALANCER

_KEY = made(KMS_KEY, "key")
_ARN = "arn:aws:kms:ap-northeast-1:111122223333:key/0b1c"
_OTHER = (made("aws:ecs/cluster:Cluster", "cluster"),)
_BUCKET = made(BUCKET, "files", bucket="megane-files")


def _s3(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("s3-encrypted", case, name, resources, findings)


def _rule(algorithm: Given, key: Given = None, bucket_key: Given = True) -> Given:
    by_default = {"sseAlgorithm": algorithm, "kmsMasterKeyId": key}
    return {"applyServerSideEncryptionByDefault": by_default, "bucketKeyEnabled": bucket_key}


def _split(*rules: Given, bucket: Resource = _BUCKET, to: Given = None) -> tuple[Resource, ...]:
    return _KEY, bucket, made(BUCKET_ENCRYPTION, f"{bucket.name}-encryption", bucket=to or bucket, rules=list(rules))


_BY_AWS = ("violation", "files: is encrypted with the key that AWS manages, not with one of your own")
_NOT_KMS = ("violation", "files: is not encrypted with aws:kms, and no load balancer or bucket sends its logs here")
_NO_SETTING = ("violation", "files: has no encryption setting, so AWS takes AES256 with a key of its own")
_NO_BUCKET_KEY = ("violation", "files: does not use a bucket key: every object costs a call to KMS")
_BALANCER_LOGS = made(LOAD_BALANCER, "alb", accessLogs={"bucket": _BUCKET, "enabled": True})
_BALANCER_PERHAPS = made(LOAD_BALANCER, "nlb", accessLogs={"bucket": _BUCKET, "enabled": _OTHER[0]})
_PERHAPS_LOGS = (
    "deferred",
    "files: whether a load balancer sends its logs here, which allows AES256, is known only at the update",
)
_LOGGED = made(BUCKET, "other", bucket="megane-other", logging={"targetBucket": _BUCKET})
_LOGS_ITSELF = made(BUCKET, "files", logging={"targetBucket": _BUCKET})  # the same URN
_OLD_BUCKET = made(
    "aws:s3/bucketV2:BucketV2",
    "files",
    serverSideEncryptionConfigurations=[
        {
            "rules": [
                {
                    "applyServerSideEncryptionByDefaults": [{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": _KEY}],
                    "bucketKeyEnabled": True,
                }
            ]
        }
    ],
)

EXAMPLES = (
    _s3("pass", "a key of one's own", _split(_rule("aws:kms", _KEY))),
    _s3("pass", "its ARN is known", _split(_rule("aws:kms", Known(_KEY, _ARN)))),
    _s3("pass", "two layers, which have no bucket key", _split(_rule("aws:kms:dsse", _KEY, None))),
    _s3("pass", "by the bucket's name", _split(_rule("aws:kms", _KEY), to="megane-files")),
    _s3(
        "pass",
        "inline",
        (_KEY, made(BUCKET, "files", serverSideEncryptionConfiguration={"rule": _rule("aws:kms", _KEY)})),
    ),
    _s3("pass", "inline, as the old type has it", (_KEY, _OLD_BUCKET)),
    _s3(
        "pass",
        "what AWS shows inline beside the split setting does not count",
        _split(
            _rule("aws:kms", _KEY),
            bucket=made(BUCKET, "files", serverSideEncryptionConfiguration={"rule": _rule("AES256")}),
        ),
    ),
    _s3("pass", "AES256 for a load balancer's logs", (*_split(_rule("AES256")), _BALANCER_LOGS)),
    _s3(
        "pass",
        "AES256 for S3 access logs",
        (*_split(_rule("AES256")), made(BUCKET_LOGGING, "logging", bucket="else", targetBucket=_BUCKET)),
    ),
    _s3("pass", "AES256 by AWS's default for a load balancer's logs", (_BUCKET, _BALANCER_LOGS)),
    _s3(
        "pass",
        "AES256 for a load balancer's logs, and perhaps for another's",
        (*_OTHER, *_split(_rule("AES256")), _BALANCER_LOGS, _BALANCER_PERHAPS),
    ),
    _s3(
        "pass",
        "AES256 for S3 access logs, inline",
        (*_split(_rule("AES256")), *_split(_rule("aws:kms", _KEY), bucket=_LOGGED)[1:]),
    ),
    _s3(
        "pass",
        "AES256 for S3 access logs, its own among them",
        (
            *_split(_rule("AES256")),
            made(BUCKET_LOGGING, "its-own", bucket=_BUCKET, targetBucket=_BUCKET),
            made(BUCKET_LOGGING, "logging", bucket="else", targetBucket=_BUCKET),
        ),
    ),
    _s3("fail", "AES256", _split(_rule("AES256")), _NOT_KMS),
    _s3(
        "fail",
        "a load balancer's bucket by name only",
        (*_split(_rule("AES256")), made(LOAD_BALANCER, "alb", accessLogs={"bucket": "alb-logs", "enabled": True})),
        _NOT_KMS,
    ),
    _s3(
        "fail",
        "a load balancer's logs that are off",
        (*_split(_rule("AES256")), made(LOAD_BALANCER, "alb", accessLogs={"bucket": _BUCKET, "enabled": False})),
        _NOT_KMS,
    ),
    _s3(
        "fail",
        "AES256 for its own access logs",
        (*_split(_rule("AES256")), made(BUCKET_LOGGING, "logging", bucket=_BUCKET, targetBucket=_BUCKET)),
        _NOT_KMS,
    ),
    _s3(
        "fail",
        "AES256 for its own access logs, by name",
        (*_split(_rule("AES256")), made(BUCKET_LOGGING, "logging", bucket="megane-files", targetBucket=_BUCKET)),
        _NOT_KMS,
    ),
    _s3(
        "fail",
        "AES256 for its own access logs, inline",
        _split(_rule("AES256"), bucket=_LOGS_ITSELF),
        _NOT_KMS,
    ),
    _s3("fail", "AWS's key by alias", _split(_rule("aws:kms", "alias/aws/s3")), _BY_AWS),
    _s3("fail", "no key", _split(_rule("aws:kms")), _BY_AWS),
    _s3("fail", "no bucket key", _split(_rule("aws:kms", _KEY, False)), _NO_BUCKET_KEY),
    _s3("fail", "neither key", _split(_rule("aws:kms", None, None)), _BY_AWS, _NO_BUCKET_KEY),
    _s3(
        "fail",
        "the setting of another bucket",
        (*_split(_rule("aws:kms", _KEY), bucket=made(BUCKET, "other")), _BUCKET),
        _NO_SETTING,
    ),
    _s3("absent", "no setting", (_BUCKET,), _NO_SETTING),
    _s3(
        "absent",
        "whether a load balancer's logs are on, which is off",
        (_BUCKET, made(LOAD_BALANCER, "alb", accessLogs={"bucket": _BUCKET})),
        _NO_SETTING,
    ),
    _s3("absent", "a setting without an algorithm", _split({"bucketKeyEnabled": True}), _NOT_KMS),
    _s3(
        "unknown",
        "whether a load balancer's logs are on",
        (*_OTHER, *_split(_rule("AES256")), _BALANCER_PERHAPS),
        _PERHAPS_LOGS,
    ),
    _s3(
        "unknown",
        "whether a load balancer's logs are on, without a setting",
        (*_OTHER, _BUCKET, _BALANCER_PERHAPS),
        _PERHAPS_LOGS,
    ),
    _s3(
        "unknown",
        "the whole setting",
        (_KEY, _BUCKET, made(BUCKET_ENCRYPTION, "files-encryption", bucket=_BUCKET, rules=_KEY)),
        ("deferred", "files: its encryption is known only at the update"),
    ),
    _s3(
        "unknown",
        "a key of unknown origin",
        (*_OTHER, *_split(_rule("aws:kms", _OTHER[0]))),
        ("deferred", "files: whether its key is one of your own is known only at the update"),
    ),
    _s3(
        "unknown",
        "the bucket key",
        (*_OTHER, *_split(_rule("aws:kms", _KEY, _OTHER[0]))),
        ("deferred", "files: whether it uses a bucket key is known only at the update"),
    ),
    _s3("not applicable", "no bucket", _OTHER),
)
