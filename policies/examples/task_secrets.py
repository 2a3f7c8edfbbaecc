"""Examples of the rule on secrets of tasks."""

from __future__ import annotations

import json

from policies.examples import IN_FULL, Case, Example, made, told
from policies.rules.pack import Pack
from policies.rules.task_secrets import PlainVariables
from policies.rules.types import ECS_SERVICE, LOG_GROUP, TASK_DEFINITION

_RULE = "ecs-no-plaintext-secrets"
_LOGS = made(LOG_GROUP, "logs")
_TEXT = made(TASK_DEFINITION, "task", containerDefinitions=_LOGS)
_JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


def _task(case: Case, name: str, *wrong: str, pack: Pack = IN_FULL, **container: object) -> Example:
    task = made(TASK_DEFINITION, "task", containerDefinitions=json.dumps([container]))
    findings = tuple(("violation", f"task: containerDefinitions[0].{text}") for text in wrong)
    return Example(_RULE, case, name, (task,), findings, pack)


def _told(**variables: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in variables.items()]


_NAMED = "environment[0] is named like a secret and stands there in plain text"
_SAID = "environment[0] gives a secret away in its value"
_COMMAND = "command gives a secret away"

EXAMPLES = (
    _task(
        "pass",
        "by reference",
        environment=_told(DB_HOST="db.example.com", REDIS_TLS="true", CONFIG_VERSION="1.1"),
        secrets=[{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:ap-northeast-1:111122223333:parameter/db/password"}],
    ),
    _task("pass", "an empty variable of such a name", environment=_told(DB_PASSWORD="")),
    _task("pass", "what the shell takes from a secret", command=["sh", "-c", 'psql "postgres://app:$PGPASSWORD@db"']),
    _task("pass", "an option that only sounds so", command=["psql", "--no-password", "--quiet"]),
    _task(
        "pass",
        "a name that is allowed",
        environment=_told(MAPS_KEY="8f3a9c0d1e2b4f5a"),
        pack=told(PlainVariables(allowed=("MAPS_KEY",))),
    ),
    *(
        _task("fail", f"the variable {name}", _NAMED, environment=_told(**{name: "swordfish"}))
        for name in ("DB_PASSWORD", "PGPASSWORD", "apiToken", "JWT_SECRET", "STRIPE_API_KEY", "SENTRY_DSN")
    ),
    *(
        _task("fail", f"a variable that holds {what}", _SAID, environment=_told(SETTING=value))
        for what, value in (
            ("a URL with a password", "postgres://app:swordfish@db/app"),
            ("a key of AWS", "AKIAIOSFODNN7EXAMPLE"),
            ("a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"),
            ("a JSON Web Token", _JWT),
            ("a connection string", "Server=db;Password=swordfish"),
        )
    ),
    _task(
        "fail",
        "an allowed name, but a value of the other kind",
        _SAID,
        environment=_told(MAPS_KEY="AKIAIOSFODNN7EXAMPLE"),
        pack=told(PlainVariables(allowed=("MAPS_KEY",))),
    ),
    _task("fail", "an option and its value", _COMMAND, command=["psql", "--password", "swordfish"]),
    _task("fail", "a shell that sets it", _COMMAND, command=["sh", "-c", "PGPASSWORD=swordfish psql"]),
    _task("fail", "how it starts", "entryPoint gives a secret away", entryPoint=["app", "--token=8f3a9c0d1e2b4f5a"]),
    _task(
        "fail",
        "how its health is asked",
        "healthCheck gives a secret away",
        healthCheck={"command": ["CMD-SHELL", "curl http://admin:swordfish@localhost"]},
    ),
    _task(
        "fail",
        "where it logs",
        "logConfiguration gives a secret away",
        logConfiguration={"logDriver": "splunk", "options": {"splunk-token": "8f3a9c0d-1e2b-4f5a-6c7d"}},
    ),
    _task("fail", "a label", "dockerLabels gives a secret away", dockerLabels={"password": "swordfish"}),
    _task(
        "fail",
        "a secret where its name should be",
        "secrets gives a secret away",
        secrets=[{"name": "DATABASE_URL", "valueFrom": "postgres://app:swordfish@db/app"}],
    ),
    _task("absent", "nothing is told", user="1000"),
    Example(
        _RULE,
        "absent",
        "no containers",
        (made(TASK_DEFINITION, "task"),),
        (("violation", "task: its containerDefinitions are no JSON list of containers"),),
    ),
    Example(
        _RULE,
        "unknown",
        "the text is an output",
        (_LOGS, _TEXT),
        (("deferred", "task: its containers are known only at the update"),),
    ),
    Example(_RULE, "not applicable", "no task", (made(ECS_SERVICE, "web"),)),
)
