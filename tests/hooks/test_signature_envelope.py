"""What an envelope has to be before anybody asks who signed it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hooks.lifecycle import RefusedError
from hooks.signature_check.envelope import opened
from tests.hooks import signing
from tests.hooks.signing import envelope, headers, parts, payload

SCHEME, TIME = "io.cncf.notary.signingScheme", "io.cncf.notary.authenticSigningTime"
EXPIRY, PROFILE = "io.cncf.notary.expiry", "com.amazonaws.signer.signingProfileVersion"
CRITICAL = headers()["crit"]


def test_what_a_good_envelope_says() -> None:
    signed = opened(envelope())

    assert (signed.artifact.digest, signed.artifact.size) == (signing.digest(signing.INDEX), len(signing.INDEX))
    assert signed.artifact.media_type == "application/vnd.oci.image.index.v1+json"
    assert (signed.profile_version, signed.job) == (signing.VERSION, signing.JOB)
    assert signed.signed_at == signing.SIGNED_AT
    assert signed.expires_at is not None
    assert [c.subject.rfc4514_string() for c in signed.chain] == ["CN=Signer leaf", "CN=Signer CA", "CN=Signer root"]


def test_an_expiry_may_be_left_out() -> None:
    without = headers(**{EXPIRY: None, "crit": [name for name in CRITICAL if name != EXPIRY]})
    assert opened(envelope(without)).expires_at is None


@pytest.mark.parametrize(
    ("protected", "reason"),
    [
        ({"cty": "text/plain"}, "signs a text/plain"),
        ({"cty": None}, "has no cty"),
        ({SCHEME: "notary.x509"}, "was signed by scheme notary.x509"),
        ({"crit": None}, "has no list of critical headers"),
        ({"crit": "all"}, "has no list of critical headers"),
        ({"crit": [*CRITICAL, "x-new"], "x-new": 1}, "critical headers that are not understood: x-new"),
        ({"crit": CRITICAL[1:]}, f"has no such critical headers: {SCHEME}"),
        ({"crit": [name for name in CRITICAL if name != TIME]}, f"has no such critical headers: {TIME}"),
        ({"crit": [name for name in CRITICAL if name != EXPIRY]}, f"has no such critical headers: {EXPIRY}"),
        ({EXPIRY: None}, f"has no such critical headers: {EXPIRY}"),
        ({"io.cncf.notary.verificationPlugin": "another"}, "by another plugin"),
        ({PROFILE: None, "crit": [name for name in CRITICAL if name != PROFILE]}, f"has no {PROFILE}"),
        ({TIME: "yesterday"}, f"has a malformed time in {TIME}: yesterday"),
        ({TIME: "2026-10-31T03:00:00"}, "has a time without its zone"),
        ({EXPIRY: 1790000000}, f"has no {EXPIRY}"),
        ({"alg": "ES256"}, "states algorithm ES256 where its key demands ES384"),
        ({"alg": "none"}, "states algorithm none where its key demands ES384"),
        ({"alg": "HS384"}, "states algorithm HS384 where its key demands ES384"),
        ({"alg": None}, "has no alg"),
    ],
)
def test_headers_that_are_refused(protected: dict[str, Any], reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        opened(envelope(headers(**protected)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"targetArtifact": None}, "names no artifact"),
        ({"other": 1}, "names no artifact"),
        (payload(digest=None), "has no digest"),
        (payload(mediaType=None), "has no mediaType"),
        (payload(size=None), "without a size"),
        (payload(size="7"), "without a size"),
        (payload(size=True), "without a size"),
    ],
)
def test_payloads_that_are_refused(content: dict[str, Any], reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        opened(envelope(content=content))


def damaged(**changes: Any) -> bytes:
    return json.dumps({key: value for key, value in {**parts(), **changes}.items() if value is not None}).encode()


def doubled(text: str) -> str:
    return text.replace("{", '{"alg": "ES384", ', 1)


def longer() -> str:
    """The same two numbers, the second with a zero before it."""
    good = signing.signature(signing.leaf().key, f"{parts()['protected']}.{parts()['payload']}".encode())
    return signing.encoded(good[:48] + b"\0" + good[48:])


# By name: the keys are new in every run, and so are the bytes.
DAMAGED = {
    "nothing": (b"", "the envelope is no JSON"),
    "too deep": (b"[" * 100_000, "the envelope is no JSON"),
    "a list": (b"[]", "the envelope is no JSON object"),
    "no text": (b"\xff", "the envelope is no JSON"),
    "no payload": (damaged(payload=None), "has no payload"),
    "a number": (damaged(protected=7), "has no protected"),
    "no signature": (damaged(signature=""), "has no signature"),
    "a short signature": (damaged(signature="AAAA"), "one of them was changed"),
    "a longer spelling": (damaged(signature=longer()), "one of them was changed"),
    "padding": (damaged(signature=parts()["signature"] + "="), "has a signature that is no base64url"),
    "no base64": (damaged(signature="*"), "has a signature that is no base64url"),
    "alg twice": (damaged(protected=signing.encoded(doubled(json.dumps(headers())).encode())), "is there twice"),
    "no header": (damaged(header=None), "has no certificates"),
    "no certificate": (damaged(header={"x5c": []}), "has no certificates"),
    "malformed certificate": (damaged(header={"x5c": ["AAAA"]}), "has a malformed certificate"),
    "a number as certificate": (damaged(header={"x5c": [7]}), "has a malformed certificate"),
    "others' certificates": (damaged(header=parts(holders=signing.chain("Someone"))["header"]), "was changed"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_envelopes_that_are_refused(kind: str) -> None:
    data, reason = DAMAGED[kind]
    with pytest.raises(RefusedError, match=reason):
        opened(data)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ec.generate_private_key(ec.SECP521R1()), "ES512"),
        (rsa.generate_private_key(65537, 2048), "PS256"),
        (rsa.generate_private_key(65537, 3072), "PS384"),
    ],
    ids=["ES256", "ES512", "PS256", "PS384"],
)
def test_all_algorithms_of_notary_project(key: signing.Key, algorithm: str) -> None:
    holder = signing.certificate("other", key, signing.intermediate(), authority=False)
    holders = [holder, *signing.chain()[1:]]

    assert opened(envelope(headers(alg=algorithm), holders=holders)).job == signing.JOB
    with pytest.raises(RefusedError, match=f"demands {algorithm}"):
        opened(envelope(headers(alg="ES384"), holders=holders))


def test_other_kinds_of_keys_are_refused() -> None:
    holder = signing.certificate(
        "koblitz", ec.generate_private_key(ec.SECP256K1()), signing.intermediate(), authority=False
    )
    with pytest.raises(RefusedError, match="a kind of key that Notary Project does not allow"):
        opened(envelope(headers(alg="ES256"), holders=[holder, *signing.chain()[1:]]))
