"""Who is told which secret, where copies are made and where they are adopted; that no text of one is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any, get_args

import pulumi
import pytest

from components.application import Application
from offline.graph import Graph, View
from offline.values import UNKNOWN, Secret, unwrap
from tests.components import build
from tests.components.build import COPIES, PLACE
from tests.components.look import below, inputs, label, part
from tests.conftest import Record

RECOVERY = replace(PLACE, environment="dr", region="ap-northeast-3")
OSAKA = {"aws:region": "ap-northeast-3"}
ARN = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test"
COPIED = "arn:aws:ssm:ap-northeast-3:111122223333:parameter/megane/test"
OWN = "arn:aws:ssm:ap-northeast-3:111122223333:parameter/megane/dr"
SPECS = [
    replace(spec, database=database, cache=cache, uploads=uploads)
    for spec in (build.SPEC, build.WORKER)
    for database, cache, uploads in product((False, True), repeat=3)
]


def with_copies() -> Application:
    return build.application(copies=COPIES, copies_key_arn="arn:key/copies")


def recovery(**changes: Any) -> Application:
    return build.application(
        RECOVERY, **{"api_secrets": {}, "adopts": COPIES, "adopted_api_secrets": ["MAIL_KEY"], **changes}
    )


def managed() -> Application:
    """Where RDS makes and keeps the master's password."""
    database = build.database()
    vars(database).update(password=None)
    return build.application(database=database)


def jobs(made: Application) -> None:
    pulumi.export("roles", made.role_secrets)
    pulumi.export("master", made.master_password_from)


def test_the_job_that_makes_the_roles_is_told_all_passwords(record: Record) -> None:
    graph = record(lambda: jobs(build.application()), view="up")

    assert graph.outputs == {
        "roles": {
            "APPLICATION_PASSWORD": f"{ARN}/db/password",
            "MIGRATION_PASSWORD": f"{ARN}/db/migration-password",
            "READ_ONLY_PASSWORD": f"{ARN}/db/read-only-password",
        },
        "master": f"{ARN}/db/master-password",
    }


def test_where_rds_keeps_the_master_s_password_there_is_no_parameter_of_it(record: Record) -> None:
    found = record(lambda: jobs(managed()))

    everything = below(record(build.application), "megane:config:Application")
    assert everything - below(found, "megane:config:Application") == {"ssm.Parameter app-db-master-password"}
    assert "master" not in found.outputs


@pytest.mark.parametrize(("make", "config"), [(build.application, {}), (managed, {}), (recovery, OSAKA)])
def test_no_task_is_told_another_password_than_the_application_s(
    record: Record, make: Callable[[], Application], config: dict[str, str]
) -> None:
    def program() -> None:
        made = make()
        for index, spec in enumerate(SPECS):
            pulumi.export(str(index), made.inputs(spec).secrets)

    found = record(program, view="up", config=config).outputs

    assert len(found) == 16
    for index, spec in enumerate(SPECS):
        told = {str(arn).rpartition(":parameter/")[2].split("/", 2)[2] for arn in part(found, str(index)).values()}
        assert told == {
            *(("db/password", "jwt/secret", "api/MAIL_KEY") if spec.database else ()),
            *(("redis/auth-token", "session/secret") if spec.cache else ()),
        }


def test_everything_is_copied(record: Record) -> None:
    graph = record(with_copies)

    names = [found.name for found in graph.of_type("aws:ssm/parameter:Parameter")]
    originals = {name for name in names if not name.endswith("-copy")}
    assert len(originals) == 20
    assert set(names) == {*originals, *(f"{name}-copy" for name in originals)}
    assert {found.inputs.get("region") for found in graph.of_type("aws:ssm/parameter:Parameter")} == {
        None,
        "ap-northeast-3",
    }
    copy = inputs(graph, "ssm.Parameter app-redis-auth-token-copy")
    assert isinstance(copy.pop("value"), Secret)
    assert copy == {
        "name": "/megane/test/redis/auth-token",
        "type": "SecureString",
        "keyId": "arn:key/copies",
        "tier": "Standard",
        "region": "ap-northeast-3",
    }


