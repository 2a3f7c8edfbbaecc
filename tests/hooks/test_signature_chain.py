"""Which chains of certificates are trusted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from hooks.lifecycle import RefusedError
from hooks.signature_check import chain
from tests.hooks import signing
from tests.hooks.signing import SIGNED_AT, Holder, certificate, intermediate, leaf, root


def verify(*holders: Holder, at: timedelta = timedelta(0)) -> None:
    chain.verify([holder.certificate for holder in holders], [root().certificate], SIGNED_AT + at)


def other(issuer: Holder | None = None, **changes: Any) -> Holder:
    return certificate("other", ec.generate_private_key(ec.SECP384R1()), issuer, **{"authority": False, **changes})


def test_a_chain_counts_at_the_time_of_the_signature() -> None:
    verify(*signing.chain())
    verify(*signing.chain(), at=timedelta(days=5))


@pytest.mark.parametrize("days", [-2, 7])
def test_a_certificate_counts_while_it_is_valid_only(days: int) -> None:
    with pytest.raises(RefusedError, match='"CN=Signer leaf" was not valid'):
        verify(*signing.chain(), at=timedelta(days=days))


def test_an_authority_counts_while_it_is_valid_only() -> None:
    old = other(root(), authority=True, start=SIGNED_AT - timedelta(days=30), days=20)
    with pytest.raises(RefusedError, match="was not valid"):
        verify(other(old), old, root())


@pytest.mark.parametrize(
    ("holders", "reason"),
    [
        (lambda: [root()], "a chain of 1 certificates"),
        (lambda: [leaf(), intermediate()], 'ends in "CN=Signer CA", which is not trusted'),
        (lambda: signing.chain("Someone"), 'ends in "CN=Someone", which is not trusted'),
        (lambda: [*signing.chain("Someone")[:2], root()], "was not valid"),
        (lambda: [leaf(), root()], "was not valid"),
        (lambda: [other(leaf()), *signing.chain()], "was not valid"),
        (lambda: [leaf(), intermediate("Someone"), intermediate(), root()], "that are no part of it"),
        (lambda: [intermediate(), root()], "was not valid"),
        (lambda: [other(intermediate(), usage={"digital_signature": False}), *signing.chain()[1:]], "was not valid"),
        (lambda: [other(intermediate(), usage={"key_encipherment": True}), *signing.chain()[1:]], "was not valid"),
        (
            lambda: [other(intermediate(), purpose=ExtendedKeyUsageOID.SERVER_AUTH), *signing.chain()[1:]],
            "was not valid",
        ),
        (lambda: [*[leaf()] * 6, root()], "a chain of 7 certificates"),
    ],
)
def test_chains_that_are_refused(holders: Any, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        verify(*holders())


def test_an_authority_must_be_allowed_to_sign_certificates() -> None:
    weak = other(root(), authority=True, usage={"key_cert_sign": False}, days=30)
    with pytest.raises(RefusedError, match="was not valid"):
        verify(other(weak), weak, root())
    lesser = other(root(), authority=True, called_authority=False, days=30)
    with pytest.raises(RefusedError, match="was not valid"):
        verify(other(lesser), lesser, root())
    good = other(root(), authority=True, days=30)
    verify(other(good), good, root())


def test_an_authority_does_not_sign_images_itself() -> None:
    with pytest.raises(RefusedError, match="was not valid"):
        verify(other(intermediate(), called_authority=True), *signing.chain()[1:])
