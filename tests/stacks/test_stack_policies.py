"""The policies over the real stacks, on both roads."""

from __future__ import annotations

import pytest

from offline.findings import judge, stack_of
from offline.graph import View
from tests.policies.roads import offline_road
from tests.policies.servicer import analyze
from tests.stacks.load import STACKS, named


@pytest.mark.parametrize("label", STACKS)
def test_nothing_is_found(label: str) -> None:
    assert judge(named(label), named(label, "up")) == ()


@pytest.mark.parametrize("view", ["preview", "up"])
@pytest.mark.parametrize("label", STACKS)
def test_the_engines_own_service_agrees_with_offline(label: str, view: View) -> None:
    graph = named(label, view)

    assert analyze(graph) == offline_road(stack_of(graph))
