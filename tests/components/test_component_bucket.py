"""What a bucket is made of, and its settings; who may do what with it is in `test_component_bucket_policy`."""

from __future__ import annotations

from typing import Any

import pytest

from components.bucket import BucketArgs
from tests.components import build
from tests.components.look import dependencies, find, inputs, made, outputs, tree
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
    all_of_it = record(lambda: build.bucket(lock_days=7))
    least = record(lambda: build.bucket(expire_days=None, access_log_bucket=None, readers_later=True))

    assert made(least) == ALWAYS
    assert made(all_of_it) == ALWAYS | {
        f"s3.Bucket{part} files" for part in ("LifecycleConfiguration", "Logging", "ObjectLockConfiguration", "Policy")
    }


def test_all_of_it_is_in_its_region(record: Record) -> None:
    """A part without the region looks for the bucket in the stack's own: NoSuchBucket."""
    graph = record(lambda: build.bucket(lock_days=7, region="ap-northeast-3"))

    parts = [part for part in tree(graph, "megane:storage:Bucket") if part.custom]
    assert len(parts) == 9
    assert {(part.region, part.inputs.get("region")) for part in parts} == {("ap-northeast-3", "ap-northeast-3")}


def test_its_own_region_is_not_said(record: Record) -> None:
    graph = record(build.bucket)

    assert [part.name for part in graph.resources if "region" in part.inputs] == []


def test_a_name_is_given_where_others_must_find_it(record: Record) -> None:
    graph = record(lambda: build.bucket(bucket_name="megane-test-copies"))

    assert inputs(graph, "s3.Bucket files") == {"bucket": "megane-test-copies", "forceDestroy": True}


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


ABANDONED = {"daysAfterInitiation": 7}


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        (
            {"expire_days": 90},
            {"expiration": {"days": 90}, "noncurrentVersionExpiration": {"noncurrentDays": 7}},
        ),
        (
            {"expire_days": 90, "noncurrent_days": 30},
            {"expiration": {"days": 90}, "noncurrentVersionExpiration": {"noncurrentDays": 30}},
        ),
        (
            {"noncurrent_days": 30},
            {
                "expiration": {"expiredObjectDeleteMarker": True},
                "noncurrentVersionExpiration": {"noncurrentDays": 30},
            },
        ),
        ({"archive_days": 90}, {"transitions": [{"days": 90, "storageClass": "GLACIER_IR"}]}),
        (
            {"expire_days": 2557, "archive_days": 90},
            {
                "expiration": {"days": 2557},
                "noncurrentVersionExpiration": {"noncurrentDays": 7},
                "transitions": [{"days": 90, "storageClass": "GLACIER_IR"}],
            },
        ),
    ],
)
def test_what_becomes_of_objects_and_of_their_versions(
    record: Record, days: dict[str, Any], rule: dict[str, Any]
) -> None:
    graph = record(lambda: build.bucket(**{"expire_days": None, **days}))

    always = {
        "id": "expire",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abortIncompleteMultipartUpload": ABANDONED,
    }
    assert inputs(graph, "s3.BucketLifecycleConfiguration files")["rules"] == [{**always, **rule}]


def test_versions_are_locked_in_place(record: Record) -> None:
    """By the resource of its own, after versioning: `objectLockEnabled` of the bucket would replace it."""
    graph = record(lambda: build.bucket(lock_days=7), view="up")

    lock = inputs(graph, "s3.BucketObjectLockConfiguration files")
    assert lock == {"bucket": lock["bucket"], "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 7}}}
    assert str(lock["bucket"]).startswith("files-")
    assert "s3.BucketVersioning files" in dependencies(graph, "s3.BucketObjectLockConfiguration files")
    assert inputs(graph, "s3.Bucket files").keys() == {"forceDestroy"}


PLAIN: dict[str, Any] = {"purpose": "files", "key_arn": "arn:key/1", "expire_days": None, "access_log_bucket": None}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"expire_days": 0}, "files: expire_days is 0, at least 1"),
        ({"noncurrent_days": 0}, "files: noncurrent_days is 0, at least 1"),
        ({"archive_days": -1}, "files: archive_days is -1, at least 1"),
        ({"lock_days": 0}, "files: lock_days is 0, at least 1"),
        (
            {"expire_days": 90, "archive_days": 120},
            "files: archived after 120 days and deleted after 90; GLACIER_IR is paid for 90 days at least",
        ),
        (
            {"expire_days": 179, "archive_days": 90},
            "files: archived after 90 days and deleted after 179; GLACIER_IR is paid for 90 days at least",
        ),
        ({"noncurrent_days": 9, "lock_days": 10}, "files: lock_days is 10, longer than noncurrent_days, 9"),
        (
            {"expire_days": 9, "noncurrent_days": 10, "lock_days": 10},
            "files: lock_days is 10, longer than expire_days, 9",
        ),
        ({"expire_days": 90, "lock_days": 8}, "files: lock_days is 8, longer than noncurrent_days, 7"),
        (
            {"log_writers": ["load-balancers"]},
            "files: neither ELB nor S3 can write logs to a bucket on a customer's key",
        ),
        ({"log_writers": ["buckets"]}, "files: neither ELB nor S3 can write logs to a bucket on a customer's key"),
        (
            {"key_arn": None, "log_writers": ["buckets"], "lock_days": 1},
            "files: S3 writes no access logs to a bucket with Object Lock",
        ),
        (
            {"trail_arn": "arn:trail/1", "readers_later": True},
            "files: a log target has its policy before its writers, it cannot wait",
        ),
        (
            {"key_arn": None, "log_writers": ["buckets"], "readers_later": True},
            "files: a log target has its policy before its writers, it cannot wait",
        ),
    ],
)
def test_what_cannot_be(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  the whole message is compared
        BucketArgs(**{**PLAIN, **given})
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "given",
    [
        {"expire_days": 180, "archive_days": 90},
        {"expire_days": 10, "noncurrent_days": 10, "lock_days": 10},
        {"lock_days": 3650},
        {"key_arn": None, "log_writers": ["load-balancers"], "lock_days": 1},
        {"trail_arn": "arn:trail/1", "lock_days": 2557},
    ],
)
def test_what_is_just_possible(given: dict[str, Any]) -> None:
    BucketArgs(**{**PLAIN, **given})


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
        "log_target": name,
    }
