"""Reports made by hand."""

from __future__ import annotations

from offline.compare import compare
from offline.findings import Finding
from offline.report import Report, StackReport
from offline.values import UNKNOWN
from tests.offline.graphs import DATABASE, INSTANCE, SUBNET, VPC, graph, resource

TOPIC = "aws:sns/topic:Topic"
NETWORK = "megane:network:Network"
APP = "megane:app:App"


def finding(rule: str = "some-rule", message: str = "db: is open", **more: object) -> Finding:
    fields: dict[str, object] = {
        "rule_id": rule,
        "severity": "high",
        "level": "mandatory",
        "urn": "urn:1",
        "name": "db",
        "type": INSTANCE,
        "message": message,
        "remediation": "close it",
        "kind": "violation",
        "view": None,
    }
    return Finding(**{**fields, **more})  # type: ignore[arg-type]


def stack_report(*findings: Finding, stack: str = "dev", examples: tuple[tuple[str, str], ...] = ()) -> StackReport:
    """An app on a database on a network, and a provider that is in nobody's way."""
    network = resource(NETWORK, "net", stack=stack)
    vpc = resource(VPC, "net", parent=network, stack=stack)
    subnet = resource(SUBNET, "net-a", {"vpcId": UNKNOWN}, parent=network, needs={"vpcId": [vpc]}, stack=stack)
    database = resource(DATABASE, "data", stack=stack)
    inside = resource("megane:data:Replica", "data-inner", parent=database, stack=stack)
    instance = resource(INSTANCE, "data-db", parent=inside, needs={"subnet": [subnet]}, stack=stack)
    app = resource(APP, "app", stack=stack)
    topic = resource(TOPIC, "app-topic", parent=app, needs={"a": [instance], "b": [vpc]}, stack=stack)
    provider = resource("pulumi:providers:aws", "aws", stack=stack)
    recorded = graph(provider, network, vpc, subnet, database, inside, instance, app, topic, stack=stack)
    return StackReport(graph=recorded, examples=examples, findings=findings)


def report(*stacks: StackReport) -> Report:
    comparison = compare(stacks[0].graph, stacks[1].graph) if len(stacks) > 1 else None
    return Report(stacks=stacks, comparison=comparison, rules=12)
