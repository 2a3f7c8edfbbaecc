"""The way from the certificate that signed to a root that is trusted.

Path building and validation (RFC 5280) are `cryptography`'s; here is only what Notary Project asks of certificates that
sign images. https://github.com/notaryproject/specifications/blob/main/specs/signature-specification.md
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, Policy, PolicyBuilder, Store, VerificationError

from hooks.lifecycle import RefusedError

_LONGEST_CHAIN = 6  # leaf, root and what is between them


def verify(chain: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], at: datetime) -> None:
    """RefusedError unless the chain is whole, in order, valid at that time and ends in one of the roots.

    The time is the authentic one that AWS Signer vouches for: certificates may have expired since, signatures have not.
    """
    if not 2 <= len(chain) <= _LONGEST_CHAIN:
        raise RefusedError(f"a chain of {len(chain)} certificates")
    if chain[-1] not in roots:
        raise RefusedError(f"the chain ends in {_name(chain[-1])}, which is not trusted")
    verifier = (
        PolicyBuilder()
        .store(Store([chain[-1]]))
        .time(at)
        .max_chain_depth(_LONGEST_CHAIN)
        .extension_policies(ca_policy=_authorities(), ee_policy=_signers())
        .build_client_verifier()
    )
    try:
        verified = verifier.verify(chain[0], list(chain[1:-1]))
    except VerificationError as error:
        when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        raise RefusedError(f"the certificate of {_name(chain[0])} was not valid at {when}: {error}") from error
    # Revocation is asked for the certificates of the envelope: they must be those that were verified.
    if verified.chain != list(chain):
        raise RefusedError("the chain holds certificates that are no part of it, or is out of order")


def _authorities() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.CRITICAL, None)
        .require_present(x509.KeyUsage, Criticality.CRITICAL, _signs_certificates)
    )


def _signers() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_no_authority)
        .require_present(x509.KeyUsage, Criticality.CRITICAL, _signs_data_only)
        .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _signs_code)
    )


def _is_no_authority(_: Policy, __: x509.Certificate, found: x509.BasicConstraints | None) -> None:
    if found is not None and found.ca:
        raise ValueError("signed by a certificate authority itself")


def _signs_certificates(_: Policy, __: x509.Certificate, found: x509.KeyUsage) -> None:
    if not found.key_cert_sign:
        raise ValueError("an issuer that must not sign certificates")


def _signs_data_only(_: Policy, __: x509.Certificate, found: x509.KeyUsage) -> None:
    others = (found.key_encipherment, found.data_encipherment, found.key_agreement, found.key_cert_sign, found.crl_sign)
    if not found.digital_signature or any(others):
        raise ValueError("a key for other things than signatures")


def _signs_code(_: Policy, __: x509.Certificate, found: x509.ExtendedKeyUsage | None) -> None:
    if found is not None and ExtendedKeyUsageOID.CODE_SIGNING not in found:
        raise ValueError("a key for other things than signing code")


def _name(certificate: x509.Certificate) -> str:
    return f'"{certificate.subject.rfc4514_string()}"'
