"""The image registry of an account: what each of its resources is told, in both regions."""

from __future__ import annotations

from typing import Any

import pytest

from planning.registry import lifecycle_rules
from tests.components import build
from tests.components.build import ACCOUNT
from tests.components.look import dependencies, find, inputs, made, outputs, parsed, part, statements
from tests.conftest import Record

TOKYO, OSAKA = "ap-northeast-1", "ap-northeast-3"
NAMES = ("web", "api")
HERE = {
    "kms.Key images",
    "kms.Alias images",
    *(f"ecr.{kind} images-megane-{name}" for kind in ("Repository", "LifecyclePolicy") for name in NAMES),
}
SCANNING = {"ecr.AccountSetting images-scanner", "ecr.RegistryScanningConfiguration images-scanning"}
ALWAYS = {"megane:delivery:ImageRegistry images", "signer.SigningProfile images-signing"}


def test_what_it_makes_in_one_region_and_in_two(record: Record) -> None:
    one = made(record(lambda: build.image_registry(copy_region=None)))
    two = made(record(build.image_registry))

    assert one == ALWAYS | HERE | SCANNING
    assert two == one | {f"{label}-copy" for label in HERE} | {"ecr.ReplicationConfiguration images-copies"}


@pytest.mark.parametrize(("suffix", "region"), [("", None), ("-copy", OSAKA)])
@pytest.mark.parametrize("name", NAMES)
def test_a_repository(record: Record, name: str, suffix: str, region: str | None) -> None:
    graph = record(build.image_registry, view="up")

    label = f"ecr.Repository images-megane-{name}{suffix}"
    placed = {} if region is None else {"region": region}
    key, given = find(graph, f"kms.Key images{suffix}"), inputs(graph, label)
    assert find(graph, label).property_dependencies["encryptionConfigurations"] == (key.urn,)
    assert part(given, "encryptionConfigurations", 0).pop("kmsKey").startswith(f"arn:aws:kms:{region or TOKYO}:")
    assert given == {
        "name": f"megane/{name}",
        "imageTagMutability": "IMMUTABLE",
        "imageScanningConfiguration": {"scanOnPush": True},
        "encryptionConfigurations": [{"encryptionType": "KMS"}],
        "forceDelete": False,
        **placed,
    }
    assert find(graph, label).protect is True
    lifecycle = inputs(graph, f"ecr.LifecyclePolicy images-megane-{name}{suffix}")
    assert parsed(lifecycle.pop("policy")) == {"rules": lifecycle_rules(keep_releases=200, keep_promoted=50)}
    assert lifecycle == {"repository": f"megane/{name}", **placed}


@pytest.mark.parametrize(("suffix", "region"), [("", None), ("-copy", OSAKA)])
def test_the_key_of_a_region(record: Record, suffix: str, region: str | None) -> None:
    graph = record(build.image_registry, view="up")

    key, alias = find(graph, f"kms.Key images{suffix}"), find(graph, f"kms.Alias images{suffix}")
    given = inputs(graph, f"kms.Key images{suffix}")
    assert statements(given.pop("policy")) == {
        "AccountAdministers": {
            "Effect": "Allow",
            "Action": ["kms:*"],
            "Resource": "*",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        }
    }
    placed = {} if region is None else {"region": region}
    assert given == {
        "description": "Images of megane",
        "enableKeyRotation": True,
        "deletionWindowInDays": 30,
        **placed,
    }
    assert key.protect is True
    assert alias.property_dependencies == {"targetKeyId": (key.urn,)}
    assert alias.inputs["name"] == "alias/megane-test-images"
    assert (key.region, alias.region) == (region or TOKYO, region or TOKYO)


def test_basic_scanning_is_free_and_done_by_aws_own_scanner(record: Record) -> None:
    graph = record(build.image_registry)

    assert inputs(graph, "ecr.AccountSetting images-scanner") == {
        "name": "BASIC_SCAN_TYPE_VERSION",
        "value": "AWS_NATIVE",
    }
    assert inputs(graph, "ecr.RegistryScanningConfiguration images-scanning") == scanning("BASIC", "SCAN_ON_PUSH")


def test_enhanced_scanning_is_inspectors_and_continuous(record: Record) -> None:
    graph = record(lambda: build.image_registry(scanning="ENHANCED"))

    assert made(graph) - made(record(build.image_registry)) == {"inspector2.Enabler images-inspector"}
    assert inputs(graph, "inspector2.Enabler images-inspector") == {
        "accountIds": [ACCOUNT],
        "resourceTypes": ["ECR"],
    }
    label = "ecr.RegistryScanningConfiguration images-scanning"
    assert inputs(graph, label) == scanning("ENHANCED", "CONTINUOUS_SCAN")
    assert dependencies(graph, label) == {"inspector2.Enabler images-inspector"}


def scanning(kind: str, frequency: str) -> dict[str, Any]:
    filters = [{"filter": f"megane/{name}", "filterType": "WILDCARD"} for name in NAMES]
    return {"scanType": kind, "rules": [{"scanFrequency": frequency, "repositoryFilters": filters}]}


def test_images_are_copied_into_repositories_that_stand_there_already(record: Record) -> None:
    graph = record(build.image_registry, view="up")

    label = "ecr.ReplicationConfiguration images-copies"
    (rule,) = part(inputs(graph, label), "replicationConfiguration", "rules")
    assert rule == {
        "destinations": [{"region": OSAKA, "registryId": ACCOUNT}],
        "repositoryFilters": [{"filter": f"megane/{name}", "filterType": "PREFIX_MATCH"} for name in NAMES],
    }
    assert dependencies(graph, label) == {
        f"ecr.Repository images-megane-{name}{suffix}" for name in NAMES for suffix in ("", "-copy")
    }


def test_the_signing_profile(record: Record) -> None:
    graph = record(lambda: outputs(build.image_registry()), view="up")

    assert inputs(graph, "signer.SigningProfile images-signing") == {
        "name": "megane_images",
        "platformId": "Notation-OCI-SHA384-ECDSA",
        "signatureValidityPeriod": {"type": "MONTHS", "value": 135},
    }
    assert find(graph, "signer.SigningProfile images-signing").protect is True
    registry = f"{ACCOUNT}.dkr.ecr.ap-northeast-1.amazonaws.com"
    assert graph.outputs["repository_urls"] == {f"megane/{name}": f"{registry}/megane/{name}" for name in NAMES}
    assert graph.outputs["registry_id"] == ACCOUNT
    assert str(graph.outputs["signing_profile_version_arn"]).startswith(f"{graph.outputs['signing_profile_arn']}/")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"repositories": ("Megane/Web", "x", "a//b")}, "no names of repositories: Megane/Web, x, a//b"),
        ({"repositories": ()}, "repositories must be named, each once"),
        ({"repositories": ("megane/web", "megane/web")}, "repositories must be named, each once"),
        ({"signing_profile": "megane-images"}, "signing_profile must be 2 to 64 letters, digits and underscores"),
        ({"signature_months": 136}, "signature_months must be 1 to 135"),
        ({"signature_months": 0}, "signature_months must be 1 to 135"),
        ({"keep_releases": 0}, "keep_releases and keep_promoted must be at least 1"),
        ({"keep_promoted": 0}, "keep_releases and keep_promoted must be at least 1"),
    ],
)
def test_what_aws_would_refuse_later(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        build.image_registry(**changes)
