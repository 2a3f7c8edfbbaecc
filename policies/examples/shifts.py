"""A service with two target groups, for examples: what ECS shifts, what watches it and what scales it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from policies.examples import Given, Known, made
from policies.rules.resource import Resource
from policies.rules.types import (
    ECS_SERVICE,
    LISTENER,
    LISTENER_RULE,
    LOAD_BALANCER,
    LOG_GROUP,
    METRIC_ALARM,
    ROLE,
    ROLE_POLICY_ATTACHMENT,
    SCALING_POLICY,
    SCALING_TARGET,
    TARGET_GROUP,
)

LOGS = made(LOG_GROUP, "logs")  # its outputs are what is not known yet
_ARN = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333"
BLUE, GREEN, OTHER = (made(TARGET_GROUP, name) for name in ("blue", "green", "other"))
ALB = made(LOAD_BALANCER, "alb")
HTTPS = made(LISTENER, "https", loadBalancerArn=ALB, port=443, protocol="HTTPS")
ROLE_OF_ECS = made(ROLE, "infrastructure")
POLICY = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
HEADER: Given = {"httpHeader": {"httpHeaderName": "X-Deploy-Test", "values": ["k3Jd92mZ0qPw8sXv"]}}
PATHS: Given = {"pathPattern": {"values": ["/*"]}}


def suffix(group: Resource) -> str:
    """As metrics call it."""
    return f"targetgroup/{group.name}/1"


def arn(group: Resource) -> Known:
    return Known(group, f"{_ARN}:{suffix(group)}")


def forward(*weights: tuple[Given, Given]) -> Given:
    """A forward action to target groups of those weights."""
    groups: list[Given] = [{"arn": group, "weight": weight} for group, weight in weights]
    return {"type": "forward", "forward": {"targetGroups": groups}}


BOTH = forward((BLUE, 100), (GREEN, 0))


def rule(name: str, priority: Given, *conditions: Given, actions: Given = None, listener: Given = HTTPS) -> Resource:
    """A listener rule as it should be, but for what is said otherwise."""
    made_ = made(
        LISTENER_RULE,
        name,
        listenerArn=listener,
        priority=priority,
        conditions=[PATHS, *conditions],
        actions=[BOTH] if actions is None else actions,
    )
    return replace(made_, ignore_changes=("actions",), protect=True)


def attachment(policy: Given = POLICY) -> Resource:
    return made(ROLE_POLICY_ATTACHMENT, "shifts", role=ROLE_OF_ECS, policyArn=policy)


def alarm(name: str, metric: Given, **props: Given) -> Resource:
    """One that watches the load balancer as a whole."""
    told: dict[str, Given] = {
        "name": name,
        "namespace": "AWS/ApplicationELB",
        "metricName": metric,
        "dimensions": {"LoadBalancer": "app/alb/1"},
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 3,
        "period": 60,
        "treatMissingData": "notBreaching",
    }
    return made(METRIC_ALARM, name, **{**told, **props})


def sum_of(*groups: Given, expression: Given = "FILL(m0,0)+FILL(m1,0)", metric: str = "UnHealthyHostCount") -> Given:
    """Metric queries that add up what they see of each target group."""
    queries: list[Given] = [
        {"id": f"m{index}", "metric": {"metricName": metric, "period": 60, "dimensions": {"TargetGroup": group}}}
        for index, group in enumerate(groups)
    ]
    return [*queries, {"id": "result", "expression": expression, "returnData": True}]


def unhealthy(queries: Given, **props: Given) -> Resource:
    alone = {"metricName": None, "dimensions": None, "period": None, "namespace": None}
    return alarm("unhealthy", None, **{**alone, "metricQueries": queries, **props})


WATCHED = (
    alarm("errors", "HTTPCode_Target_5XX_Count"),
    alarm("latency", "TargetResponseTime"),
    unhealthy(sum_of(Known(BLUE, suffix(BLUE)), Known(GREEN, suffix(GREEN)))),
)


@dataclass(frozen=True, kw_only=True)
class Setup:
    """The service and its parts; `known` as in an update, where ARNs are."""

    production: Resource = field(default_factory=lambda: rule("production", 200))
    test: Resource = field(default_factory=lambda: rule("test", 20, HEADER))
    alarms: tuple[Resource, ...] = WATCHED
    attached: tuple[Resource, ...] = (attachment(),)
    listeners: tuple[Resource, ...] = (HTTPS,)
    known: bool = False
    advanced: Mapping[str, Given] = field(default_factory=dict)
    props: Mapping[str, Given] = field(default_factory=dict)
    after: tuple[Resource, ...] | None = None  # what the service waits for besides what it is made of

    @property
    def service(self) -> Resource:
        blue, green = (arn(BLUE), arn(GREEN)) if self.known else (BLUE, GREEN)
        advanced: dict[str, Given] = {
            "alternateTargetGroupArn": green,
            "productionListenerRule": self.production,
            "testListenerRule": self.test,
            "roleArn": ROLE_OF_ECS,
            **self.advanced,
        }
        props: dict[str, Given] = {
            "name": "web",
            "loadBalancers": [{"targetGroupArn": blue, "advancedConfiguration": advanced}],
            "alarms": {"alarmNames": [one.name for one in self.alarms], "enable": True, "rollback": True},
            **self.props,
        }
        service = made(ECS_SERVICE, "web", **props)
        waits = (*service.dependencies, *(one.urn for one in self.attached)) if self.after is None else ()
        return replace(service, dependencies=waits)

    @property
    def resources(self) -> tuple[Resource, ...]:
        parts = (LOGS, BLUE, GREEN, ALB, *self.listeners, ROLE_OF_ECS, *self.attached, self.production, self.test)
        return (*parts, *self.alarms, self.service)


def scaling(setup: Setup, **tracking: Given) -> tuple[Resource, ...]:
    """The service with a policy that scales it by that."""
    target = made(SCALING_TARGET, "scaled", resourceId=setup.service)
    policy = made(SCALING_POLICY, "scaling", resourceId=target, targetTrackingScalingPolicyConfiguration=tracking)
    return (*setup.resources, target, policy)
