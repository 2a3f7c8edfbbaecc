"""Examples of the limits of names, descriptions, addresses, alarms and trails."""

from __future__ import annotations

from policies.examples import Case, Example, Given, findings, made
from policies.rules.resource import Resource
from policies.rules.types import (
    ALARM_MUTE_RULE,
    DB_SUBNET_GROUP,
    IP_SET,
    LOG_GROUP,
    METRIC_ALARM,
    METRIC_FILTER,
    PARAMETER,
    REPLICATION_GROUP,
    ROLE,
    SECURITY_GROUP,
    SECURITY_GROUP_INGRESS,
    SNS_SUBSCRIPTION,
    TRAIL,
)

_LATER = made("aws:ecs/cluster:Cluster", "later")


def _limits(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = ()) -> Example:
    return Example("config-limits", case, name, (_LATER, *resources), findings(*says))


def _one(token: str, case: Case, title: str, /, *says: str, **props: Given) -> Example:
    return _limits(case, title, made(token, "one", **props), says=says)


_SG_SET = "at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"
_JAPANESE = "眼鏡店"

_DESCRIPTIONS = (
    _one(SECURITY_GROUP, "pass", "a group in English", description="Load balancer (443, 80)"),
    _one(SECURITY_GROUP, "fail", "a group in Japanese", f"violation one: the description must be {_SG_SET}",
         description=_JAPANESE),
    _one(SECURITY_GROUP, "fail", "an inline rule in Japanese",
         f"violation one: the description of a rule must be {_SG_SET}",
         ingress=[{"description": "from the load balancer"}, {"description": _JAPANESE}]),
    _one(SECURITY_GROUP_INGRESS, "fail", "an apostrophe", f"violation one: the description must be {_SG_SET}",
         description="the load balancer's"),
    _one(SECURITY_GROUP, "unknown", "a group by an output",
         "deferred one: the description is known only at the update", description=_LATER),
    _one(ROLE, "pass", "a role in French", description="Exécute les tâches"),
    _one(ROLE, "fail", "a role in Japanese",
         "violation one: the description must be at most 1000 Latin-1 characters, in English", description=_JAPANESE),
    _one(IP_SET, "pass", "a set of addresses in English", description="May use the administration"),
    _one(IP_SET, "fail", "a set of addresses with brackets",
         "violation one: the description must be 3 to 256 letters, digits, spaces and _+=:#@/-,.",
         description="Administrators (Tokyo)"),
    _one(REPLICATION_GROUP, "fail", "a cache in Japanese", "violation one: the description must be in ASCII",
         description=_JAPANESE),
    _one(DB_SUBNET_GROUP, "pass", "subnets in English", description="Isolated subnets"),
    _one(DB_SUBNET_GROUP, "fail", "subnets in Japanese", "violation one: the description must be in ASCII",
         description=_JAPANESE),
)  # fmt: skip

_NAMES = (
    _one(PARAMETER, "pass", "levels", name="/megane/prod/db/host"),
    _one(PARAMETER, "pass", "one level", name="host"),
    _one(PARAMETER, "fail", "levels without a slash before them",
         "violation one: its name must begin with a slash, as it has others", name="megane/host"),
    _one(PARAMETER, "fail", "a space",
         "violation one: its name must be another one: a path is letters, digits, _ . and - between single slashes, "
         "without one at its start or end", name="/megane/db host"),
    _one(PARAMETER, "fail", "a name that AWS keeps",
         "violation one: its name must be another one: a name must not begin with aws or ssm: AWS keeps those to "
         "itself",
         name="/aws/host"),
    _one(PARAMETER, "fail", "more levels than there may be",
         "violation one: its name must be another one: a name has 15 levels at most: this one has 16",
         name="/a" * 16),
    _one(PARAMETER, "unknown", "a name by an output", "deferred one: its name is known only at the update",
         name=_LATER),
    _one(SNS_SUBSCRIPTION, "pass", "an e-mail address", protocol="email", endpoint="oncall@example.com"),
    _one(SNS_SUBSCRIPTION, "fail", "no e-mail address", "violation one: its endpoint must be an e-mail address",
         protocol="email", endpoint="oncall.example.com"),
    _one(SNS_SUBSCRIPTION, "fail", "no encrypted address",
         "violation one: its endpoint must be an address that begins with https://",
         protocol="https", endpoint="http://example.com"),
    _one(SNS_SUBSCRIPTION, "fail", "no plain address",
         "violation one: its endpoint must be an address that begins with http://", protocol="http", endpoint="x"),
    _one(SNS_SUBSCRIPTION, "fail", "no telephone number",
         "violation one: its endpoint must be a number like +819012345678", protocol="sms", endpoint="090-1234-5678"),
    _one(SNS_SUBSCRIPTION, "absent", "nobody", "violation one: its endpoint must be an e-mail address",
         protocol="email-json"),
    _one(SNS_SUBSCRIPTION, "unknown", "an address by an output",
         "deferred one: whether its endpoint is one of its protocol is known only at the update",
         protocol="lambda", endpoint=_LATER),
)  # fmt: skip


