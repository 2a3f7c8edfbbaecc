"""Examples of the limits of ElastiCache and AWS Backup."""

from __future__ import annotations

from policies.examples import Case, Example, Given, findings, made
from policies.rules.resource import Resource
from policies.rules.types import (
    BACKUP_PLAN,
    BACKUP_SELECTION,
    CACHE_PARAMETER_GROUP,
    DB_INSTANCE,
    LOG_GROUP,
    RANDOM_PASSWORD,
    REPLICATION_GROUP,
)

_LATER = made(LOG_GROUP, "logs")


def _limits(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = ()) -> Example:
    return Example("config-limits", case, name, (_LATER, *resources), findings(*says))


def _redis(case: Case, name: str, *says: str, also: tuple[Resource, ...] = (), **props: Given) -> Example:
    given = {"clusterMode": "enabled", "automaticFailoverEnabled": True, **props}
    return _limits(case, name, *also, made(REPLICATION_GROUP, "redis", **given), says=says)


def _in_group(case: Case, name: str, *says: str, family: str, clustered: str = "yes", **props: Given) -> Example:
    parameters = [{"name": "cluster-enabled", "value": clustered}]
    group = made(CACHE_PARAMETER_GROUP, "params", family=family, parameters=parameters)
    return _redis(case, name, *says, also=(group,), parameterGroupName=group, **props)


def _token(case: Case, name: str, *says: str, **how: Given) -> Example:
    random = made(RANDOM_PASSWORD, "random", **how)
    return _redis(case, name, *says, also=(random,), authToken=random)


def _plan(case: Case, name: str, *says: str, **rule: Given) -> Example:
    return _limits(case, name, made(BACKUP_PLAN, "plan", rules=[rule]), says=says)


def _kept(cold: Given, deleted: Given) -> dict[str, Given]:
    return {"coldStorageAfter": cold, "deleteAfter": deleted}


_ONE_NODE = "violation redis: its multiAzEnabled needs a replica in each shard"
_NO_CLUSTER = "violation redis: its parameterGroupName must be a group with cluster-enabled yes"
_CLUSTER = "violation redis: its parameterGroupName must be a group without cluster-enabled"
_FAMILY = "violation redis: its parameterGroupName params must be of the family of its engineVersion"
_TIERING = "violation redis: its dataTieringEnabled must be true with a nodeType cache.r6gd.*, and with no other"
_TOKEN = "violation redis: its authToken must be 16 to 128 letters, digits and characters of !&#$^<>-"  # noqa: S105

_NODES = (
    _redis("pass", "two zones and a replica", multiAzEnabled=True, replicasPerNodeGroup=1),
    _redis("pass", "one zone, one node, in cluster mode", numNodeGroups=1, replicasPerNodeGroup=0),
    _redis("fail", "two zones without replicas", _ONE_NODE, multiAzEnabled=True, replicasPerNodeGroup=0),
    _redis("fail", "a cluster that does not fail over",
           "violation redis: its automaticFailoverEnabled must be true in cluster mode",
           automaticFailoverEnabled=False),
    _redis("fail", "more nodes than there may be",
           "violation redis: needs 92 nodes in one Redis cluster, AWS allows 90 "
           "(https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html)",
           numNodeGroups=46, replicasPerNodeGroup=1),
    _redis("fail", "the oldest nodes in a cluster",
           "violation redis: its nodeType must be newer than T1 for failover and cluster mode",
           nodeType="cache.t1.micro"),
    _redis("fail", "old nodes that fail over alone",
           "violation redis: its nodeType must be newer than T2 for failover without cluster mode",
           clusterMode="disabled", nodeType="cache.t2.micro"),
    _redis("fail", "tiers on nodes without", _TIERING, nodeType="cache.r6g.large", dataTieringEnabled=True),
    _redis("fail", "nodes with tiers that are not used", _TIERING, nodeType="cache.r6gd.xlarge"),
    _redis("pass", "nodes with tiers", nodeType="cache.r6gd.xlarge", dataTieringEnabled=True),
    _redis("absent", "replicas not said", _ONE_NODE, multiAzEnabled=True),
    _redis("unknown", "nodes by outputs",
           "deferred redis: whether its multiAzEnabled goes with its replicas is known only at the update",
           "deferred redis: whether its automaticFailoverEnabled goes with cluster mode is known only at the update",
           "deferred redis: how many nodes it has is known only at the update",
           "deferred redis: its nodeType is known only at the update",
           clusterMode=_LATER, multiAzEnabled=True, replicasPerNodeGroup=_LATER, nodeType=_LATER),
    _redis("fail", "a short window", "violation redis: its snapshotWindow must last at least 60 minutes",
           snapshotWindow="15:00-15:30"),
    _redis("fail", "windows that overlap", "violation redis: its maintenanceWindow must not overlap its snapshotWindow",
           snapshotWindow="15:00-16:00", maintenanceWindow="mon:15:30-mon:16:30"),
)  # fmt: skip

