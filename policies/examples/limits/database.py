"""Examples of the limits of RDS."""

from __future__ import annotations

from policies.examples import Case, Example, Given, Known, findings, made
from policies.rules.resource import Resource
from policies.rules.types import DB_INSTANCE, DB_PARAMETER_GROUP, ECS_CLUSTER, LOG_GROUP, RANDOM_PASSWORD

_LATER = made(LOG_GROUP, "logs")
_GOOD: dict[str, Given] = {"skipFinalSnapshot": True}


def _limits(case: Case, name: str, *resources: Resource, says: tuple[str, ...] = ()) -> Example:
    return Example("config-limits", case, name, (_LATER, *resources), findings(*says))


def _db(case: Case, name: str, *says: str, **props: Given) -> Example:
    return _limits(case, name, made(DB_INSTANCE, "db", **{**_GOOD, **props}), says=says)


def _replica(case: Case, name: str, *says: str, source: Resource, **props: Given) -> Example:
    return _limits(case, name, source, made(DB_INSTANCE, "replica", replicateSourceDb=source, **props), says=says)


def _generated(case: Case, name: str, *says: str, **how: Given) -> Example:
    random = made(RANDOM_PASSWORD, "random", **how)
    return _limits(case, name, random, made(DB_INSTANCE, "db", **_GOOD, password=random), says=says)


_KEEPS = made(DB_INSTANCE, "db", **_GOOD, backupRetentionPeriod=7, allocatedStorage=20)
_KEEPS_NONE = made(DB_INSTANCE, "db", **_GOOD, backupRetentionPeriod=0, allocatedStorage=20)
_OVERLAP = "violation db: its maintenanceWindow must not overlap its backupWindow"
_SLOW = (
    "violation db: its iops must be left out, and so must the throughput, below 400 GiB: gp3 has a fixed 3000 IOPS and "
    "125 MiB/s at 399 GiB"
)
_REFUSED = 'violation db: its password must be 8 to 128 printable ASCII characters without / " @ and spaces'
_TOO_SHORT, _WITH_AT, _GOOD_PASSWORD = "1", "with@in-it", "taken.as-it+is"

_WINDOWS = (
    _db("pass", "windows apart", backupWindow="17:00-18:00", maintenanceWindow="Sun:18:00-Sun:19:00"),
    _db("pass", "one window, AWS chooses the other", backupWindow="17:00-18:00"),
    _db("fail", "windows that overlap", _OVERLAP, backupWindow="17:00-18:00", maintenanceWindow="sun:17:30-sun:18:30"),
    _db("fail", "windows that overlap past midnight", _OVERLAP, backupWindow="23:30-00:30",
        maintenanceWindow="mon:00:00-mon:01:00"),
    _db("fail", "a short window", "violation db: its backupWindow must last at least 30 minutes",
        backupWindow="17:00-17:29"),
    _db("fail", "no window at all", "violation db: its maintenanceWindow must be in UTC, like sun:18:30-sun:19:30",
        maintenanceWindow="Sunday night"),
    _db("unknown", "windows that are outputs", "deferred db: its backupWindow is known only at the update",
        "deferred db: its maintenanceWindow is known only at the update",
        backupWindow=_LATER, maintenanceWindow=_LATER),
)  # fmt: skip

