"""The one policy of a bucket: TLS only, and the services that deliver logs to it."""

from __future__ import annotations

from typing import Any

import pytest

from planning.bucket_policies import bucket_access_logs
from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import dependencies, find, inputs, part, statements
from tests.conftest import Record

TRAIL = f"arn:aws:cloudtrail:ap-northeast-1:{ACCOUNT}:trail/audit"


def refuses_plain_http(arn: str) -> object:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def elb(principal: dict[str, str], arn: str) -> object:
    return {
        "Effect": "Allow",
        "Principal": principal,
        "Action": ["s3:PutObject"],
        "Resource": f"{arn}/alb/AWSLogs/{ACCOUNT}/*",
    }


def allowed(record: Record, **changes: Any) -> tuple[str, dict[str, Any]]:
    """The ARN of the bucket, and its policy."""
    graph = record(lambda: build.bucket(**changes), view="up")
    policy = inputs(graph, "s3.BucketPolicy files")
    assert "s3.BucketPublicAccessBlock files" in dependencies(graph, "s3.BucketPolicy files")
    assert find(graph, "s3.BucketPolicy files").parent == find(graph, "megane:storage:Bucket files").urn
    return f"arn:aws:s3:::{policy['bucket']}", statements(policy["policy"])


def test_nobody_comes_without_tls(record: Record) -> None:
    arn, policy = allowed(record)

    assert policy == {"RefusePlainHttp": refuses_plain_http(arn)}


@pytest.mark.parametrize(
    ("region", "delivery_account"),
    [("ap-northeast-1", "582318560864"), ("ap-northeast-3", "383597477331"), ("ap-southeast-7", None)],
)
def test_load_balancers_of_this_account_deliver_their_logs(
    record: Record, region: str, delivery_account: str | None
) -> None:
    arn, policy = allowed(record, key_arn=None, log_writers=["load-balancers"], region=region)

    older = {"LoadBalancerAccountWritesLogs": elb({"AWS": f"arn:aws:iam::{delivery_account}:root"}, arn)}
    assert policy == {
        "RefusePlainHttp": refuses_plain_http(arn),
        "LoadBalancerWritesLogs": elb({"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}, arn),
        **(older if delivery_account else {}),
    }


def test_buckets_of_this_account_deliver_their_logs(record: Record) -> None:
    arn, policy = allowed(record, key_arn=None, log_writers=["buckets"])

    assert policy == {
        "RefusePlainHttp": refuses_plain_http(arn),
        "BucketsWriteAccessLogs": {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": ["s3:PutObject"],
            "Resource": f"{arn}/s3/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
    }


def test_it_can_be_the_bucket_of_the_audit_logs(record: Record) -> None:
    """On a customer's key, kept for seven years, cheap after three months, and one trail alone writes to it."""
    graph = record(lambda: build.bucket(expire_days=2557, archive_days=90, trail_arn=TRAIL), view="up")

    rule = part(inputs(graph, "s3.BucketServerSideEncryptionConfiguration files")["rules"], 0)
    assert rule == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:key/data"},
        "bucketKeyEnabled": True,
    }
    kept = part(inputs(graph, "s3.BucketLifecycleConfiguration files")["rules"], 0)
    assert kept["expiration"] == {"days": 2557}
    assert kept["transitions"] == [{"days": 90, "storageClass": "GLACIER_IR"}]
    policy = inputs(graph, "s3.BucketPolicy files")
    arn = f"arn:aws:s3:::{policy['bucket']}"
    assert statements(policy["policy"]) == {
        "RefusePlainHttp": refuses_plain_http(arn),
        "TrailChecksBucket": {
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": ["s3:GetBucketAcl"],
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
        },
        "TrailWritesLogs": {
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": ["s3:PutObject"],
            "Resource": f"{arn}/AWSLogs/{ACCOUNT}/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL}},
        },
    }


def test_a_policy_made_later_belongs_to_whoever_makes_it(record: Record) -> None:
    reads = bucket_access_logs("arn:aws:s3:::files/*", ACCOUNT)

    def program() -> None:
        owner = build.keys()
        build.readable_bucket(region="ap-northeast-3").policy("open", reads, owner=owner)

    graph = record(program, view="up")

    policy = find(graph, "s3.BucketPolicy open")
    assert policy.parent == find(graph, "megane:security:Keys keys").urn
    assert policy.region == "ap-northeast-3"
    assert "s3.BucketPublicAccessBlock files" in dependencies(graph, "s3.BucketPolicy open")
    assert list(statements(policy.inputs["policy"])) == ["RefusePlainHttp", "BucketsWriteAccessLogs"]


def test_there_is_one_policy_only(record: Record) -> None:
    """A second one would overwrite the first at every other deployment."""

    def program() -> None:
        bucket = build.bucket()
        bucket.policy("again", owner=bucket)

    with pytest.raises(ValueError, match="files: the bucket has its policy already, and there is one only"):
        record(program)


@pytest.mark.parametrize("days", ["expire_days", "noncurrent_days", "archive_days"])
def test_mfa_delete_and_a_lifecycle_exclude_each_other(record: Record, days: str) -> None:
    def program() -> None:
        given: dict[str, Any] = {days: 90}
        bucket = build.readable_bucket(**given)
        bucket.policy("open", owner=bucket, versions_need_mfa=True)

    with pytest.raises(ValueError, match="files: a bucket with MFA Delete can have no lifecycle"):
        record(program)
