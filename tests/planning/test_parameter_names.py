"""Names of parameters against AWS's rules, counted by hand."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.parameter_names import name_problem, path_problem

LETTERS = string.ascii_letters + string.digits + "_.-"
segments = st.text(LETTERS, min_size=1, max_size=20)


@given(st.lists(segments, min_size=1, max_size=6))
def test_segments_between_single_slashes_are_a_path(parts: list[str]) -> None:
    assert path_problem("/".join(parts)) is None


@given(st.lists(segments, max_size=3), st.characters(exclude_characters=LETTERS + "/"), st.lists(segments, max_size=3))
def test_no_other_character_is_taken(before: list[str], character: str, after: list[str]) -> None:
    assert path_problem("/".join([*before, f"a{character}b", *after])) is not None


@pytest.mark.parametrize("path", ["", "/", "/db/host", "db/host/", "db//host", "db host", "db/ホスト", "db/host\n"])
def test_what_is_no_path(path: str) -> None:
    assert path_problem(path) == (
        "a path is letters, digits, _ . and - between single slashes, without one at its start or end"
    )


@pytest.mark.parametrize("name", ["/aws/prod/a", "/AWSome/prod/a", "/ssm/a", "/Ssm-x/a"])
def test_aws_keeps_its_own_beginnings(name: str) -> None:
    assert name_problem(name, "us-east-2", "111122223333") == (
        "a name must not begin with aws or ssm: AWS keeps those to itself"
    )


def test_elsewhere_they_are_words_like_others() -> None:
    assert name_problem("/megane/prod/aws/ssm", "us-east-2", "111122223333") is None


@given(st.integers(1, 30))
def test_fifteen_levels_are_the_most(levels: int) -> None:
    assert name_problem("/a" * levels, "us-east-2", "111122223333") == (
        None if levels <= 15 else f"a name has 15 levels at most: this one has {levels}"
    )


@given(st.integers(960, 970))
def test_the_arn_counts_too(length: int) -> None:
    """AWS's own example: 45 characters of the 1011 are `arn:aws:ssm:us-east-2:111122223333:parameter/`."""
    problem = name_problem(f"/{'a' * length}", "us-east-2", "111122223333")

    assert problem == (
        None if length <= 1011 - 45 else f"an ARN has 1011 characters at most: this one has {45 + length}"
    )
