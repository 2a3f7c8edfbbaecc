from __future__ import annotations

import pulumi

from offline.values import Secret
from tests.components import build
from tests.components.look import find, inputs, made, outputs
from tests.conftest import Record


def test_what_parameters_are_made_of(record: Record) -> None:
    assert made(record(build.parameters)) == {
        "megane:config:Parameters config",
        "ssm.Parameter config-db-host",
        "ssm.Parameter config-db-password",
        "ssm.Parameter config-jwt-secret",
        "random.RandomPassword config-jwt-secret",
    }


def test_plain_values_are_plain_and_need_no_key(record: Record) -> None:
    graph = record(build.parameters)

    assert inputs(graph, "ssm.Parameter config-db-host") == {
        "name": "/megane/test/db/host",
        "type": "String",
        "value": Secret("db.internal"),  # the SDK marks every value so; the type is what tells them apart
        "tier": "Standard",
    }


def test_secrets_are_secure_strings_on_the_data_key(record: Record) -> None:
    graph = record(build.parameters)

    assert inputs(graph, "ssm.Parameter config-db-password") == {
        "name": "/megane/test/db/password",
        "type": "SecureString",
        "keyId": "arn:key/data",
        "value": Secret("hunter2"),
        "tier": "Standard",
    }


def test_generated_secrets_are_as_long_as_asked_and_secret(record: Record) -> None:
    graph = record(build.parameters, view="up")

    parameter = inputs(graph, "ssm.Parameter config-jwt-secret")
    assert inputs(graph, "random.RandomPassword config-jwt-secret") == {"length": 64, "special": False}
    assert isinstance(parameter.pop("value"), Secret)
    assert parameter == {
        "name": "/megane/test/jwt/secret",
        "type": "SecureString",
        "keyId": "arn:key/data",
        "tier": "Standard",
    }
    source = find(graph, "random.RandomPassword config-jwt-secret").urn
    assert find(graph, "ssm.Parameter config-jwt-secret").property_dependencies == {"value": (source,)}


def test_names_arns_and_versions_are_handed_out_by_path(record: Record) -> None:
    def program() -> None:
        made = build.parameters()
        outputs(made)
        pulumi.export("arns", made.arns)
        pulumi.export("versions", made.versions)

    graph = record(program, view="up")

    paths = {"db/host", "db/password", "jwt/secret"}
    assert graph.outputs["names"] == {path: f"/megane/test/{path}" for path in paths}
    assert graph.outputs["arns"] == {
        path: f"arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test/{path}" for path in paths
    }
    assert graph.outputs["versions"] == dict.fromkeys(paths, 1)
