"""The findings of a recorded stack: both views, merged and sorted."""

from __future__ import annotations

from offline.findings import Finding, judge
from offline.graph import Graph, View
from offline.values import UNKNOWN, Secret, Value
from policies.examples import IN_FULL, made
from policies.rules import all_rules
from policies.rules.types import DB_INSTANCE, LOG_GROUP
from tests.policies.roads import graph_of

ASKED = {"logs-kms", "rds-not-public", "rds-force-ssl", "sg-rds-from-ecs"}
RULES = [rule for rule in all_rules() if rule.id in ASKED]


def _graph(view: View, **public: Value) -> Graph:
    """Databases by name, each with its publiclyAccessible, and otherwise without a mistake of the same rule."""
    graph = graph_of([made(LOG_GROUP, "logs"), *(made(DB_INSTANCE, name) for name in public)], view)
    resources = tuple(
        graph_resource
        if graph_resource.type == LOG_GROUP
        else type(graph_resource)(
            urn=graph_resource.urn,
            type=graph_resource.type,
            name=graph_resource.name,
            parent=None,
            custom=True,
            protect=False,
            region=None,
            inputs={"publiclyAccessible": public[graph_resource.name], "storageEncrypted": True},
        )
        for graph_resource in graph.resources
    )
    return Graph(project="megane", stack="test", profile=None, view=view, resources=resources, outputs={})


def _public(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, View | None]]:
    return [(f.name, f.kind, f.level, f.view) for f in findings if f.rule_id == "rds-not-public"]


def test_a_finding_of_both_views_names_none() -> None:
    found = judge(_graph("preview", db=True), _graph("up", db=True), IN_FULL, RULES)
    assert _public(found) == [("db", "violation", "mandatory", None)]


def test_a_finding_of_one_view_names_it() -> None:
    found = judge(_graph("preview", a=True, b=False), _graph("up", a=False, b=True), IN_FULL, RULES)
    assert _public(found) == [("a", "violation", "mandatory", "preview"), ("b", "violation", "mandatory", "up")]


def test_a_deferral_that_the_update_answers_is_dropped() -> None:
    found = judge(_graph("preview", good=UNKNOWN, bad=UNKNOWN), _graph("up", good=False, bad=True), IN_FULL, RULES)
    assert _public(found) == [("bad", "violation", "mandatory", "up")]


def test_a_deferral_that_stays_is_advisory() -> None:
    found = judge(_graph("preview", db=UNKNOWN), _graph("up", db=UNKNOWN), IN_FULL, RULES)
    assert _public(found) == [("db", "deferred", "advisory", None)]


def test_secrets_are_opened_for_the_rules() -> None:
    found = judge(_graph("preview", db=Secret(True)), _graph("up", db=Secret(Secret(True))), IN_FULL, RULES)
    assert _public(found) == [("db", "violation", "mandatory", None)]


def test_the_worst_comes_first() -> None:
    found = judge(_graph("preview", b=True, a=True), _graph("up", b=True, a=True), IN_FULL, RULES)
    assert [(f.severity, f.rule_id, f.name) for f in found] == [
        ("critical", "rds-not-public", "a"),
        ("critical", "rds-not-public", "b"),
        ("critical", "sg-rds-from-ecs", "a"),
        ("critical", "sg-rds-from-ecs", "b"),
        ("high", "rds-force-ssl", "a"),
        ("high", "rds-force-ssl", "b"),
        ("medium", "logs-kms", "logs"),
    ]


def test_the_shape_for_machines() -> None:
    empty = _graph("preview")
    (finding,) = judge(empty, empty, IN_FULL, RULES)
    assert finding.to_json() == {
        "rule": "logs-kms",
        "severity": "medium",
        "level": "mandatory",
        "urn": "urn:pulumi:example::megane::aws:cloudwatch/logGroup:LogGroup::logs",
        "name": "logs",
        "type": "aws:cloudwatch/logGroup:LogGroup",
        "message": "logs: has no KMS key",
        "remediation": (
            "Set kmsKeyId to the ARN of a key in the same region whose policy lets logs.<region>.amazonaws.com in."
        ),
        "kind": "violation",
        "view": None,
    }
