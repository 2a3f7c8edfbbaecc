"""Examples of the rule on readers of topics."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Known, made, told
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.subscriptions import ReadersConfig
from policies.rules.types import COMPOSITE_ALARM, METRIC_ALARM, SLACK_CHANNEL, SNS_SUBSCRIPTION, TOPIC

_ARN = "arn:aws:sns:ap-northeast-1:111122223333:critical"
_TOPIC, _OTHER = made(TOPIC, "critical"), made(TOPIC, "other")
_ALARM = made(METRIC_ALARM, "alarm", alarmActions=[_TOPIC])
_MAIL = made(SNS_SUBSCRIPTION, "oncall", topic=_TOPIC, protocol="email", endpoint="oncall@example.com")


def _of(case: Case, name: str, *resources: Resource, wrong: str = "", pack: Pack = IN_FULL) -> Example:
    findings = (("violation", f"{wrong}: is told of alarms, and nobody reads it"),) if wrong else ()
    return Example("topics-read", case, name, (_TOPIC, _OTHER, *resources), findings, pack)


EXAMPLES = (
    _of("pass", "somebody gets mails", _ALARM, _MAIL),
    _of("pass", "also in an update", _ALARM,
        made(SNS_SUBSCRIPTION, "oncall", topic=Known(_TOPIC, _ARN))),
    _of("fail", "an alarm that names the topic in plain text", made(TOPIC, "named", arn=_ARN),
        made(METRIC_ALARM, "alarm", alarmActions=[_ARN]), wrong="named"),
    _of("fail", "the mails are of another topic", _ALARM, made(SNS_SUBSCRIPTION, "oncall", topic=_OTHER),
        wrong="critical"),
    _of("fail", "a chat channel alone", _ALARM, made(SLACK_CHANNEL, "slack", snsTopicArns=[_TOPIC]), wrong="critical"),
    _of("fail", "a composite alarm", made(COMPOSITE_ALARM, "both", alarmActions=[_TOPIC]), wrong="critical"),
    _of("absent", "no subscription at all", _ALARM, wrong="critical"),
    _of("unknown", "the topic's ARN is not known before the update; what depends on it is", _ALARM, _MAIL),
    _of("not applicable", "a topic that no alarm acts upon"),
    _of("not applicable", "readers who subscribe by other means", _ALARM, pack=told(ReadersConfig(elsewhere=True))),
)  # fmt: skip
