"""The calls that the hooks make are calls that AWS takes: through the real botocore, answered by its stubber."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from hooks import clients
from hooks.lifecycle import NotYetError, read
from hooks.signature_check import handler
from hooks.signature_check.deployments import replaced
from tests.hooks import fakes, signing
from tests.hooks.fakes import AwsError, Ecr, event

ROOT = Path(__file__).resolve().parent.parent.parent
stub: Any = importlib.import_module("botocore.stub")
errors: Any = importlib.import_module("botocore.exceptions")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Stubbers by service; the hook's clients are those that they watch."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    made = {
        "ecs": clients.ecs(),
        "ecr": clients.ecr("ap-northeast-1"),
        "signer": clients.signer("ap-northeast-1"),
        "ssm": clients.ssm("ap-northeast-1"),
    }
    with ExitStack() as stack:
        stubbers = {name: stack.enter_context(stub.Stubber(client)) for name, client in made.items()}
        monkeypatch.setattr(clients, "ecs", lambda: made["ecs"])
        monkeypatch.setattr(clients, "ecr", lambda region: made["ecr"])
        monkeypatch.setattr(clients, "signer", lambda region: made["signer"])
        yield stubbers
        for stubber in stubbers.values():
            stubber.assert_no_pending_responses()


def test_a_whole_check_in_calls_that_aws_takes(aws: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    ecr = Ecr.holding(signing.envelope())
    (signature,) = ecr.signatures
    (layer,) = ecr.layers
    monkeypatch.setattr(handler, "download", ecr.download)
    monkeypatch.setenv("TRUSTED_PROFILES", signing.PROFILE)
    monkeypatch.setenv("ROOT_CERTIFICATES", signing.roots_pem())
    task = {"taskDefinition": {"containerDefinitions": [{"name": "backend", "image": fakes.IMAGE}]}}
    revisions = {"serviceRevisions": [{"taskDefinition": "megane-test-backend:7"}]}
    aws["ecs"].add_response("describe_service_revisions", revisions)
    aws["ecs"].add_response("describe_task_definition", task)
    for digest in (signing.digest(signing.INDEX), signature):
        manifest, kind = ecr.manifests[digest]
        image = {"imageManifest": manifest, "imageManifestMediaType": kind}
        aws["ecr"].add_response("batch_get_image", {"images": [image], "failures": []})
        if digest != signature:
            aws["ecr"].add_response("list_image_referrers", {"referrers": [], "nextToken": "next"})
            referrer = {"digest": signature, "mediaType": kind, "size": len(manifest)}
            aws["ecr"].add_response("list_image_referrers", {"referrers": [referrer]})
    aws["ecr"].add_response("get_download_url_for_layer", {"downloadUrl": f"https://layers.example.com/{layer}"})
    aws["signer"].add_response("get_revocation_status", {"revokedEntities": []})

    assert handler.handle(event(), None) == {"hookStatus": "SUCCEEDED"}


def test_the_other_calls(aws: dict[str, Any]) -> None:
    deployment = {"sourceServiceRevisions": [{"arn": fakes.revision(1)}]}
    aws["ecs"].add_response("describe_service_deployments", {"serviceDeployments": [deployment]})
    aws["ssm"].add_response("get_parameter", {"Parameter": {"Value": "let-me-in"}})

    assert replaced(clients.ecs(), read(event())) == [fakes.revision(1)]
    arn = "arn:aws:ssm:ap-northeast-1:111122223333:parameter/megane/test/alb/test-header"
    aws["ssm"].client.get_parameter(Name=arn, WithDecryption=True)


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (AwsError("ThrottlingException"), True),
        (AwsError("ServerException"), True),
        (AwsError("AccessDeniedException"), False),
        (errors.ClientError({"Error": {"Code": "TooManyRequestsException"}}, "GetRevocationStatus"), True),
        (errors.ClientError({"Error": {"Code": "ValidationException"}}, "GetRevocationStatus"), False),
        (errors.EndpointConnectionError(endpoint_url="https://signer"), True),
        (errors.ReadTimeoutError(endpoint_url="https://signer"), True),
        (errors.NoCredentialsError(), False),
        (ConnectionResetError(), True),
        (ValueError(), False),
    ],
    ids=repr,
)
def test_which_errors_pass(error: Exception, passing: bool) -> None:
    def call() -> str:
        raise error

    with pytest.raises(NotYetError if passing else type(error)):
        clients.patient(call)
    assert clients.patient(lambda: "answer") == "answer"


def test_the_tests_use_the_versions_that_lambda_runs() -> None:
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "hooks" / "requirements.txt").read_text(), re.MULTILINE))
    assert {"botocore", "cryptography"} <= pinned.keys()
    for package in ("botocore", "cryptography"):
        assert importlib.import_module(package).__version__ == pinned[package]
