"""Examples of the rule on what containers are told about TLS."""

from __future__ import annotations

import json
from collections.abc import Mapping

from policies.examples import IN_FULL, Case, Example, made, told
from policies.rules.pack import Pack
from policies.rules.task_tls import PlainConnections
from policies.rules.types import LOG_GROUP, TASK_DEFINITION, VPC

_RULE = "ecs-tls-on"


def _task(
    case: Case,
    name: str,
    variables: Mapping[str, str],
    *wrong: str,
    secrets: tuple[str, ...] = (),
    pack: Pack = IN_FULL,
) -> Example:
    container = {
        "name": "app",
        "environment": [{"name": key, "value": value} for key, value in variables.items()],
        "secrets": [{"name": secret, "valueFrom": "arn:aws:ssm:x"} for secret in secrets],
    }
    task = made(TASK_DEFINITION, "task", containerDefinitions=json.dumps([container]))
    findings = tuple(("violation", f"task: containerDefinitions[0]{text}") for text in wrong)
    return Example(_RULE, case, name, (task,), findings, pack)


_OFF = ".environment[0] turns TLS or its checks off"
_BLIND = " reaches PostgreSQL without checking who answers: its PGSSLMODE"

EXAMPLES = (
    _task("pass", "TLS everywhere", {"REDIS_TLS": "true", "DB_SSL": "verify-full", "TLS_MIN_VERSION": "1.2"}),
    _task("pass", "PostgreSQL's certificate is looked at", {"PGHOST": "db", "PGSSLMODE": "verify-full"}),
    _task("pass", "a mode for whoever asks with a host of his own", {"PGSSLMODE": "require"}),
    _task("pass", "a mode that a secret says", {"PGHOST": "db"}, secrets=("PGSSLMODE",)),
    _task("pass", "a name that only sounds so", {"HASSLE": "0", "TITLES": "off"}),
    *(
        _task("pass", f"old versions and side channels are off: {name}={value}", {name: value})
        for name, value in (
            ("DISABLE_TLS_1_0", "true"),
            ("SSL_V3", "off"),
            ("TLS_COMPRESSION", "off"),
            ("SSL_SESSION_TICKETS", "off"),
        )
    ),
    *(
        _task("pass", f"TLS ends at the load balancer: {name}={value}", {name: value})
        for name, value in (("SERVER_SSL_ENABLED", "false"), ("FORCE_HTTPS", "false"), ("LISTENER_TLS", "off"))
    ),
    *(
        _task("pass", f"PostgreSQL beside it, at {host}", {"PGHOST": host, "PGSSLMODE": "disable"})
        for host in ("localhost", "127.0.0.1", "::1", "/var/run/postgresql", "")
    ),
    _task("pass", "PostgreSQL beside it, and no mode", {"PGHOST": "localhost"}),
    _task("pass", "Redis beside it", {
        "REDIS_HOST": "127.0.0.1", "REDIS_USE_TLS": "false", "REDIS_URL": "redis://localhost:6379",
    }),
    _task("pass", "by one of two ways", {"EMAIL_USE_SSL": "false", "EMAIL_USE_TLS": "true"}),
    _task("pass", "by one of two ways, said differently", {"SMTP_SSL": "false", "SMTP_STARTTLS_ENABLE": "true"}),
    _task("pass", "a page about it", {"GUIDE": "https://example.com/?ssl=false"}),
    _task("pass", "URLs by TLS", {
        "REDIS_URL": "rediss://cache:6379", "DATABASE_URL": "postgres://db/x?sslmode=verify-full",
    }),
    _task("pass", "a URL to a socket", {"DATABASE_URL": "postgres:///x?host=/var/run/postgresql&sslmode=disable"}),
    _task("pass", "what is no URL", {"NOTE": "redis://[", "TEXT": "sslmode=disable is wrong"}),
    _task("pass", "what people allow", {"SSL": "off", "PGSSLMODE": "disable"},
          pack=told(PlainConnections(allowed=("SSL", "PGSSLMODE")))),
    *(
        _task("fail", f"{name}={value}", {name: value}, _OFF)
        for name, value in (
            ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
            ("REDIS_TLS", "false"),
            ("DB_SSL", "prefer"),
            ("MYSQL_SSL_MODE", "PREFERRED"),
            ("MYSQL_SSL_MODE", "DISABLED"),
            ("PYTHONHTTPSVERIFY", "0"),
            ("GIT_SSL_NO_VERIFY", "true"),
            ("TLS_SKIP_VERIFY", "1"),
            ("DATABASE_URL", "postgres://app@db:5432/shop?sslmode=disable"),
            ("DATABASE_URL", "jdbc:postgresql://db/shop?ssl=false"),
            ("DATABASE_URL", "mysql://db/shop?useSSL=false"),
            ("DSN", "host=db dbname=shop sslmode=prefer"),
            ("REDIS_URL", "redis://cache:6379"),
            ("BROKER", "rediss://cache:6379?ssl_cert_reqs=none"),
        )
    ),
    _task("fail", "no TLS, and checks of it", {"DB_SSL": "false", "DB_SSL_VERIFY": "true"}, _OFF),
    _task("fail", "no checks, beside TLS", {"DB_SSL_VERIFY": "false", "DB_TLS": "true"}, _OFF),
    _task("fail", "no TLS, and another's", {"DB_SSL": "false", "SMTP_TLS": "true"}, _OFF),
    _task("fail", "both ways are shut", {"DISABLE_SSL": "true", "DISABLE_TLS": "true"}, _OFF,
          _OFF.replace("0", "1")),
    _task("fail", "TLS to a cache elsewhere", {"REDIS_TLS": "false", "REDIS_HOST": "cache"}, _OFF),
    *(
        _task("fail", f"PGSSLMODE={mode}", {"PGHOST": "db", "PGSSLMODE": mode}, _BLIND)
        for mode in ("disable", "prefer", "require")
    ),
    *(
        _task("fail", f"PGSSLMODE={mode}, whatever the host", {"PGSSLMODE": mode}, _BLIND)
        for mode in ("disable", "allow", "prefer")
    ),
    _task("fail", "by an address", {"PGHOST": "localhost", "PGHOSTADDR": "10.0.0.5", "PGSSLMODE": "disable"}, _BLIND),
    _task("fail", "a host that a secret names", {"PGSSLMODE": "require"}, _BLIND, secrets=("PGHOST",)),
    _task("absent", "a database, and no mode", {"PGHOST": "db"}, _BLIND),
    _task("absent", "nothing about TLS", {"DB_HOST": "db"}),
    Example(
        _RULE,
        "unknown",
        "containers that name an output",
        (made(LOG_GROUP, "logs"), made(TASK_DEFINITION, "task", containerDefinitions=made(LOG_GROUP, "logs"))),
        (("deferred", "task: its containers are known only at the update"),),
    ),
    Example(_RULE, "not applicable", "nothing to judge", (made(VPC, "vpc"),)),
)  # fmt: skip