def test_the_recovery_stack_adopts_what_data_and_visitors_depend_on(record: Record) -> None:
    graph = record(recovery, config=OSAKA)

    assert {label(found): found.inputs["id"] for found in graph.adopted} == {
        "ssm.Parameter app-db-password": "/megane/test/db/password",
        "ssm.Parameter app-db-migration-password": "/megane/test/db/migration-password",
        "ssm.Parameter app-db-read-only-password": "/megane/test/db/read-only-password",
        "ssm.Parameter app-jwt-secret": "/megane/test/jwt/secret",
        "ssm.Parameter app-session-secret": "/megane/test/session/secret",
        "ssm.Parameter app-api-MAIL_KEY": "/megane/test/api/MAIL_KEY",
    }
    own = {f"/megane/dr/{path}" for path in ("db/master-password", "db/url", "redis/auth-token", "db/host")}
    made = {str(found.inputs["name"]) for found in graph.of_type("aws:ssm/parameter:Parameter")}
    assert own <= made
    assert len(made) == 14
    assert {name.split("/")[2] for name in made} == {"dr"}


def test_tasks_of_the_recovery_stack_read_the_copies(record: Record) -> None:
    def program() -> None:
        made = recovery()
        told = made.inputs(build.SPEC)
        jobs(made)
        pulumi.export("secrets", told.secrets)
        pulumi.export("version", told.environment["CONFIG_VERSION"])

    found = record(program, view="up", config=OSAKA).outputs

    assert found["secrets"] == {
        "POSTGRES_PASSWORD": f"{COPIED}/db/password",
        "JWT_SECRET": f"{COPIED}/jwt/secret",
        "MAIL_KEY": f"{COPIED}/api/MAIL_KEY",
        "REDIS_AUTH_TOKEN": f"{OWN}/redis/auth-token",
        "SESSION_SECRET": f"{COPIED}/session/secret",
    }
    assert found["version"] == "1.1.1.1.1"
    assert part(found, "roles", "APPLICATION_PASSWORD") == f"{COPIED}/db/password"
    assert found["master"] == f"{OWN}/db/master-password"


@pytest.mark.parametrize("view", get_args(View))
@pytest.mark.parametrize("make", [with_copies, recovery])
def test_no_text_of_a_secret_is_printed(record: Record, view: View, make: Callable[[], Application]) -> None:
    def program() -> None:
        made = make()
        made.inputs(build.SPEC)
        pulumi.export("jwt", made.jwt_secret)

    graph = record(program, view=view)

    texts = secret_texts(graph)
    assert len(texts) >= (4 if view == "up" else 1)
    printed = json.dumps(graph.to_json()) + repr(graph)
    assert [text for text in texts if text in printed] == []


def secret_texts(graph: Graph) -> set[str]:
    held = [found.inputs["value"] for found in graph.of_type("aws:ssm/parameter:Parameter") if "keyId" in found.inputs]
    return {str(unwrap(value)) for value in (*held, graph.outputs["jwt"])} - {str(UNKNOWN)}


def test_the_user_s_own_secrets_are_in_no_error(record: Record) -> None:
    def program() -> None:
        made = build.application(api_secrets={"MAIL_KEY": "hunter2"})
        assert "hunter2" not in repr(made._args)
        with pytest.raises(ValueError, match="api_secrets") as raised:
            replace(made._args, adopts=COPIES)
        assert "hunter2" not in str(raised.value)

    record(program)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            partial(recovery, api_secrets={"MAIL_KEY": "hunter2"}),
            "a stack that adopts copies is told no api_secrets: name them in adopted_api_secrets",
        ),
        (
            partial(recovery, adopts=None),
            "adopted_api_secrets without adopts: there is nothing to read them from",
        ),
        (
            partial(build.application, copies=COPIES),
            "copies and copies_key_arn go together: secrets are encrypted there too",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(record: Record, make: Callable[[], Application], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        record(make)

    assert str(raised.value) == message
