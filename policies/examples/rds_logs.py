"""Examples of the rule on what PostgreSQL writes down."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made
from policies.rules.resource import UNKNOWN, Resource
from policies.rules.types import DB_INSTANCE, DB_PARAMETER_GROUP, VPC

_GOOD: dict[str, Given] = {"log_connections": "1", "log_disconnections": "1", "log_min_duration_statement": "1000"}


def _of(case: Case, name: str, parameters: dict[str, Given], *wrong: str, kind: str = "violation") -> Example:
    told: list[Given] = [{"name": key, "value": value} for key, value in parameters.items()]
    group = made(DB_PARAMETER_GROUP, "group", parameters=told)
    instance = made(DB_INSTANCE, "db", parameterGroupName=group)
    return Example("rds-logged", case, name, (group, instance), tuple((kind, f"db: {text}") for text in wrong))


def _none(name: str, *resources: Resource) -> Example:
    return Example("rds-logged", "not applicable", name, resources)


EXAMPLES = (
    _of("pass", "who connects, and what takes a second", _GOOD),
    _of("fail", "who connects is not logged", _GOOD | {"log_connections": "0"}, "does not log who connects"),
    _of("fail", "who leaves is not logged", _GOOD | {"log_disconnections": "off"}, "does not log who leaves"),
    _of("fail", "every statement is logged", _GOOD | {"log_min_duration_statement": "0"},
        "logs every statement, and with it people's data"),
    _of("fail", "nothing is slow enough", _GOOD | {"log_min_duration_statement": "-1"}, "does not log what is slow"),
    _of("absent", "parameters of something else", {"shared_buffers": "1024"}, "does not log who connects",
        "does not log who leaves", "does not log what is slow"),
    _of("unknown", "a parameter that is not known yet", _GOOD | {"log_connections": UNKNOWN},
        "the parameters of its group group are known only at the update", kind="deferred"),
    _none("no parameter group of this stack", made(DB_INSTANCE, "db", parameterGroupName="default.postgres15")),
    _none("a replica", made(DB_INSTANCE, "replica", replicateSourceDb="primary")),
    _none("nothing to judge", made(VPC, "vpc")),
)  # fmt: skip
