"""What the policy rules say about a recorded stack, over both views of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offline import values
from offline.graph import Graph, View
from policies.rules import all_rules
from policies.rules.model import Finding as Said
from policies.rules.model import Kind, Level, Rule, Severity, run
from policies.rules.pack import Pack
from policies.rules.resource import UNKNOWN, Resource, Stack, Value

_SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to mend (violation), to know (advice), to watch (deferred) or to repair in the rules (broken).

    `view` is set only where the two views differ: `preview` or `up` is then the one that shows it.
    """

    rule_id: str
    severity: Severity
    level: Level
    urn: str
    name: str
    type: str
    message: str
    remediation: str
    kind: Kind
    view: View | None

    def to_json(self) -> dict[str, object]:
        return {
            "rule": self.rule_id,
            "severity": self.severity,
            "level": self.level,
            "urn": self.urn,
            "name": self.name,
            "type": self.type,
            "message": self.message,
            "remediation": self.remediation,
            "kind": self.kind,
            "view": self.view,
        }


def judge(preview: Graph, up: Graph, pack: Pack, rules: Sequence[Rule] | None = None) -> tuple[Finding, ...]:
    """The findings of every rule (or of those) over both views, the worst first, at the levels that the config sets.

    A deferral of the preview is dropped where the `up` view answers it, whatever the answer: a violation then appears
    with the view `up`, a pass not at all. What is still deferred there stays.
    """
    asked = [rule for rule in rules or all_rules() if pack.levels.get(rule.id) != "disabled"]
    first, then = _said(preview, pack, asked), _said(up, pack, asked)
    findings = [
        _finding(said, None if key in first and key in then else "preview" if key in first else "up", pack)
        for key, said in {**then, **first}.items()
        if said.kind != "deferred" or key in then
    ]
    return tuple(sorted(findings, key=lambda f: (_SEVERITIES.index(f.severity), f.rule_id, f.urn, f.kind, f.message)))


def stack_of(graph: Graph, pack: Pack | None = None) -> Stack:
    """The graph as rules see it: secrets opened, since a rule may have to compare what no message may quote."""
    resources = (
        Resource(
            type=resource.type,
            name=resource.name,
            urn=resource.urn,
            props={key: _plain(value) for key, value in resource.inputs.items()},
            parent=resource.parent,
            protect=resource.protect,
            ignore_changes=resource.ignore_changes,
            dependencies=resource.dependencies,
            property_dependencies=resource.property_dependencies,
        )
        for resource in graph.resources
    )
    return Stack(resources, pack)


def _said(graph: Graph, pack: Pack, asked: Sequence[Rule]) -> dict[tuple[str, str, str, str], Said]:
    stack = stack_of(graph, pack)
    return {(rule.id, said.resource.urn, said.kind, said.message): said for rule in asked for said in run(rule, stack)}


def _finding(said: Said, view: View | None, pack: Pack) -> Finding:
    level = pack.levels.get(said.rule.id, said.level) if said.kind == "violation" else said.level
    broken = said.kind == "broken"  # nothing is known of the resource then: the rule is what needs mending
    return Finding(
        rule_id=said.rule.id,
        severity="critical" if broken else said.rule.severity,
        level="advisory" if level == "advisory" else "mandatory",
        urn=said.resource.urn,
        name=said.resource.name,
        type=said.resource.type,
        message=said.message,
        remediation="Mend the rule in policies/rules/." if broken else said.rule.remediation,
        kind=said.kind,
        view=view,
    )


def _plain(value: values.Value) -> Value:
    if isinstance(value, values.Secret):
        return _plain(value.value)
    if isinstance(value, values.Unknown):
        return UNKNOWN
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
