"""The README shows what is printed today."""

from __future__ import annotations

import re

import pytest

from offline.compare import compare
from offline.render.words import comparison_counts
from offline.report import resource_count
from policies.rules import all_rules
from tests.stacks.load import ROOT, named

README = re.sub(r"\s+", " ", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_as_many_rules_as_there_are() -> None:
    assert f"Policies {len(all_rules())} rules over both views of dev and prod: no findings" in README


@pytest.mark.parametrize(("label", "profile"), [("dev", "minimal"), ("prod", "ha")])
def test_as_many_resources_as_a_stack_has(label: str, profile: str) -> None:
    graph = named(label)
    components = sum(not resource.custom for resource in graph.resources)
    assert f"{label} ({profile}) {resource_count(graph)} resources in {components} components" in README


def test_the_step_from_one_phase_to_the_other() -> None:
    counts = comparison_counts(compare(named("dev"), named("prod"), ("dev", "prod")))
    assert f"dev (minimal) → prod (ha) {counts}" in README
