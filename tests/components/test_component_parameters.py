from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, get_args

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.parameters import Generated, Parameters, ParametersArgs
from offline.graph import View
from offline.values import UNKNOWN, Secret, unwrap
from tests.components import build
from tests.components.build import COPIES, PLACE
from tests.components.look import find, inputs, label, made, outputs, part
from tests.conftest import Record

each_view = pytest.mark.parametrize("view", get_args(View))
ARN = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane"
RECOVERY = replace(PLACE, environment="dr", region="ap-northeast-3")


def with_copies(**changes: Any) -> Parameters:
    return build.parameters(copies=COPIES, copies_key_arn="arn:key/copies", **changes)


def recovery(**changes: Any) -> Parameters:
    """Parameters of the recovery stack: the generated secret and one of the user's own are those of the other."""
    return build.parameters(RECOVERY, **{"adopts": COPIES, "adopted": ["api/MAIL_KEY"], **changes})


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
    graph = record(lambda: build.parameters(generated={"jwt/secret": Generated(length=48, version=3)}), view="up")

    parameter = inputs(graph, "ssm.Parameter config-jwt-secret")
    assert inputs(graph, "random.RandomPassword config-jwt-secret") == {
        "length": 48,
        "special": False,
        "keepers": {"version": "3"},
    }
    assert isinstance(parameter.pop("value"), Secret)
    assert parameter == {
        "name": "/megane/test/jwt/secret",
        "type": "SecureString",
        "keyId": "arn:key/data",
        "tier": "Standard",
    }
    source = find(graph, "random.RandomPassword config-jwt-secret").urn
    assert find(graph, "ssm.Parameter config-jwt-secret").property_dependencies == {"value": (source,)}


def test_derived_secrets_are_made_of_generated_ones(record: Record) -> None:
    derived = {"jwt/header": lambda known: pulumi.Output.concat("Bearer ", known["jwt/secret"])}
    graph = record(lambda: build.parameters(derived=derived), view="up")

    generated = unwrap(find(graph, "ssm.Parameter config-jwt-secret").inputs["value"])
    assert inputs(graph, "ssm.Parameter config-jwt-header") == {
        "name": "/megane/test/jwt/header",
        "type": "SecureString",
        "keyId": "arn:key/data",
        "value": Secret(f"Bearer {generated}"),
        "tier": "Standard",
    }


def test_every_parameter_has_a_copy_with_the_key_of_the_copies(record: Record) -> None:
    derived = {"db/url": lambda known: known["jwt/secret"]}
    graph = record(lambda: with_copies(derived=derived), view="up")

    parameters = [label(found) for found in graph.of_type("aws:ssm/parameter:Parameter")]
    originals = {found for found in parameters if not found.endswith("-copy")}
    assert len(originals) == 4
    assert set(parameters) == {*originals, *(f"{found}-copy" for found in originals)}
    for original in originals:
        expected = {**inputs(graph, original), "region": "ap-northeast-3"}
        if "keyId" in expected:
            expected["keyId"] = "arn:key/copies"
        assert inputs(graph, f"{original}-copy") == expected


def test_names_arns_and_versions_are_those_of_the_stack_s_own_region(record: Record) -> None:
    def program() -> None:
        made = with_copies()
        outputs(made)
        pulumi.export("arns", made.arns)
        pulumi.export("versions", made.versions)

    graph = record(program, view="up")

    paths = {"db/host", "db/password", "jwt/secret"}
    assert graph.outputs["names"] == {path: f"/megane/test/{path}" for path in paths}
    assert graph.outputs["arns"] == {path: f"{ARN}/test/{path}" for path in paths}
    assert graph.outputs["versions"] == dict.fromkeys(paths, 1)


def test_the_recovery_stack_makes_nothing_of_what_it_adopts(record: Record) -> None:
    graph = record(recovery)

    assert made(graph) == {
        "megane:config:Parameters config",
        "ssm.Parameter config-db-host",
        "ssm.Parameter config-db-password",
    }
    assert {label(found): found.inputs["id"] for found in graph.adopted} == {
        "ssm.Parameter config-jwt-secret": "/megane/test/jwt/secret",
        "ssm.Parameter config-api-MAIL_KEY": "/megane/test/api/MAIL_KEY",
    }
    assert {found.parent for found in graph.adopted} == {find(graph, "megane:config:Parameters config").urn}


