"""Examples of the rules on blue/green deployments."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.examples.shifts import (
    ALB,
    BLUE,
    BOTH,
    GREEN,
    HEADER,
    HTTPS,
    LOGS,
    OTHER,
    POLICY,
    Setup,
    arn,
    attachment,
    forward,
    rule,
)
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import ECS_SERVICE, LISTENER

_DEV, _NO_DOMAIN = told(environment="dev"), told(environment="dev", dns_mode="none")


def _ignored(
    case: Case, name: str, production: Resource, *wrong: str, pack: Pack = IN_FULL, listener: Resource = HTTPS
) -> Example:
    setup = Setup(production=production, listeners=(listener,))
    findings = tuple(("violation", text) for text in wrong)
    return Example("bg-rules-ignored", case, name, (OTHER, *setup.resources), findings, pack)


def _acts(case: Case, name: str, actions: Given, *wrong: str) -> Example:
    return _ignored(case, name, rule("production", 200, actions=actions), *(f"production: {text}" for text in wrong))


def _tested(case: Case, name: str, setup: Setup, *wrong: str, pack: Pack = IN_FULL) -> Example:
    findings = tuple(("violation", text) for text in wrong)
    return Example("bg-test-no-extra-port", case, name, setup.resources, findings, pack)


def _shaped(case: Case, name: str, setup: Setup, *wrong: str) -> Example:
    findings = tuple(("violation", f"web: {text}") for text in wrong)
    return Example("bg-service-shape", case, name, setup.resources, findings)


def _listener(name: str, port: Given, *actions: Given) -> Resource:
    return made(LISTENER, name, loadBalancerArn=ALB, port=port, defaultActions=list(actions))


_RULE = rule("production", 200)
_SENT = replace(_RULE, ignore_changes=())
_NOT_IGNORED = "production: does not ignore changes of its actions as a whole"
_ELSEWHERE = forward((arn(BLUE), 100), (Known(GREEN, arn(OTHER).value), 0))
_WEIGHTS = "does not send all to one target group and nothing to the other"
_ONE_GROUP = "does not name two target groups"
_MORE = "does more, or something else, than forward"
_FORWARDS = _listener("https", 443, {"type": "forward", "targetGroupArn": "arn:aws:elasticloadbalancing:::1"})
_OTHER_LISTENER = _listener("second", 443)
_GUESSED = "web: the header value of its test rule test can be guessed"
_HIDDEN = "web: its test rule test does not come before production, which hides it"
_NO_HEADER = "web: neither of its two rules asks for a header, so visitors and testers cannot be told apart"
_ALONE = made(ECS_SERVICE, "worker", name="worker")
_NOT_EXACTLY = "shifts traffic as infrastructure, which has not exactly the policy for that"


def _header(value: Given) -> Resource:
    return rule("test", 20, {"httpHeader": {"httpHeaderName": "X-Deploy-Test", "values": [value]}})


EXAMPLES = (
    _ignored("pass", "left to ECS", _RULE),
    _acts("pass", "after a deployment", [forward((BLUE, 0), (GREEN, 100))]),
    _acts("pass", "with ARNs", [forward((arn(BLUE), 100.0), (arn(GREEN), "0"))]),
    _ignored("pass", "not protected, in development", replace(_RULE, protect=False), pack=_DEV),
    _ignored("fail", "sent again with every update", _SENT, _NOT_IGNORED),
    _ignored(
        "fail",
        "only its weights ignored",
        replace(_RULE, ignore_changes=("actions[0].forward.targetGroups[*].weight",)),
        _NOT_IGNORED,
    ),
    _ignored("fail", "not protected", replace(_RULE, protect=False), "production: is not protected"),
    _acts("fail", "half of the visitors to each", [forward((BLUE, 50), (GREEN, 50))], _WEIGHTS),
    _acts("fail", "nobody to either", [forward((BLUE, 0), (GREEN, 0))], _WEIGHTS),
    _acts("fail", "one target group", [forward((BLUE, 100))], _ONE_GROUP),
    _acts("fail", "one target group twice", [forward((arn(BLUE), 100), (arn(BLUE), 0))], _ONE_GROUP),
    Example(
        "bg-rules-ignored",
        "fail",
        "a target group of somebody else",
        Setup(known=True, production=rule("production", 200, actions=[_ELSEWHERE])).resources,
        (("violation", "production: does not name the two target groups of web"),),
    ),
    _acts("fail", "no weights", [{"type": "forward", "targetGroupArn": BLUE}], _ONE_GROUP),
    _acts("fail", "an answer of its own", [{"type": "fixed-response"}], _MORE),
    _acts("fail", "who are you first", [{"type": "authenticate-oidc"}, BOTH], _MORE),
    _ignored(
        "fail",
        "a listener that forwards by default",
        _RULE,
        "https: forwards by default, and ECS rewrites what forwards",
        listener=_FORWARDS,
    ),
    Example(
        "bg-rules-ignored",
        "fail",
        "one more rule to the same target groups",
        (*Setup().resources, replace(rule("more", 300), ignore_changes=())),
        (("violation", "more: does not ignore changes of its actions as a whole"),),
    ),
    _acts("absent", "no actions", [], _MORE),
    _acts("absent", "a weight left out", [forward((BLUE, 100), (GREEN, None))], _WEIGHTS),
    Example(
        "bg-rules-ignored",
        "unknown",
        "what they do is an output",
        Setup(
            production=rule("production", 200, actions=[{"type": LOGS}]),
            test=rule("test", 20, HEADER, actions=[forward((BLUE, 100), (GREEN, LOGS))]),
            listeners=(_listener("https", 443, {"type": LOGS}),),
        ).resources,
        (
            ("deferred", "production: its actions are known only at the update"),
            ("deferred", "test: its weights are known only at the update"),
            ("deferred", "https: whether it forwards by default is known only at the update"),
        ),
    ),
    Example(
        "bg-rules-ignored",
        "not applicable",
        "nothing that ECS shifts",
        (OTHER, _ALONE, replace(rule("alone", 300, actions=[forward((OTHER, 1))]), ignore_changes=()), _OTHER_LISTENER),
    ),
    _tested("pass", "by a header, before visitors", Setup()),
    _tested("pass", "beside a redirect", Setup(listeners=(HTTPS, _listener("http", 80)))),
    _tested("pass", "without a domain", Setup(listeners=(_listener("https", 80),)), pack=_NO_DOMAIN),
    _tested("fail", "by everybody", Setup(test=rule("test", 20)), _NO_HEADER),
    _tested(
        "fail",
        "and visitors need it too",
        Setup(production=rule("production", 200, HEADER)),
        "web: each of its two rules asks for a header, so visitors and testers cannot be told apart",
    ),
    _tested("fail", "after visitors", Setup(test=rule("test", 201, HEADER)), _HIDDEN),
    _tested("fail", "by any value", Setup(test=_header("*")), _GUESSED),
    _tested("fail", "by a short value", Setup(test=_header("test")), _GUESSED),
    _tested(
        "fail",
        "on another listener",
        Setup(test=rule("test", 20, HEADER, listener=_OTHER_LISTENER), listeners=(HTTPS, _OTHER_LISTENER)),
        "web: its test rule test is on another listener than production",
    ),
    _tested(
        "fail",
        "on another port",
        Setup(listeners=(HTTPS, _listener("test-port", 8443))),
        "test-port: opens a port beside 80 and 443",
    ),
    _tested(
        "fail", "in plain text", Setup(listeners=(_listener("https", 80),)), "https: serves on another port than 443"
    ),
    _tested(
        "absent",
        "a header without a value",
        Setup(test=rule("test", 20, {"httpHeader": {"httpHeaderName": "X-Deploy-Test"}})),
        _NO_HEADER,
    ),
    _tested("absent", "no priority", Setup(test=rule("test", None, HEADER)), _HIDDEN),
    Example(
        "bg-test-no-extra-port",
        "unknown",
        "order and port are outputs",
        Setup(test=rule("test", LOGS, HEADER), listeners=(_listener("https", LOGS),)).resources,
        (
            ("deferred", "web: whether test comes before production is known only at the update"),
            ("deferred", "https: its port is known only at the update"),
        ),
    ),
    Example("bg-test-no-extra-port", "not applicable", "no traffic", (_ALONE, ALB, HTTPS)),
    _shaped("pass", "all of it", Setup()),
    _shaped("pass", "all of it, known", Setup(known=True)),
    _shaped(
        "fail",
        "no second target group",
        Setup(advanced={"alternateTargetGroupArn": None}),
        "has no alternateTargetGroupArn",
    ),
    _shaped(
        "fail",
        "one target group for both",
        Setup(known=True, advanced={"alternateTargetGroupArn": arn(BLUE)}),
        "has one target group where it needs two",
    ),
    _shaped(
        "fail",
        "one rule for both",
        Setup(advanced={"testListenerRule": _RULE}),
        "has one listener rule where it needs two",
    ),
    _shaped(
        "fail",
        "it outlives what it needs",
        Setup(after=()),
        "may be deleted after its rule production",
        "may be deleted after its rule test",
        "may be deleted after shifts, the policy that it shifts traffic by",
    ),
    _shaped("fail", "another policy", Setup(attached=(attachment(f"{POLICY}2"),)), _NOT_EXACTLY),
    _shaped("fail", "no policy", Setup(attached=()), _NOT_EXACTLY),
    _shaped("fail", "no alarms", Setup(alarms=()), "is not taken back by alarms"),
    _shaped(
        "fail",
        "alarms that only tell",
        Setup(props={"alarms": {"alarmNames": ["errors"], "enable": True, "rollback": False}}),
        "is not taken back by alarms",
    ),
    _shaped(
        "absent",
        "no more than one target group",
        Setup(props={"loadBalancers": [{"targetGroupArn": BLUE}], "alarms": None}),
        "has no alternateTargetGroupArn, productionListenerRule, testListenerRule, roleArn",
        "is not taken back by alarms",
    ),
    Example(
        "bg-service-shape",
        "unknown",
        "policy and alarms are outputs",
        Setup(attached=(attachment(LOGS),), props={"alarms": LOGS}).resources,
        (
            ("deferred", "web: what infrastructure may do is known only at the update"),
            ("deferred", "web: whether alarms take it back is known only at the update"),
        ),
    ),
    Example("bg-service-shape", "not applicable", "no traffic", (_ALONE,)),
)
