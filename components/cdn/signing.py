"""Whose signature opens an upload: the public keys, and the group that a cache behaviour trusts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from hashlib import sha256
from textwrap import fill
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.base import Context

MOST_KEYS = 2  # the present one, and the last or the next
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----")
# Length and beginning of the only kinds that CloudFront takes, RSA of 2048 bits and ECDSA on P-256, in DER.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html
_KINDS = (
    (294, bytes.fromhex("30820122300d06092a864886f70d0101010500")),
    (91, bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107")),
)


class Signers(NamedTuple):
    """`newest_id` is what the application names as Key-Pair-Id in the addresses that it signs."""

    group: aws.cloudfront.KeyGroup
    newest_id: pulumi.Output[str]


def fingerprint(pem: str) -> str:
    """Twelve hexadecimal digits of the key itself, however its text is wrapped.

    The same as `openssl pkey -pubin -in key.pem -outform DER | sha256sum | cut -c1-12`.
    """
    return sha256(_der(pem)).hexdigest()[:12]


def check(pems: Sequence[str]) -> None:
    """Raises ValueError for what CloudFront would refuse in the middle of an update."""
    if len(pems) > MOST_KEYS:
        raise ValueError(f"{MOST_KEYS} signing keys at the most, the present one and the next: every one can leak")
    for pem in pems:
        der = _der(pem)
        if not any(len(der) == length and der.startswith(start) for length, start in _KINDS):
            raise ValueError("a signing key is RSA with 2048 bits or ECDSA on P-256: CloudFront takes no other")
    if len({fingerprint(pem) for pem in pems}) < len(pems):
        raise ValueError("the two signing keys are one and the same")


def signers(name: str, pems: Sequence[str], ctx: Context, opts: pulumi.ResourceOptions) -> Signers:
    """One resource a key, named after the key and not after its place: moving up in the list replaces nothing.

    A key cannot be changed, so a name by position would replace the one in use when the list shifts. The group takes
    and drops keys in place, and keeps its id.
    """
    keys = [_key(name, pem, ctx, opts) for pem in pems]
    group = aws.cloudfront.KeyGroup(
        f"{name}-signers",
        name=f"{ctx.prefix}-signers",
        comment="Whose signature opens uploads",
        items=[key.id for key in keys],
        opts=opts,
    )
    return Signers(group, keys[-1].id)


def _key(name: str, pem: str, ctx: Context, opts: pulumi.ResourceOptions) -> aws.cloudfront.PublicKey:
    digits = fingerprint(pem)
    return aws.cloudfront.PublicKey(
        f"{name}-signer-{digits}",
        name=f"{ctx.prefix}-signer-{digits}",
        comment="Checks signed addresses of uploads",
        encoded_key=_canonical(pem),
        opts=opts,
    )


def _canonical(pem: str) -> str:
    """Text that differs replaces the key; AWS gives it back with a line break at the end, so one without does too.

    https://github.com/hashicorp/terraform-provider-aws/issues/20081
    """
    body = fill(base64.b64encode(_der(pem)).decode(), 64)
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def _der(pem: str) -> bytes:
    match = _PEM.fullmatch(pem.strip())
    try:
        return base64.b64decode("".join(match[1].split()), validate=True) if match else b""
    except binascii.Error:
        return b""
