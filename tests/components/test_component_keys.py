from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.keys import KeysArgs
from tests.components import build
from tests.components.build import ACCOUNT, COPIES, DURABLE, PLACE
from tests.components.look import find, inputs, label, made, outputs, statements
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


def publish(region: str, *services: str) -> dict[str, Any]:
    """The services by their account; EventBridge, which sends none to KMS, by the topics that SNS encrypts for."""
    statement = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    hosts = [f"{service}.amazonaws.com" for service in services]
    return {
        "AlarmsPublish": {
            **statement,
            "Principal": {"Service": hosts if len(hosts) > 1 else hosts[0]},
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
        "EventsPublish": {
            **statement,
            "Principal": {"Service": "events.amazonaws.com"},
            "Condition": {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:{region}:{ACCOUNT}:*"}},
        },
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


def trail(region: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Resource": "*", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    of_a_trail = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:{region}:{ACCOUNT}:trail/*"}}
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"}}
    return {
        "TrailEncrypts": {**statement, "Action": ["kms:GenerateDataKey*"], "Condition": {**of_a_trail, **context}},
        "TrailLooksAtKey": {**statement, "Action": ["kms:DescribeKey"], "Condition": of_a_trail},
    }


OWN_REGION = ("cloudwatch", "events.rds", "budgets")
PUBLISH = publish("ap-northeast-1", *OWN_REGION)
# The same in both phases: log groups and topics move to their own keys while they are in use.
DATA = {
    "AccountAdministers": ROOT,
    "CloudFrontReadsUploads": CLOUDFRONT,
    "LogGroupsOfThisAccount": logs("ap-northeast-1"),
    **PUBLISH,
    **trail("ap-northeast-1"),
}
LOGS = {
    "AccountAdministers": ROOT,
    "LogGroupsOfThisAccount": logs("ap-northeast-1"),
    **trail("ap-northeast-1"),
}
NOTIFICATIONS = {"AccountAdministers": ROOT, **PUBLISH}
EDGE = {
    "AccountAdministers": ROOT,
    "LogGroupsOfThisAccount": logs("us-east-1"),
    **publish("us-east-1", "cloudwatch"),
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


OSAKA = "ap-northeast-3"
COPIES_KEY = {**DATA, "LogGroupsOfThisAccount": logs(OSAKA), **publish(OSAKA, *OWN_REGION), **trail(OSAKA)}


@pytest.mark.parametrize("separate", [True, False])
def test_the_copies_have_one_key_in_their_region_that_can_be_the_data_key_there(record: Record, separate: bool) -> None:
    graph = record(lambda: build.keys(DURABLE, separate=separate, copies=COPIES), view="up")

    assert made(graph) - made(record(lambda: build.keys(DURABLE, separate=separate))) == {
        "kms.Key keys-copies",
        "kms.Alias keys-copies",
    }
    key, alias = find(graph, "kms.Key keys-copies"), find(graph, "kms.Alias keys-copies")
    assert statements(key.inputs["policy"]) == COPIES_KEY
    assert {name: value for name, value in key.inputs.items() if name not in ("policy", "tags")} == {
        "description": "Copies of megane-test",
        "enableKeyRotation": True,
        "deletionWindowInDays": 30,
        "region": OSAKA,
    }
    assert key.protect
    assert (alias.inputs["name"], alias.inputs["region"]) == ("alias/megane-test-copies", OSAKA)
    assert alias.property_dependencies == {"targetKeyId": (key.urn,)}


def test_the_key_of_the_copies_is_handed_out_where_there_is_one(record: Record) -> None:
    def program() -> None:
        pulumi.export("copies", build.keys(copies=COPIES).arns.copies)
        assert build.keys(name="alone").arns.copies is None

    graph = record(program, view="up")

    assert str(graph.outputs["copies"]).startswith(f"arn:aws:kms:{OSAKA}:{ACCOUNT}:key/")


@pytest.mark.parametrize(("separate", "others"), [(True, {"logs", "notifications", "edge"}), (False, {"edge"})])
def test_a_recovery_stack_finds_its_data_key_by_the_alias_of_the_copies(
    record: Record, separate: bool, others: set[str]
) -> None:
    place = replace(PLACE, environment="dr", region=OSAKA)
    graph = record(
        lambda: outputs(build.keys(place, separate=separate, adopts=COPIES)), view="up", config={"aws:region": OSAKA}
    )

    (found,) = graph.adopted
    assert (label(found), found.inputs["id"]) == ("kms.Alias keys-data", "alias/megane-test-copies")
    assert found.parent == find(graph, "megane:security:Keys keys").urn
    assert made(graph) == {
        "megane:security:Keys keys",
        *(f"kms.{kind} keys-{role}" for role in others for kind in ("Key", "Alias")),
    }
    assert str(graph.outputs["data_arn"]).startswith(f"arn:aws:kms:{OSAKA}:{ACCOUNT}:key/")
    assert (graph.outputs["logs_arn"] == graph.outputs["data_arn"]) is not separate


def test_no_stack_makes_the_key_of_the_copies_and_adopts_one() -> None:
    with pytest.raises(ValueError, match="a recovery stack, which adopts the key of the copies, makes none"):
        KeysArgs(separate=True, copies=COPIES, adopts=COPIES)
