"""The copy of the uploads in a second region: making it, and standing on it once the first region is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from components.storage import Protection
from tests.components import build
from tests.components.build import ACCOUNT, COPIES, PLACE
from tests.components.look import (
    alarms,
    dependencies,
    find,
    inputs,
    label,
    made,
    outputs,
    part,
    statements,
    tree,
    watched,
)
from tests.components.test_component_bucket_policy import refuses_plain_http
from tests.conftest import Record

OSAKA = "ap-northeast-3"
COPYING: dict[str, Any] = {"copies": COPIES, "copies_key_arn": "arn:key/copies"}
RECOVERY = replace(PLACE, environment="dr", region=OSAKA)
COPY, LOGS = "storage-uploads-copy", "storage-access-logs-copy"
NAME = f"megane-test-copies-uploads-{ACCOUNT}"
KINDS = ("Bucket", "BucketOwnershipControls", "BucketPublicAccessBlock", "BucketVersioning")
ENCRYPTION = "BucketServerSideEncryptionConfiguration"


def test_what_copying_adds(record: Record) -> None:
    assert made(record(lambda: build.storage(**COPYING))) - made(record(build.storage)) == {
        f"megane:storage:Bucket {LOGS}",
        f"megane:storage:Bucket {COPY}",
        *(f"s3.{kind} {bucket}" for bucket in (LOGS, COPY) for kind in (*KINDS, ENCRYPTION)),
        f"s3.BucketLifecycleConfiguration {LOGS}",
        f"s3.BucketPolicy {LOGS}",
        f"s3.BucketLogging {COPY}",
        f"s3.BucketMetric {COPY}",
        "megane:storage:Replication storage-replication",
        "iam.Role storage-replication",
        "iam.RolePolicy storage-replication",
        "s3.BucketReplicationConfig storage-replication",
    }


def test_the_copy_is_found_by_its_name_in_the_second_region(record: Record) -> None:
    graph = record(lambda: build.storage(**COPYING), view="up")

    assert inputs(graph, f"s3.Bucket {COPY}") == {"bucket": NAME, "region": OSAKA, "forceDestroy": True}
    there = [part for part in graph.resources if part.custom and part.name in (LOGS, COPY)]
    assert {part.region for part in there} == {OSAKA}
    assert part(inputs(graph, f"s3.{ENCRYPTION} {COPY}")["rules"], 0, "applyServerSideEncryptionByDefault") == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": "arn:key/copies",
    }
    assert inputs(graph, f"s3.BucketMetric {COPY}") == {"bucket": NAME, "name": "EntireBucket", "region": OSAKA}


def test_who_touches_the_copy_is_written_down_beside_it(record: Record) -> None:
    """S3 delivers access logs within a region only; no load balancer writes here."""
    graph = record(lambda: build.storage(**COPYING), view="up")

    logging = inputs(graph, f"s3.BucketLogging {COPY}")
    logs = inputs(graph, f"s3.BucketPolicy {LOGS}")
    assert logging == {
        "bucket": NAME,
        "targetBucket": logs["bucket"],
        "targetPrefix": "s3/uploads-copy/",
        "region": OSAKA,
    }
    assert f"s3.BucketPolicy {LOGS}" in dependencies(graph, f"s3.BucketLogging {COPY}")
    arn = f"arn:aws:s3:::{logs['bucket']}"
    assert statements(logs["policy"]).keys() == {"RefusePlainHttp", "BucketsWriteAccessLogs"}
    assert statements(logs["policy"])["RefusePlainHttp"] == refuses_plain_http(arn)


@pytest.mark.parametrize("protection", get_args(Protection))
def test_the_copy_is_protected_as_the_original(record: Record, protection: Protection) -> None:
    """Neither lifecycle nor Object Lock of a bucket is copied along, and S3 demands the lock at both ends."""
    graph = record(lambda: build.storage(protection=protection, **COPYING))

    for kind in ("BucketLifecycleConfiguration", "BucketObjectLockConfiguration"):
        rules = [
            [found.inputs.get("rules"), found.inputs.get("rule")]
            for found in graph.resources
            if label(found) in (f"s3.{kind} storage-uploads", f"s3.{kind} {COPY}")
        ]
        there = protection == "object-lock" or (protection == "off" and kind == "BucketLifecycleConfiguration")
        assert len(rules) == (2 if there else 0)
        assert all(rule == rules[0] for rule in rules)


def test_a_recovery_stack_stands_on_the_copy_and_makes_its_logs_only(record: Record) -> None:
    def program() -> None:
        storage = build.storage(RECOVERY, adopts=COPIES)
        assert (storage.uploads, storage.uploads_copy) == (None, None)
        outputs(storage)

    graph = record(program, view="up", config={"aws:region": OSAKA})

    own = {label(found) for found in tree(graph, "megane:storage:Bucket")}
    assert made(graph) == {"megane:storage:Storage storage", *own}
    assert {name.partition(" ")[2] for name in own} == {"storage-access-logs"}
    (found,) = graph.adopted
    assert label(found) == "s3.Bucket storage-uploads"
    assert (found.inputs["id"], found.parent) == (NAME, find(graph, "megane:storage:Storage storage").urn)
    assert graph.outputs == {
        "uploads_bucket": NAME,
        "uploads_arn": f"arn:aws:s3:::{NAME}",
        "uploads_domain_name": f"{NAME}.s3.{OSAKA}.amazonaws.com",
        "log_bucket": graph.outputs["log_bucket"],
    }


def test_an_adopted_bucket_is_watched(record: Record) -> None:
    graph = record(watched(lambda: build.storage(RECOVERY, adopts=COPIES)), view="up")

    assert {name: alarm["series"][1] for name, alarm in alarms(graph).items()} == {
        name: {"BucketName": NAME, "FilterId": "EntireBucket"} for name in ("storage-5xx", "storage-4xx")
    }


def test_a_durable_copy_outlives_a_destroy(record: Record) -> None:
    graph = record(lambda: build.storage(build.DURABLE, **COPYING))

    assert {found.name for found in graph.resources if found.protect} == {
        "storage-uploads",
        "storage-access-logs",
        COPY,
        LOGS,
    }
