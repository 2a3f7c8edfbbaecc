"""Whether a new revision of a service may start: every image that it runs is signed by whom we trust.

It is the digest of the index (the multi-arch image) that is signed and that the task definition names. ECS may report
the digest of the one architecture that it pulled; the task definition is what it was told to run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509

from hooks.clients import Ecr, Ecs, Signer, is_passing
from hooks.lifecycle import Call, NotYetError, RefusedError, warn
from hooks.signature_check import chain, envelope, seeds
from hooks.signature_check.deployments import containers, replaced
from hooks.signature_check.envelope import Artifact, Signed
from hooks.signature_check.registry import Download, Repository, image
from hooks.signature_check.settings import Settings

PLATFORM = "Notation-OCI-SHA384-ECDSA"
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """The check, with its clients: `ecr` and `signer` by region."""

    settings: Settings
    ecs: Ecs
    ecr: Callable[[str], Ecr]
    signer: Callable[[str], Signer]
    download: Download
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __call__(self, call: Call) -> str:
        """Says which signatures count; RefusedError, or NotYetError where a signature may still come."""
        found = containers(self.ecs, call.revision_arn)
        seeded = [container for container in found if container["image"] in self.settings.seeds]
        for container in seeded:
            if wrong := seeds.foreign(container, self.settings.seed_commands):
                raise RefusedError(f"{container['image']} is not signed, and {container['name']} {wrong}")
        if seeded:
            self._check_nothing_else_runs(call)
        images = dict.fromkeys(container["image"] for container in found)  # each once
        return "; ".join(
            f"{name} is the seed of a new service" if name in self.settings.seeds else self._signed(name)
            for name in images
        )

    def _check_nothing_else_runs(self, call: Call) -> None:
        """The seed may take over from the seed, so that one that failed or was changed can be deployed once more."""
        for revision in replaced(self.ecs, call):
            for container in containers(self.ecs, revision):
                if container["image"] not in self.settings.seeds:
                    raise RefusedError(f"the seed is not signed, and may not take over from {container['image']}")

    def _signed(self, name: str) -> str:
        """Which signature of the image counts. One good one is enough, whatever others there are."""
        wanted = image(name)
        repository = Repository(self.ecr(wanted.region), wanted, self.download)
        artifact = repository.artifact()
        reasons: list[str] = []
        later: list[NotYetError] = []
        for digest, fetch in repository.envelopes():
            try:
                signed = self._verified(envelope.opened(fetch()), artifact)
            except RefusedError as refused:
                reasons.append(f"signature {digest}: {refused}")
            except NotYetError as passing:
                later.append(passing)
            else:
                return f"{name} is signed by {signed.profile_version} at {signed.signed_at:%Y-%m-%dT%H:%M:%SZ}"
        if later:
            raise later[0]
        if not reasons:
            raise NotYetError(f"{name} has no signature")  # ECR signs a moment after the push
        raise RefusedError(f"{name} has no signature that counts: {'; '.join(reasons)}")

    def _verified(self, signed: Signed, artifact: Artifact) -> Signed:
        if signed.artifact != artifact:
            raise RefusedError(f"is for {signed.artifact}, the image is {artifact}")
        if not any(_is_of(signed.profile_version, profile) for profile in self.settings.profiles):
            raise RefusedError(f"is by {signed.profile_version}, which is not trusted")
        now = self.now()
        if signed.signed_at > now + _CLOCKS_DIFFER:
            raise RefusedError(f"is from the future: {signed.signed_at:%Y-%m-%dT%H:%M:%SZ}")
        if signed.expires_at is not None and signed.expires_at <= now:
            raise RefusedError(f"expired at {signed.expires_at:%Y-%m-%dT%H:%M:%SZ}")
        chain.verify(signed.chain, self.settings.roots, signed.signed_at)
        self._check_revocation(signed)
        return signed

    def _check_revocation(self, signed: Signed) -> None:
        """AWS Signer knows whether profile, job or certificates were revoked; asked in the region of the profile."""
        signer = self.signer(signed.profile_version.split(":")[3])
        try:
            answer = signer.get_revocation_status(
                signatureTimestamp=signed.signed_at,
                platformId=PLATFORM,
                profileVersionArn=signed.profile_version,
                jobArn=signed.job,
                certificateHashes=certificate_hashes(signed.chain),
            )
        except Exception as error:
            if not is_passing(error):
                raise RefusedError(f"its revocation cannot be asked for: {type(error).__name__}: {error}") from error
            if self.settings.revocation == "required":
                raise NotYetError(
                    f"AWS Signer does not say whether it is revoked: {type(error).__name__}: {error}"
                ) from error
            warn(f"not checked whether {signed.job} is revoked: {type(error).__name__}: {error}")
            return
        if revoked := answer.get("revokedEntities"):
            raise RefusedError(f"is revoked: {', '.join(revoked)}")


def certificate_hashes(certificates: Sequence[x509.Certificate]) -> list[str]:
    """How AWS Signer names certificates: the SHA-384 of what the issuer signed, and the same of the issuer.

    A root is its own issuer. https://docs.aws.amazon.com/signer/latest/api/API_GetRevocationStatus.html
    """
    own = [hashlib.sha384(certificate.tbs_certificate_bytes).hexdigest() for certificate in certificates]
    return [mine + issuer for mine, issuer in zip(own, [*own[1:], own[-1]], strict=True)]


def _is_of(version: str, profile: str) -> bool:
    """Whether a version of a profile is the trusted one, or one of the trusted profile's."""
    return version == profile or version.rpartition("/")[0] == profile
