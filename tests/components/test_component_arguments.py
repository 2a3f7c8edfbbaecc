"""No dead knobs: whatever a dataclass of the components lets one say shows in what is registered."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import fields, is_dataclass

import pytest

import components
from components.base import Component
from offline.graph import Graph
from tests.components import knobs_data, knobs_edge, knobs_service
from tests.components.look import outputs, tree
from tests.conftest import Record

KNOBS = {**knobs_data.KNOBS, **knobs_edge.KNOBS, **knobs_service.KNOBS}


def test_every_field_of_every_dataclass_is_tried() -> None:
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(components.__path__, "components.")
    ]
    own = {
        held
        for module in modules
        for held in vars(module).values()
        if isinstance(held, type) and is_dataclass(held) and held.__module__.startswith("components.")
    }

    assert {of.__name__ for of in KNOBS} == {of.__name__ for of in own}
    for of, knobs in KNOBS.items():
        assert set(knobs.others) == {field.name for field in fields(of)}, of


@pytest.mark.parametrize(
    ("of", "field"),
    [pytest.param(of, field, id=f"{of.__name__}-{field}") for of, knobs in KNOBS.items() for field in knobs.others],
)
def test_a_changed_argument_changes_a_registration(record: Record, of: type, field: str) -> None:
    knobs = KNOBS[of]

    def other() -> object:
        value = knobs.others[field]
        return knobs.build(**{field: value() if callable(value) else value})

    if of not in _ordinary:
        _ordinary[of] = registered(record, knobs.build)
    assert registered(record, other) != _ordinary[of]


_ordinary: dict[type, object] = {}  # recorded once for all the fields of a dataclass


def registered(record: Record, build: Callable[[], object]) -> object:
    """What a component registers, as if created; without what was built for it to stand on."""
    kind: list[str] = []

    def program() -> None:
        built = build()
        if isinstance(built, Component):
            outputs(built)
            kind.append(built.TYPE)

    graph: Graph = record(program, view="up")
    resources = tree(graph, kind[0]) if kind else [r for r in graph.resources if r.type != "pulumi:providers:aws"]
    return resources, graph.outputs
