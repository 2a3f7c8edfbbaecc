"""AWS as the hooks see it: a registry with an image and its signatures, a service, and what may go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hooks.clients import (
    BlobAnswer,
    Container,
    DeploymentsAnswer,
    Filter,
    ImageId,
    ImagesAnswer,
    ParameterAnswer,
    ReferrersAnswer,
    RevisionsAnswer,
    RevocationAnswer,
    TaskDefinitionAnswer,
)
from tests.hooks import signing
from tests.hooks.seeding import SEED, seed

ECS = "arn:aws:ecs:ap-northeast-1:111122223333"
SERVICE = f"{ECS}:service/megane-test/megane-test-backend"
REVISION = f"{ECS}:service-revision/megane-test/megane-test-backend/9313423515462893900"
DEPLOYMENT = f"{ECS}:service-deployment/megane-test/megane-test-backend/EZe5RNVLH6PPzHXINuP28"
REPOSITORY = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/backend"
IMAGE = f"{REPOSITORY}@{signing.digest(signing.INDEX)}"


def revision(number: int) -> str:
    """Another one of the service, running task definition `megane-test-backend:<number>`."""
    return f"{ECS}:service-revision/megane-test/megane-test-backend/{number}"


def event(stage: str = "PRE_SCALE_UP", details: object = None, weights: object = None) -> dict[str, Any]:
    """What ECS sends, as its guide prints it (lambda-lifecycle-hooks)."""
    sent: dict[str, Any] = {
        "executionId": "e8d5a28f-eb01-4f3c-9454-a30ba6dc54bc",
        "lifecycleStage": stage,
        "resourceArn": DEPLOYMENT,
        "executionDetails": {
            "serviceArn": SERVICE,
            "targetServiceRevisionArn": REVISION,
            "testTrafficWeights": {} if weights is None else weights,
            "productionTrafficWeights": {},
        },
    }
    return sent if details is None else sent | {"hookDetails": details}


class AwsError(Exception):
    """As botocore's ClientError: with the answer that it was."""

    def __init__(self, code: str) -> None:
        self.response = {"Error": {"Code": code, "Message": "an example"}}
        super().__init__(f"{code}: an example")


@dataclass
class Ecs:
    """`images` of the new revision; the seed's container is as it should be, unless `containers` say otherwise.
    `running`: images of each revision that runs now. `fails`: what the next calls raise."""

    images: Sequence[str] = (IMAGE,)
    containers: Sequence[Container] = ()
    running: Sequence[Sequence[str]] = ((IMAGE,),)
    fails: list[Exception] = field(default_factory=list)
    revision_exists: bool = True
    deployment_exists: bool = True

    def describe_service_revisions(self, *, serviceRevisionArns: list[str]) -> RevisionsAnswer:  # noqa: N803
        if self.fails:
            raise self.fails.pop(0)
        (wanted,) = serviceRevisionArns
        if wanted in self._sources():
            return {"serviceRevisions": [{"taskDefinition": f"megane-test-backend:{wanted.rpartition('/')[2]}"}]}
        assert wanted == REVISION
        return {"serviceRevisions": [{"taskDefinition": "megane-test-backend:7"}] if self.revision_exists else []}

    def describe_task_definition(self, *, taskDefinition: str) -> TaskDefinitionAnswer:  # noqa: N803
        family, _, number = taskDefinition.partition(":")
        assert family == "megane-test-backend"
        images = self.images if number == "7" else self.running[int(number)]
        made: list[Container] = [
            seed() if image == SEED else {"name": f"c{index}", "image": image} for index, image in enumerate(images)
        ]
        return {"taskDefinition": {"containerDefinitions": list(self.containers) or made}}

    def describe_service_deployments(self, *, serviceDeploymentArns: list[str]) -> DeploymentsAnswer:  # noqa: N803
        assert serviceDeploymentArns == [DEPLOYMENT]
        if not self.deployment_exists:
            return {"serviceDeployments": []}
        sources = self._sources()  # botocore leaves out a list that AWS did not send
        return {
            "serviceDeployments": [{"sourceServiceRevisions": [{"arn": arn} for arn in sources]} if sources else {}]
        }

    def _sources(self) -> list[str]:
        return [revision(number) for number in range(len(self.running))]


