"""How rules are run: each resource on its own, unknowns and broken rules included, offline and in the engine."""

from __future__ import annotations

import dataclasses
import itertools
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pulumi_policy
import pytest
from pulumi_policy.proxy import unknown_checking_proxy

from offline.findings import stack_of
from offline.wire import UNKNOWN_TEXT
from policies import adapter, session
from policies.examples import made
from policies.rules import all_rules
from policies.rules.model import Outcome, Rule, Violation, run
from policies.rules.resource import ABSENT, UNKNOWN, Resource, Stack, Value
from policies.rules.types import DB_INSTANCE, LOAD_BALANCER, LOG_GROUP, SECURITY_GROUP, SECURITY_GROUP_INGRESS
from tests.policies.roads import graph_of, offline_road
from tests.policies.servicer import analyze

RULES = {rule.id: rule for rule in all_rules()}
COMPANIONS = ["advice", "deferred", "broken-rule"]
PACK = Path(adapter.__file__).parent
LOGS = made(LOG_GROUP, "logs", kmsKeyId="arn:aws:kms:eu-west-1:1:key/1")


def test_an_unknown_never_silences_another_resource() -> None:
    resources = (
        LOGS,
        made(DB_INSTANCE, "unsure", publiclyAccessible=LOGS),
        made(DB_INSTANCE, "public", publiclyAccessible=True),
        made(DB_INSTANCE, "private", publiclyAccessible=False),
    )
    for ordered in itertools.permutations(resources):
        graph = graph_of(ordered)
        for said in (offline_road(stack_of(graph)), analyze(graph)):
            about = {
                (policy, message, level)
                for (policy, _, message), level in said.items()
                if "rds-not-public" in (policy, message.partition(":")[0])
            }
            assert about == {
                ("rds-not-public", "public: is publicly accessible", "mandatory"),
                ("deferred", "rds-not-public: unsure: whether it is public is known only at the update", "advisory"),
            }


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """A rule that finds one thing and then fails on one of its resources, with a secret in its error."""

    def check(resource: Resource, stack: Stack) -> Iterator[Outcome]:
        yield Violation("is bad")
        if resource.name == "b":
            raise KeyError("hunter2")

    rule = dataclasses.replace(RULES["rds-not-public"], id="fails", severity="high", level="advisory", check=check)
    for module in (adapter, "tests.policies.roads"):
        target = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{target}.all_rules", lambda: (rule,))
    return rule


def test_a_rule_that_raises_is_broken_and_the_rest_is_judged(broken: Rule) -> None:
    found = run(broken, Stack(made(DB_INSTANCE, name) for name in "cba"))
    line = str(broken.check.__code__.co_firstlineno + 3)
    assert [(finding.kind, finding.level, finding.message) for finding in found] == [
        ("violation", "advisory", "a: is bad"),
        (
            "broken",
            "mandatory",
            f"b: the rule fails itself failed here (KeyError at test_policy_engine.py:{line}): nothing is known",
        ),
        ("violation", "advisory", "b: is bad"),
        ("violation", "advisory", "c: is bad"),
    ]


def test_a_broken_rule_stops_the_engine_too(broken: Rule) -> None:
    graph = graph_of(made(DB_INSTANCE, name) for name in "abc")
    said = analyze(graph)
    assert said == offline_road(stack_of(graph))
    assert sorted((policy, level) for (policy, _, _), level in said.items()) == [
        ("broken-rule", "mandatory"),
        ("fails", "advisory"),
        ("fails", "advisory"),
        ("fails", "advisory"),
    ]


def test_a_rule_that_may_be_of_several_groups_is_judged_as_of_each() -> None:
    rds, other = made(SECURITY_GROUP, "rds-sg"), made(SECURITY_GROUP, "other-sg")
    perhaps = made(SECURITY_GROUP_INGRESS, "in", securityGroupId=rds, ipProtocol="tcp", fromPort=22, toPort=22)
    stack = Stack(
        [
            rds,
            other,
            made(DB_INSTANCE, "db", vpcSecurityGroupIds=[rds]),
            made(LOAD_BALANCER, "alb", securityGroups=[other]),
            dataclasses.replace(
                perhaps,
                props={**perhaps.props, "cidrIpv4": "0.0.0.0/0"},
                property_dependencies={"securityGroupId": (other.urn, rds.urn)},
            ),
        ]
    )
    said = {rule_id: [finding.message for finding in run(RULES[rule_id], stack)] for rule_id in RULES}
    assert said["sg-rds-from-ecs"] == [
        "in: lets addresses in; only the services' security group may be a source",
        "in: opens tcp 22; only tcp 5432 may be",
    ]
    assert said["sg-alb-ports"] == ["in: opens tcp 22; only tcp 80 or 443 may be"]
    assert said["sg-world-only-alb"] == ["in: lets 0.0.0.0/0 in, but is not of an internet-facing load balancer"]


