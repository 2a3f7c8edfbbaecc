from __future__ import annotations

from functools import partial

import pytest

from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import alarms, below, dependencies, find, inputs, made, outputs, part, statements, watched
from tests.conftest import Record

LOGS, UPLOADS = "storage-access-logs", "storage-uploads"


def refuses_plain_http(arn: str) -> object:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


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


def test_uploads_are_encrypted_with_the_key_and_never_expire(record: Record) -> None:
    graph = record(build.storage)

    assert inputs(graph, f"s3.BucketServerSideEncryptionConfiguration {UPLOADS}")["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:key/data"},
            "bucketKeyEnabled": True,
        }
    ]
    assert [lifecycle.name for lifecycle in graph.resources if "Lifecycle" in lifecycle.type] == [LOGS]


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
        "log_bucket": logs,
    }


@pytest.mark.parametrize("readable", [["public/*"], ["public/*", "uploads/*"]])
@pytest.mark.parametrize("mfa", [True, False])
def test_one_distribution_reads_what_it_may_over_tls(record: Record, readable: list[str], mfa: bool) -> None:
    graph = record(partial(build.uploads_access, readable=readable, versions_need_mfa=mfa), view="up")

    assert below(graph, "megane:storage:UploadsAccess") == {
        "megane:storage:UploadsAccess access",
        "s3.BucketPolicy access",
        "s3.BucketCorsConfiguration access",
    }
    arn = f"arn:aws:s3:::{inputs(graph, 's3.BucketPolicy access')['bucket']}"
    without_mfa = {
        "RefusePlainHttp": refuses_plain_http(arn),
        "DistributionReads": {
            "Effect": "Allow",
            "Action": ["s3:GetObject"],
            "Resource": [f"{arn}/{prefix}" for prefix in readable],
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceArn": "arn:distribution/1"}},
        },
    }
    versions = {
        "VersionsNeedMfa": {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:DeleteObjectVersion",
            "Resource": f"{arn}/*",
            "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
        }
    }
    found = statements(inputs(graph, "s3.BucketPolicy access")["policy"])
    assert found == (without_mfa | versions if mfa else without_mfa)
    assert "s3.BucketPublicAccessBlock files" in dependencies(graph, "s3.BucketPolicy access")


def test_browsers_upload_from_the_application_alone(record: Record) -> None:
    graph = record(build.uploads_access)

    assert find(graph, "s3.BucketCorsConfiguration access").inputs["corsRules"] == [
        {
            "allowedMethods": ["GET", "PUT"],
            "allowedOrigins": ["https://app.example.jp"],
            "allowedHeaders": ["*"],
            "exposeHeaders": ["ETag"],
            "maxAgeSeconds": 3000,
        }
    ]
