"""The policies over the real stacks, on both roads."""

from __future__ import annotations

import pytest

from offline.findings import stack_of
from offline.graph import View
from tests.policies.roads import config_of, offline_road
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
