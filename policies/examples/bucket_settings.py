"""Examples of the rules on what is set beside a bucket."""

from __future__ import annotations

import json
from collections.abc import Callable

from policies.examples import Case, Example, Given, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    BUCKET,
    BUCKET_ACL,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_REPLICATION,
    BUCKET_VERSIONING,
    KMS_KEY,
    PUBLIC_ACCESS_BLOCK,
    TRAIL,
)

_OTHER = made("aws:ecs/cluster:Cluster", "cluster")
_FILES = made(BUCKET, "files")
_DEV = told(environment="dev", profile="minimal")


def _of(rule: str, pack: Pack | None = None) -> Callable[..., Example]:
    """Examples of one rule over the bucket and what is beside it."""

    def example(
        case: Case, name: str, *beside: Resource, says: str = "", later: str = "", bucket: Resource = _FILES
    ) -> Example:
        findings = tuple(
            (kind, f"files: {text}") for kind, texts in (("violation", says), ("deferred", later))
            for text in texts.split("; ") if text
        )  # fmt: skip
        return Example(rule, case, name, (_OTHER, bucket, *beside), findings, pack or told())

    return example


def _none(rule: str, pack: Pack | None = None) -> Example:
    return Example(rule, "not applicable", "no bucket", (_OTHER,), (), pack or told())


_ALL = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}


def _block(bucket: Given = _FILES, **flags: Given) -> Resource:
    return made(PUBLIC_ACCESS_BLOCK, "block", bucket=bucket, **{**_ALL, **flags})


def _versioning(status: Given, bucket: Given = _FILES) -> Resource:
    return made(BUCKET_VERSIONING, "versions", bucket=bucket, versioningConfiguration={"status": status})


def _owner(ownership: Given) -> Resource:
    return made(BUCKET_OWNERSHIP, "owner", bucket=_FILES, rule={"objectOwnership": ownership})


_ENFORCED = _owner("BucketOwnerEnforced")
_CLOSED, _VERSIONED, _NO_ACL = _of("s3-public-access-block"), _of("s3-versioned"), _of("s3-no-acl")
_NOT_CLOSED = "has no public access block"
_NO_VERSIONS = "does not keep versions: what is overwritten or deleted is gone"
_NOT_ENFORCED = "does not enforce that its owner owns every object"

_LOGS = made(BUCKET, "logs")
_LOGGING = made(BUCKET_LOGGING, "logging", bucket=_FILES, targetBucket=_LOGS)
_NO_LOGS = "logs none of its requests"
_PARTS = "keeps the parts of unfinished uploads for ever: they are paid for and cannot be seen"
_TIDY = _of("s3-hygiene")


def _lifecycle(status: Given = "Enabled", prefix: str = "", days: Given = 7, bucket: Resource = _FILES) -> Resource:
    ends = {"daysAfterInitiation": days} if days else {}
    given = {"id": "x", "status": status, "filter": {"prefix": prefix}, "abortIncompleteMultipartUpload": ends}
    return made(BUCKET_LIFECYCLE, f"{bucket.name}-lifecycle", bucket=bucket, rules=[given])


def _policy(effect: str, policy: Given = None, principal: str = "*") -> Resource:
    statement = {
        "Effect": effect,
        "Principal": {"AWS": principal},
        "Action": "s3:DeleteObjectVersion",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }
    return made(BUCKET_POLICY, "policy", bucket=_FILES, policy=policy or json.dumps({"Statement": [statement]}))


def _logged(*beside: Resource) -> tuple[Resource, ...]:
    return (_LOGS, _LOGGING, _lifecycle(bucket=_LOGS), *beside)


_FORCED, _FORCED_DEV = _of("s3-force-destroy"), _of("s3-force-destroy", _DEV)

_KEY = made(KMS_KEY, "key", region="ap-northeast-3")
_COPY = made(BUCKET, "copy", region="ap-northeast-3")
_PROVIDER = made("pulumi:providers:aws", "aws", region="ap-northeast-1")
_COPIED, _COPIED_MINIMAL = _of("s3-replication"), _of("s3-replication", told(profile="minimal"))


def _replication(**changes: Given) -> tuple[Resource, ...]:
    rule: dict[str, Given] = {
        "status": "Enabled",
        "filter": {"prefix": ""},
        "deleteMarkerReplication": {"status": "Enabled"},
        "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
        "destination": {"bucket": _COPY, "encryptionConfiguration": {"replicaKmsKeyId": _KEY}},
    }
    config = made(BUCKET_REPLICATION, "replication", bucket=_FILES, rules=[{**rule, **changes}])
    return _PROVIDER, _KEY, _COPY, config


def _to(bucket: Given, key: Given = _KEY) -> dict[str, Given]:
    return {"bucket": bucket, "encryptionConfiguration": {"replicaKmsKeyId": key}}


_HOW = "how it is copied is known only at the update"

