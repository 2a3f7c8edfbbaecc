"""The functions that ECS asks in a deployment: what they are told, and exactly what they may do."""

from __future__ import annotations

import json

import pytest

from components.hooks import SEED_COMMANDS, SignatureCheck, SmokeTest
from components.lifecycle import Hook
from hooks import archive
from offline.graph import Graph
from offline.values import Secret, Value
from planning.containers import SEED_IMAGE
from tests.components import build_hooks
from tests.components.build import ACCOUNT, REGION
from tests.components.look import dependencies, inputs, made, outputs, statements
from tests.conftest import Record

ECS = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
SIGNER = f"arn:aws:signer:{REGION}:{ACCOUNT}:"
SETTINGS = {"ReadItsSettings": {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "arn:key/data"}}
HEADER = "parameter/megane/hooks/test/x-deploy-test"


def logs(name: str) -> dict[str, object]:
    return {
        "WriteLogs": {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/megane-test-{name}:*",
        }
    }


def parts(name: str) -> set[str]:
    return {
        f"cloudwatch.LogGroup {name}",
        f"iam.Role {name}-function",
        f"iam.RolePolicy {name}-function",
        f"lambda.Function {name}",
        f"iam.Role {name}-invoke",
        f"iam.RolePolicy {name}-invoke",
    }


def function(graph: Graph, name: str) -> dict[str, Value]:
    """The function's arguments without its code, which is not ours to look at."""
    found = inputs(graph, f"lambda.Function {name}")
    assert found.pop("code")
    return found


def test_what_the_hooks_are_made_of(record: Record) -> None:
    assert made(record(build_hooks.signature_check)) == {"megane:app:SignatureCheck signed", *parts("signed")}
    assert made(record(build_hooks.smoke_test)) == {
        "megane:app:SmokeTest smoke",
        "ssm.Parameter smoke-x-deploy-test",
        *parts("smoke"),
    }


def test_the_signature_check(record: Record) -> None:
    graph = record(build_hooks.signature_check, view="up")

    role = function(graph, "signed").pop("role")
    assert function(graph, "signed") == {
        "name": "megane-test-signature-check",
        "description": "Checks the signatures of images before they are deployed",
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "handler": "hooks.signature_check.handler.handle",
        "role": role,
        "timeout": 300,
        "memorySize": 512,
        "kmsKeyArn": "arn:key/data",
        "environment": {
            "variables": {
                "TRUSTED_PROFILES": f"{SIGNER}/signing-profiles/megane",
                "ROOT_CERTIFICATES": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "REVOCATION": "required",
                "SEED_IMAGES": SEED_IMAGE,
                "SEED_COMMANDS": ",".join(SEED_COMMANDS),
            }
        },
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/megane-test-signature-check"},
    }
    assert ":role/signed-function" in str(role)
    assert statements(inputs(graph, "iam.RolePolicy signed-function")["policy"]) == SETTINGS | logs(
        "signature-check"
    ) | {
        "SeeDeployments": {
            "Effect": "Allow",
            "Action": ["ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions"],
            "Resource": [f"{ECS}:service-deployment/megane-test/*", f"{ECS}:service-revision/megane-test/*"],
        },
        "ReadTaskDefinitions": {"Effect": "Allow", "Action": ["ecs:DescribeTaskDefinition"], "Resource": "*"},
        "AskWhetherRevoked": {
            "Effect": "Allow",
            "Action": ["signer:GetRevocationStatus"],
            "Resource": [
                f"{SIGNER}/signing-profiles/megane",
                f"{SIGNER}/signing-profiles/megane/*",
                f"{SIGNER}/signing-jobs/*",
            ],
        },
        "ReadSignatures": {
            "Effect": "Allow",
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": [f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/megane/{name}" for name in ("api", "web")],
        },
    }


def test_before_the_first_push_there_is_no_repository_to_read(record: Record) -> None:
    graph = record(lambda: build_hooks.signature_check(images=[SEED_IMAGE]), view="up")

    assert "ReadSignatures" not in statements(inputs(graph, "iam.RolePolicy signed-function")["policy"])


def test_a_version_of_a_profile_is_asked_for_by_the_profile(record: Record) -> None:
    arn = f"{SIGNER}/signing-profiles/megane"
    graph = record(lambda: build_hooks.signature_check(profile_arn=f"{arn}/abcde12345"), view="up")

    asked = statements(inputs(graph, "iam.RolePolicy signed-function")["policy"])["AskWhetherRevoked"]
    assert asked["Resource"] == [arn, f"{arn}/*", f"{SIGNER}/signing-jobs/*"]


