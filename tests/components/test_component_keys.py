from __future__ import annotations

from typing import Any

import pytest

from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import find, inputs, made, outputs, statements
from tests.conftest import Record

ROOT = {
    "Effect": "Allow",
    "Action": ["kms:*"],
    "Resource": "*",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
}
CLOUDFRONT = {
    "Effect": "Allow",
    "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
    "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}},
}
PUBLISH = {
    "Effect": "Allow",
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Principal": {
        "Service": [
            "cloudwatch.amazonaws.com",
            "events.amazonaws.com",
            "backup.amazonaws.com",
            "events.rds.amazonaws.com",
            "budgets.amazonaws.com",
        ]
    },
    "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
}


def logs(region: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        "Resource": "*",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Condition": {
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{ACCOUNT}:log-group:*"}
        },
    }


# The same in both phases: log groups and topics move to their own keys while they are in use.
DATA = {
    "AccountAdministers": ROOT,
    "CloudFrontReadsUploads": CLOUDFRONT,
    "LogGroupsOfThisAccount": logs("ap-northeast-1"),
    "AlarmsAndEventsPublish": PUBLISH,
}
LOGS = {"AccountAdministers": ROOT, "LogGroupsOfThisAccount": logs("ap-northeast-1")}
NOTIFICATIONS = {"AccountAdministers": ROOT, "AlarmsAndEventsPublish": PUBLISH}
EDGE = {
    "AccountAdministers": ROOT,
    "LogGroupsOfThisAccount": logs("us-east-1"),
    "AlarmsAndEventsPublish": PUBLISH,
}
SEPARATE = {"data": DATA, "logs": LOGS, "notifications": NOTIFICATIONS, "edge": EDGE}
MERGED = {"data": DATA, "edge": EDGE}


@pytest.mark.parametrize(("separate", "policies"), [(True, SEPARATE), (False, MERGED)])
def test_each_key_lets_in_those_who_need_it_and_no_one_else(
    record: Record, separate: bool, policies: dict[str, dict[str, Any]]
) -> None:
    graph = record(lambda: build.keys(separate=separate))

    assert made(graph) == {
        "megane:security:Keys keys",
        *(f"kms.{kind} keys-{role}" for role in policies for kind in ("Key", "Alias")),
    }
    assert {role: statements(inputs(graph, f"kms.Key keys-{role}")["policy"]) for role in policies} == policies


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("data", "ap-northeast-1"),
        ("logs", "ap-northeast-1"),
        ("notifications", "ap-northeast-1"),
        ("edge", "us-east-1"),
    ],
)
def test_each_key_rotates_can_be_saved_from_deletion_and_has_an_alias(record: Record, role: str, region: str) -> None:
    graph = record(build.keys, view="up")

    key, alias = find(graph, f"kms.Key keys-{role}"), find(graph, f"kms.Alias keys-{role}")
    assert (key.inputs["enableKeyRotation"], key.inputs["deletionWindowInDays"]) == (True, 30)
    assert "bypassPolicyLockoutSafetyCheck" not in key.inputs
    assert alias.inputs["name"] == f"alias/megane-test-{role}"
    assert alias.property_dependencies == {"targetKeyId": (key.urn,)}
    assert (key.region, alias.region) == (region, region)


def test_merged_keys_are_one_and_the_same(record: Record) -> None:
    graph = record(lambda: outputs(build.keys(separate=False)), view="up")

    arns = graph.outputs
    assert arns["data_arn"] == arns["logs_arn"] == arns["notifications_arn"] != arns["edge_arn"]


def test_separate_keys_are_four(record: Record) -> None:
    graph = record(lambda: outputs(build.keys()), view="up")

    assert sorted(graph.outputs) == ["data_arn", "edge_arn", "logs_arn", "notifications_arn"]
    assert len(set(map(str, graph.outputs.values()))) == 4