@dataclass
class Ecr:
    """A repository: `manifests` by digest, with their media types; `signatures` of `subject`; layers by digest."""

    manifests: dict[str, tuple[str, str]] = field(default_factory=dict)
    signatures: list[str] = field(default_factory=list)
    layers: dict[str, bytes] = field(default_factory=dict)
    page: int = 2
    subject: str = field(default_factory=lambda: signing.digest(signing.INDEX))
    fails: list[Exception] = field(default_factory=list)

    @classmethod
    def holding(cls, *envelopes: bytes, subject: str = "", **layer: Any) -> Ecr:
        """The index, signed by each of the envelopes. `subject` and `layer` falsify the manifests of the signatures."""
        registry = cls()
        registry.put(signing.INDEX)
        for index, envelope in enumerate(envelopes):
            blob = {"mediaType": "application/jose+json", "digest": signing.digest(envelope), "size": len(envelope)}
            manifest = {
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "artifactType": "application/vnd.cncf.notary.signature",
                "layers": [blob | layer],
                "subject": {"digest": subject or signing.digest(signing.INDEX)},
                "annotations": {"number": str(index)},
            }
            registry.layers[signing.digest(envelope)] = envelope
            registry.signatures.append(registry.put(json.dumps(manifest)))
        return registry

    def put(self, manifest: str) -> str:
        kind = json.loads(manifest)["mediaType"]
        self.manifests[signing.digest(manifest)] = (manifest, kind)
        return signing.digest(manifest)

    def batch_get_image(
        self,
        *,
        registryId: str,  # noqa: N803
        repositoryName: str,  # noqa: N803
        imageIds: Sequence[ImageId],  # noqa: N803
        acceptedMediaTypes: Sequence[str],  # noqa: N803
    ) -> ImagesAnswer:
        if self.fails:
            raise self.fails.pop(0)
        assert (registryId, repositoryName) == ("111122223333", "megane/backend")
        (wanted,) = imageIds
        if wanted["imageDigest"] not in self.manifests:
            return {"images": [], "failures": [{"failureCode": "ImageNotFound"}]}
        manifest, kind = self.manifests[wanted["imageDigest"]]
        assert kind in acceptedMediaTypes
        return {"images": [{"imageManifest": manifest, "imageManifestMediaType": kind}], "failures": []}

    def list_image_referrers(
        self,
        *,
        registryId: str,  # noqa: N803
        repositoryName: str,  # noqa: N803
        subjectId: ImageId,  # noqa: N803
        filter: Filter,  # noqa: A002
        nextToken: str = "0",  # noqa: N803
    ) -> ReferrersAnswer:
        assert (registryId, repositoryName) == ("111122223333", "megane/backend")
        assert subjectId == {"imageDigest": self.subject}
        assert filter == {"artifactTypes": ["application/vnd.cncf.notary.signature"]}
        start = int(nextToken)
        answer: ReferrersAnswer = {"referrers": [{"digest": d} for d in self.signatures[start : start + self.page]]}
        if start + self.page < len(self.signatures):
            answer["nextToken"] = str(start + self.page)
        return answer

    def get_download_url_for_layer(
        self,
        *,
        registryId: str,  # noqa: N803
        repositoryName: str,  # noqa: N803
        layerDigest: str,  # noqa: N803
    ) -> BlobAnswer:
        assert (registryId, repositoryName) == ("111122223333", "megane/backend")
        return {"downloadUrl": f"https://layers.example.com/{layerDigest}"}

    def download(self, url: str) -> bytes:
        return self.layers[url.rpartition("/")[2]]


@dataclass
class Signer:
    """AWS Signer's memory of what was revoked, and what it was asked."""

    revoked: Sequence[str] = ()
    fails: list[Exception] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def get_revocation_status(
        self,
        *,
        signatureTimestamp: datetime,  # noqa: N803
        platformId: str,  # noqa: N803
        profileVersionArn: str,  # noqa: N803
        jobArn: str,  # noqa: N803
        certificateHashes: Sequence[str],  # noqa: N803
    ) -> RevocationAnswer:
        if self.fails:
            raise self.fails.pop(0)
        self.asked.append(
            {
                "time": signatureTimestamp,
                "platform": platformId,
                "profile": profileVersionArn,
                "job": jobArn,
                "hashes": list(certificateHashes),
            }
        )
        known = {profileVersionArn, jobArn, *certificateHashes}
        return {"revokedEntities": [entity for entity in self.revoked if entity in known]}


@dataclass
class Ssm:
    """Parameters by ARN."""

    values: Mapping[str, str]
    fails: list[Exception] = field(default_factory=list)

    def get_parameter(self, *, Name: str, WithDecryption: bool) -> ParameterAnswer:  # noqa: N803
        if self.fails:
            raise self.fails.pop(0)
        assert WithDecryption
        return {"Parameter": {"Value": self.values[Name]}}


def always(value: Any) -> Callable[[str], Any]:
    """The same client whatever the region."""
    return lambda region: value
