"""The safe shape of blue/green as one list of what may be wrong with it; empty when it is sound.

Numbers in brackets are those of the known bugs that a line guards against: actions that ECS rewrites (B1), weights that
cannot be ignored (B2), time-outs (B9), what must outlive the service (B11), the strategy changed in place (B12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from offline.graph import Graph, Resource
from offline.values import unwrap

SERVICE = "aws:ecs/service:Service"
RULE = "aws:lb/listenerRule:ListenerRule"
GROUP = "aws:lb/targetGroup:TargetGroup"
LISTENER = "aws:lb/listener:Listener"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SCALING = "aws:appautoscaling/policy:Policy"
INFRASTRUCTURE = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"

# Alarm -> comparison, threshold (5 % of errors, 2 s, not one task), seconds, periods that must be bad, of how many.
RINGS: Mapping[str, tuple[object, ...]] = {
    "errors": ("GreaterThanThreshold", 5, 60, 3, 5),
    "latency": ("GreaterThanThreshold", 2, 60, 2, 2),
    "unhealthy": ("GreaterThanThreshold", 0, 60, 3, 5),
}


def faults(graph: Graph, *, durable: bool) -> list[str]:
    """Of every service with traffic in a graph of the view "up"."""
    found = [
        f"{listener.name}: forwards by default; ECS rewrites what forwards, so it must be a rule (B1)"
        for listener in graph.of_type(LISTENER)
        if any(action["type"] == "forward" for action in _list(listener, "defaultActions"))
    ]
    for service in graph.of_type(SERVICE):
        found += (f"{service.name}: {wrong}" for wrong in _service(graph, service))
        if "loadBalancers" in service.inputs:
            shape = _Shape(graph, service)
            found += (f"{service.name}: {wrong}" for wrong in shape.wrong(durable=durable))
    return found


def _service(graph: Graph, service: Resource) -> Iterator[str]:
    given = service.inputs
    if "launchType" in given and "capacityProviderStrategies" in given:
        yield "has a launch type and capacity providers"
    if given.get("waitForSteadyState") is not True:
        yield "does not wait for its deployment: up would succeed whatever became of it"
    if "desiredCount" not in service.ignore_changes:
        yield "takes the count of tasks away from auto scaling"
    if given.get("deploymentController") != {"type": "ECS"}:
        yield "is not deployed by ECS"
    if given.get("deploymentCircuitBreaker") != {"enable": True, "rollback": True}:
        yield "has no circuit breaker that goes back"
    definition = graph.find("aws:ecs/taskDefinition:TaskDefinition", service.name)
    if definition.inputs.get("skipDestroy") is not True:
        yield "deletes the revision that a rollback needs"
    if "@sha256:" not in str(unwrap(definition.inputs["containerDefinitions"])):
        yield "runs an image that is not pinned by its digest"


class _Shape:
    """What one service with traffic stands on."""

    def __init__(self, graph: Graph, service: Resource) -> None:
        self.graph, self.service = graph, service
        (self.balancer,) = _list(service, "loadBalancers")
        self.advanced: Mapping[str, Any] = self.balancer.get("advancedConfiguration") or {}

    def wrong(self, *, durable: bool) -> Iterator[str]:
        missing = {
            "alternateTargetGroupArn",
            "productionListenerRule",
            "testListenerRule",
            "roleArn",
        } - self.advanced.keys()
        if missing:  # in every strategy, or a change of it is not in place (B12)
            yield f"has no {', '.join(sorted(missing))} (B12)"
            return
        groups = [self.balancer["targetGroupArn"], self.advanced["alternateTargetGroupArn"]]
        self.suffixes = {str(arn).split(":")[-1] for arn in groups}
        for colour, arn in zip(("blue", "green"), groups, strict=True):
            if f":targetgroup/{self.graph.find(GROUP, f'{self.service.name}-{colour}').name}" not in str(arn):
                yield f"does not send traffic to its {colour} target group"
        rules = {role: self.graph.find(RULE, f"{self.service.name}-{role}") for role in ("production", "test")}
        if self.advanced["productionListenerRule"] == self.advanced["testListenerRule"]:
            yield "has one rule for visitors and tests"
        for role, rule in rules.items():
            yield from (f"its {role} rule {wrong}" for wrong in self._rule(rule, groups, durable=durable))
        yield from self._rules(rules["production"], rules["test"])
        yield from self._order(list(rules.values()))
        yield from self._alarms()
        yield from self._scaling()

    def _rule(self, rule: Resource, groups: list[Any], *, durable: bool) -> Iterator[str]:
        if rule.ignore_changes != ("actions",):
            yield "does not ignore the whole of its actions, which are ECS's (B1, B2)"
        if durable and not rule.protect:
            yield "is not protected"
        actions = _list(rule, "actions")
        if [action["type"] for action in actions] != ["forward"]:
            yield "does not only forward (B7)"
            return
        targets = actions[0].get("forward", {}).get("targetGroups", [])
        if [(target["arn"], target["weight"]) for target in targets] != list(zip(groups, (100, 0), strict=True)):
            yield "does not name both colours, 100 to 0 (B1)"

    def _rules(self, production: Resource, test: Resource) -> Iterator[str]:
        if production.inputs["listenerArn"] != test.inputs["listenerArn"]:
            yield "is tested on another listener than visitors come in by"
        if not _number(test, "priority") < _number(production, "priority"):
            yield "has a test rule that the production rule hides"
        headers = [condition for condition in _list(test, "conditions") if "httpHeader" in condition]
        if not headers:
            yield "lets everybody reach the version under test"

    def _order(self, rules: list[Resource]) -> Iterator[str]:
        waits, used = set(self.service.dependencies), self.service.property_dependencies["loadBalancers"]
        if not {rule.urn for rule in rules} <= waits:
            yield "may be deleted after its rules (B11)"
        roles = {urn for urn in used if self.graph.by_urn[urn].type == "aws:iam/role:Role"}
        attached = [
            found
            for found in self.graph.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
            if roles & set(found.dependencies)
        ]
        if [found.inputs["policyArn"] for found in attached] != [INFRASTRUCTURE]:
            yield "shifts traffic by a role without exactly the policy for it"
        if not attached or not {found.urn for found in attached} <= waits:
            yield "may be deleted after the policy of its infrastructure role (B11)"

    def _alarms(self) -> Iterator[str]:
        watched: Any = self.service.inputs.get("alarms")
        if not watched or not (watched["enable"] and watched["rollback"]):
            yield "is not taken back by alarms"
            return
        by_name = {alarm.inputs["name"]: alarm for alarm in self.graph.of_type(ALARM)}
        roles = {name.rpartition("-deployment-")[2]: name for name in watched["alarmNames"]}
        if roles.keys() != RINGS.keys():
            yield f"is taken back by {', '.join(sorted(roles))} instead of {', '.join(RINGS)}"
        for role, name in roles.items():
            alarm = by_name[name]
            if role in RINGS and (found := _rings(alarm.inputs)) != RINGS[role]:
                yield f"is watched by {name}, which rings at {found} instead of {RINGS[role]}"
            if not _sees_both(alarm.inputs, self.suffixes):
                yield f"is watched by {name}, which sees one colour"
            if alarm.inputs["treatMissingData"] != "notBreaching":
                yield f"is taken back by {name} while nobody comes"

    def _scaling(self) -> Iterator[str]:
        urn = next(
            found.urn
            for found in self.graph.of_type("aws:appautoscaling/target:Target")
            if str(found.inputs["resourceId"]).endswith(f"/{self.service.inputs['name']}")
        )
        policies = [policy for policy in self.graph.of_type(SCALING) if urn in policy.dependencies]
        both = 0
        for policy in policies:
            told: Any = policy.inputs["targetTrackingScalingPolicyConfiguration"]
            predefined = (told.get("predefinedMetricSpecification") or {}).get("predefinedMetricType")
            if predefined == "ALBRequestCountPerTarget":
                yield f"is scaled by {policy.name} on one target group"
            elif predefined is not None and not told.get("disableScaleIn"):
                yield f"is scaled in by {policy.name} while a deployment halves the averages"
            elif predefined is None:
                metrics = told["customizedMetricSpecification"]["metrics"]
                places = [
                    {place["name"]: place["value"] for place in metric["metricStat"]["metric"]["dimensions"]}
                    for metric in metrics
                    if "metricStat" in metric
                ]
                if {place.get("TargetGroup") for place in places} == self.suffixes:
                    both += 1
                else:
                    yield f"is scaled by {policy.name} on one target group"
        if both != 1:
            yield "is not scaled on the requests of both colours"


def _rings(alarm: Mapping[str, Any]) -> tuple[object, ...]:
    """Comparison, threshold, seconds, periods that must be bad, of how many."""
    queries = alarm.get("metricQueries", [])
    seconds = {query["metric"]["period"] for query in queries if "metric" in query} or {alarm["period"]}
    told = (alarm[key] for key in ("datapointsToAlarm", "evaluationPeriods"))
    return (alarm["comparisonOperator"], alarm["threshold"], *sorted(seconds), *told)


def _sees_both(alarm: Mapping[str, Any], groups: set[Any]) -> bool:
    """Over the load balancer as a whole, or math over both of the groups."""
    series = [query["metric"]["dimensions"] for query in alarm.get("metricQueries", []) if "metric" in query]
    places = series or [alarm["dimensions"]]
    named = {place["TargetGroup"] for place in places if "TargetGroup" in place}
    return not named or named == groups


def _list(resource: Resource, key: str) -> list[Any]:
    found: Any = resource.inputs.get(key, [])
    return list(found)


def _number(resource: Resource, key: str) -> float:
    found: Any = resource.inputs[key]
    return float(found)
