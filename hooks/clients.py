"""The AWS calls that the hooks make: just those, with just the parts of the answers that they read."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NotRequired, Protocol, TypedDict, TypeVar, cast

from hooks.lifecycle import NotYetError

_Answer = TypeVar("_Answer")

# A call that ran into one of these may well work later: the hook asks ECS for another try instead of refusing.
_PASSING = frozenset(
    {
        "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded",
        "LimitExceededException", "ServerException", "InternalServiceErrorException", "InternalServerError",
        "InternalFailure", "ServiceUnavailable", "ServiceUnavailableException", "RequestTimeout",
        "RequestTimeoutException",
    }
)  # fmt: skip


class Variable(TypedDict):
    name: str


class Mount(TypedDict):
    containerPath: NotRequired[str]


class HealthCheck(TypedDict):
    command: list[str]


class Container(TypedDict):
    name: str
    image: str
    command: NotRequired[list[str]]
    entryPoint: NotRequired[list[str]]
    environment: NotRequired[list[Variable]]
    environmentFiles: NotRequired[list[object]]
    secrets: NotRequired[list[Variable]]
    mountPoints: NotRequired[list[Mount]]
    volumesFrom: NotRequired[list[object]]
    healthCheck: NotRequired[HealthCheck]


class TaskDefinition(TypedDict):
    containerDefinitions: list[Container]


class TaskDefinitionAnswer(TypedDict):
    taskDefinition: TaskDefinition


class Revision(TypedDict):
    taskDefinition: str


class RevisionsAnswer(TypedDict):
    serviceRevisions: list[Revision]


class Source(TypedDict):
    arn: str


class Deployment(TypedDict):
    sourceServiceRevisions: NotRequired[list[Source]]


class DeploymentsAnswer(TypedDict):
    serviceDeployments: list[Deployment]


class Ecs(Protocol):
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"""

    def describe_service_revisions(self, *, serviceRevisionArns: list[str]) -> RevisionsAnswer: ...  # noqa: N803
    def describe_task_definition(self, *, taskDefinition: str) -> TaskDefinitionAnswer: ...  # noqa: N803
    def describe_service_deployments(self, *, serviceDeploymentArns: list[str]) -> DeploymentsAnswer: ...  # noqa: N803


class ImageId(TypedDict):
    imageDigest: str


class Image(TypedDict):
    imageManifest: str
    imageManifestMediaType: str


class Failure(TypedDict):
    failureCode: NotRequired[str]
    failureReason: NotRequired[str]


class ImagesAnswer(TypedDict):
    images: list[Image]
    failures: list[Failure]


class Referrer(TypedDict):
    digest: str


class ReferrersAnswer(TypedDict):
    referrers: list[Referrer]
    nextToken: NotRequired[str]


class Filter(TypedDict):
    artifactTypes: list[str]


class BlobAnswer(TypedDict):
    downloadUrl: str


class Ecr(Protocol):
    """https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"""

    def batch_get_image(
        self,
        *,
        registryId: str,  # noqa: N803
        repositoryName: str,  # noqa: N803
        imageIds: Sequence[ImageId],  # noqa: N803
        acceptedMediaTypes: Sequence[str],  # noqa: N803
    ) -> ImagesAnswer: ...

    def list_image_referrers(
        self,
        *,
        registryId: str,  # noqa: N803
        repositoryName: str,  # noqa: N803
        subjectId: ImageId,  # noqa: N803
        filter: Filter,  # noqa: A002
        nextToken: str = ...,  # noqa: N803
    ) -> ReferrersAnswer: ...

    def get_download_url_for_layer(
        self,
        *,
        registryId: str,  # noqa: N803
        repositoryName: str,  # noqa: N803
        layerDigest: str,  # noqa: N803
    ) -> BlobAnswer: ...


class RevocationAnswer(TypedDict):
    revokedEntities: NotRequired[list[str]]


class Signer(Protocol):
    """https://docs.aws.amazon.com/signer/latest/api/API_GetRevocationStatus.html"""

    def get_revocation_status(
        self,
        *,
        signatureTimestamp: datetime,  # noqa: N803
        platformId: str,  # noqa: N803
        profileVersionArn: str,  # noqa: N803
        jobArn: str,  # noqa: N803
        certificateHashes: Sequence[str],  # noqa: N803
    ) -> RevocationAnswer: ...


class Parameter(TypedDict):
    Value: str


class ParameterAnswer(TypedDict):
    Parameter: Parameter


class Ssm(Protocol):
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html"""

    def get_parameter(self, *, Name: str, WithDecryption: bool) -> ParameterAnswer: ...  # noqa: N803


def ecs() -> Ecs:
    return cast(Ecs, _client("ecs", None))


def ecr(region: str) -> Ecr:
    return cast(Ecr, _client("ecr", region))


def signer(region: str) -> Signer:
    return cast(Signer, _client("signer", region))


def ssm(region: str) -> Ssm:
    return cast(Ssm, _client("ssm", region))


def patient(call: Callable[[], _Answer]) -> _Answer:
    """What the call answers; NotYetError when AWS, or the way to it, is out of order just now."""
    try:
        return call()
    except Exception as error:
        if is_passing(error):
            raise NotYetError(f"{type(error).__name__}: {error}") from error
        raise


def is_passing(error: Exception) -> bool:
    """Whether a call failed for a reason that passes: throttled, broken on AWS's side, or never answered.

    botocore is told by its names: it is part of Lambda's runtime or of the archive, and no part of what previews.
    """
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        return response.get("Error", {}).get("Code") in _PASSING
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return not kinds.isdisjoint({"HTTPClientError", "ConnectionError", "TimeoutError", "URLError", "HTTPException"})


def _client(service: str, region: str | None) -> object:
    """A client that retries what is throttled by itself, with growing pauses, within a minute."""
    config = importlib.import_module("botocore.config").Config(
        retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=3, read_timeout=10
    )
    session = importlib.import_module("botocore.session").get_session()
    return session.create_client(service, region_name=region, config=config)
