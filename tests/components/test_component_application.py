from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components import application
from components.application import Rotation
from components.cdn import Cdn
from components.cdn.signing import fingerprint
from components.service import ServiceSpec
from offline.graph import View
from offline.values import UNKNOWN, Secret, Value, unwrap
from planning.variables import CHOICES, FIXED, SECRETS
from tests.components import build
from tests.components.cdn_keys import OLD_KEY
from tests.components.look import below, inputs, outputs, part
from tests.conftest import Record

USERNAMES = {f"db-{role}username" for role in ("", "migration-", "read-only-", "master-")}
PLAIN = {"db-host", "db-read-host", "db-port", "db-name", *USERNAMES, "redis-endpoint", "cors-origin", "s3-bucket"}
GENERATED = {"db-password", "db-migration-password", "db-read-only-password", "jwt-secret", "session-secret"}
SECRET = {*GENERATED, "db-master-password", "db-url", "redis-auth-token", "api-MAIL_KEY"}
ALWAYS = {
    "NODE_ENV": "production",
    "LOG_FORMAT": "json",
    "AWS_REGION": "ap-northeast-1",
    "CORS_ORIGIN": "https://app.example.jp",
}
ROUTED = {"PORT": "3000", "KEEP_ALIVE_TIMEOUT_MS": "65000"}
ARN = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test"


