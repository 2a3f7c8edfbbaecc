"""Examples of the rule on what watches and scales a service with two target groups."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.examples.shifts import BLUE, GREEN, LOGS, OTHER, WATCHED, Setup, alarm, scaling, suffix, sum_of, unhealthy
from policies.rules.blue_green_alarms import DeploymentAlarms
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import ECS_SERVICE

_RULE = "bg-alarms-both-groups"
_ERRORS, _LATENCY, _UNHEALTHY = WATCHED
_IN_BLUE, _IN_GREEN = Known(BLUE, suffix(BLUE)), Known(GREEN, suffix(GREEN))


def _watched(
    case: Case, name: str, *wrong: str, alarms: tuple[Resource, ...] = WATCHED, pack: Pack = IN_FULL, known: bool = True
) -> Example:
    findings = tuple(("violation", text) for text in wrong)
    return Example(_RULE, case, name, Setup(alarms=alarms, known=known).resources, findings, pack)


def _beside(case: Case, name: str, watch: Resource, *wrong: str) -> Example:
    """An alarm that takes no deployment back."""
    findings = tuple(("violation", f"{watch.name}: {text}") for text in wrong)
    return Example(_RULE, case, name, (OTHER, *Setup(known=True).resources, watch), findings)


def _scaled(case: Case, name: str, *wrong: str, **tracking: Given) -> Example:
    findings = tuple(("violation", f"scaling: {text}") for text in wrong)
    return Example(_RULE, case, name, scaling(Setup(known=True), **tracking), findings)


def _requests(*groups: Given, expression: str = "FILL(m0,0)+FILL(m1,0)") -> Given:
    series: list[Given] = [
        {"id": f"m{index}", "metricStat": {"metric": {"dimensions": [{"name": "TargetGroup", "value": group}]}}}
        for index, group in enumerate(groups)
    ]
    return {"metrics": [*series, {"id": "sum", "expression": expression, "returnData": True}]}


def _predefined(metric: str) -> Given:
    return {"predefinedMetricType": metric}


_ONE = "looks at one of the two target groups of web"
_LEFT_OUT = "its expression leaves one target group out"
_NO_DATA = "takes deployments back, or lets them pass, for want of data while nobody comes"
_HEALTHY = alarm(
    "no-target",
    None,
    metricQueries=sum_of(_IN_BLUE, _IN_GREEN, metric="HealthyHostCount"),
    comparisonOperator="LessThanThreshold",
    treatMissingData="breaching",
)

EXAMPLES = (
    _watched("pass", "errors, latency and unhealthy hosts"),
    _watched(
        "pass", "before anything is known", alarms=(_ERRORS, _LATENCY, unhealthy(sum_of(BLUE, GREEN))), known=False
    ),
    _watched(
        "pass",
        "all metrics of an alarm",
        alarms=(_ERRORS, _LATENCY, unhealthy(sum_of(_IN_BLUE, _IN_GREEN, expression="SUM(METRICS())"))),
    ),
    _watched(
        "pass",
        "fewer, as was chosen",
        alarms=(_ERRORS,),
        pack=told(DeploymentAlarms(watched=("HTTPCode_Target_5XX_Count",))),
    ),
    _beside("pass", "an alarm of every day", _HEALTHY),
    _beside(
        "pass",
        "a target group that is not shifted",
        alarm("other", "UnHealthyHostCount", dimensions={"TargetGroup": Known(OTHER, suffix(OTHER))}),
    ),
    _watched(
        "fail",
        "one target group",
        f"unhealthy: {_ONE}",
        alarms=(_ERRORS, _LATENCY, unhealthy(sum_of(_IN_BLUE, expression="m0"))),
    ),
    _watched(
        "fail",
        "one target group twice",
        f"unhealthy: {_ONE}",
        alarms=(_ERRORS, _LATENCY, unhealthy(sum_of(_IN_BLUE, _IN_BLUE))),
    ),
    _watched(
        "fail",
        "one target group, before it is known",
        f"unhealthy: {_ONE}",
        alarms=(_ERRORS, _LATENCY, unhealthy(sum_of(GREEN, GREEN))),
        known=False,
    ),
    _watched(
        "fail",
        "the sum of one",
        f"unhealthy: {_LEFT_OUT}",
        alarms=(_ERRORS, _LATENCY, unhealthy(sum_of(_IN_BLUE, _IN_GREEN, expression="FILL(m1,0)"))),
    ),
    _beside(
        "fail",
        "an alarm of every day on one target group",
        alarm("no-target", "HealthyHostCount", dimensions={"TargetGroup": _IN_GREEN}),
        _ONE,
    ),
    _watched(
        "fail",
        "no data is bad data",
        f"errors: {_NO_DATA}",
        alarms=(alarm("errors", "HTTPCode_Target_5XX_Count", treatMissingData="breaching"), _LATENCY, _UNHEALTHY),
    ),
    _watched(
        "fail",
        "an alarm that rings when all is well",
        "latency: rings when all is well",
        alarms=(_ERRORS, alarm("latency", "TargetResponseTime", comparisonOperator="LessThanThreshold"), _UNHEALTHY),
    ),
    _watched(
        "fail",
        "an alarm that takes its time",
        "errors: takes more than 5 minutes to ring",
        alarms=(alarm("errors", "HTTPCode_Target_5XX_Count", period=300), _LATENCY, _UNHEALTHY),
    ),
    _watched("fail", "no errors", "web: is not taken back by HTTPCode_Target_5XX_Count", alarms=(_LATENCY, _UNHEALTHY)),
    _scaled("pass", "by the requests of both", customizedMetricSpecification=_requests(_IN_BLUE, _IN_GREEN)),
    _scaled(
        "pass",
        "only out by CPU",
        disableScaleIn=True,
        predefinedMetricSpecification=_predefined("ECSServiceAverageCPUUtilization"),
    ),
    _scaled(
        "fail",
        "in by CPU",
        "takes tasks of web away while a deployment halves the averages",
        predefinedMetricSpecification=_predefined("ECSServiceAverageCPUUtilization"),
    ),
    _scaled(
        "fail",
        "by AWS's metric of one",
        "scales web by one of its two target groups",
        disableScaleIn=True,
        predefinedMetricSpecification=_predefined("ALBRequestCountPerTarget"),
    ),
    _scaled("fail", "by the requests of one", _ONE, customizedMetricSpecification=_requests(_IN_BLUE)),
    _scaled(
        "fail",
        "by the sum of one",
        _LEFT_OUT,
        customizedMetricSpecification=_requests(_IN_BLUE, _IN_GREEN, expression="m0"),
    ),
    _scaled(
        "fail",
        "by one metric",
        _ONE,
        customizedMetricSpecification={"dimensions": [{"name": "TargetGroup", "value": _IN_BLUE}]},
    ),
    _watched(
        "absent",
        "no alarms",
        *(
            f"web: is not taken back by {metric}"
            for metric in ("HTTPCode_Target_5XX_Count", "TargetResponseTime", "UnHealthyHostCount")
        ),
        alarms=(),
    ),
    _watched(
        "absent",
        "nothing said of missing data",
        f"errors: {_NO_DATA}",
        alarms=(alarm("errors", "HTTPCode_Target_5XX_Count", treatMissingData=None), _LATENCY, _UNHEALTHY),
    ),
    Example(
        _RULE,
        "unknown",
        "what it watches is an output",
        Setup(alarms=(alarm("errors", LOGS, treatMissingData=LOGS),)).resources,
        (
            ("deferred", "errors: what it makes of missing data is known only at the update"),
            ("deferred", "web: what takes it back is known only at the update"),
        ),
    ),
    Example(
        _RULE,
        "unknown",
        "what it is scaled by is an output",
        scaling(Setup(), predefinedMetricSpecification={"predefinedMetricType": LOGS}),
        (("deferred", "scaling: what it goes by is known only at the update"),),
    ),
    Example(_RULE, "not applicable", "no traffic", (LOGS, made(ECS_SERVICE, "worker"), _ERRORS)),
)