_GROUPS = (
    _in_group("pass", "the family of Redis 7.1", family="redis7", engineVersion="7.1"),
    _in_group("pass", "the family of Redis 6.2", family="redis6.x", engineVersion="6.2"),
    _in_group("pass", "the family of Valkey 8.2", family="valkey8", engine="valkey", engineVersion="8.2"),
    _in_group("fail", "the family of another engine", _FAMILY, family="redis7", engine="valkey", engineVersion="8.2"),
    _in_group("fail", "the family of another version", _FAMILY, family="redis6.x", engineVersion="7.1"),
    _in_group("fail", "a cluster, a group for none", _NO_CLUSTER, family="redis7", clustered="no"),
    _in_group("fail", "no cluster, a group for one", _CLUSTER, family="redis7", clusterMode="disabled"),
    _redis("fail", "a cluster, the default group", _NO_CLUSTER, parameterGroupName="default.redis7"),
    _redis("fail", "no cluster, the default group of one", _CLUSTER, clusterMode="disabled",
           parameterGroupName="default.redis7.cluster.on"),
    _redis("pass", "a cluster, the default group of one", parameterGroupName="default.redis7.cluster.on"),
    _in_group("unknown", "the engine is an output, so its family is too", family="redis7", engine=_LATER,
              engineVersion="7.1"),
    _token("pass", "a token of letters and digits", length=64, special=False),
    _token("fail", "a token that is too short", f"{_TOKEN}: random draws others", length=15, special=False),
    _token("fail", "a token with a sign that is not taken", f"{_TOKEN}: random draws others", length=64,
           overrideSpecial="!?"),
)  # fmt: skip

_PLANS = (
    _plan("pass", "ninety days in cold storage", lifecycle=_kept(30, 120)),
    _plan("pass", "no cold storage", lifecycle=_kept(None, 35)),
    _plan("fail", "too short in cold storage",
          "violation plan: the deleteAfter of rule 1 must be at least 120, it is 60",
          lifecycle=_kept(30, 60)),
    _plan("fail", "a copy that is too short in cold storage",
          "violation plan: the deleteAfter of copy 1 of rule 1 must be at least 120, it is 119",
          copyActions=[{"lifecycle": _kept(30, 119)}]),
    _plan("fail", "little time to start",
          "violation plan: the startWindow of rule 1 must be at least 60, it is 59", startWindow=59),
    _plan("absent", "continuous for ever",
          "violation plan: the deleteAfter of rule 1 must be at most 35 with enableContinuousBackup",
          enableContinuousBackup=True),
    _plan("fail", "continuous for too long",
          "violation plan: the deleteAfter of rule 1 must be at most 35 with enableContinuousBackup",
          enableContinuousBackup=True, lifecycle={"deleteAfter": 36}),
    _plan("pass", "continuous", enableContinuousBackup=True, lifecycle={"deleteAfter": 35}, startWindow=60),
    _plan("unknown", "its time is an output",
          "deferred plan: whether the deleteAfter of rule 1 is late enough is known only at the update",
          lifecycle=_kept(30, _LATER)),
)  # fmt: skip

_DB = made(
    DB_INSTANCE,
    "db",
    identifier="megane-db",
    skipFinalSnapshot=True,
    backupWindow="17:00-18:00",
    maintenanceWindow="sun:18:30-sun:19:30",
)


def _nightly(case: Case, name: str, *says: str, at: str, timezone: str = "Asia/Tokyo") -> Example:
    plan = made(BACKUP_PLAN, "plan", rules=[{"schedule": at, "scheduleExpressionTimezone": timezone}])
    selection = made(BACKUP_SELECTION, "selection", planId=plan, resources=[_DB])
    return _limits(case, name, _DB, plan, selection, says=says)


_MEETS = "violation db: its backupWindow and maintenanceWindow must be hours away from rule 1 of plan"

_HOURS = (
    _nightly("pass", "in the evening of Japan", at="cron(0 20 1 * ? *)"),
    _nightly("pass", "in another time zone, which is not reckoned with", at="cron(0 2 1 * ? *)", timezone="Etc/UTC"),
    _nightly("pass", "every hour, which no window is free of", at="cron(0 * * * ? *)"),
    _nightly("fail", "in the backup window", _MEETS, at="cron(0 2 1 * ? *)"),
    _nightly("fail", "in the hour before", _MEETS, at="cron(0 1 1 * ? *)"),
    _nightly("fail", "in the maintenance window", _MEETS, at="cron(0 4 1 * ? *)"),
)  # fmt: skip

EXAMPLES = (*_HOURS, *_NODES, *_GROUPS, *_PLANS)
