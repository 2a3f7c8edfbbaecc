"""Blue/green in its safe shape, in the real stacks and in a service alone; and each dangerous line broken once."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.service import Shift
from offline.graph import Graph, Resource
from planning.deployments import Strategy
from tests.components import build
from tests.components.build import DURABLE
from tests.conftest import Record
from tests.stacks.blue_green import ALARM, LISTENER, RINGS, RULE, SCALING, SERVICE, faults
from tests.stacks.load import named

SHIFTS: dict[Strategy, Shift] = {
    "BLUE_GREEN": Shift(),
    "ROLLING": Shift(strategy="ROLLING"),
    "LINEAR": Shift(strategy="LINEAR", step_percent=10.0, step_bake_minutes=1),
    "CANARY": Shift(strategy="CANARY", canary_percent=5.0, canary_bake_minutes=1),
}


@pytest.mark.parametrize("stack", ["dev", "prod", "prod-minimal"])
def test_the_stacks_are_sound(stack: str) -> None:
    graph = named(stack, "up")

    assert faults(graph, durable=stack != "dev") == []
    assert len([service for service in graph.of_type(SERVICE) if "loadBalancers" in service.inputs]) == 2


@pytest.mark.parametrize("strategy", SHIFTS)
def test_a_service_is_sound_in_every_strategy(record: Record, strategy: Strategy) -> None:
    assert faults(sound(record, shift=SHIFTS[strategy]), durable=True) == []


def sound(record: Record, **changes: Any) -> Graph:
    return record(lambda: build.service(DURABLE, **changes), view="up")


Break = Callable[[dict[str, Any]], object]


def broken(graph: Graph, type_: str, name: str, change: Break | None = None, **fields: Any) -> Graph:
    """The graph with one resource changed: its inputs by `change`, or fields that the engine is told beside them."""

    def spoilt(resource: Resource) -> Resource:
        if (resource.type, resource.name) != (type_, name):
            return resource
        inputs: dict[str, Any] = copy.deepcopy(dict(resource.inputs))
        if change is not None:
            change(inputs)
        return replace(resource, inputs=inputs, **fields)

    assert any((resource.type, resource.name) == (type_, name) for resource in graph.resources)
    return replace(graph, resources=tuple(map(spoilt, graph.resources)))


def _without(*keys: str) -> Break:
    return lambda inputs: [inputs.pop(key) for key in keys]


def _set(**values: Any) -> Break:
    return lambda inputs: inputs.update(values)


def _advanced(key: str) -> Break:
    return lambda inputs: inputs["loadBalancers"][0]["advancedConfiguration"].pop(key)


def _unpinned(inputs: dict[str, Any]) -> None:
    (container,) = json.loads(inputs["containerDefinitions"])
    inputs["containerDefinitions"] = json.dumps([{**container, "image": "registry/api:latest"}])


def _tracking(**values: Any) -> Break:
    return lambda inputs: inputs["targetTrackingScalingPolicyConfiguration"].update(values)


def _one_group(inputs: dict[str, Any]) -> None:
    inputs["metricQueries"] = [query for query in inputs["metricQueries"] if query["id"] != "green"]


def _one_series(inputs: dict[str, Any]) -> None:
    told = inputs["targetTrackingScalingPolicyConfiguration"]["customizedMetricSpecification"]
    told["metrics"] = [metric for metric in told["metrics"] if metric["id"] != "green"]


def _period(seconds: int) -> Break:
    def change(inputs: dict[str, Any]) -> None:
        for query in inputs["metricQueries"][:-1]:
            query["metric"]["period"] = seconds

    return change


def _watched(*roles: str) -> Break:
    names = [f"megane-test-api-deployment-{role}" for role in roles]
    return lambda inputs: inputs["alarms"].update(alarmNames=names)


def _weights(*weights: int) -> Break:
    def change(inputs: dict[str, Any]) -> None:
        for target, weight in zip(inputs["actions"][0]["forward"]["targetGroups"], weights, strict=True):
            target["weight"] = weight

    return change


NESTED = ("actions[0].forward.targetGroups[*].weight",)
PREDEFINED = {"predefinedMetricSpecification": {"predefinedMetricType": "ALBRequestCountPerTarget"}}
POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForLoadBalancers"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
UNHEALTHY = "web-api-deployment-unhealthy"
RINGS_OTHERWISE = "which rings at "


@pytest.mark.parametrize(
    ("type_", "name", "change", "fields", "said"),
    [
        (RULE, "web-production", None, {"ignore_changes": ()}, "does not ignore the whole of its actions"),
        (RULE, "web-test", None, {"ignore_changes": ()}, "its test rule does not ignore the whole of its actions"),
        (RULE, "web-production", None, {"ignore_changes": NESTED}, "does not ignore the whole of its actions"),
        (RULE, "web-production", None, {"protect": False}, "its production rule is not protected"),
        (RULE, "web-production", _weights(50, 50), {}, "does not name both colours, 100 to 0"),
        (RULE, "web-test", lambda i: i["actions"][0]["forward"]["targetGroups"].pop(), {}, "does not name both"),
        (RULE, "web-test", _set(actions=[{"type": "fixed-response"}]), {}, "does not only forward"),
        (RULE, "web-test", _set(priority=101), {}, "has a test rule that the production rule hides"),
        (RULE, "web-test", lambda i: i["conditions"].pop(), {}, "lets everybody reach the version under test"),
        (RULE, "web-test", _set(listenerArn="arn:listener/8443"), {}, "is tested on another listener"),
        (SERVICE, "web", _advanced("alternateTargetGroupArn"), {}, "has no alternateTargetGroupArn (B12)"),
        (SERVICE, "web", _advanced("testListenerRule"), {}, "has no testListenerRule (B12)"),
        (SERVICE, "web", _advanced("roleArn"), {}, "has no roleArn (B12)"),
        (SERVICE, "web", None, {"dependencies": ()}, "may be deleted after its rules (B11)"),
        (
            SERVICE,
            "web",
            None,
            {"dependencies": ()},
            "may be deleted after the policy of its infrastructure role (B11)",
        ),
        (SERVICE, "web", _without("alarms"), {}, "is not taken back by alarms"),
        (SERVICE, "web", _without("waitForSteadyState"), {}, "does not wait for its deployment"),
        (SERVICE, "web", _set(capacityProviderStrategies=[{}]), {}, "has a launch type and capacity providers"),
        (SERVICE, "web", None, {"ignore_changes": ()}, "takes the count of tasks away from auto scaling"),
        (SERVICE, "web", _set(deploymentController={"type": "CODE_DEPLOY"}), {}, "is not deployed by ECS"),
        (SERVICE, "web", _without("deploymentCircuitBreaker"), {}, "has no circuit breaker that goes back"),
        ("aws:ecs/taskDefinition:TaskDefinition", "web", _without("skipDestroy"), {}, "deletes the revision"),
        ("aws:ecs/taskDefinition:TaskDefinition", "web", _unpinned, {}, "runs an image that is not pinned"),
        (ATTACHMENT, "cluster-infrastructure", _set(policyArn=POLICY), {}, "without exactly the policy for it"),
        (ALARM, UNHEALTHY, _one_group, {}, "which sees one colour"),
        (ALARM, UNHEALTHY, _set(treatMissingData="breaching"), {}, "while nobody comes"),
        (ALARM, UNHEALTHY, _period(300), {}, RINGS_OTHERWISE),
        (SERVICE, "web", _watched("latency", "unhealthy"), {}, "by latency, unhealthy instead of errors, latency, un"),
        (SCALING, "web-requests", _one_series, {}, "is not scaled on the requests of both colours"),
        (SCALING, "web-requests", _tracking(**PREDEFINED), {}, "is scaled by web-requests on one target group"),
        (SCALING, "web-cpu", _tracking(disableScaleIn=False), {}, "is scaled in by web-cpu"),
    ],
)
def test_each_dangerous_line(
    record: Record, type_: str, name: str, change: Break | None, fields: Mapping[str, Any], said: str
) -> None:
    found = faults(broken(sound(record), type_, name, change, **fields), durable=True)

    assert [wrong for wrong in found if said in wrong], found


@pytest.mark.parametrize("role", RINGS)
@pytest.mark.parametrize(
    "change",
    [
        _set(threshold=1),
        _set(comparisonOperator="GreaterThanOrEqualToThreshold"),
        _set(evaluationPeriods=4),
        _set(datapointsToAlarm=1),
    ],
    ids=["threshold", "comparison", "periods", "datapoints"],
)
def test_the_alarms_of_a_deployment_ring_when_they_should(record: Record, role: str, change: Break) -> None:
    found = faults(broken(sound(record), ALARM, f"web-api-deployment-{role}", change), durable=True)

    assert [wrong for wrong in found if f"api-deployment-{role}, {RINGS_OTHERWISE}" in wrong], found


def test_a_listener_does_not_forward_by_itself(record: Record) -> None:
    graph = record(build.load_balancer, view="up")
    forward = [{"type": "forward", "targetGroupArn": "arn:group/1"}]

    assert faults(graph, durable=False) == []
    (said,) = faults(broken(graph, LISTENER, "lb-https", _set(defaultActions=forward)), durable=False)
    assert said.startswith("lb-https: forwards by default")


def test_what_the_graph_does_not_keep(record: Record) -> None:
    """Time for a deployment (B9), and a new service for a new rule (B8), under the name that is taken."""
    seen: list[pulumi.ResourceOptions] = []

    def notice(args: pulumi.ResourceTransformationArgs) -> None:
        if args.type_ == SERVICE:
            seen.append(args.opts)

    def program() -> None:
        pulumi.runtime.register_stack_transformation(notice)
        build.service()

    record(program)

    (options,) = seen
    assert isinstance(options.custom_timeouts, pulumi.CustomTimeouts)
    assert int(str(options.custom_timeouts.update).removesuffix("m")) >= 90
    assert options.delete_before_replace is True
    assert options.replace_on_changes == ["loadBalancers[*].advancedConfiguration.productionListenerRule"]
