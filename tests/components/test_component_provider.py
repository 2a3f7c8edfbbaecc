from __future__ import annotations

import json

from components.provider import SERVICES, aws_provider
from offline.graph import Graph
from offline.values import Secret, Value
from tests.conftest import Record

TAGS = {"tags": {"ManagedBy": "pulumi", "Project": "megane"}}
ENDPOINT = "http://127.0.0.1:4566"


def given(graph: Graph) -> dict[str, object]:
    """A provider's inputs travel as text, each as JSON."""
    (provider,) = graph.resources
    assert (provider.type, provider.name) == ("pulumi:providers:aws", "aws")
    return {key: plain(value) for key, value in provider.inputs.items()}


def plain(value: Value) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def test_it_works_in_one_account_and_region_and_tags_what_it_makes(record: Record) -> None:
    graph = record(lambda: aws_provider("111122223333", "ap-northeast-1"))

    found = given(graph)
    assert found["region"] == "ap-northeast-1"
    assert found["allowedAccountIds"] == ["111122223333"]
    assert found["defaultTags"] == TAGS
    assert found["skipCredentialsValidation"] is False
    assert not {"accessKey", "secretKey", "endpoints", "skipRequestingAccountId"} & found.keys()


def test_an_emulator_answers_everything_without_credentials(record: Record) -> None:
    graph = record(lambda: aws_provider("111122223333", "ap-northeast-1", ENDPOINT))

    found = given(graph)
    assert found["endpoints"] == [dict.fromkeys((name.rstrip("_") for name in SERVICES), ENDPOINT)]
    assert (found["accessKey"], found["secretKey"]) == (Secret("test"), Secret("test"))
    assert found["defaultTags"] == TAGS
    for skipped in ("skipCredentialsValidation", "skipMetadataApiCheck", "skipRequestingAccountId", "s3UsePathStyle"):
        assert found[skipped] is True
