"""What exists already and is only read (`Alias.get`): known in both views, and no resource of the stack."""

from __future__ import annotations

import json
import re
from typing import get_args

import pulumi
import pulumi_aws as aws
import pytest

from offline import report
from offline.findings import stack_of
from offline.graph import Resource, View
from offline.refusals import DefaultProviderError, DuplicateResourceError, UnknownOutputError
from offline.values import UNKNOWN, Secret, unwrap
from policies.examples import told
from policies.rules import all_rules
from policies.rules.model import run
from tests.conftest import Record
from tests.policies.roads import config_of
from tests.policies.servicer import analyze

ALIAS = "alias/megane-prod-copies"
OSAKA = {"aws:region": "ap-northeast-3"}


class Box(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("test:x:Box", name)


@pytest.mark.parametrize("view", get_args(View))
def test_what_is_read_is_adopted_and_not_a_resource(record: Record, view: View) -> None:
    def build() -> None:
        box = Box("box")
        opts = pulumi.ResourceOptions(parent=box)
        first = aws.kms.Alias.get("key", ALIAS, opts=opts)
        aws.s3.Bucket.get("uploads", "megane-uploads", region="us-east-1")
        aws.sns.Topic("topic", kms_master_key_id=first.target_key_arn)

    graph = record(build, view, OSAKA)

    urn = "urn:pulumi:test::megane::"
    assert graph.adopted == (
        Resource(
            urn=f"{urn}test:x:Box$aws:kms/alias:Alias::key",
            type="aws:kms/alias:Alias",
            name="key",
            parent=f"{urn}test:x:Box::box",
            custom=True,
            protect=False,
            region="ap-northeast-3",
            inputs={"id": ALIAS},
        ),
        Resource(
            urn=f"{urn}aws:s3/bucket:Bucket::uploads",
            type="aws:s3/bucket:Bucket",
            name="uploads",
            parent=None,
            custom=True,
            protect=False,
            region="us-east-1",
            inputs={"id": "megane-uploads", "region": "us-east-1"},
        ),
    )
    topic = graph.find("aws:sns/topic:Topic", "topic")
    assert [resource.name for resource in graph.resources] == ["box", "topic"]
    assert topic.property_dependencies == {"kmsMasterKeyId": (graph.adopted[0].urn,)}
    assert graph.by_urn[graph.adopted[0].urn] is graph.adopted[0]
    told = json.loads(json.dumps(graph.to_json()))
    assert [adopted["inputs"] for adopted in told["adopted"]] == [adopted.inputs for adopted in graph.adopted]
    assert told["adopted"][0].keys() == told["resources"][0].keys()


@pytest.mark.parametrize("view", get_args(View))
def test_its_outputs_are_known_even_in_a_preview(record: Record, view: View) -> None:
    def build() -> None:
        alias = aws.kms.Alias.get("key", ALIAS)
        again = aws.kms.Alias.get("the same key", ALIAS)
        bucket = aws.s3.Bucket.get("uploads", "megane-uploads")
        topic = aws.sns.Topic.get("topic", "arn:aws:sns:us-east-1:222233334444:alerts")
        pulumi.export("alias", [alias.id, alias.name, alias.arn, alias.region])
        pulumi.export("key", [alias.target_key_arn, alias.target_key_id])
        pulumi.export("one key", again.target_key_arn)
        pulumi.export("bucket", [bucket.bucket, bucket.arn, bucket.bucket_regional_domain_name])
        pulumi.export("topic", [topic.arn, topic.name])

    outputs = record(build, view, OSAKA).outputs

    arn, key = outputs["key"] if isinstance(outputs["key"], list) else ("", "")
    assert outputs["alias"] == [ALIAS, ALIAS, f"arn:aws:kms:ap-northeast-3:111122223333:{ALIAS}", "ap-northeast-3"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)
    assert arn == outputs["one key"] == f"arn:aws:kms:ap-northeast-3:111122223333:key/{key}"
    assert outputs["bucket"] == [
        "megane-uploads",
        "arn:aws:s3:::megane-uploads",
        "megane-uploads.s3.ap-northeast-3.amazonaws.com",
    ]
    assert outputs["topic"] == ["arn:aws:sns:us-east-1:222233334444:alerts", "alerts"]


@pytest.mark.parametrize("view", get_args(View))
def test_what_is_secret_when_made_is_secret_when_read(record: Record, view: View) -> None:
    def build() -> None:
        for name in ("/megane/prod/jwt", "/megane/prod/session"):
            read = aws.ssm.Parameter.get(name, name)
            pulumi.export(name, {"arn": read.arn, "name": read.name, "type": read.type, "version": read.version})
            pulumi.export(f"{name} value", read.value)
        plain = aws.ssm.Parameter.get("own", "/own", opts=pulumi.ResourceOptions(additional_secret_outputs=["arn"]))
        pulumi.export("own", plain.arn)

    outputs = record(build, view).outputs

    assert outputs["/megane/prod/jwt"] == {
        "arn": "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/prod/jwt",
        "name": "/megane/prod/jwt",
        "type": "SecureString",
        "version": 1,
    }
    assert outputs["own"] == Secret("arn:aws:ssm:ap-northeast-1:111122223333:parameter/own")
    values = [outputs[f"/megane/prod/{name} value"] for name in ("jwt", "session")]
    assert all(isinstance(value, Secret) and re.fullmatch(r"\w{16}", str(unwrap(value))) for value in values)
    assert values[0] != values[1]


def test_what_is_read_by_an_unknown_id_is_unknown_until_the_update(record: Record) -> None:
    def build() -> None:
        made = aws.sns.Topic("made")
        read = aws.sns.Topic.get("read", made.id)
        pulumi.export("read", [read.id, read.arn])
        pulumi.export("value", aws.ssm.Parameter.get("parameter", made.arn).value)

    first, then = record(build), record(build, "up")

    assert first.outputs == {"read": [UNKNOWN, UNKNOWN], "value": Secret(UNKNOWN)}
    assert [adopted.inputs for adopted in first.adopted] == [{"id": UNKNOWN}, {"id": UNKNOWN}]
    made = "arn:aws:sns:ap-northeast-1:111122223333:made-"
    assert str(then.adopted[0].inputs["id"]).startswith(made)
    assert then.outputs["read"] == [then.adopted[0].inputs["id"]] * 2


def test_an_output_that_nobody_can_tell_is_named_in_a_preview_too(record: Record) -> None:
    def build() -> None:
        aws.sns.Topic("user", display_name=aws.kms.Key.get("key", "1-2-3").policy)

    with pytest.raises(UnknownOutputError, match=r"output policy of .*Key::key"):
        record(build)


@pytest.mark.parametrize("read_first", [True, False])
def test_a_read_and_a_registration_cannot_share_a_urn(record: Record, *, read_first: bool) -> None:
    def build() -> None:
        made = None if read_first else aws.sns.Topic("same")
        aws.sns.Topic.get("same", "arn:aws:sns:ap-northeast-1:111122223333:same")
        made = made or aws.sns.Topic("same")

    with pytest.raises(DuplicateResourceError) as failed:
        record(build)
    assert failed.value.urn == "urn:pulumi:test::megane::aws:sns/topic:Topic::same"


def test_a_read_needs_a_provider_where_there_is_no_default_one(record: Record) -> None:
    config = {"pulumi:disable-default-providers": '["aws"]'}

    def explicit() -> None:
        provider = aws.Provider("tokyo", region="ap-northeast-1")
        aws.kms.Alias.get("key", ALIAS, opts=pulumi.ResourceOptions(provider=provider))

    assert [adopted.region for adopted in record(explicit, config=config).adopted] == ["ap-northeast-1"]
    with pytest.raises(DefaultProviderError, match="Alias::key has no provider"):
        record(lambda: aws.kms.Alias.get("key", ALIAS), config=config)


@pytest.mark.parametrize("view", get_args(View))
def test_policies_take_an_adopted_key_for_a_key_and_judge_nothing_else_of_it(record: Record, view: View) -> None:
    def build() -> None:
        key = aws.kms.Alias.get("key", ALIAS).target_key_arn
        log = aws.cloudwatch.LogGroup("log", kms_key_id=key)
        aws.sns.Topic("user", display_name=log.name)
        aws.s3.Bucket.get("adopted", "megane-uploads")

    graph, recovery = record(build, view), told(environment="dr")
    stack = stack_of(graph, recovery)

    rules = [rule for rule in all_rules() if rule.id in ("cmk-everywhere", "logs-kms", "s3-encrypted")]
    assert [said for rule in rules for said in run(rule, stack)] == []
    assert analyze(graph, config_of(recovery, rules), rules) == {}


def test_reports_count_what_the_stack_makes_and_draw_what_it_needs(record: Record) -> None:
    def build() -> None:
        keys, user, alone = Box("keys"), Box("user"), aws.kms.Alias.get("alone", "alias/alone")
        key = aws.kms.Alias.get("key", ALIAS, opts=pulumi.ResourceOptions(parent=keys))
        for name, source in (("one", key), ("two", alone)):
            opts = pulumi.ResourceOptions(parent=user)
            aws.sns.Topic(name, kms_master_key_id=source.target_key_arn, opts=opts)

    graph = record(build)

    assert report.resource_count(graph) == 2
    assert [(group.root.name, group.count) for group in report.groups(graph)] == [("keys", 0), ("user", 2)]
    assert {(root.name, other.name) for root, other in report.edges(graph)} == {("user", "keys"), ("user", "alone")}
