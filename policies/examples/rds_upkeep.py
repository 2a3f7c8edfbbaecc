"""Examples of the rules on logs, upgrades and the observation of RDS."""

from __future__ import annotations

from dataclasses import replace

from policies.examples import IN_FULL, Case, Example, Given, made, told
from policies.rules.pack import Pack
from policies.rules.rds_upkeep import RdsObservabilityConfig
from policies.rules.resource import Resource
from policies.rules.types import DB_INSTANCE, ECS_SERVICE, LOG_GROUP

_OTHER = (made(ECS_SERVICE, "web"),)
_LATER = made(ECS_SERVICE, "later")
_KEY = "arn:aws:kms:ap-northeast-1:111122223333:key/0b1c"


def _maintenance(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("rds-maintenance", case, name, (_LATER, made(DB_INSTANCE, "db", **props)), findings)


def _observed(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    db = made(DB_INSTANCE, "db", **{**_SEEN, **props})
    return Example("rds-observability", case, name, (_LATER, db), findings, pack)


def _logged(case: Case, name: str, db: Resource, *findings: tuple[str, str]) -> Example:
    return Example("log-group-before-rds", case, name, (_LATER, _POSTGRESQL, _UNNAMED, db), findings)


def _after(db: Resource, *others: Resource) -> Resource:
    return replace(db, dependencies=tuple(other.urn for other in others))


_NO_EXPORT = ("violation", "db: does not export the postgresql log")
_NO_UPGRADES = ("violation", "db: does not take minor upgrades by itself")

_MAINTENANCE = (
    _maintenance("pass", "exported and upgraded", enabledCloudwatchLogsExports=["postgresql", "upgrade"]),
    _maintenance("fail", "only the other log", _NO_EXPORT, enabledCloudwatchLogsExports=["upgrade"]),
    _maintenance("fail", "a replica without", _NO_EXPORT, replicateSourceDb="megane-db"),
    _maintenance(
        "fail",
        "no upgrades",
        _NO_UPGRADES,
        enabledCloudwatchLogsExports=["postgresql"],
        autoMinorVersionUpgrade=False,
    ),
    _maintenance("absent", "no exports", _NO_EXPORT),
    _maintenance(
        "unknown",
        "both are outputs",
        ("deferred", "db: which logs it exports is known only at the update"),
        ("deferred", "db: whether it takes minor upgrades is known only at the update"),
        enabledCloudwatchLogsExports=_LATER,
        autoMinorVersionUpgrade=_LATER,
    ),
    Example("rds-maintenance", "not applicable", "no database", _OTHER),
)

_SEEN: dict[str, Given] = {
    "copyTagsToSnapshot": True,
    "monitoringInterval": 60,
    "performanceInsightsEnabled": True,
    "performanceInsightsKmsKeyId": _KEY,
}
_NOT_MONITORED = ("violation", "db: does not monitor its operating system")
_NO_INSIGHTS = ("violation", "db: has no Performance Insights")
_NO_TAGS = ("violation", "db: does not copy its tags to snapshots")
_AWS_KEY = (
    "violation",
    "db: encrypts Performance Insights with the key that AWS manages, not with one of your own",
)
_BY_IAM = told(RdsObservabilityConfig(iam_authentication=True))

_OBSERVABILITY = (
    _observed("pass", "all of it"),
    _observed("pass", "the first phase does without monitoring", pack=told(profile="minimal"), monitoringInterval=0),
    _observed("pass", "by IAM where that was chosen", pack=_BY_IAM, iamDatabaseAuthenticationEnabled=True),
    _observed("fail", "not monitored", _NOT_MONITORED, monitoringInterval=0),
    _observed("fail", "no insights", _NO_INSIGHTS, performanceInsightsEnabled=False),
    _observed("fail", "the key of AWS", _AWS_KEY, performanceInsightsKmsKeyId="alias/aws/rds"),
    _observed("fail", "no tags on snapshots", _NO_TAGS, copyTagsToSnapshot=False),
    _observed("fail", "no IAM", ("violation", "db: does not let anyone log in by IAM"), pack=_BY_IAM),
    _observed(
        "absent",
        "nothing said",
        _NOT_MONITORED,
        _NO_INSIGHTS,
        _NO_TAGS,
        copyTagsToSnapshot=None,
        monitoringInterval=None,
        performanceInsightsEnabled=None,
        performanceInsightsKmsKeyId=None,
    ),
    _observed("absent", "no key", _AWS_KEY, performanceInsightsKmsKeyId=None),
    _observed(
        "unknown",
        "all are outputs, and a key to be made is a key",
        ("deferred", "db: whether its operating system is monitored is known only at the update"),
        ("deferred", "db: its performanceInsightsEnabled is known only at the update"),
        ("deferred", "db: its copyTagsToSnapshot is known only at the update"),
        copyTagsToSnapshot=_LATER,
        monitoringInterval=_LATER,
        performanceInsightsEnabled=_LATER,
        performanceInsightsKmsKeyId=_LATER,
    ),
    Example("rds-observability", "not applicable", "no database", _OTHER),
)

_POSTGRESQL = made(LOG_GROUP, "db-postgresql", name="/aws/rds/instance/megane-db/postgresql")
_UNNAMED = made(LOG_GROUP, "unnamed", name=_LATER)
_DB = made(DB_INSTANCE, "db", identifier="megane-db", enabledCloudwatchLogsExports=["postgresql"])
_BOTH = made(DB_INSTANCE, "db", identifier="megane-db", enabledCloudwatchLogsExports=["postgresql", "upgrade"])

_LOG_GROUPS = (
    _logged("pass", "there first", _after(_DB, _POSTGRESQL)),
    _logged("pass", "no log, no group", made(DB_INSTANCE, "db", identifier="megane-db")),
    _logged(
        "fail",
        "not waited for",
        _DB,
        ("violation", "db: does not depend on the log group of log 1 of the 1 that it exports"),
    ),
    _logged(
        "fail",
        "one of two",
        _after(_BOTH, _POSTGRESQL),
        ("violation", "db: has no log group in this stack for log 2 of the 2 that it exports"),
    ),
    _logged(
        "absent",
        "no identifier",
        made(DB_INSTANCE, "db", enabledCloudwatchLogsExports=["postgresql"]),
        (
            "violation",
            "db: exports logs without an identifier of its own, so their log groups cannot be there before it",
        ),
    ),
    _logged(
        "unknown",
        "its exports are an output",
        made(DB_INSTANCE, "db", identifier="megane-db", enabledCloudwatchLogsExports=_LATER),
        ("deferred", "db: whether its logs have log groups is known only at the update"),
    ),
    _logged(
        "unknown",
        "its identifier is an output",
        made(DB_INSTANCE, "db", identifier=_LATER, enabledCloudwatchLogsExports=["postgresql"]),
        ("deferred", "db: whether its logs have log groups is known only at the update"),
    ),
    _logged(
        "unknown",
        "it waits for a group whose name is an output",
        _after(_DB, _UNNAMED),
        (
            "deferred",
            "db: whether the log group of log 1 of the 1 that it exports is there first is known only at the update",
        ),
    ),
    Example("log-group-before-rds", "not applicable", "no database", _OTHER),
)

EXAMPLES = (*_MAINTENANCE, *_OBSERVABILITY, *_LOG_GROUPS)
