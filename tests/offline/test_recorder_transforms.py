"""The program's transform functions: what they change is what is recorded."""

from __future__ import annotations

import asyncio

import pulumi
import pulumi_aws as aws

from offline.values import UNKNOWN
from tests.conftest import Record


def test_transforms_apply_to_resources_below_and_stack_wide(record: Record) -> None:
    def tagged(with_: str) -> pulumi.ResourceTransform:
        def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
            if args.type_ != "aws:sns/topic:Topic":
                return None
            props = {**args.props, "displayName": f"{args.props['displayName']} {with_}"}
            return pulumi.ResourceTransformResult(
                props, pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
            )

        return transform

    async def later(args: pulumi.ResourceTransformArgs) -> None:
        await asyncio.sleep(0)

    def build() -> None:
        pulumi.runtime.register_resource_transform(tagged("stack"))
        box = pulumi.ComponentResource(
            "test:x:Box", "box", None, pulumi.ResourceOptions(transforms=[tagged("box"), later])
        )
        key = aws.kms.Key("key")
        aws.sns.Topic(
            "in",
            display_name="in",
            kms_master_key_id=key.arn,
            opts=pulumi.ResourceOptions(parent=box, transforms=[tagged("own")]),
        )

    topic = record(build).find("aws:sns/topic:Topic", "in")

    key = "urn:pulumi:test::megane::aws:kms/key:Key::key"
    assert topic.inputs == {"displayName": "in own box stack", "kmsMasterKeyId": UNKNOWN}
    assert topic.protect is True
    assert (topic.dependencies, topic.property_dependencies) == ((key,), {"kmsMasterKeyId": (key,)})
