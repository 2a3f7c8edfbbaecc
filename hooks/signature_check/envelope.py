"""A Notary Project signature in its JWS envelope: what it says, once its maths are right.

https://github.com/notaryproject/specifications/blob/main/specs/signature-envelope-jws.md
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from hooks.lifecycle import RefusedError

_PAYLOAD_TYPE = "application/vnd.cncf.notary.payload.v1+json"
_SCHEME, _SCHEME_OF_SIGNER = "io.cncf.notary.signingScheme", "notary.x509.signingAuthority"
_TIME, _EXPIRY = "io.cncf.notary.authenticSigningTime", "io.cncf.notary.expiry"
_PLUGIN, _PLUGIN_OF_SIGNER = "io.cncf.notary.verificationPlugin", "com.amazonaws.signer.notation.plugin"
_PLUGIN_VERSION = "io.cncf.notary.verificationPluginMinVersion"
_PROFILE, _JOB = "com.amazonaws.signer.signingProfileVersion", "com.amazonaws.signer.signingJob"
# The headers that may be critical: who verifies has to understand each of those, and this module does.
_UNDERSTOOD = frozenset({_SCHEME, _TIME, _EXPIRY, _PLUGIN, _PLUGIN_VERSION, _PROFILE, _JOB})
_ALWAYS_CRITICAL = frozenset({_SCHEME, _TIME})

# The key alone decides on the algorithm; `alg` must agree, so that nobody can ask for a weaker one.
_CURVES: Mapping[str, tuple[str, hashes.HashAlgorithm]] = {
    "secp256r1": ("ES256", hashes.SHA256()),
    "secp384r1": ("ES384", hashes.SHA384()),
    "secp521r1": ("ES512", hashes.SHA512()),
}
_RSA_SIZES: Mapping[int, tuple[str, hashes.HashAlgorithm]] = {
    2048: ("PS256", hashes.SHA256()),
    3072: ("PS384", hashes.SHA384()),
    4096: ("PS512", hashes.SHA512()),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """What a manifest is known by in a registry; `size` in bytes."""

    media_type: str
    digest: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """What the owner of `chain[0]` has signed. Whether that certificate is to be trusted is another question."""

    artifact: Artifact
    profile_version: str
    job: str
    signed_at: datetime
    expires_at: datetime | None
    chain: tuple[x509.Certificate, ...]


def opened(envelope: bytes) -> Signed:
    """What the envelope says, its signature verified; RefusedError when it is malformed, or signed by another key."""
    document = _json(envelope, "the envelope")
    protected, payload, signature = (_text(document, part) for part in ("protected", "payload", "signature"))
    chain = _chain(document)
    headers = _json(_decoded(protected, "protected"), "the protected headers")
    _verify(chain[0], _text(headers, "alg"), _decoded(signature, "signature"), f"{protected}.{payload}".encode())
    _check_headers(headers)
    return Signed(
        artifact=_artifact(_json(_decoded(payload, "payload"), "the payload")),
        profile_version=_text(headers, _PROFILE),
        job=_text(headers, _JOB),
        signed_at=_time(headers, _TIME),
        expires_at=_time(headers, _EXPIRY) if _EXPIRY in headers else None,
        chain=chain,
    )


def _check_headers(headers: Mapping[str, object]) -> None:
    if (kind := _text(headers, "cty")) != _PAYLOAD_TYPE:
        raise RefusedError(f"signs a {kind}")
    if (scheme := _text(headers, _SCHEME)) != _SCHEME_OF_SIGNER:
        raise RefusedError(f"was signed by scheme {scheme}, AWS Signer's is {_SCHEME_OF_SIGNER}")
    critical = headers.get("crit")
    if not isinstance(critical, list) or not all(isinstance(name, str) for name in critical):
        raise RefusedError("has no list of critical headers")
    named = set(critical)
    if unknown := named - _UNDERSTOOD:
        raise RefusedError(f"has critical headers that are not understood: {', '.join(sorted(unknown))}")
    if missing := (named - headers.keys()) | (_ALWAYS_CRITICAL - named) | ({_EXPIRY} & headers.keys()) - named:
        raise RefusedError(f"has no such critical headers: {', '.join(sorted(missing))}")
    if headers.get(_PLUGIN, _PLUGIN_OF_SIGNER) != _PLUGIN_OF_SIGNER:
        raise RefusedError("is to be verified by another plugin than AWS Signer's")


def _verify(leaf: x509.Certificate, algorithm: str, signature: bytes, signed: bytes) -> None:
    key = leaf.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
            expected, digest = _CURVES[key.curve.name]
            _agree(algorithm, expected)
            half = (key.curve.key_size + 7) // 8
            if len(signature) != 2 * half:
                raise InvalidSignature
            r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
            key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_SIZES:
            expected, digest = _RSA_SIZES[key.key_size]
            _agree(algorithm, expected)
            key.verify(signature, signed, padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH), digest)
        else:
            raise RefusedError("was made with a kind of key that Notary Project does not allow")
    except InvalidSignature as error:
        raise RefusedError("does not fit what it is said to sign: one of them was changed") from error


def _agree(algorithm: str, expected: str) -> None:
    if algorithm != expected:
        raise RefusedError(f"states algorithm {algorithm} where its key demands {expected}")


def _artifact(payload: Mapping[str, object]) -> Artifact:
    target = payload.get("targetArtifact")
    if not isinstance(target, Mapping):
        raise RefusedError("names no artifact")
    size = target.get("size")
    if not isinstance(size, int) or isinstance(size, bool):
        raise RefusedError("names an artifact without a size")
    return Artifact(media_type=_text(target, "mediaType"), digest=_text(target, "digest"), size=size)


def _chain(document: Mapping[str, object]) -> tuple[x509.Certificate, ...]:
    header = document.get("header")
    texts = header.get("x5c") if isinstance(header, Mapping) else None
    if not isinstance(texts, list) or not texts:
        raise RefusedError("has no certificates")
    try:
        return tuple(x509.load_der_x509_certificate(base64.b64decode(text, validate=True)) for text in texts)
    except (TypeError, ValueError) as error:
        raise RefusedError(f"has a malformed certificate: {error}") from error


def _time(headers: Mapping[str, object], name: str) -> datetime:
    text = _text(headers, name)
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f"has a malformed time in {name}: {text}") from error
    if time.tzinfo is None:
        raise RefusedError(f"has a time without its zone in {name}: {text}")
    return time.astimezone(UTC)


def _text(holder: Mapping[str, object], key: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str) or not value:
        raise RefusedError(f"has no {key}")
    return value


def _decoded(text: str, what: str) -> bytes:
    """Base64url without padding; strictly, so that one signature has one spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedError(f"has a {what} that is no base64url: {error}") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise RefusedError(f"has a {what} that is no base64url")
    return data


def _json(data: bytes, what: str) -> Mapping[str, object]:
    try:
        value = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"{what} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise RefusedError(f"{what} is no JSON object")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name that is there twice would be read one way here and another way elsewhere."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("a name is there twice")
    return dict(pairs)