def test_what_the_application_is_configured_with(record: Record) -> None:
    assert below(record(build.application), "megane:config:Application") == {
        "megane:config:Application app",
        "megane:config:Parameters app",
        *(f"ssm.Parameter app-{path}" for path in PLAIN | SECRET),
        *(f"random.RandomPassword app-{path}" for path in GENERATED),
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


@pytest.mark.parametrize(
    ("rotation", "path"),
    [
        ("application", "db-password"),
        ("migration", "db-migration-password"),
        ("read_only", "db-read-only-password"),
        ("jwt", "jwt-secret"),
        ("session", "session-secret"),
    ],
)
def test_generated_secrets_are_long_and_each_is_changed_by_its_own_number(
    record: Record, rotation: str, path: str
) -> None:
    graph = record(lambda: build.application(rotation=replace(Rotation(), **{rotation: 2})))

    for generated in GENERATED:
        assert inputs(graph, f"random.RandomPassword app-{generated}") == {
            "length": 64,  # 380 bits; HS256 wants 256
            "special": False,
            "keepers": {"version": "2" if generated == path else "1"},
        }


def test_addresses_are_those_of_the_parts(record: Record) -> None:
    graph = record(build.application, view="up")

    def value(path: str) -> str:
        return str(unwrap(inputs(graph, f"ssm.Parameter app-{path}")["value"]))

    assert value("db-host").startswith("megane-test-primary.")
    assert value("db-read-host").startswith("megane-test-replica.")
    assert value("redis-endpoint").startswith("clustercfg.megane-test.")
    assert value("s3-bucket").startswith("storage-uploads-")
    assert [value(f"db-{what}") for what in ("port", "name")] == ["5432", "megane"]
    assert {path: value(path) for path in USERNAMES} == {
        "db-username": "megane_app",
        "db-migration-username": "megane_migration",
        "db-read-only-username": "megane_read_only",
        "db-master-username": "megane_admin",
    }
    assert value("cors-origin") == "https://app.example.jp"
    host, password = value("db-host"), value("db-password")
    assert value("db-url") == f"postgresql://megane_app:{password}@{host}:5432/megane?sslmode=verify-full"


def test_the_password_is_escaped_in_the_address() -> None:
    assert application._url(["a/b@c#d%e:f?g", "db.internal"]) == (
        "postgresql://megane_app:a%2Fb%40c%23d%25e%3Af%3Fg@db.internal:5432/megane?sslmode=verify-full"
    )


DATABASE = {
    "DB_HOST": "megane-test-primary.cb396c66066c.ap-northeast-1.rds.amazonaws.com",
    "DB_READ_HOST": "megane-test-replica.cd82594c927a.ap-northeast-1.rds.amazonaws.com",
    "DB_PORT": "5432",
    "DB_NAME": "megane",
    "DB_USER": "megane_app",
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

    assert told["environment"] == {**ALWAYS, **ROUTED, **environment}
    assert told["secrets"] == secrets
    assert told["uploads_arn"] is None


def test_a_service_with_uploads_is_told_the_bucket(record: Record) -> None:
    told = tell(record, replace(WEB, uploads=True))

    bucket = part(told["environment"], "S3_BUCKET")
    key = part(told["environment"], "CLOUDFRONT_KEY_PAIR_ID")
    assert told["environment"] == {
        **ALWAYS,
        **ROUTED,
        "S3_BUCKET": bucket,
        "CLOUDFRONT_KEY_PAIR_ID": key,
        "CLOUDFRONT_DOMAIN": "cdn.example.jp",
    }
    assert told["secrets"] == {"CLOUDFRONT_PRIVATE_KEY": f"{ARN}/cdn/signing-key/{fingerprint(OLD_KEY)}"}
    assert told["uploads_arn"] == f"arn:aws:s3:::{bucket}"


@pytest.mark.parametrize("cdn", [lambda: None, lambda: build.cdn(signing_public_keys=[])])
def test_without_a_key_nobody_is_told_to_sign(record: Record, cdn: Callable[[], Cdn | None]) -> None:
    told = tell(record, replace(WEB, uploads=True), cdn=cdn)

    assert told["environment"] == {**ALWAYS, **ROUTED, "S3_BUCKET": part(told["environment"], "S3_BUCKET")}
    assert told["secrets"] == {}
    unsigned = record(lambda: outputs(build.application(cdn=cdn()))).outputs
    assert unsigned.get("signing_key_parameter") is None


def test_what_the_service_says_itself_wins_and_a_worker_has_no_port(record: Record) -> None:
    own = {"LOG_FORMAT": "text", "FEATURE": "on"}
    told = tell(record, replace(build.WORKER, database=False, cache=False, uploads=False, environment=own))

    assert told["environment"] == {**ALWAYS, **own}


def test_the_names_that_the_program_sets_are_written_down(record: Record) -> None:
    """Those lists are what the settings refuse and allow."""
    told = tell(record, replace(build.SPEC, database=True, cache=True, uploads=True))

    assert part(told["environment"]).keys() == FIXED | CHOICES
    assert part(told["secrets"]).keys() == SECRETS | {"MAIL_KEY"}


def test_a_service_sets_choices_and_nothing_else_of_the_program_s(record: Record) -> None:
    refused: dict[str, str] = {}

    def program() -> None:
        application = build.application(cdn=build.cdn())
        for name in sorted(FIXED | SECRETS | CHOICES):
            try:
                told = application.inputs(replace(build.SPEC, environment={name: "own"}))
            except ValueError as error:
                refused[name] = str(error).partition(" sets ")[2]
            else:
                pulumi.export(name, told.environment)

    set_ = record(program, view="up").outputs
    assert refused == {name: f"variables that are not its own: {name}" for name in FIXED | SECRETS}
    assert {name: part(environment, name) for name, environment in set_.items()} == dict.fromkeys(CHOICES, "own")


def test_a_rotated_secret_is_a_deployment_of_who_reads_it(record: Record) -> None:
    """The version of a parameter is not known while its value changes, and no secret: the definition stays readable."""
    first = tell(record, build.SPEC, view="preview")["environment"]

    assert part(first, "CONFIG_VERSION") is UNKNOWN
    assert not [value for value in part(first).values() if isinstance(value, Secret)]


WEB = replace(build.SPEC, port=3000, priority=200, paths=["/*"], database=False, cache=False, uploads=False)


def tell(
    record: Record, spec: ServiceSpec, view: View = "up", cdn: Callable[[], Cdn | None] = build.cdn
) -> Mapping[str, Value]:
    def program() -> None:
        told = build.application(cdn=cdn()).inputs(spec)
        pulumi.export("environment", told.environment)
        pulumi.export("secrets", told.secrets)
        if told.uploads_arn is not None:
            pulumi.export("uploads_arn", told.uploads_arn)

    found = record(program, view=view).outputs
    return {"uploads_arn": None, **found}


def test_outputs_are_names_and_the_jwt_secret_a_secret(record: Record) -> None:
    def program() -> None:
        made = build.application(cdn=build.cdn())
        outputs(made)
        pulumi.export("jwt", made.jwt_secret)

    graph = record(program, view="up")

    assert graph.outputs["signing_key_parameter"] == f"/megane/test/cdn/signing-key/{fingerprint(OLD_KEY)}"
    names = part(graph.outputs["parameter_names"])
    assert names["jwt/secret"] == "/megane/test/jwt/secret"
    assert {path.replace("/", "-") for path in names} == PLAIN | SECRET
    assert isinstance(graph.outputs["jwt"], Secret)
