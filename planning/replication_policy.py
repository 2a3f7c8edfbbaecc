"""What S3 may do when it copies the objects of one bucket to another, in another region and under another key."""

from __future__ import annotations

from dataclasses import dataclass

from planning.iam import Document, Statement, Text, allow, document

_READ = (
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging",
    # Needed of a bucket with Object Lock. Always here: a stack that has left it has a bucket that never does.
    "s3:GetObjectRetention",
    "s3:GetObjectLegalHold",
)
_WRITE = ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags")
# With an S3 Bucket Key S3 also makes keys of its own (GenerateDataKey) and checks them before use (Decrypt):
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
_ENCRYPT = ("kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt")


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """One end of a replication: ARNs of the bucket, of `objects` (all of them: `<bucket>/*`) and of the key."""

    bucket: Text
    objects: Text
    key: Text
    region: str


def replication(source: End, destination: End) -> Document:
    """The role's policy; exact ARNs, so whoever makes S3 use the role moves these objects to this copy and no others.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
    """
    return document(
        allow("ReadConfiguration", ["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket),
        allow("ReadVersions", _READ, source.objects),
        allow("WriteCopies", _WRITE, destination.objects),
        _through_s3("DecryptVersions", ("kms:Decrypt",), source),
        _through_s3("EncryptCopies", _ENCRYPT, destination),
    )


def _through_s3(sid: str, actions: tuple[str, ...], end: End) -> Statement:
    """Use of a key by S3 in its region, for this bucket: the encryption context is the bucket's ARN.

    It is the object's where an object was written without an S3 Bucket Key.
    """
    return allow(
        sid,
        actions,
        end.key,
        condition={
            "StringEquals": {"kms:ViaService": f"s3.{end.region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [end.bucket, end.objects]},
        },
    )