@each_view
def test_what_is_adopted_is_handed_out_like_what_is_made(record: Record, view: View) -> None:
    def program() -> None:
        made = recovery(derived={"jwt/copy": lambda known: known["jwt/secret"]})
        outputs(made)
        pulumi.export("arns", made.arns)
        pulumi.export("versions", made.versions)
        pulumi.export("generated", made.generated)

    graph = record(program, view=view, config={"aws:region": "ap-northeast-3"})

    arn = "arn:aws:ssm:ap-northeast-3:111122223333:parameter/megane/test"
    found = {key: part(graph.outputs, key) for key in ("names", "arns", "versions", "generated")}
    assert found["names"] == {
        "db/host": "/megane/dr/db/host",
        "db/password": "/megane/dr/db/password",
        "jwt/copy": "/megane/dr/jwt/copy",
        "jwt/secret": "/megane/test/jwt/secret",
        "api/MAIL_KEY": "/megane/test/api/MAIL_KEY",
    }
    for path in ("jwt/secret", "api/MAIL_KEY"):
        assert found["arns"][path] == f"{arn}/{path}"
        assert found["versions"][path] == 1
    assert list(found["generated"]) == ["jwt/secret"]
    assert isinstance(found["generated"]["jwt/secret"], Secret)
    assert find(graph, "ssm.Parameter config-jwt-copy").inputs["value"] == found["generated"]["jwt/secret"]


@each_view
def test_no_text_of_a_secret_is_printed(record: Record, view: View) -> None:
    def program(make: Callable[..., Parameters]) -> None:
        parameters = make(secret={"db/password": "hunter2-plain", "db/other": pulumi.Output.secret("hunter3-secret")})
        outputs(parameters)
        pulumi.export("generated", parameters.generated)
        assert "hunter" not in repr(parameters._args)

    for make in (with_copies, recovery):
        graph = record(partial(program, make), view=view)

        texts = {str(unwrap(made.inputs["value"])) for made in graph.of_type("aws:ssm/parameter:Parameter")}
        texts |= {str(unwrap(value)) for value in part(graph.outputs, "generated").values()}
        secret = texts - {"db.internal", str(UNKNOWN)}
        assert {"hunter2-plain", "hunter3-secret"} <= secret
        printed = json.dumps(graph.to_json()) + repr(graph)
        assert [text for text in secret if text in printed] == []


OK: dict[str, Any] = {"key_arn": "arn:key/data", "plain": {}, "secret": {}, "generated": {}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"copies": COPIES}, "copies and copies_key_arn go together: secrets are encrypted there too"),
        ({"copies_key_arn": "arn:key/2"}, "copies and copies_key_arn go together: secrets are encrypted there too"),
        (
            {"copies": COPIES, "copies_key_arn": "arn:key/2", "adopts": COPIES},
            "a stack makes copies or adopts them, never both",
        ),
        ({"adopted": ["api/KEY"]}, "adopted without adopts: whose copy of api/KEY is meant?"),
        ({"plain": {"a/b": "1"}, "secret": {"a/b": "2"}}, "parameter 'a/b': given twice"),
        ({"generated": {"a": Generated(length=1, version=1)}, "derived": {"a": None}}, "parameter 'a': given twice"),
        ({"adopts": COPIES, "adopted": ["a", "a"]}, "parameter 'a': given twice"),
        ({"plain": {"a/b": "1", "a-b": "2"}}, "parameter 'a-b': its resource would be called like that of 'a/b'"),
        ({"plain": {"a": "1", "a/copy": "2"}}, "parameter 'a/copy': its resource would be called like that of 'a'"),
        (
            {"secret": {"/db/host": "hunter2"}},
            "parameter '/db/host': a path is letters, digits, _ . and - between single slashes, "
            "without one at its start or end",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        ParametersArgs(**{**OK, **changes})

    assert str(raised.value) == message


def test_a_name_that_aws_refuses_is_refused_before_it_is_made(record: Record) -> None:
    with pytest.raises(
        ValueError, match=r"^parameter '/megane/test/x+': an ARN has 1011 characters at most: "
    ) as raised:
        record(lambda: build.parameters(secret={"x" * 960: "hunter2"}))

    assert "hunter2" not in str(raised.value)


@given(st.lists(st.text("ab-/", min_size=1, max_size=4), max_size=4))
def test_paths_are_taken_exactly_when_their_resources_have_names_of_their_own(paths: list[str]) -> None:
    whole = all(part for path in paths for part in path.split("/"))
    logical = [path.replace("/", "-") for path in paths]
    names = [*logical, *(f"{name}-copy" for name in logical)]

    def taken() -> bool:
        try:
            ParametersArgs(**{**OK, "adopts": COPIES, "adopted": paths})
        except ValueError:
            return False
        return True

    assert taken() is (whole and len(set(names)) == len(names))
