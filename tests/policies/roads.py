"""What the tests compare: the same stack as a recorded graph, and offline's findings in the engine's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from offline import values
from offline.graph import Graph, View
from offline.graph import Resource as Recorded
from policies.rules import all_rules
from policies.rules.model import run
from policies.rules.resource import UNKNOWN, Resource, Stack, Value
from tests.policies.servicer import Diagnostic


def graph_of(resources: Iterable[Resource], view: View = "preview") -> Graph:
    recorded = [
        Recorded(
            urn=resource.urn,
            type=resource.type,
            name=resource.name,
            parent=resource.parent,
            custom=True,
            protect=resource.protect,
            region=None,
            ignore_changes=resource.ignore_changes,
            inputs={key: _recorded(value) for key, value in resource.props.items()},
            dependencies=resource.dependencies,
            property_dependencies=resource.property_dependencies,
        )
        for resource in resources
    ]
    return Graph(project="megane", stack="example", profile=None, view=view, resources=tuple(recorded), outputs={})


def offline_road(stack: Stack) -> dict[Diagnostic, str]:
    """The findings as the pack reports them: what is no violation goes through a companion policy."""
    companions = {"deferred": "deferred", "broken": "broken-rule"}
    found: dict[Diagnostic, str] = {}
    for rule in all_rules():
        for finding in run(rule, stack):
            companion = companions.get(finding.kind)
            message = f"{rule.id}: {finding.message}" if companion else finding.message
            found[companion or rule.id, finding.resource.urn, message] = finding.level
    return found


def _recorded(value: Value) -> values.Value:
    if value is UNKNOWN:
        return values.UNKNOWN
    if isinstance(value, Mapping):
        return {key: _recorded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_recorded(item) for item in value]
    return value
