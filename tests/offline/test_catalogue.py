"""The rules as people read them: a list, one with its examples."""

from __future__ import annotations

import json

import pytest

from offline.policy_docs import PAGE, page
from policies.examples import all_examples
from policies.rules import all_rules
from policies.rules.model import Rule
from tests.offline.command import run

RULES = all_rules()


def test_the_list_names_every_rule() -> None:
    text = run("policies", "--list").stdout
    assert [rule.id for rule in RULES if f"{rule.id} " not in text] == []
    assert f"{len(RULES)} rules; python -m offline policies --explain ID tells more of one\n" in text


def test_the_list_for_machines() -> None:
    listed = json.loads(run("policies", "--list", "--json").stdout)
    assert {entry["id"] for entry in listed} == {rule.id for rule in RULES}
    entry = next(entry for entry in listed if entry["id"] == "rds-encrypted")
    assert (entry["severity"], entry["level"], entry["exemptable"]) == ("high", "mandatory", True)
    assert entry["references"] == {"securityHub": ["RDS.3"], "cis": ["2.2.1"], "checkov": ["CKV_AWS_16"]}
    assert "examples" not in entry


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_explained_by_fixtures_of_its_tests(rule: Rule) -> None:
    rule_id = rule.id
    (told,) = json.loads(run("policies", "--explain", rule_id, "--json").stdout)
    passing, failing = told["examples"]
    assert (passing["case"], passing["findings"]) == ("pass", [])
    assert failing["case"] == "fail"
    assert failing["findings"]
    fixtures = {(example.case, example.name) for example in all_examples() if example.rule == rule_id}
    assert {(passing["case"], passing["name"]), (failing["case"], failing["name"])} <= fixtures


def test_an_explanation_reads_well() -> None:
    text = run("policies", "--explain", "rds-not-public").stdout
    assert text.startswith("rds-not-public  critical, mandatory\nRDS has no public address\n")
    assert "none in production" in text
    assert "passes: private\n  aws:cloudwatch/logGroup:LogGroup logs\n  aws:rds/instance:Instance db\n" in text
    assert "      publiclyAccessible: true\n  → db: is publicly accessible\n" in text


def test_an_unknown_rule_names_the_nearest() -> None:
    assert 'did you mean "logs-kms"' in run("policies", "--explain", "logs-km", status=2).stderr


@pytest.mark.parametrize("args", [(), ("--list", "--explain", "logs-kms"), ("dev", "--list")])
def test_it_does_one_thing_at_a_time(args: tuple[str, ...]) -> None:
    assert run("policies", *args, status=2).stderr == "give one of: a STACK to judge, --list, or --explain ID\n"


def test_the_page_of_the_documentation_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make policy-docs"
