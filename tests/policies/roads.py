"""What the tests compare: the same stack as a recorded graph, and offline's findings in the engine's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from offline import values
from offline.graph import Graph, View
from offline.graph import Resource as Recorded
from policies.rules import all_rules
from policies.rules.model import Rule, run
from policies.rules.pack import Pack
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


def config_of(pack: Pack, rules: Sequence[Rule] | None = None) -> dict[str, dict[str, Any]]:
    """What the engine would have read to tell that."""
    config = {"pack": pack.config.model_dump(mode="json", by_alias=True)} if pack.stated else {}
    by_kind = {rule.config: rule.id for rule in (all_rules() if rules is None else rules)}
    return config | {
        by_kind[kind]: choice.model_dump(mode="json", by_alias=True) for kind, choice in pack.choices.items()
    }


def offline_road(stack: Stack, rules: Sequence[Rule] | None = None) -> dict[Diagnostic, str]:
    """The findings as the pack reports them: what is no violation goes through a companion policy."""
    companions = {"advice": "advice", "deferred": "deferred", "broken": "broken-rule"}
    found: dict[Diagnostic, str] = {}
    for rule in all_rules() if rules is None else rules:
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
