"""Findings as SARIF 2.1.0, for GitHub code scanning and whatever else reads it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from offline.findings import Finding
from offline.graph import Graph
from offline.report import root_of
from offline.stackfile import Stack
from policies.rules import all_rules
from policies.rules.model import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"mandatory": "error", "advisory": "warning"}
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}  # GitHub's bands, as CVSS


def sarif_log(stack: Stack, graph: Graph, findings: Sequence[Finding]) -> dict[str, object]:
    """One run with all rules and these findings of the stack, each where the program makes its component."""
    rules = all_rules()
    index = {rule.id: number for number, rule in enumerate(rules)}
    program = stack.directory / "__main__.py"
    source = program.read_text(encoding="utf-8").splitlines() if program.is_file() else []
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "megane policies", "rules": [_descriptor(rule) for rule in rules]}},
                "automationDetails": {"id": f"megane-policies/{stack.name}"},
                "columnKind": "utf16CodeUnits",
                "results": [_result(found, index, stack, graph, source) for found in findings],
            }
        ],
    }


def _descriptor(rule: Rule) -> dict[str, object]:
    references = rule.references
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title} ({rule.title_ja})"},
        "help": {"text": rule.remediation, "markdown": f"{rule.remediation}\n\n[{rule.url}]({rule.url})"},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "tags": ["security", *references.security_hub, *(f"CIS {c}" for c in references.cis), *references.checkov],
            "precision": "high",
            "security-severity": _SECURITY_SEVERITY[rule.severity],
        },
    }


def _result(
    finding: Finding, index: dict[str, int], stack: Stack, graph: Graph, source: Sequence[str]
) -> dict[str, object]:
    file, line = _place(finding, stack, graph, source)
    identity = "|".join((stack.name, finding.rule_id, finding.urn, finding.kind))
    return {
        "ruleId": finding.rule_id,
        "ruleIndex": index[finding.rule_id],
        "level": _LEVELS[finding.level] if finding.kind in ("violation", "broken") else "note",
        "message": {"text": f"{finding.message}. {finding.remediation}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": file, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line},
                },
                "logicalLocations": [
                    {"name": finding.name, "fullyQualifiedName": finding.urn or finding.name, "kind": "resource"}
                ],
            }
        ],
        # Without the message, whose wording may change: an alert that people have dismissed stays dismissed.
        "partialFingerprints": {"finding/v1": hashlib.sha256(identity.encode()).hexdigest()},
    }


def _place(finding: Finding, stack: Stack, graph: Graph, source: Sequence[str]) -> tuple[str, int]:
    """Where the program names the component that the resource is in; else the stack file."""
    directory = stack.directory.as_posix()
    within = "" if directory == "." else f"{directory}/"
    resource = graph.by_urn.get(finding.urn)
    if resource is not None:
        name = f'"{root_of(graph, resource).name}"'
        for number, text in enumerate(source, start=1):
            if name in text:
                return f"{within}__main__.py", number
    return f"{within}Pulumi.{stack.name}.yaml", 1
