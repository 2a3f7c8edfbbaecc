from __future__ import annotations

import pulumi
import pytest

from components.log_delivery import log_delivery
from components.log_group import log_group
from offline.graph import Graph
from tests.components.build import PLACE
from tests.components.look import find, inputs, made
from tests.conftest import Record

ARN = "arn:aws:cloudfront::111122223333:distribution/E1"


def delivered(record: Record, region: str | None = None, fields: list[str] | None = None) -> Graph:
    opts = pulumi.ResourceOptions()

    def program() -> None:
        group = log_group(
            "cdn", "/aws/vendedlogs/cdn/test", "access", key_arn="arn:key/edge", ctx=PLACE, opts=opts, region=region
        )
        log_delivery(
            "cdn",
            resource_arn=ARN,
            log_type="ACCESS_LOGS",
            group=group,
            ctx=PLACE,
            opts=opts,
            region=region,
            record_fields=fields,
        )

    return record(program, view="up")


def test_a_delivery_has_a_source_and_a_destination(record: Record) -> None:
    graph = delivered(record)

    assert made(graph) == {
        "cloudwatch.LogGroup cdn",
        "cloudwatch.LogDeliverySource cdn",
        "cloudwatch.LogDeliveryDestination cdn",
        "cloudwatch.LogDelivery cdn",
    }
    assert inputs(graph, "cloudwatch.LogDeliverySource cdn") == {"resourceArn": ARN, "logType": "ACCESS_LOGS"}
    assert inputs(graph, "cloudwatch.LogDeliveryDestination cdn") == {
        "outputFormat": "json",
        "deliveryDestinationConfiguration": {
            "destinationResourceArn": (
                "arn:aws:logs:ap-northeast-1:111122223333:log-group:/aws/vendedlogs/cdn/test"  # without the ":*"
            )
        },
    }
    delivery = find(graph, "cloudwatch.LogDelivery cdn")
    assert set(inputs(graph, "cloudwatch.LogDelivery cdn")) == {"deliverySourceName", "deliveryDestinationArn"}
    assert delivery.property_dependencies == {
        "deliverySourceName": (find(graph, "cloudwatch.LogDeliverySource cdn").urn,),
        "deliveryDestinationArn": (find(graph, "cloudwatch.LogDeliveryDestination cdn").urn,),
    }


@pytest.mark.parametrize("kind", ["LogDeliverySource", "LogDeliveryDestination", "LogDelivery"])
def test_in_another_region_all_of_it_is(record: Record, kind: str) -> None:
    graph = delivered(record, region="us-east-1")

    assert inputs(graph, f"cloudwatch.{kind} cdn")["region"] == "us-east-1"


def test_what_is_not_asked_for_is_not_written(record: Record) -> None:
    graph = delivered(record, fields=["date", "sc-status"])

    assert inputs(graph, "cloudwatch.LogDelivery cdn")["recordFields"] == ["date", "sc-status"]
