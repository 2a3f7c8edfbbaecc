"""Who reaches the uploads, and their copy, from outside."""

from __future__ import annotations

from functools import partial

import pytest

from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import below, dependencies, find, inputs, part, statements
from tests.components.test_component_bucket_policy import refuses_plain_http
from tests.conftest import Record

CORS = [
    {
        "allowedMethods": ["GET", "PUT"],
        "allowedOrigins": ["https://app.example.jp"],
        "allowedHeaders": ["*"],
        "exposeHeaders": ["ETag"],
        "maxAgeSeconds": 3000,
    }
]


def versions_need_mfa(arn: str) -> object:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObjectVersion",
        "Resource": f"{arn}/*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }


def reads(arn: str, readable: list[str], condition: object) -> object:
    return {
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": [f"{arn}/{prefix}" for prefix in readable],
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": condition,
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
    assert statements(inputs(graph, "s3.BucketPolicy access")["policy"]) == {
        "RefusePlainHttp": refuses_plain_http(arn),
        "DistributionReads": reads(arn, readable, {"StringEquals": {"aws:SourceArn": "arn:distribution/1"}}),
        **({"VersionsNeedMfa": versions_need_mfa(arn)} if mfa else {}),
    }
    assert "s3.BucketPublicAccessBlock files" in dependencies(graph, "s3.BucketPolicy access")


def test_browsers_upload_from_the_application_alone(record: Record) -> None:
    graph = record(build.uploads_access)

    assert find(graph, "s3.BucketCorsConfiguration access").inputs["corsRules"] == CORS


@pytest.mark.parametrize("mfa", [True, False])
def test_any_distribution_of_the_account_reads_the_copy(record: Record, mfa: bool) -> None:
    """That of the recovery stack does not exist yet, and must not have to touch this bucket on the day it does."""

    def program() -> None:
        copy = build.readable_bucket(name="copy", region="ap-northeast-3")
        build.uploads_access(uploads_copy=copy, versions_need_mfa=mfa)

    graph = record(program, view="up")

    policy, cors = find(graph, "s3.BucketPolicy access-copy"), find(graph, "s3.BucketCorsConfiguration access-copy")
    arn = f"arn:aws:s3:::{policy.inputs['bucket']}"
    anybody_here = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}}
    assert statements(policy.inputs["policy"]) == {
        "RefusePlainHttp": refuses_plain_http(arn),
        "DistributionsRead": reads(arn, ["public/*"], anybody_here),
        **({"VersionsNeedMfa": versions_need_mfa(arn)} if mfa else {}),
    }
    assert cors.inputs["corsRules"] == CORS
    assert cors.inputs["bucket"] == policy.inputs["bucket"]
    assert {policy.region, cors.region} == {"ap-northeast-3"}
    assert {policy.parent, cors.parent} == {find(graph, "megane:storage:UploadsAccess access").urn}
    assert "s3.BucketPublicAccessBlock copy" in dependencies(graph, "s3.BucketPolicy access-copy")


def test_an_adopted_bucket_is_left_to_its_maker(record: Record) -> None:
    graph = record(lambda: build.uploads_access(uploads=None))

    assert below(graph, "megane:storage:UploadsAccess") == {"megane:storage:UploadsAccess access"}


def test_browsers_may_upload_to_the_copy_from_where_the_recovery_stack_stands_by(record: Record) -> None:
    def program() -> None:
        copy = build.readable_bucket(name="copy", region="ap-northeast-3")
        build.uploads_access(uploads_copy=copy, standby_origin="https://app-dr.example.jp")

    graph = record(program)

    origins = {
        name: part(find(graph, f"s3.BucketCorsConfiguration {name}").inputs, "corsRules", 0, "allowedOrigins")
        for name in ("access", "access-copy")
    }
    assert origins == {
        "access": ["https://app.example.jp"],
        "access-copy": ["https://app.example.jp", "https://app-dr.example.jp"],
    }