def _muted(case: Case, name: str, *says: str, expression: Given, duration: Given = "PT9H", count: int = 1) -> Example:
    schedule = {"expression": expression, "duration": duration, "timezone": "Asia/Tokyo"}
    alarms = {"alarmNames": [f"alarm-{number}" for number in range(count)]}
    return _one(ALARM_MUTE_RULE, case, name, *says, rule={"schedule": schedule}, muteTargets=alarms)


_FREQUENT = made(LOG_GROUP, "logs", logGroupClass="INFREQUENT_ACCESS")
_PLAIN = made(LOG_GROUP, "logs", logGroupClass="STANDARD")
_ARN = "arn:aws:logs:ap-northeast-1:111122223333:log-group:/aws/cloudtrail/prod"

_ALARMS = (
    _one(METRIC_ALARM, "pass", "two of three", datapointsToAlarm=2, evaluationPeriods=3, period=300),
    _one(METRIC_ALARM, "fail", "three of two",
         "violation one: its datapointsToAlarm must be at most its evaluationPeriods of 2, it is 3",
         datapointsToAlarm=3, evaluationPeriods=2),
    _one(METRIC_ALARM, "unknown", "so many of an output",
         "deferred one: whether its datapointsToAlarm is within its evaluationPeriods is known only at the update",
         datapointsToAlarm=3, evaluationPeriods=_LATER),
    _one(METRIC_ALARM, "fail", "an odd period",
         "violation one: its period must be 10, 20, 30 or a multiple of 60, it is 45",
         evaluationPeriods=2, period=45),
    _one(METRIC_ALARM, "fail", "an odd period within a formula",
         "violation one: its period must be 10, 20, 30 or a multiple of 60, it is 90",
         evaluationPeriods=2, metricQueries=[{"metric": {"period": 90}}, {"expression": "a/b"}]),
    _one(METRIC_ALARM, "fail", "more than a day",
         "violation one: its period of 300 times its evaluationPeriods of 289 must be at most 86400",
         evaluationPeriods=289, period=300),
    _one(METRIC_ALARM, "pass", "a week of hours", evaluationPeriods=168, period=3600),
    _one(METRIC_FILTER, "pass", "a default value", metricTransformation={"defaultValue": "0"}),
    _one(METRIC_FILTER, "fail", "a default value and dimensions",
         "violation one: its metricTransformation must not have both a defaultValue and dimensions",
         metricTransformation={"defaultValue": "0", "dimensions": {"path": "$.path"}}),
    _limits("pass", "a filter on a group of the class STANDARD", _PLAIN, made(METRIC_FILTER, "one",
            logGroupName=_PLAIN)),
    _limits("fail", "a filter on a group that has none", _FREQUENT, made(METRIC_FILTER, "one", logGroupName=_FREQUENT),
            says=("violation one: its logGroupName logs must be of the class STANDARD",)),
    _one(TRAIL, "pass", "the streams of a group", cloudWatchLogsGroupArn=f"{_ARN}:*"),
    _one(TRAIL, "fail", "the group itself", "violation one: its cloudWatchLogsGroupArn must end with :*",
         cloudWatchLogsGroupArn=_ARN),
    _one(TRAIL, "unknown", "a group by an output",
         "deferred one: the form of its cloudWatchLogsGroupArn is known only at the update",
         cloudWatchLogsGroupArn=_LATER),
    _muted("pass", "in the hours of business", expression="cron(0 9 * * MON-FRI)"),
    _muted("pass", "once", expression="at(2026-12-31T00:00)", duration="P1D"),
    _muted("fail", "the form of EventBridge",
           "violation one: the expression of its schedule must be at(…) or a cron(…) of five fields",
           expression="cron(0 9 ? * MON-FRI *)"),
    _muted("fail", "for too long", "violation one: the duration of its schedule must be PT1M to P15D",
           expression="cron(0 9 * * MON-FRI)", duration="P15DT1M"),
    _muted("fail", "for nine hours in another form", "violation one: the duration of its schedule must be PT1M to P15D",
           expression="cron(0 9 * * MON-FRI)", duration="9h"),
    _muted("fail", "more alarms than there may be", "violation one: its muteTargets must be at most 100 alarms",
           expression="cron(0 9 * * MON-FRI)", count=101),
    _muted("unknown", "by an output", "deferred one: the form of its schedule is known only at the update",
           expression=_LATER),
)  # fmt: skip

EXAMPLES = (*_DESCRIPTIONS, *_NAMES, *_ALARMS)
