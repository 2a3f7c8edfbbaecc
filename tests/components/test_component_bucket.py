from __future__ import annotations

import pytest

from tests.components import build
from tests.components.look import find, inputs, made, outputs
from tests.conftest import Record

ALWAYS = {
    "megane:storage:Bucket files",
    "s3.Bucket files",
    "s3.BucketOwnershipControls files",
    "s3.BucketPublicAccessBlock files",
    "s3.BucketVersioning files",
    "s3.BucketServerSideEncryptionConfiguration files",
}


def test_what_a_bucket_is_made_of(record: Record) -> None:
    all_of_it = record(build.bucket)
    least = record(lambda: build.bucket(expire_days=None, access_log_bucket=None))

    assert made(least) == ALWAYS
    assert made(all_of_it) == ALWAYS | {"s3.BucketLifecycleConfiguration files", "s3.BucketLogging files"}


def test_nobody_outside_and_no_other_owner(record: Record) -> None:
    graph = record(build.bucket, view="up")

    bucket = inputs(graph, "s3.BucketPublicAccessBlock files").pop("bucket")
    assert str(bucket).startswith("files-")
    assert inputs(graph, "s3.BucketPublicAccessBlock files") == {
        "bucket": bucket,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert inputs(graph, "s3.BucketOwnershipControls files") == {
        "bucket": bucket,
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    }


def test_versions_are_kept_and_mfa_delete_is_left_to_the_root_user(record: Record) -> None:
    graph = record(build.bucket)

    versioning = find(graph, "s3.BucketVersioning files")
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}
    assert versioning.ignore_changes == ("versioningConfiguration.mfaDelete", "mfa")


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        (
            "arn:key/data",
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:key/data"},
                "bucketKeyEnabled": True,
            },
        ),
        (None, {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}),
    ],
)
def test_it_is_encrypted_with_the_key_or_by_s3(record: Record, key: str | None, rule: object) -> None:
    graph = record(lambda: build.bucket(key_arn=key))

    assert inputs(graph, "s3.BucketServerSideEncryptionConfiguration files")["rules"] == [rule]


def test_objects_expire_and_take_their_old_versions_along(record: Record) -> None:
    graph = record(lambda: build.bucket(expire_days=90))

    assert inputs(graph, "s3.BucketLifecycleConfiguration files")["rules"] == [
        {
            "id": "expire",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "expiration": {"days": 90},
            "noncurrentVersionExpiration": {"noncurrentDays": 7},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        }
    ]


def test_who_reads_and_writes_is_written_down_by_purpose(record: Record) -> None:
    graph = record(build.bucket)

    logging = inputs(graph, "s3.BucketLogging files")
    assert (logging["targetBucket"], logging["targetPrefix"]) == ("logs-1", "s3/files/")


@pytest.mark.parametrize("durable", [True, False])
def test_only_a_durable_bucket_outlives_a_destroy(record: Record, durable: bool) -> None:
    graph = record(lambda: build.bucket(build.DURABLE if durable else build.PLACE))

    bucket = find(graph, "s3.Bucket files")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (durable, not durable)
    assert bucket.inputs.keys() == {"forceDestroy", "tags"}  # auto-named, and no inline setting (deprecated)


def test_outputs(record: Record) -> None:
    graph = record(lambda: outputs(build.bucket()), view="up")

    name = graph.outputs["id"]
    assert graph.outputs == {
        "id": name,
        "arn": f"arn:aws:s3:::{name}",
        "regional_domain_name": f"{name}.s3.ap-northeast-1.amazonaws.com",
    }