def test_the_smoke_test(record: Record) -> None:
    graph = record(build_hooks.smoke_test, view="up")

    role = function(graph, "smoke").pop("role")
    assert function(graph, "smoke") == {
        "name": "megane-test-smoke-test",
        "description": "Asks a new version for its pages before visitors can",
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "handler": "hooks.smoke_test.handler.handle",
        "role": role,
        "timeout": 75,
        "memorySize": 256,
        "kmsKeyArn": "arn:key/data",
        "environment": {
            "variables": {
                "CLUSTER": "megane-test",
                "URL": "https://app.example.jp",
                "CONNECT_TO": "lb-1.elb.amazonaws.com",
                "HEADERS": json.dumps({"X-Deploy-Test": f"arn:aws:ssm:{REGION}:{ACCOUNT}:{HEADER}"}),
            }
        },
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/megane-test-smoke-test"},
    }
    assert statements(inputs(graph, "iam.RolePolicy smoke-function")["policy"]) == SETTINGS | logs("smoke-test") | {
        "ReadTheHeaders": {
            "Effect": "Allow",
            "Action": ["ssm:GetParameter"],
            "Resource": [f"arn:aws:ssm:{REGION}:{ACCOUNT}:{HEADER}"],
        },
    }


def test_the_test_header_is_a_secret_that_tasks_may_not_read(record: Record) -> None:
    """Tasks may read /megane/test and below."""
    assert inputs(record(build_hooks.smoke_test), "ssm.Parameter smoke-x-deploy-test") == {
        "name": "/megane/hooks/test/x-deploy-test",
        "description": "Value of a header that leads to the deployment under test",
        "type": "SecureString",
        "keyId": "arn:key/data",
        "value": Secret("let-me-in"),
        "tier": "Standard",
    }


@pytest.mark.parametrize(
    ("build", "name", "role", "log_class", "days"),
    [
        (build_hooks.signature_check, "signed", "signature-check", "security", 365),
        (build_hooks.smoke_test, "smoke", "smoke-test", "application", 30),
    ],
)
def test_a_function_writes_to_a_group_that_was_there_first_and_only_ecs_asks_it(
    record: Record, build: object, name: str, role: str, log_class: str, days: int
) -> None:
    assert callable(build)
    graph = record(build, view="up")

    group = inputs(graph, f"cloudwatch.LogGroup {name}")
    assert (group["name"], group["retentionInDays"]) == (f"/aws/lambda/megane-test-{role}", days)
    assert graph.find("aws:cloudwatch/logGroup:LogGroup", name).inputs["tags"]["LogClass"] == log_class  # type: ignore[index, call-overload]
    assert dependencies(graph, f"lambda.Function {name}") >= {
        f"iam.RolePolicy {name}-function",
        f"cloudwatch.LogGroup {name}",
    }
    for part, service in (("function", "lambda"), ("invoke", "ecs")):
        assert statements(inputs(graph, f"iam.Role {name}-{part}")["assumeRolePolicy"]) == {
            "Assume": {
                "Effect": "Allow",
                "Principal": {"Service": f"{service}.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        }
    assert statements(inputs(graph, f"iam.RolePolicy {name}-invoke")["policy"]) == {
        "AskThisFunction": {
            "Effect": "Allow",
            "Action": ["lambda:InvokeFunction"],
            "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:megane-test-{role}",
        }
    }


def test_a_service_says_what_is_asked_of_it(record: Record) -> None:
    told: list[str | None] = []

    record(lambda: told.append(build_hooks.smoke_test().asking(["/health", "/api/shops"]).details))

    assert [json.loads(details or "") for details in told] == [{"health": "/health", "paths": ["/api/shops"]}]


def test_without_headers_there_is_nothing_to_read(record: Record) -> None:
    graph = record(lambda: build_hooks.smoke_test(headers={}), view="up")

    assert "ReadTheHeaders" not in statements(inputs(graph, "iam.RolePolicy smoke-function")["policy"])


@pytest.mark.parametrize(("hook", "name"), [(SignatureCheck, "signature_check"), (SmokeTest, "smoke_test")])
def test_the_function_is_what_the_archive_holds(record: Record, hook: type[Hook], name: archive.Name) -> None:
    build = build_hooks.signature_check if hook is SignatureCheck else build_hooks.smoke_test
    (found,) = record(build).of_type("aws:lambda/function:Function")

    assert found.inputs["handler"] == archive.handler(name)
    assert (found.inputs["runtime"], found.inputs["architectures"]) == (archive.RUNTIME, [archive.ARCHITECTURE])


def test_outputs(record: Record) -> None:
    assert record(lambda: outputs(build_hooks.smoke_test())).outputs == {"function_name": "megane-test-smoke-test"}
