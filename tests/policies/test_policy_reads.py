"""Rules read what they say they read, as the mutation run asks only those about a type."""

from __future__ import annotations

from collections import defaultdict

import pytest

from offline.findings import stack_of
from policies.rules import all_rules
from policies.rules.model import run
from policies.rules.resource import Answer, Path, Resource, Stack
from policies.rules.types import ANY, AWS_PROVIDER, canonical
from tests.stacks.load import STACKS, named, pack


@pytest.mark.parametrize("label", ["prod", "dev"])
def test_no_rule_reads_a_type_that_it_does_not_name(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the provider's region whoever may ask."""
    read: dict[str, set[str]] = defaultdict(set)
    reader = ""
    get, each = Resource.get, Resource.each

    def reading_get(self: Resource, *path: str | int) -> Answer:
        read[reader].add(canonical(self.type))
        return get(self, *path)

    def reading_each(self: Resource, *path: str | int) -> tuple[Path, ...]:
        read[reader].add(canonical(self.type))
        return each(self, *path)

    recorded = stack_of(named(label, "up"), pack(*STACKS[label]))
    monkeypatch.setattr(Resource, "get", reading_get)
    monkeypatch.setattr(Resource, "each", reading_each)
    for rule in all_rules():
        reader = rule.id
        run(rule, Stack(recorded.resources, recorded.pack))  # indexes are built by each rule anew
    named_by = {rule.id: {*rule.types, *rule.reads, AWS_PROVIDER} for rule in all_rules() if ANY not in rule.types}
    assert {rule: read[rule] - told for rule, told in named_by.items() if read[rule] - told} == {}
    assert len(read) > 100
