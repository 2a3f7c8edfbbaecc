"""Composite rules: all names, each once, within AWS's limits."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from planning.composite import LONGEST_RULE, MOST_CHILDREN, any_of

NAMES = st.lists(st.from_regex(r"[a-z0-9-]{1,255}", fullmatch=True), max_size=250, unique=True)


def test_a_rule_is_any_of_the_alarms() -> None:
    assert any_of(["b", "a"]) == ['ALARM("a") OR ALARM("b")']
    assert any_of([]) == []


@given(NAMES)
def test_every_name_is_in_one_rule_within_the_limits(names: list[str]) -> None:
    rules = any_of(names)

    found = [name for rule in rules for name in re.findall(r'ALARM\("([^"]+)"\)', rule)]
    assert found == sorted(names)
    assert all(len(rule) <= LONGEST_RULE and rule.count("ALARM(") <= MOST_CHILDREN for rule in rules)
    assert any_of(names[::-1]) == rules


def test_they_are_as_few_as_the_limits_allow() -> None:
    assert [rule.count("ALARM(") for rule in any_of([f"{n:03}" for n in range(201)])] == [100, 100, 1]
    # 255 characters make 264 with ALARM("…"); 38 of them and 37 ORs are 10,180, one more would be 10,448.
    assert [rule.count("ALARM(") for rule in any_of([f"{n:0255}" for n in range(40)])] == [38, 2]
