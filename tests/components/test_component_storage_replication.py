"""How what is uploaded gets to the second region: rule, role, order, and the alarm for what does not get there."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from components.storage import Protection, ReplicationArgs
from tests.components import build
from tests.components.build import ACCOUNT, COPIES
from tests.components.look import alarms, dependencies, find, inputs, parsed, part, statements, watched
from tests.conftest import Record

OSAKA = "ap-northeast-3"
COPYING: dict[str, Any] = {"copies": COPIES, "copies_key_arn": "arn:key/copies"}
COPY, REPLICATION = "storage-uploads-copy", "storage-replication"
NAME = f"megane-test-copies-uploads-{ACCOUNT}"


def test_everything_written_is_copied_under_the_other_key(record: Record) -> None:
    graph = record(lambda: build.storage(**COPYING), view="up")

    config = inputs(graph, f"s3.BucketReplicationConfig {REPLICATION}")
    assert config == {
        "bucket": inputs(graph, "s3.BucketMetric storage-uploads")["bucket"],
        "role": f"arn:aws:iam::{ACCOUNT}:role/{part(config, 'role').rpartition('/')[2]}",
        "rules": [
            {
                "id": "everything",
                "status": "Enabled",
                "priority": 1,
                "filter": {"prefix": ""},
                "deleteMarkerReplication": {"status": "Enabled"},
                "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
                "destination": {
                    "bucket": f"arn:aws:s3:::{NAME}",
                    "storageClass": "STANDARD_IA",
                    "encryptionConfiguration": {"replicaKmsKeyId": "arn:key/copies"},
                    "metrics": {"status": "Enabled"},
                },
            }
        ],
    }
    assert find(graph, f"s3.BucketReplicationConfig {REPLICATION}").region == "ap-northeast-1"


@pytest.mark.parametrize("protection", get_args(Protection))
def test_copying_begins_once_both_ends_are_ready_and_the_role_may(record: Record, protection: Protection) -> None:
    graph = record(lambda: build.storage(protection=protection, **COPYING))

    ready = ("BucketVersioning", *(["BucketObjectLockConfiguration"] if protection == "object-lock" else []))
    assert {
        f"iam.RolePolicy {REPLICATION}",
        *(f"s3.{kind} {bucket}" for kind in ready for bucket in ("storage-uploads", COPY)),
    } <= dependencies(graph, f"s3.BucketReplicationConfig {REPLICATION}")


@pytest.mark.parametrize("protection", get_args(Protection))
def test_s3_may_copy_these_objects_to_this_bucket_and_nothing_else(record: Record, protection: Protection) -> None:
    """Locks included in every mode: a bucket that once had Object Lock has it for ever."""
    graph = record(lambda: build.storage(protection=protection, **COPYING), view="up")

    source = f"arn:aws:s3:::{inputs(graph, 's3.BucketMetric storage-uploads')['bucket']}"
    copy = f"arn:aws:s3:::{NAME}"
    versions = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    locks = ["s3:GetObjectRetention", "s3:GetObjectLegalHold"]
    rights = inputs(graph, f"iam.RolePolicy {REPLICATION}")
    assert statements(rights["policy"]) == {
        "ReadConfiguration": {
            "Effect": "Allow",
            "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            "Resource": source,
        },
        "ReadVersions": {
            "Effect": "Allow",
            "Action": [*versions, *locks],
            "Resource": f"{source}/*",
        },
        "WriteCopies": {
            "Effect": "Allow",
            "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            "Resource": f"{copy}/*",
        },
        "DecryptVersions": through_s3(["kms:Decrypt"], "arn:key/data", "ap-northeast-1", source),
        "EncryptCopies": through_s3(
            ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], "arn:key/copies", OSAKA, copy
        ),
    }
    role = inputs(graph, f"iam.Role {REPLICATION}")
    assert parsed(role["assumeRolePolicy"])["Statement"] == [
        {
            "Sid": "Assume",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ]
    assert role["description"] == f"S3 copies uploads to {OSAKA}"


def through_s3(actions: list[str], key: str, region: str, bucket: str) -> object:
    return {
        "Effect": "Allow",
        "Action": actions,
        "Resource": key,
        "Condition": {
            "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [bucket, f"{bucket}/*"]},
        },
    }


def test_a_copy_that_fails_is_heard_of(record: Record) -> None:
    graph = record(watched(lambda: build.storage(**COPYING)), view="up")

    uploads = inputs(graph, "s3.BucketMetric storage-uploads")["bucket"]
    where = {"SourceBucket": uploads, "DestinationBucket": NAME, "RuleId": "everything"}
    assert alarms(graph).keys() == {"storage-5xx", "storage-4xx", "storage-replication"}
    assert alarms(graph)["storage-replication"] == {
        "series": ("AWS/S3 OperationsFailedReplication", where, "Sum"),
        "math": [],
        "rings": "GreaterThanThreshold 0",
        "period": 300,
        "of": "1/1",
        "missing": "notBreaching",
        "topic": "arn:topic/warning",
        "region": None,
    }


def test_locked_objects_need_a_locked_copy(record: Record) -> None:
    def program(**locked: int | None) -> None:
        source, copy = (
            build.readable_bucket(name=name, lock_days=days, region=OSAKA if name == "copy" else None)
            for name, days in locked.items()
        )
        ReplicationArgs(source=source, source_key_arn="arn:1", destination=copy, destination_key_arn="arn:2")

    record(lambda: program(files=None, copy=7))
    record(lambda: program(files=7, copy=7))
    with pytest.raises(ValueError, match="S3 copies no objects with Object Lock to a bucket without it"):
        record(lambda: program(files=7, copy=None))
