from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.service import ServiceSpec
from offline.graph import View
from offline.values import UNKNOWN, Secret, Value, unwrap
from tests.components import build
from tests.components.look import below, inputs, outputs, part
from tests.conftest import Record

PLAIN = {"db-host", "db-read-host", "db-port", "db-name", "db-username", "redis-endpoint", "cors-origin", "s3-bucket"}
SECRET = {"db-password", "db-url", "redis-auth-token", "api-MAIL_KEY", "jwt-secret", "session-secret"}
ALWAYS = {
    "NODE_ENV": "production",
    "LOG_FORMAT": "json",
    "AWS_REGION": "ap-northeast-1",
    "CORS_ORIGIN": "https://app.example.jp",
}
ARN = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test"


def test_what_the_application_is_configured_with(record: Record) -> None:
    assert below(record(build.application), "megane:config:Application") == {
        "megane:config:Application app",
        "megane:config:Parameters app",
        *(f"ssm.Parameter app-{path}" for path in PLAIN | SECRET),
        "random.RandomPassword app-jwt-secret",
        "random.RandomPassword app-session-secret",
    }


def test_passwords_tokens_and_keys_are_secure_strings(record: Record) -> None:
    graph = record(build.application)

    for path in SECRET:
        parameter = inputs(graph, f"ssm.Parameter app-{path}")
        assert (parameter["type"], parameter["keyId"]) == ("SecureString", "arn:key/data"), path
        assert isinstance(parameter["value"], Secret), path
    for path in PLAIN:
        parameter = inputs(graph, f"ssm.Parameter app-{path}")
        assert (parameter["type"], parameter.get("keyId")) == ("String", None), path


def test_signing_secrets_are_longer_than_the_algorithm_needs(record: Record) -> None:
    graph = record(build.application)

    for secret in ("jwt", "session"):
        assert inputs(graph, f"random.RandomPassword app-{secret}-secret") == {"length": 64, "special": False}


def test_addresses_are_those_of_the_parts(record: Record) -> None:
    graph = record(build.application, view="up")

    def value(path: str) -> str:
        return str(unwrap(inputs(graph, f"ssm.Parameter app-{path}")["value"]))

    assert value("db-host").startswith("megane-test-primary.")
    assert value("db-read-host").startswith("megane-test-replica.")
    assert value("redis-endpoint").startswith("clustercfg.megane-test.")
    assert value("s3-bucket").startswith("storage-uploads-")
    assert [value(f"db-{what}") for what in ("port", "name", "username")] == ["5432", "megane", "megane_admin"]
    assert value("cors-origin") == "https://app.example.jp"
    host = value("db-host")
    assert value("db-url").startswith("postgresql://megane_admin:")
    assert value("db-url").endswith(f"@{host}:5432/megane?sslmode=verify-full")


def test_the_password_is_escaped_in_the_address(record: Record) -> None:
    def program() -> None:
        database = build.database(name="db-2")
        database.password = pulumi.Output.secret("a/b@c#d%e:f?g")
        database.host = build.known("db.internal")
        build.application(database=database)

    address = inputs(record(program), "ssm.Parameter app-db-url")["value"]

    assert address == Secret(
        "postgresql://megane_admin:a%2Fb%40c%23d%25e%3Af%3Fg@db.internal:5432/megane?sslmode=verify-full"
    )


DATABASE = {
    "DB_HOST": "megane-test-primary.cb396c66066c.ap-northeast-1.rds.amazonaws.com",
    "DB_READ_HOST": "megane-test-replica.cd82594c927a.ap-northeast-1.rds.amazonaws.com",
    "DB_PORT": "5432",
    "DB_NAME": "megane",
    "DB_USER": "megane_admin",
    "DB_SSL": "verify-full",
    "DB_POOL_MAX": "13",
    "BCRYPT_ROUNDS": "12",
}
CACHE = {
    "REDIS_ENDPOINT": "clustercfg.megane-test.63ff24.apne1.cache.amazonaws.com",
    "REDIS_TLS": "true",
    "REDIS_CLUSTER": "true",
    "SESSION_STORE": "redis",
}
DATABASE_SECRETS = {
    "POSTGRES_PASSWORD": f"{ARN}/db/password",
    "JWT_SECRET": f"{ARN}/jwt/secret",
    "MAIL_KEY": f"{ARN}/api/MAIL_KEY",
}
CACHE_SECRETS = {"REDIS_AUTH_TOKEN": f"{ARN}/redis/auth-token", "SESSION_SECRET": f"{ARN}/session/secret"}


@pytest.mark.parametrize(
    ("uses", "environment", "secrets"),
    [
        ({}, {}, {}),
        ({"database": True}, {**DATABASE, "CONFIG_VERSION": "1.1.1"}, DATABASE_SECRETS),
        ({"cache": True}, {**CACHE, "CONFIG_VERSION": "1.1"}, CACHE_SECRETS),
        (
            {"database": True, "cache": True},
            {**DATABASE, **CACHE, "CONFIG_VERSION": "1.1.1.1.1"},
            DATABASE_SECRETS | CACHE_SECRETS,
        ),
    ],
)
def test_a_service_is_told_of_what_it_uses_and_no_more(
    record: Record, uses: dict[str, Any], environment: dict[str, str], secrets: dict[str, str]
) -> None:
    told = tell(record, replace(WEB, **uses))

    assert told["environment"] == {**ALWAYS, "PORT": "3000", **environment}
    assert told["secrets"] == secrets
    assert told["uploads_arn"] is None


def test_a_service_with_uploads_is_told_the_bucket(record: Record) -> None:
    told = tell(record, replace(WEB, uploads=True))

    bucket = part(told["environment"], "S3_BUCKET")
    assert told["environment"] == {**ALWAYS, "PORT": "3000", "S3_BUCKET": bucket}
    assert told["uploads_arn"] == f"arn:aws:s3:::{bucket}"


def test_what_the_service_says_itself_wins_and_a_worker_has_no_port(record: Record) -> None:
    own = {"LOG_FORMAT": "text", "FEATURE": "on"}
    told = tell(record, replace(build.WORKER, database=False, cache=False, uploads=False, environment=own))

    assert told["environment"] == {**ALWAYS, **own}


def test_a_rotated_secret_is_a_deployment_of_who_reads_it(record: Record) -> None:
    """The version of a parameter is not known while its value changes, and no secret: the definition stays readable."""
    first = tell(record, build.SPEC, view="preview")["environment"]

    assert part(first, "CONFIG_VERSION") is UNKNOWN
    assert not [value for value in part(first).values() if isinstance(value, Secret)]


WEB = replace(build.SPEC, port=3000, priority=200, paths=["/*"], database=False, cache=False, uploads=False)


def tell(record: Record, spec: ServiceSpec, view: View = "up") -> Mapping[str, Value]:
    def program() -> None:
        told = build.application().inputs(spec)
        pulumi.export("environment", told.environment)
        pulumi.export("secrets", told.secrets)
        if told.uploads_arn is not None:
            pulumi.export("uploads_arn", told.uploads_arn)

    found = record(program, view=view).outputs
    return {"uploads_arn": None, **found}


def test_outputs_are_names_and_the_jwt_secret_a_secret(record: Record) -> None:
    def program() -> None:
        made = build.application()
        outputs(made)
        pulumi.export("jwt", made.jwt_secret)

    graph = record(program, view="up")

    names = part(graph.outputs["parameter_names"])
    assert names["jwt/secret"] == "/megane/test/jwt/secret"
    assert {path.replace("/", "-") for path in names} == PLAIN | SECRET
    assert isinstance(graph.outputs["jwt"], Secret)
