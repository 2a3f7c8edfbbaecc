"""A certificate authority of our own, and envelopes as AWS Signer makes them: good, or wrong in one thing."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SIGNED_AT = NOW - timedelta(days=20)
PROFILE = "arn:aws:signer:ap-northeast-1:111122223333:/signing-profiles/megane_images"
VERSION = f"{PROFILE}/AbCdEf1234"
JOB = "arn:aws:signer:ap-northeast-1:111122223333:/signing-jobs/11111111-2222-3333-4444-555555555555"
INDEX = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [{"digest": f"sha256:{letter * 64}", "platform": {"architecture": "arm64"}} for letter in "ab"],
    }
)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def digest(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A certificate with its key."""

    key: Key
    certificate: x509.Certificate


def certificate(
    name: str,
    key: Key,
    issuer: Holder | None,
    *,
    authority: bool,
    start: datetime = SIGNED_AT - timedelta(days=1),
    days: int = 7,
    usage: Mapping[str, bool] | None = None,
    called_authority: bool | None = None,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.CODE_SIGNING,
) -> Holder:
    """A certificate that AWS Signer might have, unless something of it is said to be otherwise.

    `called_authority`: what its basic constraints say, where that is not what its key may be used for.
    """
    constraints = x509.BasicConstraints(authority if called_authority is None else called_authority, path_length=None)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    uses = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    ) | {"digital_signature": not authority, "key_cert_sign": authority, "crl_sign": authority, **(usage or {})}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(constraints, critical=True)
        .add_extension(x509.KeyUsage(**uses), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return Holder(key=key, certificate=builder.sign(issuer.key if issuer else key, hashes.SHA384()))


def root(name: str = "Signer root") -> Holder:
    return _authorities(name)[0]


def intermediate(of: str = "Signer root") -> Holder:
    return _authorities(of)[1]


def leaf(of: str = "Signer root") -> Holder:
    return _authorities(of)[2]


@functools.cache
def _authorities(name: str) -> tuple[Holder, Holder, Holder]:
    keys = [ec.generate_private_key(ec.SECP384R1()) for _ in range(3)]
    top = certificate(name, keys[0], None, authority=True, start=NOW - timedelta(days=3000), days=9000)
    middle = certificate("Signer CA", keys[1], top, authority=True, start=NOW - timedelta(days=300), days=900)
    return top, middle, certificate("Signer leaf", keys[2], middle, authority=False)


def chain(of: str = "Signer root") -> list[Holder]:
    return [leaf(of), intermediate(of), root(of)]


def roots_pem(*names: str) -> str:
    wanted = names or ("Signer root",)
    return "".join(root(name).certificate.public_bytes(serialization.Encoding.PEM).decode() for name in wanted)


def headers(**changes: Any) -> dict[str, Any]:
    """The protected headers of a good envelope; a changed one that is None is left out."""
    good = {
        "alg": "ES384",
        "cty": "application/vnd.cncf.notary.payload.v1+json",
        "crit": [
            "io.cncf.notary.signingScheme",
            "io.cncf.notary.authenticSigningTime",
            "io.cncf.notary.expiry",
            "com.amazonaws.signer.signingProfileVersion",
            "com.amazonaws.signer.signingJob",
        ],
        "io.cncf.notary.signingScheme": "notary.x509.signingAuthority",
        "io.cncf.notary.authenticSigningTime": SIGNED_AT.isoformat().replace("+00:00", "Z"),
        "io.cncf.notary.expiry": (NOW + timedelta(days=3000)).isoformat().replace("+00:00", "Z"),
        "io.cncf.notary.verificationPlugin": "com.amazonaws.signer.notation.plugin",
        "com.amazonaws.signer.signingProfileVersion": VERSION,
        "com.amazonaws.signer.signingJob": JOB,
    }
    return {key: value for key, value in (good | changes).items() if value is not None}


def payload(of: str = INDEX, **changes: Any) -> dict[str, Any]:
    target = {"mediaType": json.loads(of)["mediaType"], "digest": digest(of), "size": len(of)}
    return {"targetArtifact": {key: value for key, value in (target | changes).items() if value is not None}}


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signature(key: Key, data: bytes) -> bytes:
    """As JWS has it: r and s side by side, or RSA-PSS."""
    if isinstance(key, rsa.RSAPrivateKey):
        digest_of = {2048: hashes.SHA256(), 3072: hashes.SHA384(), 4096: hashes.SHA512()}[key.key_size]
        return key.sign(data, padding.PSS(padding.MGF1(digest_of), padding.PSS.DIGEST_LENGTH), digest_of)
    sizes = {256: (32, hashes.SHA256()), 384: (48, hashes.SHA384()), 521: (66, hashes.SHA512())}
    half, algorithm = sizes.get(key.curve.key_size, (32, hashes.SHA256()))
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(algorithm)))
    return r.to_bytes(half, "big") + s.to_bytes(half, "big")


def parts(
    protected: Mapping[str, Any] | None = None,
    content: Mapping[str, Any] | None = None,
    holders: Sequence[Holder] = (),
) -> dict[str, Any]:
    """A signed envelope, before it is written down."""
    holders = holders or chain()
    head = encoded(json.dumps(protected or headers()).encode())
    body = encoded(json.dumps(content or payload()).encode())
    certificates = [holder.certificate.public_bytes(serialization.Encoding.DER) for holder in holders]
    return {
        "payload": body,
        "protected": head,
        "header": {"x5c": [base64.b64encode(der).decode() for der in certificates]},
        "signature": encoded(signature(holders[0].key, f"{head}.{body}".encode())),
    }


def envelope(
    protected: Mapping[str, Any] | None = None,
    content: Mapping[str, Any] | None = None,
    holders: Sequence[Holder] = (),
) -> bytes:
    return json.dumps(parts(protected, content, holders)).encode()
