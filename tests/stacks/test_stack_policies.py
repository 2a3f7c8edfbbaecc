"""The policies over the real stacks, on both roads."""

from __future__ import annotations

import pytest

from offline.findings import stack_of
from offline.graph import View
from policies.rules.taggable import TAGGABLE
from tests.policies.roads import config_of, offline_road
from tests.policies.sdk_types import has_input
from tests.policies.servicer import analyze
from tests.stacks.load import STACKS, findings, named, pack


@pytest.mark.parametrize("label", STACKS)
def test_nothing_is_found(label: str) -> None:
    assert findings(*STACKS[label]) == ()


@pytest.mark.parametrize("view", ["preview", "up"])
@pytest.mark.parametrize("label", STACKS)
def test_the_engines_own_service_agrees_with_offline(label: str, view: View) -> None:
    graph, told = named(label, view), pack(*STACKS[label])

    assert analyze(graph, config_of(told)) == offline_road(stack_of(graph, told))


def test_the_table_of_types_that_take_tags_is_right() -> None:
    assert all(has_input(token, ("tags",)) for token in TAGGABLE)
    made = {resource.type for label in STACKS for resource in named(label).resources if resource.custom}
    takers = {token for token in made if token.startswith("aws:") and has_input(token, ("tags",))}
    assert takers <= TAGGABLE
