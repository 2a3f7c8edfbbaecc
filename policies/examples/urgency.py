"""Examples of the rule on the severity of alarms, events and topics."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import Resource
from policies.rules.types import EVENT_RULE, EVENT_TARGET, METRIC_ALARM, TOPIC, VPC

_VPC = made(VPC, "vpc")


def _severe(severity: Given) -> dict[str, Given]:
    return {"tags": {"Severity": severity}}


_CRITICAL, _WARNING = made(TOPIC, "critical", **_severe("critical")), made(TOPIC, "warning", **_severe("warning"))
_PLAIN = made(TOPIC, "plain")
_RULE = made(EVENT_RULE, "failed", **_severe("warning"))


def _alarm(topic: Resource, severity: Given = "critical") -> Resource:
    return made(METRIC_ALARM, "alarm", alarmActions=[topic], **_severe(severity))


def _of(case: Case, name: str, *resources: Resource, says: str = "") -> Example:
    beside = (_VPC, _CRITICAL, _WARNING, _PLAIN, _RULE)
    return Example("alarm-urgency", case, name, (*beside, *resources), (("violation", says),) if says else ())


EXAMPLES = (
    _of("pass", "what is critical, told as critical", _alarm(_CRITICAL)),
    _of("pass", "an event, told as its rule says", made(EVENT_TARGET, "target", rule=_RULE, arn=_WARNING)),
    _of("fail", "what is critical, told as a warning", _alarm(_WARNING),
        says="alarm: is told to warning, which is of another severity"),
    _of("fail", "a warning that wakes people up", _alarm(_CRITICAL, "warning"),
        says="alarm: is told to critical, which is of another severity"),
    _of("fail", "an event, told to the other topic", made(EVENT_TARGET, "target", rule=_RULE, arn=_CRITICAL),
        says="target: is told to critical, which is of another severity"),
    _of("absent", "an alarm that says nothing of its severity", made(METRIC_ALARM, "alarm", alarmActions=[_CRITICAL]),
        _alarm(_CRITICAL)),
    _of("unknown", "one of a severity that is not known yet", made(METRIC_ALARM, "other", alarmActions=[_CRITICAL],
        tags={"Severity": _VPC}), _alarm(_CRITICAL)),
    _of("not applicable", "a topic that says nothing of its severity", _alarm(_PLAIN)),
)  # fmt: skip
