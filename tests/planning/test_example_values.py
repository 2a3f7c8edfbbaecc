"""Telling examples from real values: each of the one kind, and its nearest neighbours of the other."""

from __future__ import annotations

import pytest

from planning.examples import find, is_example


@pytest.mark.parametrize(
    "text",
    [
        "example.com",
        "app.shop.example.co.jp",
        "example.jp",
        "EXAMPLE.org",
        "ops@example.net",
        "https://cdn.example.com/x",
        "111122223333",
        "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/a@sha256:" + "1" * 64,
        "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef",
        "192.0.2.0/24",
        "198.51.100.7/32",
        "203.0.113.128",
        "T00000000",
        "C00000000",
        "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com/a@sha256:" + "0" * 64,
        "Z0000000EXAMPLE",
    ],
)
def test_examples(text: str) -> None:
    assert is_example(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my-example.com",
        "example.com.my-shop.jp",
        "example.commerce",
        "examples.com",
        "1111222233334",
        "192.0.3.0/24",
        "203.0.112.0/23",
        "10.0.0.0/8",
        "1.203.0.113.5",
        "T00000001",
        "0" * 64,
        "Z0000000EXAMPLES",
    ],
)
def test_no_examples(text: str) -> None:
    assert not is_example(text)


def test_find_tells_where() -> None:
    values = {"a": {"b": ["x", "example.com"], "c": 3}, "d": None, "e": "192.0.2.1"}
    assert find(values) == [("a.b[1]", "example.com"), ("e", "192.0.2.1")]
