"""The matcher that the tests of rules lean on does what EventBridge's pages say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components.event_patterns import matches, message

EVENT = {"source": "aws.a", "n": 5, "tags": ["x", "y"], "detail": {"state": "FAILED", "list": [{"a": 1}, {"a": 2}]}}


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ({}, True),
        ({"source": ["aws.a", "aws.b"]}, True),
        ({"source": ["aws.b"]}, False),
        ({"missing": ["x"]}, False),
        ({"missing": [{"exists": False}]}, True),
        ({"source": [{"exists": True}], "missing": [{"exists": True}]}, False),
        ({"tags": ["y"]}, True),
        ({"tags": ["z"]}, False),
        ({"source": ["aws.a"], "detail": {"state": ["DONE"]}}, False),
        ({"detail": {"list": {"a": [2]}}}, True),
        ({"detail": {"list": {"a": [3]}}}, False),
        ({"n": ["5"]}, False),
        ({"n": [{"numeric": [">", 4, "<=", 5]}]}, True),
        ({"n": [{"numeric": ["<", 5]}]}, False),
        ({"source": [{"numeric": [">", 0]}]}, False),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"n": [{"prefix": "5"}]}, False),
        ({"source": [{"anything-but": ["aws.b"]}]}, True),
        ({"source": [{"anything-but": ["aws.a"]}]}, False),
        ({"missing": [{"anything-but": ["aws.a"]}]}, False),
        ({"$or": [{"source": ["aws.b"]}, {"n": [5]}]}, True),
        ({"tags": ["x"], "$or": [{"source": ["aws.b"]}, {"n": [6]}]}, False),
    ],
)
def test_a_pattern_matches(pattern: dict[str, Any], fits: bool) -> None:
    assert matches(pattern, EVENT) is fits


def test_a_condition_that_is_not_known_never_passes_for_one_that_fails() -> None:
    with pytest.raises(ValueError, match="wildcard"):
        matches({"source": [{"wildcard": "aws.*"}]}, EVENT)


def test_a_message_is_filled_in_as_it_is() -> None:
    template = '{"text": "<state> of <first>, <n>"}'
    paths = {"state": "$.detail.state", "first": "$.tags[0]", "n": "$.n"}

    assert message(paths, template, EVENT) == {"text": "FAILED of x, 5"}
    with pytest.raises(KeyError):
        message({"state": "$.detail.missing"}, '{"text": "<state>"}', EVENT)
    with pytest.raises(ValueError, match="delimiter"):
        message({"state": "$.said"}, '{"text": "<state>"}', {"said": 'with "quotes"'})
