"""Examples of the rules on logs, alarms, the audit trail, budgets and the chat channel."""

from __future__ import annotations

from collections.abc import Callable

from policies.examples import Case, Example, Given, Known, findings, made, told
from policies.rules.alarms import ActionsConfig
from policies.rules.audit import TrailConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    BUCKET,
    BUCKET_LOGGING,
    BUDGET,
    COMPOSITE_ALARM,
    DB_INSTANCE,
    ECS_CLUSTER,
    LOAD_BALANCER,
    LOG_GROUP,
    METRIC_ALARM,
    REPLICATION_GROUP,
    SLACK_CHANNEL,
    TOPIC,
    TRAIL,
)

_OTHER = made("aws:ec2/vpc:Vpc", "vpc")
_TOKYO = made("pulumi:providers:aws", "aws", region="ap-northeast-1")
_DEV = told(environment="dev", profile="minimal")


def _of(rule: str, type_: str, name: str) -> Callable[..., Example]:
    """Examples of one rule over a resource of that type with those properties, and what is beside it."""

    def example(
        case: Case, title: str, *beside: Resource, says: str = "", later: str = "", advice: str = "",
        pack: Pack | None = None, **props: Given,
    ) -> Example:  # fmt: skip
        texts = (("violation", says), ("deferred", later), ("advice", advice))
        findings = tuple((kind, f"{name}: {text}") for kind, said in texts for text in said.split("; ") if text)
        return Example(rule, case, title, (_OTHER, made(type_, name, **props), *beside), findings, pack or told())

    return example


def _none(rule: str) -> Example:
    return Example(rule, "not applicable", "nothing to judge", (_OTHER,))


_KEPT = _of("logs-retention", LOG_GROUP, "logs")
_APPLICATION = {"LogClass": "application"}
_SHORT = "is not kept for the 30 days of application logs"

_HEARD, _EDGE = _of("alarm-actions", METRIC_ALARM, "alarm"), _of("us-east-1-alarms", METRIC_ALARM, "alarm")
_TOPIC = made(TOPIC, "topic")
_FAR_ARN = "arn:aws:sns:us-east-1:111122223333:far"
_COMPOSITE = made(COMPOSITE_ALARM, "either", alarmRule='ALARM("cpu") OR ALARM(disk)', alarmActions=[_TOPIC])
_BY_COMPOSITES = told(ActionsConfig(by_composites=True))
_FAR = made(TOPIC, "far", region="us-east-1")
_CDN: dict[str, Given] = {"namespace": "AWS/CloudFront", "metricName": "CacheHitRate"}
_GLOBAL: dict[str, Given] = {"DistributionId": "E1", "Region": "Global"}
_FROM_AFAR = "watches what is published in us-east-1 only, from another region"

_WATCHED = _of("alarm-coverage", DB_INSTANCE, "db")
_DB = made(DB_INSTANCE, "db")
_METRICS = ("CPUUtilization", "FreeableMemory", "DatabaseConnections", "FreeStorageSpace")


def _alarms(of: Resource, *metrics: str) -> tuple[Resource, ...]:
    return tuple(
        made(METRIC_ALARM, metric, namespace="AWS/RDS", metricName=metric, dimensions={"DBInstanceIdentifier": of})
        for metric in metrics
    )


def _math(of: Resource, *metrics: str) -> Resource:
    queries: list[Given] = [
        {"id": metric.lower(), "metric": {"metricName": metric, "dimensions": {"LoadBalancer": of}}}
        for metric in metrics
    ]
    return made(METRIC_ALARM, "math", metricQueries=queries)


def _coverage(
    case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str], pack: Pack | None = None
) -> Example:
    return Example("alarm-coverage", case, name, resources, findings, pack or told())


_ALB = made(LOAD_BALANCER, "alb")
_REDIS = made(REPLICATION_GROUP, "redis", replicationGroupId="megane")
_NODE = {"CacheClusterId": "megane-0001-001"}
_REDIS_ALARMS = tuple(
    made(METRIC_ALARM, metric, namespace="AWS/ElastiCache", metricName=metric, dimensions=_NODE)
    for metric in ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage")
)

_RECORDED = _of("trail-core", TRAIL, "trail")
_WHOLE: dict[str, Given] = {"isMultiRegionTrail": True, "enableLogFileValidation": True, "kmsKeyId": _OTHER}
_ONE_REGION, _CHANGED = "records one region only", "its files can be changed unnoticed"
_NO_KEY = "is not encrypted with a key of our own"
_DELIVERED = _of("trail-delivery", TRAIL, "trail")
_LOGS, _BUCKET = made(LOG_GROUP, "logs"), made(BUCKET, "trail-files")
_READ = (_LOGS, _BUCKET, made(BUCKET_LOGGING, "reads", bucket=_BUCKET, targetBucket=_OTHER))
_GOES: dict[str, Given] = {"cloudWatchLogsGroupArn": _LOGS, "cloudWatchLogsRoleArn": _OTHER, "s3BucketName": _BUCKET}
_CLUSTER = made(ECS_CLUSTER, "cluster")

