"""Examples of the rules on encryption in transit."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import UNKNOWN, Resource
from policies.rules.types import DB_INSTANCE, DB_PARAMETER_GROUP, LOG_GROUP, REPLICATION_GROUP

_LOGS = made(LOG_GROUP, "logs")


def _redis(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("redis-tls", case, name, (_LOGS, made(REPLICATION_GROUP, "redis", **props)), findings)


def _db(case: Case, name: str, resources: tuple[Resource, ...], *findings: tuple[str, str]) -> Example:
    return Example("rds-force-ssl", case, name, resources, findings)


def _group(parameters: Given) -> Resource:
    return made(DB_PARAMETER_GROUP, "params", parameters=parameters)


def _with(group: Resource) -> tuple[Resource, ...]:
    return group, made(DB_INSTANCE, "db", parameterGroupName=group)


_NO_TLS = ("violation", "redis: does not use TLS")
_PREFERRED = ("violation", "redis: takes plain connections beside TLS: its mode is not required")
_NO_GROUP = (
    "violation",
    "db: has no parameter group of this stack, so nothing here makes it refuse plain connections",
)
_OFF = ("violation", "db: its parameter group params switches rds.force_ssl off")
_UNSET = ("violation", "db: its parameter group params does not set rds.force_ssl")
_FORCED = {"name": "rds.force_ssl", "value": "1"}
_PRIMARY = _with(_group([_FORCED]))

EXAMPLES = (
    _redis("pass", "TLS required", transitEncryptionEnabled=True, transitEncryptionMode="required"),
    _redis("pass", "the mode left out", transitEncryptionEnabled=True),
    _redis("fail", "off", _NO_TLS, transitEncryptionEnabled=False),
    _redis("fail", "TLS only preferred", _PREFERRED, transitEncryptionEnabled=True, transitEncryptionMode="preferred"),
    _redis("fail", "off, and preferred", _NO_TLS, _PREFERRED, transitEncryptionMode="preferred"),
    _redis("absent", "not said", _NO_TLS),
    _redis(
        "unknown",
        "on or off is an output",
        ("deferred", "redis: whether TLS is on is known only at the update"),
        transitEncryptionEnabled=_LOGS,
    ),
    _redis(
        "unknown",
        "the mode is an output",
        ("deferred", "redis: whether TLS is required is known only at the update"),
        transitEncryptionEnabled=True,
        transitEncryptionMode=_LOGS,
    ),
    _redis("not applicable", "a copy of a global datastore", globalReplicationGroupId=_LOGS),
    Example("redis-tls", "not applicable", "no cache", (_LOGS,)),
    _db("pass", "forced", _PRIMARY),
    _db("pass", "the value as a number", _with(_group([{"name": "rds.force_ssl", "value": 1.0}]))),
    _db("pass", "beside a parameter that is not known", _with(_group([UNKNOWN, _FORCED]))),
    _db(
        "pass",
        "a group by its name",
        (
            made(DB_PARAMETER_GROUP, "params", name="megane-pg15", parameters=[_FORCED]),
            made(DB_INSTANCE, "db", parameterGroupName="megane-pg15"),
        ),
    ),
    _db(
        "pass",
        "a replica takes its source's group",
        (*_PRIMARY, made(DB_INSTANCE, "replica", replicateSourceDb=_PRIMARY[1])),
    ),
    _db(
        "fail",
        "a replica with a worse group than its source's",
        (
            *_PRIMARY,
            worse := made(DB_PARAMETER_GROUP, "worse"),
            made(DB_INSTANCE, "replica", replicateSourceDb=_PRIMARY[1], parameterGroupName=worse),
        ),
        ("violation", "replica: its parameter group worse does not set rds.force_ssl"),
    ),
    _db("fail", "switched off", _with(_group([{"name": "rds.force_ssl", "value": "0"}])), _OFF),
    _db("fail", "on and off", _with(_group([_FORCED, {"name": "rds.force_ssl", "value": "0"}])), _OFF),
    _db("fail", "a group without it", _with(_group([{"name": "log_connections", "value": "1"}])), _UNSET),
    _db(
        "fail",
        "AWS's default group",
        (made(DB_INSTANCE, "db", parameterGroupName="default.postgres15"),),
        _NO_GROUP,
    ),
    _db("absent", "no group", (made(DB_INSTANCE, "db"),), _NO_GROUP),
    _db("absent", "a group without parameters", _with(made(DB_PARAMETER_GROUP, "params")), _UNSET),
    _db(
        "unknown",
        "its value is an output",
        (_LOGS, *_with(_group([{"name": "rds.force_ssl", "value": _LOGS}]))),
        ("deferred", "db: the rds.force_ssl of its parameter group params is known only at the update"),
    ),
    _db(
        "unknown",
        "all parameters are an output",
        (_LOGS, *_with(_group(_LOGS))),
        ("deferred", "db: the parameters of its group params are known only at the update"),
    ),
    _db("not applicable", "no database", (_LOGS,)),
)
