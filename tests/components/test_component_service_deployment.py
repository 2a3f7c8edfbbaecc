"""How a service is deployed: by every strategy on the same resources, with hooks, and in the time that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.hooks import SignatureCheckArgs, hooks_of
from components.service import Service, Shift
from offline.graph import Graph
from planning.deployments import MOST_CERTIFICATE_TEXT, Strategy
from tests.components import build, build_hooks
from tests.components.build import WORKER, key_arns
from tests.components.look import below, dependencies, inputs
from tests.conftest import Record

COMPONENT = "megane:app:Service"
LINEAR = Shift(strategy="LINEAR", step_percent=25.0, step_bake_minutes=5)
CANARY = Shift(strategy="CANARY", canary_percent=5.0, canary_bake_minutes=30)
ROLLING = Shift(strategy="ROLLING")


def deployed(graph: Graph) -> Any:
    return inputs(graph, "ecs.Service web")["deploymentConfiguration"]


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        (Shift(), {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "10"}),
        (ROLLING, {"strategy": "ROLLING"}),
        (
            LINEAR,
            {
                "strategy": "LINEAR",
                "bakeTimeInMinutes": "10",
                "linearConfiguration": {"stepPercent": 25, "stepBakeTimeInMinutes": "5"},
            },
        ),
        (
            CANARY,
            {
                "strategy": "CANARY",
                "bakeTimeInMinutes": "10",
                "canaryConfiguration": {"canaryPercent": 5, "canaryBakeTimeInMinutes": "30"},
            },
        ),
    ],
    ids=lambda value: getattr(value, "strategy", ""),
)
def test_another_strategy_changes_the_configuration_and_nothing_else(
    record: Record, shift: Shift, expected: dict[str, Any]
) -> None:
    """Target groups, rules and what names them are the same, so ECS can go from any strategy to any other."""
    usual, other = record(build.service), record(lambda: build.service(shift=shift))

    assert deployed(other) == expected
    for resource in usual.resources:
        without = {key: value for key, value in resource.inputs.items() if key != "deploymentConfiguration"}
        same = other.by_urn[resource.urn]
        assert {key: value for key, value in same.inputs.items() if key != "deploymentConfiguration"} == without
    assert len(usual.resources) == len(other.resources)


@pytest.mark.parametrize(
    ("strategy", "given", "message"),
    [
        (
            "BLUE_GREEN",
            {"step_percent": 10.0},
            "step_percent belongs to LINEAR, and LINEAR needs it; this is BLUE_GREEN",
        ),
        ("LINEAR", {"step_percent": 10.0}, "step_bake_minutes belongs to LINEAR, and LINEAR needs it; this is LINEAR"),
        ("LINEAR", {"step_percent": 2.9, "step_bake_minutes": 1}, "step_percent 2.9 must be at least 3"),
        ("CANARY", {}, "canary_percent belongs to CANARY, and CANARY needs it; this is CANARY"),
    ],
)
def test_a_strategy_without_its_companions_is_refused(strategy: Strategy, given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        Shift(strategy=strategy, **given)

    assert str(raised.value) == message


def test_a_worker_is_rolled_over_and_without_alarms_or_traffic(record: Record) -> None:
    graph = record(lambda: build.service(spec=WORKER, shift=LINEAR))

    assert deployed(graph) == {"strategy": "ROLLING"}
    assert not {"alarms", "loadBalancers", "healthCheckGracePeriodSeconds"} & inputs(graph, "ecs.Service web").keys()


SIGNED = {
    "targetType": "AWS_LAMBDA",
    "hookTargetArn": "arn:function/signed",
    "roleArn": "arn:role/signed",
    "lifecycleStages": ["PRE_SCALE_UP"],
}


def test_hooks_are_asked_and_outlive_the_service(record: Record) -> None:
    def program() -> None:
        checked, tested = build_hooks.signature_check(), build_hooks.smoke_test()
        build.service(hooks=hooks_of(checked, tested, ["/health"]))

    graph = record(program, view="up")

    first, second = deployed(graph)["lifecycleHooks"]
    assert [first["lifecycleStages"], second["lifecycleStages"]] == [["PRE_SCALE_UP"], ["POST_TEST_TRAFFIC_SHIFT"]]
    assert "hookDetails" not in first
    assert second["hookDetails"] == '{"health": "/health", "paths": []}'
    assert first["hookTargetArn"].endswith("function:megane-test-signature-check")
    assert second["hookTargetArn"].endswith("function:megane-test-smoke-test")
    assert ":role/signed-invoke" in first["roleArn"]
    waits = dependencies(graph, "ecs.Service web")
    for hook in ("signed", "smoke"):
        assert waits >= {
            f"lambda.Function {hook}",
            f"iam.RolePolicy {hook}-function",
            f"iam.RolePolicy {hook}-invoke",
        }


def test_a_service_has_the_hooks_of_its_stack_that_concern_it(record: Record) -> None:
    found: list[list[str]] = []

    def program() -> None:
        checked, tested = build_hooks.signature_check(), build_hooks.smoke_test()
        for signature, smoke, paths in (
            (checked, tested, ["/"]),
            (checked, tested, []),
            (None, tested, ["/"]),
            (None, None, ["/"]),
        ):
            found.append([hook.stage for hook in hooks_of(signature, smoke, paths)])

    record(program)

    before, after = "PRE_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"
    assert found == [[before, after], [before], [after], []]


def test_a_worker_with_a_hook_is_deployed_so_that_the_hook_is_asked(record: Record) -> None:
    graph = record(lambda: build.service(spec=WORKER, hooks=[build_hooks.signed()]))

    assert deployed(graph) == {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "0", "lifecycleHooks": [SIGNED]}
    assert not any("lb." in name for name in below(graph, COMPONENT))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"shift": ROLLING}, "a rolling deployment asks no hooks: take another strategy"),
        ({"spec": WORKER}, "without a port there is no traffic to test: only PRE_SCALE_UP hooks"),
    ],
)
def test_a_hook_that_nobody_would_ask_is_refused(record: Record, args: dict[str, Any], message: str) -> None:
    hook = build_hooks.signed(stage="POST_TEST_TRAFFIC_SHIFT")

    with pytest.raises(ValueError, match=message):
        record(lambda: build.service(hooks=[hook], **args))


def options(record: Record, build_one: Callable[[], Service]) -> pulumi.ResourceOptions:
    """What the ECS service was registered with, which the graph does not keep."""
    seen: list[pulumi.ResourceOptions] = []

    def notice(args: pulumi.ResourceTransformationArgs) -> None:
        if args.type_ == "aws:ecs/service:Service":
            seen.append(args.opts)

    def program() -> None:
        pulumi.runtime.register_stack_transformation(notice)
        build_one()

    record(program)
    (only,) = seen
    return only


@pytest.mark.parametrize(
    ("args", "create", "update"),
    [
        ({}, "40m", "90m"),
        ({"bake_minutes": 60}, "90m", "120m"),
        ({"shift": LINEAR}, "55m", "90m"),  # three waits of 5 minutes between four steps, then 10
        ({"shift": replace(LINEAR, step_percent=3.0)}, "205m", "235m"),
        ({"shift": CANARY}, "70m", "100m"),
    ],
)
def test_pulumi_waits_as_long_as_a_deployment_takes(
    record: Record, args: dict[str, Any], create: str, update: str
) -> None:
    timeouts = options(record, lambda: build.service(**args)).custom_timeouts

    assert isinstance(timeouts, pulumi.CustomTimeouts)
    assert (timeouts.create, timeouts.update) == (create, update)


RULE_REPLACED = "loadBalancers[*].advancedConfiguration.productionListenerRule"


@pytest.mark.parametrize(("spec", "replaced_by"), [(build.SPEC, [RULE_REPLACED]), (WORKER, None)])
def test_a_new_rule_is_a_new_service(record: Record, spec: Any, replaced_by: list[str] | None) -> None:
    found = options(record, lambda: build.service(spec=spec))

    assert found.delete_before_replace is True
    assert found.replace_on_changes == replaced_by


@pytest.mark.parametrize(
    ("certificates", "message"),
    [
        ([], "root_certificates must not be empty: no chain could end in one"),
        (["x" * MOST_CERTIFICATE_TEXT, "y"], "root_certificates must have 3000 characters at the most together"),
    ],
)
def test_certificates_must_be_there_and_fit(certificates: list[str], message: str) -> None:
    args = SignatureCheckArgs(
        code=build_hooks.code(),
        keys=key_arns(),
        cluster_name="c",
        images=[],
        profile_arn="arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/megane",
        root_certificates=[build_hooks.PEM],
    )
    with pytest.raises(ValueError, match=message):
        replace(args, root_certificates=certificates)