_GUARDED, _SPENT = _of("slack-guardrail", SLACK_CHANNEL, "slack"), _of("budget-present", BUDGET, "month")
_LOOK: dict[str, Given] = {
    "guardrailPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    "region": "ap-southeast-1",
}
_ANYTHING = "lets the channel do anything in the account"
_NOBODY = "tells nobody before its limit is reached"


def _notices(kind: Given, *emails: str) -> dict[str, Given]:
    return {"limitAmount": "287", "notifications": [{"notificationType": kind, "subscriberEmailAddresses": emails}]}


EXAMPLES = (
    _KEPT("pass", "application logs", tags=_APPLICATION, retentionInDays=30, deletionProtectionEnabled=True),
    _KEPT("pass", "a class told by the name", name="/aws/vpc/flowlogs/dev", retentionInDays=365, pack=_DEV),
    _KEPT("fail", "too short", tags=_APPLICATION, retentionInDays=7, deletionProtectionEnabled=True, says=_SHORT),
    _KEPT("fail", "for ever", tags=_APPLICATION, retentionInDays=0, deletionProtectionEnabled=True, says=_SHORT),
    _KEPT("fail", "flow logs that call themselves something else", name="/aws/vpc/flowlogs/prod", tags=_APPLICATION,
          retentionInDays=30, deletionProtectionEnabled=True, says="is not kept for the 365 days of security logs"),
    _KEPT("fail", "no class", retentionInDays=30, deletionProtectionEnabled=True,
          says="says of no class how long its logs are to be kept"),
    _KEPT("absent", "neither days nor protection", tags=_APPLICATION, says=f"{_SHORT}; can be deleted by mistake"),
    _KEPT("unknown", "the days", tags=_APPLICATION, retentionInDays=_OTHER, deletionProtectionEnabled=True,
          later="how long it is kept is known only at the update"),
    _KEPT("unknown", "the protection", tags=_APPLICATION, retentionInDays=30, deletionProtectionEnabled=_OTHER,
          later="whether it can be deleted is known only at the update"),
    _none("logs-retention"),
    _HEARD("pass", "a topic", _TOPIC, alarmActions=[_TOPIC]),
    Example("alarm-actions", "pass", "a composite one", (_TOPIC, made(COMPOSITE_ALARM, "any", alarmActions=[_TOPIC]))),
    _HEARD("pass", "a composite does the telling, by name", _COMPOSITE, name="cpu", pack=_BY_COMPOSITES),
    _HEARD("fail", "a composite that looks at another", _COMPOSITE, name="memory", says="tells nobody",
           pack=_BY_COMPOSITES),
    Example("alarm-actions", "fail", "a composite that tells nobody either",
            (made(METRIC_ALARM, "alarm", name="cpu"), made(COMPOSITE_ALARM, "quiet", alarmRule="ALARM(cpu)")),
            findings("violation alarm: tells nobody", "violation quiet: tells nobody"), _BY_COMPOSITES),
    _HEARD("fail", "a composite, where each alarm is to tell", _COMPOSITE, name="cpu", says="tells nobody"),
    _HEARD("fail", "switched off", _TOPIC, alarmActions=[_TOPIC], actionsEnabled=False,
           says="its actions are switched off"),
    _HEARD("fail", "a topic elsewhere", _TOKYO, _FAR, alarmActions=[_FAR],
           says="tells far, which is in another region"),
    _HEARD("fail", "a topic elsewhere, in plain text", _TOKYO, made(TOPIC, "far", region="us-east-1", arn=_FAR_ARN),
           alarmActions=[_FAR_ARN], says="tells far, which is in another region"),
    _HEARD("fail", "an empty list", alarmActions=[], says="tells nobody"),
    _HEARD("absent", "no action", says="tells nobody"),
    _HEARD("unknown", "whether they are on", _TOPIC, alarmActions=[_TOPIC], actionsEnabled=_OTHER,
           later="whether its actions are on is known only at the update"),
    _none("alarm-actions"),
    _EDGE("pass", "in us-east-1", region="us-east-1", dimensions=_GLOBAL, **_CDN),
    _EDGE("fail", "in Tokyo", _TOKYO, dimensions=_GLOBAL, says=_FROM_AFAR, **_CDN),
    _EDGE("fail", "by metric math, in Tokyo", _TOKYO, says=_FROM_AFAR,
          metricQueries=[{"id": "m", "metric": {**_CDN, "dimensions": _GLOBAL}}]),
    _EDGE("absent", "without the dimension", region="us-east-1", dimensions={"DistributionId": "E1"}, **_CDN,
          says="watches CloudFront without the dimension Region = Global"),
    _EDGE("unknown", "what it watches", region="us-east-1", namespace=_OTHER, metricName="x",
          later="where what it watches is published is known only at the update"),
    _EDGE("not applicable", "something of Tokyo", namespace="AWS/RDS", metricName="CPUUtilization"),
    _coverage("pass", "a database with all of them", (_DB, *_alarms(_DB, *_METRICS))),
    _coverage("pass", "Redis, whose nodes go by its name", (_REDIS, *_REDIS_ALARMS)),
    _coverage("pass", "a load balancer, by metric math", (_ALB, _math(
        _ALB, "TargetResponseTime", "HTTPCode_Target_5XX_Count", "UnHealthyHostCount"))),
    _coverage("fail", "a database without one", (_DB, *_alarms(_DB, *_METRICS[1:])),
              ("violation", "db: no alarm watches its CPU")),
    _coverage("fail", "the alarms of another one", (_DB, made(DB_INSTANCE, "old"), *_alarms(_DB, *_METRICS)),
              *(("violation", f"old: no alarm watches its {what}")
                for what in ("CPU", "memory", "connections", "storage"))),
    _coverage("fail", "a replica whose lag nobody watches",
              (_DB, replica := made(DB_INSTANCE, "replica", replicateSourceDb=_DB), *_alarms(_DB, *_METRICS),
               *(made(METRIC_ALARM, f"r-{m}", metricName=m, dimensions={"DBInstanceIdentifier": replica})
                 for m in _METRICS)),
              ("violation", "replica: no alarm watches its replica lag")),
    _coverage("absent", "none, outside production", (_REDIS,), ("advice", "redis: no alarm watches its CPU"),
              ("advice", "redis: no alarm watches its memory"), pack=_DEV),
    _coverage("unknown", "what its alarms are named after", (
        made(REPLICATION_GROUP, "redis", replicationGroupId=_OTHER), _OTHER, *_REDIS_ALARMS)),
    _none("alarm-coverage"),
    _RECORDED("pass", "all of it", **_WHOLE),
    _RECORDED("fail", "one region", says=_ONE_REGION, **{**_WHOLE, "isMultiRegionTrail": False}),
    _RECORDED("fail", "stopped", says="does not record", enableLogging=False, **_WHOLE),
    _RECORDED("fail", "without IAM", says="leaves IAM and other global services out", includeGlobalServiceEvents=False,
              **_WHOLE),
    _RECORDED("absent", "nothing said", says=f"{_ONE_REGION}; {_CHANGED}; {_NO_KEY}"),
    _RECORDED("unknown", "its validation", later="its enableLogFileValidation is known only at the update",
              **{**_WHOLE, "enableLogFileValidation": _OTHER}),
    _none("trail-core"),
    _DELIVERED("pass", "to both", *_READ, **_GOES),
    _DELIVERED("fail", "to somebody else's log group", *_READ, **{**_GOES, "cloudWatchLogsGroupArn": "arn:x"},
               says="is delivered to a log group that is not of this stack"),
    _DELIVERED("fail", "to somebody else's bucket", *_READ, **{**_GOES, "s3BucketName": "theirs"},
               says="its bucket is not of this stack, so nothing here protects it"),
    _DELIVERED("fail", "to a bucket that anybody may read unseen", *_READ[:2],
               says="its bucket trail-files does not log who reads it", **_GOES),
    Example("trail-delivery", "fail", "no trail at all", (_CLUSTER,),
            (("violation", "cluster: nothing records who does what in its account"),)),
    _DELIVERED("absent", "to a bucket only", *_READ, s3BucketName=_BUCKET,
               says="is not delivered to CloudWatch Logs, so no alarm can watch it"),
    _DELIVERED("unknown", "its group is an output of the stack", *_READ,
               **{**_GOES, "cloudWatchLogsGroupArn": Known(_LOGS, "arn:aws:logs:x")}),
    Example("trail-delivery", "not applicable", "the organisation has one", (_CLUSTER,), (),
            told(TrailConfig(require_trail=False))),
    Example("trail-delivery", "not applicable", "outside prod", (_CLUSTER,), (), _DEV),
    _GUARDED("pass", "read only", **_LOOK),
    _GUARDED("fail", "administrators", says=_ANYTHING,
             **{**_LOOK, "guardrailPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}),
    _GUARDED("fail", "Tokyo", says="is in a region where the chat API does not exist",
             **{**_LOOK, "region": "ap-northeast-1"}),
    _GUARDED("absent", "no guardrail", says=_ANYTHING, region="us-west-2"),
    _GUARDED("unknown", "both", guardrailPolicyArns=[_OTHER], region=_OTHER,
             later="its guardrail is known only at the update; its region is known only at the update"),
    _none("slack-guardrail"),
    _SPENT("pass", "a forecast", **_notices("FORECASTED", "a@example.jp")),
    _SPENT("fail", "only when it is spent", says=_NOBODY, **_notices("ACTUAL", "a@example.jp")),
    _SPENT("fail", "a forecast for nobody", says=_NOBODY, **_notices("FORECASTED")),
    Example("budget-present", "fail", "no budget", (_CLUSTER,),
            (("violation", "cluster: nobody hears of it when the month costs too much"),)),
    _SPENT("absent", "nothing said", says=f"has no limit; {_NOBODY}"),
    _SPENT("unknown", "what it tells", **_notices(_OTHER, "a@example.jp")),
    Example("budget-present", "not applicable", "a recovery stack", (_CLUSTER,), (), told(environment="dr")),
)  # fmt: skip
