"""What the signature check is told by its environment. Nothing in it is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography import x509

from hooks.lifecycle import RefusedError

_PROFILE = re.compile(r"arn:aws:signer:[a-z0-9-]+:[0-9]{12}:/signing-profiles/[A-Za-z0-9_]{2,64}(?:/[A-Za-z0-9]{10})?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """`profiles`: ARNs of trusted signing profiles, each with its version, or without for every version of it.

    `roots`: the certificates that every chain must end in. `seeds`: public images that a service may run while it has
    run nothing else; `seed_commands`: fingerprints of what they may do. `revocation`: "required" asks AWS Signer and
    refuses without an answer; "when-reachable" goes on with a warning in the log when Signer cannot be reached, for a
    recovery stack whose profile is in a lost region.
    """

    profiles: tuple[str, ...]
    roots: tuple[x509.Certificate, ...]
    seeds: tuple[str, ...]
    seed_commands: tuple[str, ...]
    revocation: Literal["required", "when-reachable"]


def read(environment: Mapping[str, str]) -> Settings:
    """TRUSTED_PROFILES, SEED_IMAGES, SEED_COMMANDS separated by commas, ROOT_CERTIFICATES in PEM, REVOCATION."""
    profiles = _list(environment.get("TRUSTED_PROFILES", ""))
    if not profiles or any(_PROFILE.fullmatch(profile) is None for profile in profiles):
        raise RefusedError("TRUSTED_PROFILES must name the ARN of at least one signing profile, and nothing else")
    try:
        roots = tuple(x509.load_pem_x509_certificates(environment.get("ROOT_CERTIFICATES", "").encode()))
    except ValueError as error:
        raise RefusedError(f"ROOT_CERTIFICATES must hold at least one certificate in PEM: {error}") from error
    revocation = environment.get("REVOCATION", "required")
    if revocation not in ("required", "when-reachable"):
        raise RefusedError(f"REVOCATION must be required or when-reachable, not {revocation}")
    return Settings(
        profiles=profiles,
        roots=roots,
        seeds=_list(environment.get("SEED_IMAGES", "")),
        seed_commands=_list(environment.get("SEED_COMMANDS", "")),
        revocation="required" if revocation == "required" else "when-reachable",
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(item for item in map(str.strip, text.split(",")) if item)