def test_an_index_is_built_once() -> None:
    built: list[Stack] = []

    def build(stack: Stack) -> int:
        built.append(stack)
        return len(built)

    stack = Stack([])
    assert (stack.index(build), stack.index(build)) == (1, 1)


PROPS: dict[str, Value] = {
    "port": 5432.0,
    "text": "5432",
    "half": 0.5,
    "yes": "True",
    "empty": "",
    "null": None,
    "later": UNKNOWN,
    "list": [{"a": [1, 2]}, UNKNOWN, {"b": 3}],
    "json": '{"Statement": []}',
}
THING = made("aws:x/y:Z", "thing", **PROPS)


def test_absent_and_unknown_are_two_answers() -> None:
    assert THING.get("missing") is THING.get("null") is THING.get("port", "deeper") is ABSENT
    assert THING.get("list", 0, "b") is THING.get("list", 7) is THING.text("empty") is ABSENT
    assert THING.get("later") is THING.get("later", "deeper", 0) is THING.get("list", 1, "a") is UNKNOWN


def test_values_are_normalised() -> None:
    assert f"{THING.get('port')}" == "5432"
    assert (THING.number("port"), THING.number("text"), THING.number("half")) == (5432, 5432, ABSENT)
    assert (THING.flag("yes"), THING.flag("text"), THING.flag("null")) == (True, False, ABSENT)
    assert THING.parsed("json") == {"Statement": []}
    assert THING.parsed("yes") is ABSENT
    assert THING.parsed("later") is UNKNOWN


def test_every_single_thing_in_lists_has_its_path() -> None:
    assert THING.each("list", "a") == (("list", 0, "a", 0), ("list", 0, "a", 1), ("list", 1, "a"))
    assert THING.each("list", 0, "a") == (("list", 0, "a", 0), ("list", 0, "a", 1))
    assert THING.each("missing", "a") == ()


def test_proxies_become_plain_values_around_an_unknown() -> None:
    props = {"a": [1.0, UNKNOWN_TEXT, {"b": UNKNOWN_TEXT, "c": 1.5, "d": None}], "e": UNKNOWN_TEXT, "f": None}
    assert session.plain(unknown_checking_proxy(props)) == {"a": [1, UNKNOWN, {"b": UNKNOWN, "c": 1.5}], "e": UNKNOWN}


def test_the_pack_states_level_severity_and_remediation_of_every_policy() -> None:
    pack = {policy.name: policy for policy in adapter.policies()}
    assert list(pack) == ["pack", *RULES, *COMPANIONS]
    for name, rule in RULES.items():
        policy = pack[name]
        assert isinstance(policy, pulumi_policy.ResourceValidationPolicy) == (rule.kind == "resource")
        assert policy.enforcement_level == pulumi_policy.EnforcementLevel(rule.level)
        assert policy.severity == pulumi_policy.Severity(rule.severity)
        assert policy.description == f"{rule.title} ({rule.title_ja})"
        assert (policy.remediation_steps, policy.url) == (rule.remediation, rule.url)
        assert (policy.framework is not None) == bool(policy.tags)
    assert pack["deferred"].enforcement_level == pulumi_policy.EnforcementLevel.ADVISORY
    assert pack["broken-rule"].enforcement_level == pulumi_policy.EnforcementLevel.MANDATORY
    assert pack["rds-encrypted"].tags == [
        "AWS Security Hub: RDS.3",
        "CIS AWS Foundations 5.0.0: 2.2.1",
        "checkov: CKV_AWS_16",
    ]


def test_the_folder_runs_as_the_engine_runs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_with: list[tuple[str, list[str], pulumi_policy.EnforcementLevel]] = []

    def pack(name: str, policies: list[pulumi_policy.Policy], level: pulumi_policy.EnforcementLevel) -> None:
        made_with.append((name, [policy.name for policy in policies], level))

    monkeypatch.setattr(pulumi_policy, "PolicyPack", pack)
    monkeypatch.setattr(sys, "path", list(sys.path))
    runpy.run_path(str(PACK), run_name="__main__")
    assert made_with == [("megane", ["pack", *RULES, *COMPANIONS], pulumi_policy.EnforcementLevel.MANDATORY)]
    assert capsys.readouterr().out == ""  # the engine reads the port there


def test_rules_import_from_the_packs_own_folder_too() -> None:
    """With the project's root on the path as well, as `__main__.py` puts it there: rules reckon by `planning`."""
    code = "import rules, sys; print(*(r.id for r in rules.all_rules()), *{'pulumi', 'offline'} & {*sys.modules})"
    root = {**os.environ, "PYTHONPATH": str(PACK.parent)}
    ran = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", code], cwd=PACK, env=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == sorted(RULES)
