"""Public keys of those who sign addresses of uploads: what CloudFront takes, and which of them are one and the same."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from hashlib import sha256
from textwrap import fill

MOST_KEYS = 2  # the present one, and the last or the next: every one can leak
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----")
# Length and beginning of the only kinds that CloudFront takes, RSA of 2048 bits and ECDSA on P-256, in DER.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html
_KINDS = (
    (294, bytes.fromhex("30820122300d06092a864886f70d0101010500")),
    (91, bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107")),
)


def readable(pem: str) -> bool:
    """Whether this is a public key in PEM form, of whatever kind."""
    return bool(_der(pem))


def taken(pem: str) -> bool:
    """Whether CloudFront takes a key of this kind."""
    der = _der(pem)
    return any(len(der) == length and der.startswith(start) for length, start in _KINDS)


def repeated(pems: Sequence[str]) -> bool:
    """Whether two are the same key, however their text is wrapped."""
    return len({_der(pem) for pem in pems}) < len(pems)


def fingerprint(pem: str) -> str:
    """Twelve hexadecimal digits of the key itself, however its text is wrapped.

    The same as `openssl pkey -pubin -in key.pem -outform DER | sha256sum | cut -c1-12`.
    """
    return sha256(_der(pem)).hexdigest()[:12]


def canonical(pem: str) -> str:
    """The key in PEM form with lines of 64 characters, however its text was wrapped."""
    body = fill(base64.b64encode(_der(pem)).decode(), 64)
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def _der(pem: str) -> bytes:
    match = _PEM.fullmatch(pem.strip())
    try:
        return base64.b64decode("".join(match[1].split()), validate=True) if match else b""
    except binascii.Error:
        return b""
