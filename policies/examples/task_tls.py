"""Examples of the rule on what containers are told about TLS."""

from __future__ import annotations

import json

from policies.examples import Case, Example, made
from policies.rules.types import LOG_GROUP, TASK_DEFINITION, VPC

_RULE = "ecs-tls-on"


def _task(case: Case, name: str, *wrong: str, **variables: str) -> Example:
    told = [{"name": key, "value": value} for key, value in variables.items()]
    task = made(TASK_DEFINITION, "task", containerDefinitions=json.dumps([{"name": "app", "environment": told}]))
    findings = tuple(("violation", f"task: containerDefinitions[0]{text}") for text in wrong)
    return Example(_RULE, case, name, (task,), findings)


_OFF = ".environment[0] turns TLS or its checks off"
_BLIND = " reaches PostgreSQL without checking who answers: its PGSSLMODE"

EXAMPLES = (
    _task("pass", "TLS everywhere", REDIS_TLS="true", DB_SSL="verify-full", TLS_MIN_VERSION="1.2"),
    _task("pass", "PostgreSQL's certificate is looked at", PGHOST="db", PGSSLMODE="verify-full"),
    _task("pass", "a mode for whoever asks with a host of his own", PGSSLMODE="require"),
    _task("pass", "a name that only sounds so", HASSLE="0", TITLES="off"),
    *(
        _task("fail", f"{name}={value}", _OFF, **{name: value})
        for name, value in (
            ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
            ("REDIS_TLS", "false"),
            ("DB_SSL", "prefer"),
            ("PYTHONHTTPSVERIFY_HTTPS", "0"),
            ("GIT_SSL_NO_VERIFY", "true"),
            ("TLS_SKIP_VERIFY", "1"),
        )
    ),
    *(
        _task("fail", f"PGSSLMODE={mode}", _BLIND, PGHOST="db", PGSSLMODE=mode)
        for mode in ("disable", "prefer", "require")
    ),
    _task("absent", "a database, and no mode", _BLIND, PGHOST="db"),
    _task("absent", "nothing about TLS", DB_HOST="db"),
    Example(
        _RULE,
        "unknown",
        "containers that name an output",
        (made(LOG_GROUP, "logs"), made(TASK_DEFINITION, "task", containerDefinitions=made(LOG_GROUP, "logs"))),
        (("deferred", "task: its containers are known only at the update"),),
    ),
    Example(_RULE, "not applicable", "nothing to judge", (made(VPC, "vpc"),)),
)
