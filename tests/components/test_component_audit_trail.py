"""The audit trail: all regions, whole, encrypted, seven years, and heard of."""

from __future__ import annotations

from typing import Any

from planning.audit import CALLS, WATCHES
from tests.components import build
from tests.components.look import find, inputs, made, part, statements
from tests.conftest import Record

TRAIL = "cloudtrail.Trail audit"
ARN = "arn:aws:cloudtrail:ap-northeast-1:111122223333:trail/megane-test"


def test_what_it_makes(record: Record) -> None:
    found = made(record(build.audit_trail))

    assert {TRAIL, "cloudwatch.LogGroup audit", "iam.Role audit", "iam.RolePolicy audit"} <= found
    assert "s3.BucketLogging audit-files" in found
    assert {name for name in found if name.startswith("cloudwatch.LogMetricFilter ")} == {
        f"cloudwatch.LogMetricFilter audit-{calls.name}" for calls in CALLS
    }


def test_the_trail_is_whole_validated_and_encrypted(record: Record) -> None:
    trail = inputs(record(build.audit_trail, view="up"), TRAIL)

    assert {key: trail[key] for key in trail if key.startswith(("is", "include", "enable"))} == {
        "isMultiRegionTrail": True,
        "includeGlobalServiceEvents": True,
        "enableLogging": True,
        "enableLogFileValidation": True,
    }
    assert trail["name"] == "megane-test"
    assert trail["kmsKeyId"] == "arn:key/logs"
    assert str(trail["cloudWatchLogsGroupArn"]).endswith(":log-group:/aws/cloudtrail/test:*")
    assert trail["advancedEventSelectors"] == [
        {"name": "Management", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
    ]


def test_uploads_are_recorded_where_asked_for(record: Record) -> None:
    trail = inputs(record(lambda: build.audit_trail(upload_buckets=["arn:aws:s3:::uploads"]), view="up"), TRAIL)

    assert part(trail["advancedEventSelectors"], 1, "fieldSelectors") == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::uploads/"]},
    ]


def test_files_and_logs_are_kept_for_seven_years(record: Record) -> None:
    graph = record(build.audit_trail)

    group = inputs(graph, "cloudwatch.LogGroup audit")
    assert (group["retentionInDays"], group["kmsKeyId"]) == (2557, "arn:key/logs")
    rule = part(inputs(graph, "s3.BucketLifecycleConfiguration audit-files")["rules"], 0)
    assert rule["expiration"] == {"days": 2557}
    assert rule["transitions"] == [{"days": 90, "storageClass": "GLACIER_IR"}]


def test_only_this_trail_writes_to_its_bucket(record: Record) -> None:
    policy = inputs(record(build.audit_trail, view="up"), "s3.BucketPolicy audit-files")["policy"]

    writes = [statement for statement in statements(policy).values() if statement["Effect"] == "Allow"]
    assert {statement["Condition"]["StringEquals"]["aws:SourceArn"] for statement in writes} == {ARN}
    assert {statement["Principal"]["Service"] for statement in writes} == {"cloudtrail.amazonaws.com"}


def test_the_trail_waits_for_who_lets_it_in(record: Record) -> None:
    graph = record(build.audit_trail)

    waits = {graph.by_urn[urn].type.rpartition(":")[2] for urn in find(graph, TRAIL).dependencies}
    assert {"RolePolicy", "BucketPolicy"} <= waits


def test_filters_and_alarms_speak_of_the_same_metrics(record: Record) -> None:
    trails: list[Any] = []
    graph = record(lambda: trails.append(build.audit_trail()))

    published = {
        (part(made_by, "namespace"), part(made_by, "name"))
        for calls in CALLS
        for made_by in [inputs(graph, f"cloudwatch.LogMetricFilter audit-{calls.name}")["metricTransformation"]]
    }
    watched = {(m.namespace, m.name) for alarm in trails[0].alarms for m in alarm.metrics.values()}
    assert published == watched
    assert {namespace for namespace, _ in published} == {"Megane/test/Audit"}
    assert {alarm.name.removeprefix("audit-"): alarm.severity for alarm in trails[0].alarms} == {
        name: watch.severity for name, watch in WATCHES.items()
    }
