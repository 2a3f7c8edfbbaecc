"""Every example of every rule, judged offline and by the SDK's own analyzer service."""

from __future__ import annotations

import pytest

from offline.findings import stack_of
from policies.examples import Example, all_examples
from policies.rules import all_rules
from policies.rules.model import NOT_APPLICABLE, run
from policies.rules.resource import Stack
from tests.policies.roads import config_of, graph_of, offline_road
from tests.policies.servicer import analyze

RULES = {rule.id: rule for rule in all_rules()}
EXAMPLES = [pytest.param(example, id=f"{example.rule}: {example.name}") for example in all_examples()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_rule_says_exactly_this(example: Example) -> None:
    said = [
        (finding.kind, finding.message) for finding in run(RULES[example.rule], Stack(example.resources, example.pack))
    ]
    assert sorted(said) == sorted(example.findings)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_case_is_what_it_is_called(example: Example) -> None:
    kinds = {kind for kind, _ in example.findings}
    assert example.case not in ("pass", "not applicable") or not kinds
    assert example.case != "fail" or "violation" in kinds or kinds == {"advice"}
    rule, stack = RULES[example.rule], Stack(example.resources, example.pack)
    outcomes = [list(rule.check(resource, stack)) for resource in stack.of_type(*rule.types)]
    judged = [outcome for outcome in outcomes if outcome != [NOT_APPLICABLE]]
    # A data store without mistakes says nothing, as does any other resource that passes.
    assert (example.case == "not applicable") == (not judged)


@pytest.mark.parametrize("example", EXAMPLES)
def test_both_roads_agree(example: Example) -> None:
    graph, rules = graph_of(example.resources), [RULES[example.rule]]
    assert analyze(graph, config_of(example.pack, rules), rules) == offline_road(stack_of(graph, example.pack), rules)


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_every_rule_has_an_example_of_every_case(rule_id: str) -> None:
    cases = {example.case for example in all_examples() if example.rule == rule_id}
    assert cases == {"pass", "fail", "absent", "unknown", "not applicable"}
