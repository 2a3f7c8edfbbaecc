"""Findings for code scanning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policies.rules import all_rules
from tests.offline.command import run

# OASIS's schema of SARIF 2.1.0 (rtm.5, the one that GitHub validates by), as SchemaStore publishes it.
SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.usefixtures("program")


def scanned(stack: str, status: int) -> dict[str, Any]:
    run("policies", stack, "--sarif", "out/findings.sarif", status=status)
    text = Path("out/findings.sarif").read_text(encoding="utf-8")
    assert "hunter2" not in text
    log: dict[str, Any] = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    return log


def test_no_findings_are_a_run_with_no_results() -> None:
    (done,) = scanned("dev", 0)["runs"]
    assert done["results"] == []
    assert [rule["id"] for rule in done["tool"]["driver"]["rules"]] == [rule.id for rule in all_rules()]
    assert done["automationDetails"] == {"id": "megane-policies/dev"}


def test_a_finding_stands_where_the_program_makes_its_component() -> None:
    (done,) = scanned("open", 1)["runs"]
    found = next(result for result in done["results"] if result["ruleId"] == "logs-kms")
    rule = done["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert (rule["id"], rule["defaultConfiguration"]["level"], found["level"]) == ("logs-kms", "error", "error")
    assert rule["properties"]["security-severity"] == "5.5"
    assert found["message"]["text"].startswith("log: has no KMS key. Set kmsKeyId ")
    (place,) = found["locations"]
    line = place["physicalLocation"]["region"]["startLine"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "__main__.py", "uriBaseId": "%SRCROOT%"}
    assert '"home"' in Path("__main__.py").read_text().splitlines()[line - 1]
    assert place["logicalLocations"][0]["fullyQualifiedName"].endswith("::log")


def test_what_is_of_no_component_stands_in_the_stack_file_and_advice_is_a_note() -> None:
    (done,) = scanned("open", 1)["runs"]
    advice = next(result for result in done["results"] if result["ruleId"] == "pack-config")
    (place,) = advice["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "Pulumi.open.yaml"
    assert advice["level"] == "note"


def test_an_alert_is_known_again() -> None:
    first, second = (
        {result["partialFingerprints"]["finding/v1"] for result in scanned("open", 1)["runs"][0]["results"]}
        for _ in range(2)
    )
    assert first == second
    assert len(first) == 2


def test_a_file_that_cannot_be_written_is_a_mistake() -> None:
    Path("out").write_text("")
    assert "cannot be written" in run("policies", "open", "--sarif", "out/findings.sarif", status=2).stderr