_STORAGE = (
    _db("pass", "fast storage that is large enough", storageType="gp3", allocatedStorage=400, iops=12000),
    _db("pass", "another kind of storage", storageType="io2", allocatedStorage=100, iops=3000),
    _db("pass", "restored, so nobody knows how large", storageType="gp3", iops=12000, snapshotIdentifier="before"),
    _db("pass", "storage may grow by a tenth", allocatedStorage=20, maxAllocatedStorage=22),
    _db("pass", "storage that does not grow", allocatedStorage=20, maxAllocatedStorage=0),
    _db("fail", "fast storage that is too small", _SLOW, storageType="gp3", allocatedStorage=399, iops=12000),
    _db("pass", "the speed that it has anyway", storageType="gp3", allocatedStorage=20, iops=3000,
        storageThroughput=125),
    _db("fail", "storage that may grow to less than it is",
        "violation db: its maxAllocatedStorage must be at least 22 to be set, it is 19",
        allocatedStorage=20, maxAllocatedStorage=19),
    _db("fail", "storage that may grow by less than a tenth, or has grown already",
        "advice db: its maxAllocatedStorage must be at least 22 to be set, it is 21",
        allocatedStorage=20, maxAllocatedStorage=21),
    _replica("fail", "a replica has the storage of its source",
             "violation replica: its maxAllocatedStorage must be at least 22 to be set, it is 19",
             source=_KEEPS, maxAllocatedStorage=19),
    _db("unknown", "storage by an output",
        "deferred db: whether its storage can be so fast is known only at the update",
        "deferred db: whether its maxAllocatedStorage is enough is known only at the update",
        storageType="gp3", allocatedStorage=_LATER, iops=12000, maxAllocatedStorage=100),
)  # fmt: skip

_OTHERS = (
    _replica("pass", "a replica of a source with backups", source=_KEEPS),
    _replica("fail", "a replica of a source without backups",
             "violation replica: its replicateSourceDb db must keep backups: backupRetentionPeriod 1 or more",
             source=_KEEPS_NONE),
    _db("pass", "monitored by a role", monitoringInterval=60, monitoringRoleArn=_LATER),
    _db("fail", "monitored by nobody", "violation db: its monitoringInterval needs a monitoringRoleArn",
        monitoringInterval=60),
    _db("fail", "a role that monitors nothing",
        "violation db: its monitoringRoleArn needs a monitoringInterval above 0",
        monitoringInterval=0, monitoringRoleArn=_LATER),
    _db("unknown", "how often is an output",
        "deferred db: whether its monitoringInterval goes with its monitoringRoleArn is known only at the update",
        monitoringInterval=_LATER),
    _db("pass", "a final snapshot with a name", skipFinalSnapshot=False, finalSnapshotIdentifier=_LATER),
    _db("absent", "a final snapshot without a name",
        "violation db: it needs a finalSnapshotIdentifier, without which it cannot be deleted", skipFinalSnapshot=None),
    _limits("pass", "a static parameter after a restart", made(
        DB_PARAMETER_GROUP, "params",
        parameters=[{"name": "log_connections", "value": "1"},
                    {"name": "max_connections", "value": "100", "applyMethod": "pending-reboot"}])),
    _limits("absent", "a static parameter at once", made(
        DB_PARAMETER_GROUP, "params", parameters=[{"name": "max_connections", "value": "100"}]),
        says=("violation params: parameter 1 is static: its applyMethod must be pending-reboot",)),
    _limits("not applicable", "nothing that has such limits", made(ECS_CLUSTER, "cluster")),
)  # fmt: skip

_PASSWORDS = (
    _generated("pass", "a password of letters and digits", length=32, special=False),
    _generated("pass", "a password with signs that RDS takes", length=32, overrideSpecial="!#$"),
    _generated("absent", "the signs that are drawn by default have an @", f"{_REFUSED}: random draws others",
               length=32),
    _generated("fail", "a generated password that is too short", f"{_REFUSED}: random draws others",
               length=7, special=False),
    _generated("unknown", "its length is an output",
               "deferred db: whether its password is one that AWS takes is known only at the update", length=_LATER),
    _db("pass", "a password as it is", password=_GOOD_PASSWORD),
    _db("fail", "a password of one character", _REFUSED, password=_TOO_SHORT),
    _db("fail", "a password with an @", _REFUSED, password=_WITH_AT),
    _db("fail", "a password with an @, as the update sees it", _REFUSED, password=Known(_LATER, _WITH_AT)),
)  # fmt: skip

EXAMPLES = (*_WINDOWS, *_STORAGE, *_OTHERS, *_PASSWORDS)
