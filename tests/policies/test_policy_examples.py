"""Every example of every rule, judged offline and by the SDK's own analyzer service."""

from __future__ import annotations

import pytest

from offline import findings
from policies.examples import Example
from policies.rules import all_rules
from policies.rules.model import NOT_APPLICABLE, run
from tests.policies.by_rule import EXAMPLES, each_rule_by_examples, stack_of
from tests.policies.roads import config_of, graph_of, offline_road
from tests.policies.servicer import analyze

RULES = {rule.id: rule for rule in all_rules()}


@each_rule_by_examples
def test_the_rule_says_exactly_this(examples: list[Example]) -> None:
    said = [sorted((found.kind, found.message) for found in run(RULES[one.rule], stack_of(one))) for one in examples]
    wrong = [
        f"{example.name}: {its} instead of {sorted(example.findings)}"
        for example, its in zip(examples, said, strict=True)
        if its != sorted(example.findings)
    ]
    assert not wrong, "\n".join(wrong)


@each_rule_by_examples
def test_the_case_is_what_it_is_called(examples: list[Example]) -> None:
    wrong = [example.name for example in examples if not _is_what_it_is_called(example)]
    assert not wrong, "\n".join(wrong)


def _is_what_it_is_called(example: Example) -> bool:
    kinds = {kind for kind, _ in example.findings}
    if example.case in ("pass", "not applicable") and kinds:
        return False
    if example.case == "fail" and "violation" not in kinds and kinds != {"advice"}:
        return False
    rule, stack = RULES[example.rule], stack_of(example)
    outcomes = [list(rule.check(resource, stack)) for resource in stack.of_type(*rule.types)]
    judged = [outcome for outcome in outcomes if outcome != [NOT_APPLICABLE]]
    # A data store without mistakes says nothing, as does any other resource that passes.
    return (example.case == "not applicable") == (not judged)


@each_rule_by_examples
def test_a_resource_stands_in_an_example_once(examples: list[Example]) -> None:
    """Pulumi registers a URN once: what else an example shows could not happen."""
    twice = [one.name for one in examples if len({resource.urn for resource in one.resources}) < len(one.resources)]
    assert twice == []


@each_rule_by_examples
def test_both_roads_agree(examples: list[Example]) -> None:
    wrong: list[str] = []
    for example in examples:
        graph, rules = graph_of(example.resources), [RULES[example.rule]]
        engine = analyze(graph, config_of(example.pack, rules), rules)
        offline = offline_road(findings.stack_of(graph, example.pack), rules)
        if engine != offline:
            wrong.append(f"{example.name}: {engine} in the engine, {offline} offline")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_every_rule_has_an_example_of_every_case(rule_id: str) -> None:
    cases = {example.case for example in EXAMPLES[rule_id]}
    assert cases == {"pass", "fail", "absent", "unknown", "not applicable"}