EXAMPLES = (
    _CLOSED("pass", "all four", _block()),
    _CLOSED("fail", "one left open", _block(blockPublicPolicy=False),
            says="its public access block does not set blockPublicPolicy"),
    _CLOSED("fail", "the block of another bucket", _LOGS, _block(_LOGS), says=_NOT_CLOSED),
    _CLOSED("absent", "no block", says=_NOT_CLOSED),
    _CLOSED("absent", "a flag not set", _block(ignorePublicAcls=None),
            says="its public access block does not set ignorePublicAcls"),
    _CLOSED("unknown", "a flag that is an output", _block(blockPublicAcls=_OTHER),
            later="the blockPublicAcls of its public access block is known only at the update"),
    _none("s3-public-access-block"),
    _VERSIONED("pass", "enabled", _versioning("Enabled")),
    _VERSIONED("pass", "inline", bucket=made(BUCKET, "files", versioning={"enabled": True})),
    _VERSIONED("fail", "suspended", _versioning("Suspended"), says=_NO_VERSIONS),
    _VERSIONED("fail", "of another bucket", _LOGS, _versioning("Enabled", _LOGS), says=_NO_VERSIONS),
    _VERSIONED("fail", "switched off inline", says=_NO_VERSIONS,
               bucket=made(BUCKET, "files", versioning={"enabled": False})),
    _VERSIONED("absent", "not said", says=_NO_VERSIONS),
    _VERSIONED("unknown", "an output", _versioning(_OTHER),
               later="whether it keeps versions is known only at the update"),
    _none("s3-versioned"),
    _NO_ACL("pass", "enforced", _ENFORCED),
    _NO_ACL("pass", "the owner's own grant, as every bucket shows it", _ENFORCED,
            bucket=made(BUCKET, "files", acl="private", grants=[{"type": "CanonicalUser"}])),
    _NO_ACL("fail", "the writer owns", _owner("ObjectWriter"), says=_NOT_ENFORCED),
    _NO_ACL("fail", "an ACL beside it", _ENFORCED, made(BUCKET_ACL, "acl", bucket=_FILES, acl="private"),
            says="has an ACL"),
    _NO_ACL("fail", "public by an inline ACL", _ENFORCED, says="has an ACL, written inline",
            bucket=made(BUCKET, "files", acl="public-read")),
    _NO_ACL("fail", "a grant to everybody", _ENFORCED, says="has an ACL, written inline",
            bucket=made(BUCKET, "files", grants=[{"type": "Group"}])),
    _NO_ACL("absent", "not said", says=_NOT_ENFORCED),
    _NO_ACL("unknown", "the ownership", _owner(_OTHER), later="who owns its objects is known only at the update"),
    _NO_ACL("unknown", "the ACL", _ENFORCED, bucket=made(BUCKET, "files", acl=_OTHER),
            later="whether it has an ACL is known only at the update"),
    _none("s3-no-acl"),
    _TIDY("pass", "logged and tidied", *_logged(_lifecycle())),
    _TIDY("pass", "no lifecycle beside MFA Delete", *_logged(_policy("Deny"))),
    _TIDY("fail", "no logs", _lifecycle(), says=_NO_LOGS),
    _TIDY("fail", "a lifecycle that is switched off", *_logged(_lifecycle("Disabled")), says=_PARTS),
    _TIDY("fail", "a lifecycle for some objects", *_logged(_lifecycle(prefix="tmp/")), says=_PARTS),
    _TIDY("fail", "a lifecycle that only expires", *_logged(_lifecycle(days=None)), says=_PARTS),
    _TIDY("fail", "a policy that asks nobody for a second factor", *_logged(_policy("Allow")), says=_PARTS),
    _TIDY("fail", "a policy that asks one account for it", *_logged(_policy("Deny", principal="111122223333")),
          says=_PARTS),
    _TIDY("absent", "neither", says=f"{_NO_LOGS}; {_PARTS}"),
    _TIDY("unknown", "the days", *_logged(_lifecycle(days=_OTHER)),
          later="whether it ends unfinished uploads is known only at the update"),
    _TIDY("unknown", "the policy, which may demand a second factor", *_logged(_policy("Deny", _OTHER))),
    _none("s3-hygiene"),
    _FORCED("pass", "kept", bucket=made(BUCKET, "files", forceDestroy=False)),
    _FORCED("fail", "emptied", bucket=made(BUCKET, "files", forceDestroy=True),
            says="would be emptied, versions and all, by deleting it"),
    _FORCED("absent", "not said"),
    _FORCED("unknown", "an output", bucket=made(BUCKET, "files", forceDestroy=_OTHER),
            later="whether it would be emptied is known only at the update"),
    _FORCED_DEV("not applicable", "development", bucket=made(BUCKET, "files", forceDestroy=True)),
    _COPIED("pass", "all of it", *_replication()),
    _COPIED("fail", "switched off", *_replication(status="Disabled"), says="its replication is switched off"),
    _COPIED("fail", "without deletes", *_replication(deleteMarkerReplication={"status": "Disabled"}),
            says="its deletes are not copied"),
    _COPIED("fail", "without what KMS encrypts", *_replication(sourceSelectionCriteria=None),
            says="its replication leaves objects out that are encrypted with KMS"),
    _COPIED("fail", "some objects", *_replication(filter={"prefix": "faces/"}),
            says="its replication is only for some objects"),
    _COPIED("fail", "without a key there", *_replication(destination={"bucket": _COPY}),
            says="its copies have no key in the other region"),
    _COPIED("fail", "somebody else's key", *_replication(destination=_to(_COPY, "arn:aws:kms:x")),
            says="the key of its copies is not one of this stack"),
    _COPIED("fail", "to itself", _KEY, *_replication(destination=_to(_FILES))[3:],
            says="its copies go to a bucket that is not of this stack, or to itself"),
    _COPIED("absent", "no replication", says="is not copied to a second region"),
    _COPIED("absent", "no rules", made(BUCKET_REPLICATION, "replication", bucket=_FILES, rules=[]),
            says="its replication has no rule"),
    _COPIED("unknown", "whether it is on", *_replication(status=_OTHER), later=_HOW),
    _COPIED("not applicable", "a trail", made(TRAIL, "trail", s3BucketName=_FILES)),
    _COPIED_MINIMAL("not applicable", "profile minimal"),
)  # fmt: skip
