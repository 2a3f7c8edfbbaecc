"""The uploads bucket under its three protections, and the access logs."""

from __future__ import annotations

from itertools import product
from typing import Any, get_args

import pytest

from components.storage import Protection, StorageArgs
from offline.graph import Graph
from tests.components import build
from tests.components.build import ACCOUNT, COPIES
from tests.components.look import alarms, dependencies, find, inputs, made, outputs, part, statements, watched
from tests.components.test_component_bucket_policy import refuses_plain_http
from tests.conftest import Record

LOGS, UPLOADS = "storage-access-logs", "storage-uploads"


def delivery(service: str, arn: str) -> object:
    return {
        "Effect": "Allow",
        "Action": ["s3:PutObject"],
        "Resource": arn,
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }


def test_what_storage_is_made_of(record: Record) -> None:
    kinds = (
        "Bucket", "BucketOwnershipControls", "BucketPublicAccessBlock", "BucketVersioning",
        "BucketServerSideEncryptionConfiguration",
    )  # fmt: skip
    assert made(record(build.storage)) == {
        "megane:storage:Storage storage",
        f"megane:storage:Bucket {LOGS}",
        f"megane:storage:Bucket {UPLOADS}",
        *(f"s3.{kind} {bucket}" for bucket in (LOGS, UPLOADS) for kind in kinds),
        f"s3.BucketLifecycleConfiguration {LOGS}",
        f"s3.BucketPolicy {LOGS}",
        f"s3.BucketLogging {UPLOADS}",
        f"s3.BucketMetric {UPLOADS}",
    }


def test_logs_are_encrypted_by_s3_and_kept_for_ninety_days(record: Record) -> None:
    """Neither load balancers nor S3 can deliver logs to a bucket on a customer's key."""
    graph = record(build.storage)

    assert inputs(graph, f"s3.BucketServerSideEncryptionConfiguration {LOGS}")["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    ]
    rules = inputs(graph, f"s3.BucketLifecycleConfiguration {LOGS}")["rules"]
    assert part(rules, 0, "expiration") == {"days": 90}


def test_only_log_deliveries_of_this_account_write_logs(record: Record) -> None:
    graph = record(lambda: outputs(build.storage()), view="up")

    arn = f"arn:aws:s3:::{graph.outputs['log_bucket']}"
    assert statements(inputs(graph, f"s3.BucketPolicy {LOGS}")["policy"]) == {
        "RefusePlainHttp": refuses_plain_http(arn),
        # The path holds the account: nobody else's load balancers write there.
        "LoadBalancerWritesLogs": {
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": ["s3:PutObject"],
            "Resource": f"{arn}/alb/AWSLogs/{ACCOUNT}/*",
        },
        "LoadBalancerAccountWritesLogs": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::582318560864:root"},
            "Action": ["s3:PutObject"],
            "Resource": f"{arn}/alb/AWSLogs/{ACCOUNT}/*",
        },
        "BucketsWriteAccessLogs": delivery("logging.s3", f"{arn}/s3/*"),
    }
    assert f"s3.BucketPublicAccessBlock {LOGS}" in dependencies(graph, f"s3.BucketPolicy {LOGS}")


def test_the_log_bucket_is_handed_out_once_its_policy_stands(record: Record) -> None:
    """Or the load balancer that logs to it is refused."""
    graph = record(build.storage)

    assert f"s3.BucketPolicy {LOGS}" in dependencies(graph, f"s3.BucketLogging {UPLOADS}")
    assert inputs(graph, f"s3.BucketLogging {UPLOADS}")["targetPrefix"] == "s3/uploads/"


def test_uploads_are_encrypted_with_the_key(record: Record) -> None:
    graph = record(build.storage)

    assert inputs(graph, f"s3.BucketServerSideEncryptionConfiguration {UPLOADS}")["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:key/data"},
            "bucketKeyEnabled": True,
        }
    ]


LIFECYCLE, LOCK = f"s3.BucketLifecycleConfiguration {UPLOADS}", f"s3.BucketObjectLockConfiguration {UPLOADS}"
GONE_AFTER_60_DAYS = {
    "id": "expire",
    "status": "Enabled",
    "filter": {"prefix": ""},
    "expiration": {"expiredObjectDeleteMarker": True},
    "noncurrentVersionExpiration": {"noncurrentDays": 60},
    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
}


def protected(record: Record, protection: Protection) -> Graph:
    return record(lambda: build.storage(protection=protection, noncurrent_days=60, lock_days=20))


def test_off_lets_old_versions_go(record: Record) -> None:
    graph = protected(record, "off")

    assert LOCK not in made(graph)
    assert inputs(graph, LIFECYCLE)["rules"] == [GONE_AFTER_60_DAYS]


