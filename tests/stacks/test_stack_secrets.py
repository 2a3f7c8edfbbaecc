"""What is secret stays marked as secret on the wire: rules of the policy pack see it opened and cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from offline.graph import Graph, View
from offline.values import Secret, Value
from tests.stacks.load import named

GENERATED = "random:index/randomPassword:RandomPassword"
# Where a secret is one, whoever made it. What is only written never comes back.
SECRETS = {
    "aws:elasticache/replicationGroup:ReplicationGroup": ("authToken",),
    "aws:rds/instance:Instance": ("password",),
    "aws:ssm/parameter:Parameter": ("value",),  # the SDK marks those of plain parameters too
}
each_view = pytest.mark.parametrize("view", ["preview", "up"])
each_stack = pytest.mark.parametrize("label", ["prod", "prod-minimal", "staging", "dr"])


def secret_inside(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(secret_inside, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(map(secret_inside, value))
    return isinstance(value, Secret)


def made_of_generated(graph: Graph) -> list[tuple[str, str, Value]]:
    """Every property that something generated went into."""
    generated = {resource.urn for resource in graph.of_type(GENERATED)}
    return [
        (resource.name, key, resource.inputs[key])
        for resource in graph.resources
        for key, urns in resource.property_dependencies.items()
        if generated & {*urns} and key in resource.inputs
    ]


@each_view
@each_stack
def test_passwords_tokens_and_parameters_are_secrets(label: str, view: View) -> None:
    graph = named(label, view)
    held = {
        f"{resource.name} {key}": resource.inputs[key]
        for type_, keys in SECRETS.items()
        for resource in graph.of_type(type_)
        for key in keys
        if key in resource.inputs
    }

    assert {"megane-cache authToken", "megane-database-primary password"} < held.keys()
    assert {name for name, value in held.items() if not isinstance(value, Secret)} == set()


@each_view
@each_stack
def test_whatever_was_generated_is_a_secret_wherever_it_goes(label: str, view: View) -> None:
    used = made_of_generated(named(label, view))

    assert ("megane-database-primary", "password") in {(name, key) for name, key, _ in used}
    assert [f"{name} {key}" for name, key, value in used if not secret_inside(value)] == []
