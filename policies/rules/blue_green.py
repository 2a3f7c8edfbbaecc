"""Blue/green deployments: what ECS shifts is ECS's, is tested unseen, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .companions import beside
from .model import NOT_APPLICABLE, Deferred, Outcome, References, Violation, rule
from .resource import ABSENT, UNKNOWN, Path, Resource, Stack
from .shifts import Shift, shifts
from .types import (
    ECS_SERVICE,
    LISTENER,
    LISTENER_RULE,
    LOAD_BALANCER,
    METRIC_ALARM,
    ROLE,
    ROLE_POLICY_ATTACHMENT,
    TARGET_GROUP,
    canonical,
)

_BLUE_GREEN = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html"
_RESOURCES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html"
_BALANCER = ("loadBalancers", 0)
_ADVANCED = (*_BALANCER, "advancedConfiguration")
_NEEDED = ("alternateTargetGroupArn", "productionListenerRule", "testListenerRule", "roleArn")
_SHIFTS_TRAFFIC = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
_LEAST_LENGTH = 16  # of a header's value that nobody guesses


@rule(
    id="bg-rules-ignored",
    title="What ECS shifts traffic by is left to ECS",
    title_ja="ECS がトラフィックを切り替えるリスナールールを Pulumi で上書きしない",
    severity="critical",
    kind="stack",
    types=(LISTENER_RULE, LISTENER),
    reads=(ECS_SERVICE, TARGET_GROUP, METRIC_ALARM),
    remediation=(
        "Give the rule one forward action to both target groups, weights 100 and 0, ignoreChanges of the whole actions "
        "and, in production, protect; let the listener's default action forward nothing."
    ),
    url=_RESOURCES,
    references=References(),
)
def bg_rules_ignored(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """An update that sends the first weights again points visitors at the empty group, and to ignore the weights alone
    has no effect (pulumi/pulumi-aws#5771). After a refresh the two weights may have changed places."""
    shifted = stack.index(shifts)
    if canonical(resource.type) == LISTENER:
        if resource.urn not in shifted.listeners:
            yield NOT_APPLICABLE
        for at in resource.each("defaultActions"):
            kind = resource.text(*at, "type")
            if kind is UNKNOWN:
                yield Deferred("whether it forwards by default is known only at the update")
            elif kind == "forward":
                yield Violation("forwards by default, and ECS rewrites what forwards")
        return
    groups = stack.behind(resource, "actions", TARGET_GROUP)
    found = [shifted.by_part[part.urn] for part in (resource, *groups) if part.urn in shifted.by_part]
    if not found:
        yield NOT_APPLICABLE
        return
    if "actions" not in resource.ignore_changes:
        yield Violation("does not ignore changes of its actions as a whole")
    if stack.pack.is_production and not resource.protect:
        yield Violation("is not protected")
    yield from _forwards(resource, groups, found[0])


def _forwards(resource: Resource, groups: Sequence[Resource], shift: Shift) -> Iterator[Outcome]:
    actions = resource.each("actions")
    kinds = [resource.text(*at, "type") for at in actions]
    if UNKNOWN in kinds:
        yield Deferred("its actions are known only at the update")
        return
    if kinds != ["forward"]:
        yield Violation("does more, or something else, than forward")
        return
    targets = resource.each(*actions[0], "forward", "targetGroups")
    arns = [resource.text(*at, "arn") for at in targets]
    weights = [resource.number(*at, "weight") for at in targets]
    if any(resource.get(*at) is UNKNOWN for at in targets) or UNKNOWN in weights:
        yield Deferred("its weights are known only at the update")
    elif len(targets) != 2 or len(groups) == 1 or ABSENT in arns or (UNKNOWN not in arns and len(set(arns)) == 1):
        yield Violation("does not name two target groups")
    elif UNKNOWN not in arns and len(shift.arns) == 2 and set(arns) != shift.arns:
        yield Violation(f"does not name the two target groups of {shift.service.name}")
    elif sorted(bool(weight) for weight in weights if weight is not ABSENT) != [False, True]:
        yield Violation("does not send all to one target group and nothing to the other")


@rule(
    id="bg-test-no-extra-port",
    title="A version under test is reached on the visitors' port by a secret header",
    title_ja="テスト対象のバージョンには本番と同じポートで秘密のヘッダーによりアクセスする",
    severity="high",
    kind="stack",
    types=(ECS_SERVICE, LISTENER),
    reads=(LISTENER_RULE, METRIC_ALARM),
    remediation=(
        "Put the test rule on the listener of the production rule, before it (a lower priority), with an httpHeader "
        "condition whose value is long and random; open no other port."
    ),
    url=_RESOURCES,
    references=References(),
)
def bg_test_no_extra_port(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Of a service's two rules the one with a header condition is the test's."""
    shifted = stack.index(shifts)
    if canonical(resource.type) == LISTENER:
        yield from _port(resource, stack)
        return
    shift = shifted.by_service.get(resource.urn)
    if shift is None or len(shift.rules) != 2:  # fewer, or one for both: see bg-service-shape
        yield NOT_APPLICABLE
        return
    tests = [one for one in shift.rules if any(_has_header(one, at) for at in one.each("conditions"))]
    if len(tests) != 1:
        asked = "neither" if not tests else "each"
        yield Violation(f"{asked} of its two rules asks for a header, so visitors and testers cannot be told apart")
        return
    (test,), (production,) = tests, [one for one in shift.rules if one not in tests]
    yield from _same_listener(test, production, stack)
    yield from _before(test, production)
    for at in test.each("conditions"):
        yield from _secret(test, at)


def _port(listener: Resource, stack: Stack) -> Iterator[Outcome]:
    shifted, usual = stack.index(shifts), 443 if stack.pack.has_domain else 80
    port = listener.number("port")
    if not any(one.urn in shifted.balancers for one in stack.named(listener, "loadBalancerArn", LOAD_BALANCER)):
        yield NOT_APPLICABLE
    elif port is UNKNOWN:
        yield Deferred("its port is known only at the update")
    elif listener.urn in shifted.listeners and port != usual:
        yield Violation(f"serves on another port than {usual}")
    elif port not in (80, 443):
        yield Violation("opens a port beside 80 and 443")


def _same_listener(test: Resource, production: Resource, stack: Stack) -> Iterator[Outcome]:
    arns = {one.text("listenerArn") for one in (test, production)}
    listeners = [stack.named(one, "listenerArn", LISTENER) for one in (test, production)]
    if listeners[0] != listeners[1] or (UNKNOWN not in arns and len(arns) == 2):
        yield Violation(f"its test rule {test.name} is on another listener than {production.name}")


def _before(test: Resource, production: Resource) -> Iterator[Outcome]:
    first, then = test.number("priority"), production.number("priority")
    if first is UNKNOWN or then is UNKNOWN:
        yield Deferred(f"whether {test.name} comes before {production.name} is known only at the update")
    elif first is ABSENT or then is ABSENT or first >= then:
        yield Violation(f"its test rule {test.name} does not come before {production.name}, which hides it")


def _has_header(one: Resource, at: Path) -> bool:
    return one.text(*at, "httpHeader", "httpHeaderName") is not ABSENT and bool(one.each(*at, "httpHeader", "values"))


def _secret(test: Resource, at: Path) -> Iterator[Outcome]:
    for value in test.each(*at, "httpHeader", "values"):
        text = test.text(*value)
        if isinstance(text, str) and (len(text) < _LEAST_LENGTH or "*" in text or "?" in text):
            yield Violation(f"the header value of its test rule {test.name} can be guessed")


@rule(
    id="bg-service-shape",
    title="A service with traffic can be shifted by ECS and taken back",
    title_ja="トラフィックを受けるサービスは ECS が切り替え、元に戻せる構成にする",
    severity="high",
    kind="stack",
    types=(ECS_SERVICE,),
    reads=(LISTENER_RULE, METRIC_ALARM, ROLE, ROLE_POLICY_ATTACHMENT, TARGET_GROUP, LISTENER),
    remediation=(
        "Give loadBalancers[0].advancedConfiguration all of its four fields, whatever the strategy; let the service "
        "depend on its listener rules and on the attachment of AmazonECSInfrastructureRolePolicyForLoadBalancers to "
        "the role, the only one; and set alarms with enable and rollback true."
    ),
    url=_BLUE_GREEN,
    references=References(),
)
def bg_service_shape(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """A service that outlives its rules or the policy of its role hangs in DRAINING when it is deleted; one without
    the second target group cannot change its strategy in place."""
    shift = stack.index(shifts).by_service.get(resource.urn)
    if shift is None:
        yield NOT_APPLICABLE
        return
    needed = {"targetGroupArn": _BALANCER, **dict.fromkeys(_NEEDED, _ADVANCED)}
    missing = [key for key, at in needed.items() if resource.text(*at, key) is ABSENT]
    if missing:
        yield Violation(f"has no {', '.join(missing)}")
    for what, found, keys in (
        ("target group", shift.groups, ((*_BALANCER, "targetGroupArn"), (*_ADVANCED, _NEEDED[0]))),
        ("listener rule", shift.rules, ((*_ADVANCED, _NEEDED[1]), (*_ADVANCED, _NEEDED[2]))),
    ):
        arns = {resource.text(*key) for key in keys}
        if not missing and (len(found) == 1 or (UNKNOWN not in arns and len(arns) == 1)):
            yield Violation(f"has one {what} where it needs two")
    yield from _lasting(resource, shift, stack)
    watched = [resource.flag("alarms", key) for key in ("enable", "rollback")]
    if UNKNOWN in watched:
        yield Deferred("whether alarms take it back is known only at the update")
    elif watched != [True, True] or not resource.each("alarms", "alarmNames"):
        yield Violation("is not taken back by alarms")


def _lasting(service: Resource, shift: Shift, stack: Stack) -> Iterator[Outcome]:
    for one in shift.rules:
        if one.urn not in service.dependencies:
            yield Violation(f"may be deleted after its rule {one.name}")
    for role in stack.behind(service, "loadBalancers", ROLE):
        attached = stack.index(beside(ROLE_POLICY_ATTACHMENT, "role", ROLE)).get(role.urn, ())
        policies = [one.text("policyArn") for one in attached]
        if UNKNOWN in policies:
            yield Deferred(f"what {role.name} may do is known only at the update")
        elif policies != [_SHIFTS_TRAFFIC]:
            yield Violation(f"shifts traffic as {role.name}, which has not exactly the policy for that")
        for one in attached:
            if one.urn not in service.dependencies:
                yield Violation(f"may be deleted after {one.name}, the policy that it shifts traffic by")
