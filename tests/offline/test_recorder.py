"""What a recording holds: URNs, unknowns, secrets and options, exactly as the engine would get them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest
from pulumi.runtime.config import is_config_secret
from pulumi.runtime.settings import get_root_resource

from offline import recorder
from offline.values import UNKNOWN, Secret
from tests.conftest import Record


class Box(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, kind: str = "test:x:Box") -> None:
        super().__init__(kind, name, None, opts)


def inside(parent: pulumi.Resource, **more: Any) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=parent, **more)


def test_urns_carry_the_whole_chain_of_parents_and_not_the_stack(record: Record) -> None:
    def build() -> None:
        inner = Box("inner", inside(Box("outer")), kind="test:x:Inner")
        topic = aws.sns.Topic("topic", opts=inside(inner))
        aws.sns.TopicPolicy("policy", arn=topic.arn, policy="{}", opts=inside(topic))

    graph = record(build)

    prefix = "urn:pulumi:test::megane::"
    assert [(r.urn.removeprefix(prefix), r.parent and r.parent.removeprefix(prefix)) for r in graph.resources] == [
        ("test:x:Box::outer", None),
        ("test:x:Box$test:x:Inner::inner", "test:x:Box::outer"),
        ("test:x:Box$test:x:Inner$aws:sns/topic:Topic::topic", "test:x:Box$test:x:Inner::inner"),
        (
            "test:x:Box$test:x:Inner$aws:sns/topic:Topic$aws:sns/topicPolicy:TopicPolicy::policy",
            "test:x:Box$test:x:Inner$aws:sns/topic:Topic::topic",
        ),
    ]
    assert [r.custom for r in graph.resources] == [False, False, True, True]


def test_a_preview_knows_inputs_and_not_what_aws_computes(record: Record) -> None:
    def build() -> None:
        key = aws.kms.Key("key", description="given")
        topic = aws.sns.Topic("topic", display_name=key.description, kms_master_key_id=key.arn)
        pulumi.export("id", topic.id)
        pulumi.export("mixed", {"given": topic.display_name, "made": [topic.arn]})
        pulumi.export("not given, so AWS may decide", topic.name)

    graph = record(build)

    assert graph.find("aws:sns/topic:Topic", "topic").inputs == {"displayName": "given", "kmsMasterKeyId": UNKNOWN}
    assert graph.outputs == {
        "id": UNKNOWN,
        "mixed": {"given": "given", "made": [UNKNOWN]},
        "not given, so AWS may decide": UNKNOWN,
    }


def test_numbers_flags_lists_and_maps_keep_their_types(record: Record) -> None:
    def build() -> None:
        aws.sqs.Queue(
            "queue",
            delay_seconds=5,
            fifo_queue=False,
            tags={"a": "b"},
            redrive_policy=pulumi.Output.json_dumps({"n": 1}),
        )
        pulumi.export("numbers", [1, 1.5, True, None, []])

    graph = record(build)

    queue = graph.find("aws:sqs/queue:Queue", "queue").inputs
    assert queue == {"delaySeconds": 5, "fifoQueue": False, "redrivePolicy": '{"n": 1}', "tags": {"a": "b"}}
    assert isinstance(queue["delaySeconds"], int)
    assert graph.outputs == {"numbers": [1, 1.5, True, None, []]}


def test_secrets_stay_secret_and_flow_on(record: Record) -> None:
    def build() -> None:
        password = random.RandomPassword("password", length=20)
        parameter = aws.ssm.Parameter("parameter", type="SecureString", value="given", description=password.result)
        pulumi.export("given", parameter.value)
        pulumi.export("generated", password.result)
        pulumi.export("plain", parameter.type)

    graph = record(build)

    assert graph.find("aws:ssm/parameter:Parameter", "parameter").inputs == {
        "description": Secret(UNKNOWN),
        "type": "SecureString",
        "value": Secret("given"),
    }
    assert graph.outputs == {
        "given": Secret("given"),
        "generated": Secret(UNKNOWN),
        "plain": "SecureString",
    }
    assert "given" not in str(graph.to_json()["resources"])


def test_secret_config_is_a_secret(record: Record) -> None:
    def build() -> None:
        pulumi.export("token", pulumi.Config("megane").require_secret("token"))

    assert record(build, config={"megane:token": "t0ken"}).outputs == {"token": Secret("t0ken")}


def test_the_program_is_told_which_keys_are_secret() -> None:
    told: dict[str, bool] = {}

    def build() -> None:
        told.update({key: is_config_secret(key) for key in ("megane:token", "megane:plain")})

    recorder.record(build, project="megane", stack="s", view="up", config={}, secret_keys=["megane:token"])
    assert told == {"megane:token": True, "megane:plain": False}


def test_dependencies_are_sorted_and_complete(record: Record) -> None:
    def build() -> None:
        box = Box("box")
        in_box = [aws.sns.Topic(name, opts=inside(box)) for name in ("z", "a")]
        key = aws.kms.Key("key")
        aws.sns.Topic(
            "last",
            kms_master_key_id=pulumi.Output.all(key.arn, in_box[0].arn).apply(lambda both: both[0]),
            name=in_box[0].arn,
            opts=pulumi.ResourceOptions(depends_on=[box]),
        )

    last = record(build).find("aws:sns/topic:Topic", "last")

    a, z = (f"urn:pulumi:test::megane::test:x:Box$aws:sns/topic:Topic::{name}" for name in "az")
    key = "urn:pulumi:test::megane::aws:kms/key:Key::key"
    assert last.dependencies == (key, a, z)
    assert last.property_dependencies == {"kmsMasterKeyId": (key, z), "name": (z,)}


def test_options_are_recorded_and_protection_is_inherited(record: Record) -> None:
    def build() -> None:
        box = Box("box", pulumi.ResourceOptions(protect=True))
        aws.sns.Topic("kept", opts=inside(Box("inner", inside(box)), ignore_changes=["displayName", "tags.a"]))
        aws.sns.Topic("loose", opts=inside(box, protect=False))
        aws.sns.Topic("plain")

    graph = record(build)

    assert {r.name: (r.protect, r.ignore_changes) for r in graph.resources} == {
        "box": (True, ()),
        "inner": (True, ()),
        "kept": (True, ("displayName", "tags.a")),
        "loose": (False, ()),
        "plain": (False, ()),
    }


def test_regions(record: Record) -> None:
    def build() -> None:
        osaka = aws.Provider("osaka", region="ap-northeast-3")
        own = Box("box", pulumi.ResourceOptions(providers=[osaka]))
        aws.sns.Topic("by-parent", opts=inside(own))
        aws.sns.Topic("by-provider", opts=pulumi.ResourceOptions(provider=osaka))
        aws.sns.Topic("by-itself", region="us-east-1", opts=pulumi.ResourceOptions(provider=osaka))
        aws.sns.Topic("by-config")
        aws.iam.Role("global", assume_role_policy="{}")
        aws.route53.Zone("zone", name="example.com")
        random.RandomId("not-aws", byte_length=8)

    assert {r.name: r.region for r in record(build).resources} == {
        "osaka": "ap-northeast-3",
        "box": None,
        "by-parent": "ap-northeast-3",
        "by-provider": "ap-northeast-3",
        "by-itself": "us-east-1",
        "by-config": "ap-northeast-1",
        "global": None,
        "zone": None,
        "not-aws": None,
    }


def test_order_is_the_programs_own_whatever_waits_for_what(record: Record) -> None:
    def build() -> None:
        late: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        aws.sns.Topic("first", display_name=pulumi.Output.from_input(late).apply(str))
        last = aws.sns.Topic("second")
        last.urn.apply(lambda _: late.set_result("now"))

    assert [r.name for r in record(build).resources] == ["first", "second"]


def test_two_runs_give_equal_graphs_and_leave_nothing_behind(record: Record) -> None:
    def build() -> None:
        key = aws.kms.Key("key")
        for name in "abcdef":
            aws.sns.Topic(name, kms_master_key_id=key.arn, opts=pulumi.ResourceOptions(depends_on=[key]))
        pulumi.export("stack", pulumi.get_stack())

    threads = threading.active_count()
    before = pulumi.get_stack()

    one, other, third = record(build), record(build), record(build, stack="other")

    assert one == other
    assert third.outputs == {"stack": "other"}
    assert threading.active_count() == threads
    assert pulumi.get_stack() == before
    assert get_root_resource() is None


def test_each_resource_is_reported(record: Record) -> None:
    seen: list[int] = []

    def build() -> None:
        aws.sns.Topic("a")
        aws.sns.Topic("b")

    recorder.record(build, project="p", stack="s", config={}, view="preview", on_resource=seen.append)
    assert seen == [1, 2]


@pytest.mark.parametrize(("config", "profile"), [({"megane:profile": "ha"}, "ha"), ({}, None)])
def test_the_profile_is_that_of_the_config(record: Record, config: dict[str, str], profile: str | None) -> None:
    assert record(lambda: None, config=config).profile == profile