def test_manual_keeps_every_version(record: Record) -> None:
    """S3 refuses a lifecycle of any kind where the root user has turned MFA Delete on."""
    assert {LIFECYCLE, LOCK}.isdisjoint(made(protected(record, "manual")))


def test_object_lock_keeps_versions_for_its_days_and_lets_them_go_later(record: Record) -> None:
    graph = protected(record, "object-lock")

    assert inputs(graph, LOCK)["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 20}}
    assert inputs(graph, LIFECYCLE)["rules"] == [GONE_AFTER_60_DAYS]


def test_no_change_of_protection_touches_the_bucket_itself(record: Record) -> None:
    buckets = [find(protected(record, each), f"s3.Bucket {UPLOADS}") for each in get_args(Protection)]

    assert len(buckets) == 3
    assert all(bucket == buckets[0] for bucket in buckets)


@pytest.mark.parametrize(
    ("protection", "copied", "mfa"), [*product(get_args(Protection), [False, True], [False, True])]
)
def test_a_bucket_has_a_lifecycle_or_asks_for_a_second_factor_but_never_both(
    record: Record, protection: Protection, copied: bool, mfa: bool
) -> None:
    copies: dict[str, Any] = {"copies": COPIES, "copies_key_arn": "arn:key/copies"} if copied else {}

    def program() -> None:
        storage = build.storage(protection=protection, **copies)
        build.uploads_access(uploads=storage.uploads, uploads_copy=storage.uploads_copy, versions_need_mfa=mfa)

    if mfa and protection != "manual":
        with pytest.raises(ValueError, match="a bucket with MFA Delete can have no lifecycle"):
            record(program)
        return
    graph = record(program, view="up")
    policies = {
        policy.inputs["bucket"]: policy.inputs["policy"] for policy in graph.of_type("aws:s3/bucketPolicy:BucketPolicy")
    }
    living = {rule.inputs["bucket"] for rule in graph.resources if "Lifecycle" in rule.type}
    asking = {bucket for bucket, policy in policies.items() if "VersionsNeedMfa" in statements(policy)}
    logs, uploads = (1 + copied,) * 2
    assert len(living) == logs + (0 if protection == "manual" else uploads)
    assert len(asking) == (uploads if mfa else 0)
    assert living.isdisjoint(asking)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"protection": "object-lock", "noncurrent_days": 29},
            "versions are locked for 30 days, but would go after 29 already",
        ),
        ({"copies": COPIES}, "copies need a key in their region, and the key copies"),
        ({"copies_key_arn": "arn:key/copies"}, "copies need a key in their region, and the key copies"),
        (
            {"copies": COPIES, "copies_key_arn": "arn:key/copies", "adopts": COPIES},
            "a recovery stack, which adopts copies, makes none",
        ),
    ],
)
def test_what_cannot_be(given: dict[str, Any], message: str) -> None:
    plain: dict[str, Any] = {"key_arn": "arn:key/1", "protection": "off", "noncurrent_days": 90, "lock_days": 30}
    with pytest.raises(ValueError) as refused:  # noqa: PT011  the whole message is compared
        StorageArgs(**{**plain, **given})
    assert str(refused.value) == message


def test_errors_of_uploads_are_counted_and_watched(record: Record) -> None:
    graph = record(watched(build.storage), view="up")

    metric = inputs(graph, f"s3.BucketMetric {UPLOADS}")
    assert metric["name"] == "EntireBucket"
    where = {"BucketName": metric["bucket"], "FilterId": "EntireBucket"}
    found = alarms(graph)
    assert {name: (alarm["series"], alarm["rings"], alarm["topic"]) for name, alarm in found.items()} == {
        "storage-5xx": (("AWS/S3 5xxErrors", where, "Sum"), "GreaterThanThreshold 5", "arn:topic/warning"),
        "storage-4xx": (("AWS/S3 4xxErrors", where, "Sum"), "GreaterThanThreshold 50", "arn:topic/warning"),
    }


def test_outputs_are_the_two_buckets(record: Record) -> None:
    graph = record(lambda: outputs(build.storage()), view="up")

    uploads, logs = graph.outputs["uploads_bucket"], graph.outputs["log_bucket"]
    assert (str(uploads).partition("-uploads-")[0], str(logs).partition("-access-")[0]) == ("storage", "storage")
    assert graph.outputs == {
        "uploads_bucket": uploads,
        "uploads_arn": f"arn:aws:s3:::{uploads}",
        "uploads_domain_name": f"{uploads}.s3.ap-northeast-1.amazonaws.com",
        "log_bucket": logs,
    }
