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
_ARN = "arn:aws:sns:ap-northeast-1:111122223333:news"
_LITERAL = made(TOPIC, "news", arn=_ARN, **_severe("warning"))
_RULE = made(EVENT_RULE, "failed", **_severe("warning"))
_WORSE = made(EVENT_RULE, "broken", **_severe("critical"))


def _alarm(*topics: Given, severity: Given = "critical") -> Resource:
    return made(METRIC_ALARM, "alarm", alarmActions=topics, **_severe(severity))


def _target(name: str, topic: Given, rule: Resource = _RULE) -> Resource:
    return made(EVENT_TARGET, name, rule=rule, arn=topic)


def _of(case: Case, name: str, *resources: Resource, says: str = "") -> Example:
    beside = (_VPC, _CRITICAL, _WARNING, _PLAIN, _LITERAL, _RULE, _WORSE)
    return Example("alarm-urgency", case, name, (*beside, *resources), (("violation", says),) if says else ())


_NOBODY, _WAKES = "tells no topic of its severity", "tells critical, which is for what is critical"

EXAMPLES = (
    _of("pass", "what is critical, told as critical", _alarm(_CRITICAL)),
    _of("pass", "what is critical, told as a warning too", _alarm(_CRITICAL, _WARNING)),
    _of("pass", "what is critical, perhaps told as such by other means",
        _alarm(_WARNING, _ARN.replace("news", "oncall"))),
    _of("pass", "what is critical, perhaps told as such by a topic", _alarm(_WARNING, _PLAIN)),
    _of("pass", "a warning, by a literal ARN", _alarm(_ARN, severity="warning")),
    _of("pass", "an event, told as its rule says", _target("target", _WARNING)),
    _of("pass", "a critical event, told as a warning too", _target("one", _WARNING, _WORSE),
        _target("other", _CRITICAL, _WORSE)),
    _of("fail", "what is critical, told as a warning", _alarm(_WARNING), says=f"alarm: {_NOBODY}"),
    _of("fail", "what is critical, told as a warning by a literal ARN", _alarm(_ARN), says=f"alarm: {_NOBODY}"),
    _of("fail", "a warning that wakes people up", _alarm(_CRITICAL, severity="warning"), says=f"alarm: {_WAKES}"),
    _of("fail", "a warning that also wakes people up", _alarm(_WARNING, _CRITICAL, severity="warning"),
        says=f"alarm: {_WAKES}"),
    _of("fail", "an event, told to the other topic", _target("target", _CRITICAL), says=f"target: {_WAKES}"),
    _of("fail", "a critical event, told as a warning", _target("target", _WARNING, _WORSE),
        says=f"target: {_NOBODY}"),
    _of("absent", "an alarm that says nothing of its severity", made(METRIC_ALARM, "plain", alarmActions=[_CRITICAL]),
        _alarm(_CRITICAL)),
    _of("unknown", "one of a severity that is not known yet", made(METRIC_ALARM, "other", alarmActions=[_CRITICAL],
        tags={"Severity": _VPC}), _alarm(_CRITICAL)),
    _of("not applicable", "a topic that says nothing of its severity", _alarm(_PLAIN)),
)  # fmt: skip
