"""The examples of each rule: a test goes through all of a rule's, and its message names each one that is wrong."""

from __future__ import annotations

import pytest

from policies.examples import Example, all_examples
from policies.rules import all_rules
from policies.rules.resource import Stack

EXAMPLES: dict[str, list[Example]] = {rule.id: [] for rule in all_rules()}
for _example in all_examples():
    EXAMPLES[_example.rule].append(_example)

each_rule_by_examples = pytest.mark.parametrize("examples", EXAMPLES.values(), ids=EXAMPLES)


def stack_of(example: Example) -> Stack:
    return Stack(example.resources, example.pack)
