"""Whose signature opens an upload: the public keys, and the group that a cache behaviour trusts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.base import Context
from planning.signing_keys import MOST_KEYS, canonical, fingerprint, repeated, taken

__all__ = ["Signers", "check", "fingerprint", "signers"]


class Signers(NamedTuple):
    """`newest_id` is what the application names as Key-Pair-Id in the addresses that it signs."""

    group: aws.cloudfront.KeyGroup
    newest_id: pulumi.Output[str]


def check(pems: Sequence[str]) -> None:
    """Raises ValueError for what CloudFront would refuse in the middle of an update."""
    if len(pems) > MOST_KEYS:
        raise ValueError(f"{MOST_KEYS} signing keys at the most, the present one and the next: every one can leak")
    if not all(taken(pem) for pem in pems):
        raise ValueError("a signing key is RSA with 2048 bits or ECDSA on P-256: CloudFront takes no other")
    if repeated(pems):
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
        # Text that differs replaces the key; AWS gives it back with a line break at the end, so one without does too.
        # https://github.com/hashicorp/terraform-provider-aws/issues/20081
        encoded_key=canonical(pem),
        opts=opts,
    )
