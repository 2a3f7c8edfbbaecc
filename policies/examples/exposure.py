"""Examples of the rules on public addresses."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import UNKNOWN
from policies.rules.types import DB_CLUSTER_INSTANCE, DB_INSTANCE, ECS_SERVICE, LOG_GROUP

_LOGS = made(LOG_GROUP, "logs")


def _db(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("rds-not-public", case, name, (_LOGS, made(DB_INSTANCE, "db", **props)), findings)


def _service(case: Case, name: str, *findings: tuple[str, str], **props: Given) -> Example:
    return Example("ecs-no-public-ip", case, name, (_LOGS, made(ECS_SERVICE, "web", **props)), findings)


_PUBLIC_DB = ("violation", "db: is publicly accessible")
_PUBLIC_TASKS = ("violation", "web: gives its tasks public addresses")

EXAMPLES = (
    _db("pass", "private", publiclyAccessible=False),
    _db("fail", "public", _PUBLIC_DB, publiclyAccessible=True),
    _db("fail", "public, written as text", _PUBLIC_DB, publiclyAccessible="true"),
    Example(
        "rds-not-public",
        "fail",
        "public, in a cluster",
        (made(DB_CLUSTER_INSTANCE, "db", publiclyAccessible=True),),
        (_PUBLIC_DB,),
    ),
    _db("absent", "not said"),
    _db(
        "unknown",
        "decided by an output",
        ("deferred", "db: whether it is public is known only at the update"),
        publiclyAccessible=_LOGS,
    ),
    Example("rds-not-public", "not applicable", "no database", (_LOGS,)),
    _service("pass", "private", networkConfiguration={"assignPublicIp": False, "subnets": [UNKNOWN]}),
    _service("fail", "public", _PUBLIC_TASKS, networkConfiguration={"assignPublicIp": True}),
    _service("absent", "not said", networkConfiguration={"subnets": [UNKNOWN]}),
    _service("absent", "no network configuration"),
    _service(
        "unknown",
        "the whole configuration is an output",
        ("deferred", "web: whether its tasks get public addresses is known only at the update"),
        networkConfiguration=_LOGS,
    ),
    Example("ecs-no-public-ip", "not applicable", "no service", (_LOGS,)),
)
