"""What the pack is told: files that people write, and how the engine hands them over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pulumi_policy import PolicyCustomTimeouts, PolicyResource, PolicyResourceOptions
from pulumi_policy.proxy import unknown_checking_proxy

from offline import stackfile
from offline.findings import stack_of
from offline.wire import UNKNOWN_TEXT
from policies.adapter import policies
from policies.config_file import CONFIGS, ConfigError, read
from policies.examples import made
from policies.rules import all_rules
from policies.rules.pack import Pack
from policies.rules.types import LOG_GROUP
from policies.session import Session, schema
from tests.policies.roads import config_of, graph_of, offline_road
from tests.policies.servicer import analyze
from tests.stacks.load import ROOT

RULES = all_rules()
COMMITTED = sorted(CONFIGS.glob("*.json"))
PLAIN = made(LOG_GROUP, "plain")
EXEMPTION = {"rule": "logs-kms", "resource": "plain", "reason": "moves", "owner": "platform", "expires": "2999-12-31"}


def _written(path: Path, values: object) -> Path:
    path.write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_a_committed_config_is_valid_and_weakens_no_critical_rule(path: Path) -> None:
    pack = read(path, RULES)
    critical = {rule.id for rule in RULES if rule.severity == "critical"}
    weakened = {rule_id for rule_id, level in pack.levels.items() if level != "mandatory"}
    assert critical & weakened == set()
    assert all(exemption.expires > pack.today for exemption in pack.config.exemptions)


@pytest.mark.parametrize("name", stackfile.stack_names(ROOT))
def test_a_config_says_what_its_stack_file_says(name: str) -> None:
    stack, config = stackfile.load(ROOT, name), read(CONFIGS / f"{name}.json", RULES).config
    assert (config.environment, config.profile) == (stack.get("environment"), stack.get("profile"))
    assert config.dns_mode == json.loads(stack.get("dns") or "{}")["mode"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    config = _written(
        tmp_path / "dev.json",
        {
            "pack": {"environment": "production", "profil": "ha", "exemptions": [{**EXEMPTION, "reason": " "}]},
            "all": "fatal",
            "log-kms": "advisory",
            "logs-kms": {"minDays": 3},
            "redis-tls": 3,
        },
    )
    with pytest.raises(ConfigError) as error:
        read(config, RULES)
    assert [problem.removeprefix(f"{config}: ") for problem in error.value.problems] == [
        "pack.environment: input should be 'dev', 'staging', 'prod', 'dr' or 'account'",
        "pack.exemptions.0.reason: string should have at least 1 character",
        "pack.profil: extra inputs are not permitted",
        "all.enforcementLevel: must be mandatory, advisory, disabled",
        "log-kms: no such rule; did you mean logs-kms?",
        "logs-kms: has nothing to choose; known is enforcementLevel",
        "redis-tls: must be a level (mandatory, advisory, disabled) or an object",
    ]


@pytest.mark.parametrize("text", ["{", "[]"])
def test_what_is_no_config_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"dev\.json: "):
        read(_written(tmp_path / "dev.json", text), RULES)


CRITICAL = sorted(rule.id for rule in RULES if rule.severity == "critical")
NEVER_WEAKER = (
    "must stay mandatory: a deployment that breaks a critical rule always stops; if it cannot wait, exempt one "
    "resource until a date (pack.exemptions); rules that are not critical may have any level"
)


@pytest.mark.parametrize("level", ["advisory", "disabled"])
def test_a_critical_rule_is_never_put_lower(tmp_path: Path, level: str) -> None:
    config = {"sg-rds-from-ecs": level, "rds-not-public": {"enforcementLevel": level}, "logs-kms": level}
    with pytest.raises(ConfigError) as error:
        read(path := _written(tmp_path / "dev.json", config), RULES)
    assert error.value.problems == (f"{path}: rds-not-public, sg-rds-from-ecs: {NEVER_WEAKER}",)


def test_nor_are_all_of_them_together(tmp_path: Path) -> None:
    config = {"all": "advisory", "sg-rds-from-ecs": "mandatory"}
    with pytest.raises(ConfigError) as error:
        read(path := _written(tmp_path / "dev.json", config), RULES)
    lower = ", ".join(rule_id for rule_id in CRITICAL if rule_id != "sg-rds-from-ecs")
    assert error.value.problems == (f"{path}: {lower}: {NEVER_WEAKER}",)


# One is a resource policy, which the engine asks before the stack is known, the other a stack policy.
@pytest.mark.parametrize("rule_id", ["rds-not-public", "sg-rds-from-ecs"])
@pytest.mark.parametrize("level", ["advisory", "disabled"])
def test_where_a_critical_rule_is_put_lower_the_engine_stops(rule_id: str, level: str) -> None:
    said = analyze(graph_of([PLAIN]), {rule_id: {"enforcementLevel": level}})
    wrong = f"the policy config is wrong, so defaults were judged by: {rule_id}: {NEVER_WEAKER}"
    assert said["broken-rule", "", wrong] == "mandatory"


def test_the_engine_stops_even_where_nothing_is_mandatory() -> None:
    everything = {policy.name: {"enforcementLevel": "advisory"} for policy in policies()}
    with pytest.raises(RuntimeError, match=r"bg-rules-ignored, .*, x-no-literal-secrets: must stay mandatory"):
        analyze(graph_of([PLAIN]), everything)
    only = {name: level for name, level in everything.items() if name not in CRITICAL}
    assert set(analyze(graph_of([PLAIN]), only).values()) == {"advisory"}


def test_levels_are_read_as_the_engine_reads_them(tmp_path: Path) -> None:
    critical = dict.fromkeys(CRITICAL, "mandatory")
    config = {"logs-kms": {"enforcementLevel": "disabled"}, "all": "advisory", "redis-tls": "mandatory", **critical}
    levels = read(_written(tmp_path / "dev.json", config), RULES).levels
    assert (levels["logs-kms"], levels["redis-tls"], levels["rds-encrypted"]) == ("disabled", "mandatory", "advisory")


DISABLED = "pack: must not be disabled: through it the rules are told what they judge"


@pytest.mark.parametrize("config", [{"pack": "disabled"}, {"all": "disabled"}], ids=["pack", "all"])
def test_the_policy_that_tells_the_others_cannot_be_disabled(tmp_path: Path, config: Mapping[str, str]) -> None:
    with pytest.raises(ConfigError, match=DISABLED):
        read(_written(tmp_path / "dev.json", config), RULES)


def test_without_the_policy_that_tells_the_others_the_engine_stops() -> None:
    said = analyze(graph_of([PLAIN]), {"pack": {"enforcementLevel": "disabled"}})
    assert said["broken-rule", "", f"the policy config is wrong, so defaults were judged by: {DISABLED}"] == "mandatory"


def test_without_a_config_it_is_production_in_full_and_says_so() -> None:
    said = analyze(graph_of([PLAIN]))
    assert (Pack().environment, Pack().is_ha, Pack().has_domain) == ("prod", True, True)
    assert said[
        "advice", "", "pack-config: stack: no policy config was given: judged as environment prod and profile ha"
    ]


def test_what_is_exempt_is_not_reported_and_the_rest_is() -> None:
    config = {"pack": {"environment": "prod", "profile": "ha", "exemptions": [EXEMPTION]}}
    graph = graph_of([PLAIN, made(LOG_GROUP, "other")])
    assert {said for said in analyze(graph, config) if said[0] == "logs-kms"} == {
        ("logs-kms", graph.resources[1].urn, "other: has no KMS key")
    }


def test_a_wrong_config_stops_the_engine_and_the_strictest_judges() -> None:
    said = analyze(graph_of([PLAIN]), {"pack": {"environment": "production"}})
    wrong = "pack.environment: input should be 'dev', 'staging', 'prod', 'dr' or 'account'"
    assert said["broken-rule", "", f"the policy config is wrong, so defaults were judged by: {wrong}"] == "mandatory"
    assert ("logs-kms", graph_of([PLAIN]).resources[0].urn, "plain: has no KMS key") in said


def test_a_session_serves_each_run_the_stack_of_that_run() -> None:
    """The engine may ask the same pack again: nothing of the last run may answer."""
    session = Session(RULES)
    first, second = ([_policy_resource(name)] for name in ("a", "b"))
    served = [session.whole(policy, run) for run in (first, second) for policy in ("one", "two")]
    assert [stack.resources[0].name for stack in served] == ["a", "a", "b", "b"]
    assert served[0] is served[1]


def test_what_the_program_sets_is_judged_and_not_what_the_provider_makes_of_it() -> None:
    """A provider may call unknown what is set, write null where nothing is, and add what stands beside the resource:
    after a refresh the outputs of a security group hold its rules."""
    session = Session(RULES)
    named = {"id": "sg-1", "name": "web-1a2b", "tagsAll": {"Owner": "shop"}}
    outputs = {**named, "description": UNKNOWN_TEXT, "timeouts": None, "ingress": [{"protocol": "tcp", "self": None}]}
    session.saw("urn:web", {"description": "Web"})
    read, web = session.whole("one", [_policy_resource(name, outputs) for name in ("only read", "web")]).resources
    assert web.props == {**named, "description": "Web"}
    assert read.props == {**named, "ingress": [{"protocol": "tcp"}]}  # nobody set anything here


def _policy_resource(name: str, props: Mapping[str, object] | None = None) -> PolicyResource:
    options = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [], "")
    return PolicyResource(
        LOG_GROUP, unknown_checking_proxy(dict(props or {})), f"urn:{name}", name, options, None, None, [], {}
    )


def test_the_schema_of_the_config_stands_alone() -> None:
    properties = schema(type(Pack().config)).properties
    assert set(properties) == {"environment", "profile", "dnsMode", "exemptions"}
    assert properties["environment"]["enum"] == ["dev", "staging", "prod", "dr", "account"]
    assert "$ref" not in json.dumps(properties)
    assert not any("default" in what for what in properties.values())  # the engine would pass it on as if it were told
    assert properties["exemptions"]["items"]["required"] == ["rule", "resource", "reason", "owner", "expires"]


def test_a_told_pack_comes_back_through_the_engine() -> None:
    graph = graph_of([made("aws:ecs/cluster:Cluster", "cluster", tags={"Environment": "dev"})])
    pack = read(CONFIGS / "staging.json", RULES)
    assert analyze(graph, config_of(pack)) == offline_road(stack_of(graph, pack))
