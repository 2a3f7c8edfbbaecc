"""What ECR has: the manifest of an image, and the signatures that refer to it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from urllib.request import urlopen

from hooks.clients import Ecr, ReferrersAnswer, patient
from hooks.lifecycle import RefusedError
from hooks.signature_check.envelope import Artifact

SIGNATURE = "application/vnd.cncf.notary.signature"
JWS = "application/jose+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    _MANIFEST,
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<repository>[a-z0-9._/-]+)(?::[\w.-]+)?@(?P<digest>sha256:[0-9a-f]{64})"
)
_LARGEST_ENVELOPE = 1 << 20  # bytes; those of AWS Signer have some 10,000
_MOST_SIGNATURES = 50  # looked at for one image: whoever may push can add as many as they like
_SECONDS = 10

Download = Callable[[str], bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """An image in a private registry, by digest."""

    account: str
    region: str
    repository: str
    digest: str


def image(text: str) -> Image:
    """The image that a task definition names; RefusedError unless it is in ECR and by digest: no other is signed."""
    if (match := _IMAGE.fullmatch(text)) is None:
        raise RefusedError(f"{text} is no image of a private ECR registry by digest")
    return Image(**match.groupdict())


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository of an image, with the client of its region."""

    ecr: Ecr
    image: Image
    download: Download

    def artifact(self) -> Artifact:
        """The image's own descriptor, from the manifest whose hash is the digest: nobody is believed."""
        manifest, told = self._manifest(self.image.digest)
        kind = _object(manifest, "the manifest").get("mediaType", told)  # OCI leaves it out now and then
        return Artifact(media_type=str(kind), digest=self.image.digest, size=len(manifest))

    def envelopes(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Each signature's digest, and what fetches its envelope."""
        found = list(islice(self._referrers(), _MOST_SIGNATURES + 1))
        if len(found) > _MOST_SIGNATURES:
            raise RefusedError(f"the image has more than {_MOST_SIGNATURES} signatures: they are not looked through")
        for digest in found:
            yield digest, partial(self._envelope, digest)

    def _referrers(self) -> Iterator[str]:
        token = ""
        while True:
            answer = patient(partial(self._page, token))
            yield from (referrer["digest"] for referrer in answer["referrers"])
            if not (token := answer.get("nextToken", "")):
                return

    def _page(self, token: str) -> ReferrersAnswer:
        ask = partial(
            self.ecr.list_image_referrers,
            registryId=self.image.account,
            repositoryName=self.image.repository,
            subjectId={"imageDigest": self.image.digest},
            filter={"artifactTypes": [SIGNATURE]},
        )
        return ask(nextToken=token) if token else ask()

    def _envelope(self, digest: str) -> bytes:
        manifest = _object(self._manifest(digest)[0], "its manifest")
        subject = manifest.get("subject")
        if not isinstance(subject, Mapping) or subject.get("digest") != self.image.digest:
            raise RefusedError("refers to another image")
        layers = manifest.get("layers")
        if not isinstance(layers, list) or len(layers) != 1 or not isinstance(layers[0], Mapping):
            raise RefusedError("must have exactly one layer")
        if (kind := layers[0].get("mediaType")) != JWS:
            raise RefusedError(f"is an envelope of type {kind}; only {JWS} is read")
        blob, size = layers[0].get("digest"), layers[0].get("size")
        if not isinstance(blob, str) or not isinstance(size, int) or size > _LARGEST_ENVELOPE:
            raise RefusedError("has a layer without digest, or one that is too large for a signature")
        return self._blob(blob)

    def _blob(self, digest: str) -> bytes:
        answer = patient(
            lambda: self.ecr.get_download_url_for_layer(
                registryId=self.image.account, repositoryName=self.image.repository, layerDigest=digest
            )
        )
        return _genuine(patient(lambda: self.download(answer["downloadUrl"])), digest)

    def _manifest(self, digest: str) -> tuple[bytes, str]:
        """A manifest and its media type."""
        answer = patient(
            lambda: self.ecr.batch_get_image(
                registryId=self.image.account,
                repositoryName=self.image.repository,
                imageIds=[{"imageDigest": digest}],
                acceptedMediaTypes=_MANIFESTS,
            )
        )
        if not answer["images"]:
            why = ", ".join(failure.get("failureCode", "no reason given") for failure in answer["failures"])
            raise RefusedError(f"{digest} is not in {self.image.repository}: {why or 'no reason given'}")
        found = answer["images"][0]
        return _genuine(found["imageManifest"].encode(), digest), found["imageManifestMediaType"]


def download(url: str) -> bytes:
    """A layer, from the address that ECR gave for it."""
    if not url.startswith("https://"):
        raise RefusedError("ECR gave an address without TLS")
    with urlopen(url, timeout=_SECONDS) as response:  # noqa: S310
        data: bytes = response.read(_LARGEST_ENVELOPE + 1)
    if len(data) > _LARGEST_ENVELOPE:
        raise RefusedError("is too large for a signature")
    return data


def _genuine(data: bytes, digest: str) -> bytes:
    if f"sha256:{hashlib.sha256(data).hexdigest()}" != digest:
        raise RefusedError(f"what is stored as {digest} has another digest")
    return data


def _object(data: bytes, what: str) -> Mapping[str, object]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"{what} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise RefusedError(f"{what} is no JSON object")
    return value
