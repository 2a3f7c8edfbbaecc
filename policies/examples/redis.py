"""Examples of the rules on logging in to Redis and on its snapshots."""

from __future__ import annotations

from policies.examples import IN_FULL, Case, Example, Given, Known, made, told
from policies.rules.pack import Pack
from policies.rules.redis import RedisBackupsConfig
from policies.rules.types import LOG_GROUP, RANDOM_PASSWORD, REPLICATION_GROUP

_LOGS = made(LOG_GROUP, "logs")
_RANDOM = made(RANDOM_PASSWORD, "random", length=64)
_LITERAL = "spelt-out-in-the-program"


def _auth(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("redis-auth", case, name, (_LOGS, _RANDOM, made(REPLICATION_GROUP, "redis", **props)), findings)


def _backups(case: Case, name: str, *findings: tuple[str, str], pack: Pack = IN_FULL, **props: Given) -> Example:
    good: dict[str, Given] = {
        "finalSnapshotIdentifier": "megane-final",
        "snapshotRetentionLimit": 1,
        "subnetGroupName": "megane",
    }
    redis = made(REPLICATION_GROUP, "redis", **{**good, **props})
    return Example("redis-backups", case, name, (_LOGS, redis), findings, pack)


_OPEN = ("violation", "redis: lets everyone in who can reach it: it has neither a token nor users")
_SPELT = ("violation", "redis: has a token that the program spells out")
_TAKEN = ("violation", "redis: takes its token away and has no users")

_AUTH = (
    _auth("pass", "a generated token", authToken=_RANDOM, authTokenUpdateStrategy="ROTATE"),
    _auth("pass", "a generated token, as the update sees it", authToken=Known(_RANDOM, "opened")),
    _auth("pass", "a token that is only written", authTokenWo=_RANDOM, authTokenWoVersion=1),
    _auth("pass", "users", userGroupIds=["megane"]),
    _auth("pass", "from a token to users", authToken=_RANDOM, authTokenUpdateStrategy="DELETE", userGroupIds=[_LOGS]),
    _auth("fail", "a literal", _SPELT, authToken=_LITERAL),
    _auth("fail", "empty ones", _OPEN, authToken="", userGroupIds=[""]),
    _auth("fail", "a token that is taken away", _TAKEN, authToken=_RANDOM, authTokenUpdateStrategy="DELETE"),
    _auth("absent", "neither", _OPEN),
    _auth(
        "unknown",
        "from somewhere, and perhaps taken away",
        ("deferred", "redis: whether its token is a generated one is known only at the update"),
        ("deferred", "redis: whether its token is taken away is known only at the update"),
        authToken=_LOGS,
        authTokenUpdateStrategy=_LOGS,
    ),
    _auth(
        "fail",
        "a copy of a global datastore with a literal",
        _SPELT,
        globalReplicationGroupId=_LOGS,
        authToken=_LITERAL,
    ),
    _auth("not applicable", "a copy of a global datastore", globalReplicationGroupId=_LOGS),
    Example("redis-auth", "not applicable", "no cache", (_LOGS,)),
)

_NO_SNAPSHOTS = ("violation", "redis: keeps 0 daily snapshots, not 1")
_NO_LAST = ("violation", "redis: leaves no last snapshot when it is deleted")
_DEFAULT_SUBNETS = ("violation", "redis: is in the default subnets")
_NO_UPGRADES = ("violation", "redis: does not take minor upgrades by itself")

_BACKUPS = (
    _backups("pass", "one snapshot, its own subnets"),
    _backups("pass", "subnets to be made", subnetGroupName=_LOGS, autoMinorVersionUpgrade="true"),
    _backups("pass", "no last snapshot before production", finalSnapshotIdentifier=None, pack=told(environment="dev")),
    _backups(
        "pass",
        "no last snapshot, as was chosen",
        finalSnapshotIdentifier=None,
        pack=told(RedisBackupsConfig(final_snapshot=False)),
    ),
    _backups("fail", "no last snapshot", _NO_LAST, finalSnapshotIdentifier=None),
    _backups("fail", "no snapshots", _NO_SNAPSHOTS, snapshotRetentionLimit=0),
    _backups(
        "fail",
        "fewer than were chosen",
        ("violation", "redis: keeps 1 daily snapshots, not 7"),
        pack=told(RedisBackupsConfig(min_days=7)),
    ),
    _backups("fail", "the default subnets by name", _DEFAULT_SUBNETS, subnetGroupName="default"),
    _backups("fail", "no upgrades", _NO_UPGRADES, autoMinorVersionUpgrade="false"),
    _backups(
        "absent",
        "nothing said",
        _NO_SNAPSHOTS,
        _NO_LAST,
        _DEFAULT_SUBNETS,
        finalSnapshotIdentifier=None,
        snapshotRetentionLimit=None,
        subnetGroupName=None,
    ),
    _backups(
        "unknown",
        "both are outputs",
        ("deferred", "redis: how many snapshots it keeps is known only at the update"),
        ("deferred", "redis: whether it takes minor upgrades is known only at the update"),
        snapshotRetentionLimit=_LOGS,
        autoMinorVersionUpgrade=_LOGS,
    ),
    Example("redis-backups", "not applicable", "no cache", (_LOGS,)),
)

EXAMPLES = (*_AUTH, *_BACKUPS)
