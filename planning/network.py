"""Subnet blocks: planned from the VPC's block, or checked when a stack file gives them. IPv4 only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations

# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and …/subnet-sizing.html
LARGEST_PREFIX = 16
SMALLEST_PREFIX = 28
RESERVED_ADDRESSES = 5  # of each subnet: network, router, DNS, future use, broadcast

TIERS = ("public", "private", "isolated")
_ZONE_LETTERS = "abcdef"
# One slot a tier for each possible zone letter: 18 of 32.
_SLOT_BITS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class SubnetPlan:
    """One block for each zone, in the order of the zones, in each of the three tiers."""

    public: tuple[str, ...]
    private: tuple[str, ...]
    isolated: tuple[str, ...]


def parse_block(text: str) -> IPv4Network:
    """A block that AWS takes for a VPC or a subnet; ValueError says what is wrong with it."""
    address, _, prefix = text.partition("/")
    try:
        block = IPv4Network(text, strict=False)
    except ValueError:
        raise ValueError("must be an IPv4 block like 10.0.0.0/16") from None
    if not prefix.isdecimal():
        raise ValueError("must state its prefix length, like 10.0.0.0/16")
    if address != str(block.network_address):
        raise ValueError(f"has bits set behind its prefix; the block of that size is {block}")
    if not LARGEST_PREFIX <= block.prefixlen <= SMALLEST_PREFIX:
        raise ValueError(f"must be between /{LARGEST_PREFIX} and /{SMALLEST_PREFIX}, the sizes that AWS allows")
    return block


def plan(cidr: str, zones: Sequence[str]) -> SubnetPlan:
    """Equal blocks for each zone and tier.

    A zone's blocks follow from its letter, so that adding, removing or re-ordering zones leaves those of the others
    where they are. A VPC smaller than /23 has no room for that and is filled in the order of the zones.
    ValueError when not even AWS's smallest subnets fit.
    """
    vpc = parse_block(cidr)
    bits, slots = _SLOT_BITS, [_ZONE_LETTERS.index(zone[-1]) for zone in zones]
    if vpc.prefixlen + bits > SMALLEST_PREFIX:
        bits, slots = (len(TIERS) * len(zones) - 1).bit_length(), list(range(len(zones)))
    if vpc.prefixlen + bits > SMALLEST_PREFIX:
        raise ValueError(
            f"is too small: {len(zones)} zones with {len(TIERS)} subnets of at least /{SMALLEST_PREFIX} each need "
            f"/{SMALLEST_PREFIX - bits} or larger"
        )
    blocks = list(vpc.subnets(prefixlen_diff=bits))
    public, private, isolated = (
        tuple(str(blocks[slot * len(TIERS) + tier]) for slot in slots) for tier in range(len(TIERS))
    )
    return SubnetPlan(public=public, private=private, isolated=isolated)


def misplaced(cidr: str, blocks: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Of (place, block) pairs: each place with what is wrong, be it outside the VPC or over another subnet."""
    vpc = IPv4Network(cidr)
    for place, block in blocks:
        if not IPv4Network(block).subnet_of(vpc):
            yield place, f"is outside the VPC's block {cidr}"
    for (first, block), (second, other) in combinations(blocks, 2):
        if IPv4Network(block).overlaps(IPv4Network(other)):
            yield second, f"overlaps {first} ({block})"


def usable_addresses(blocks: Sequence[str]) -> int:
    """Addresses that AWS leaves for network interfaces."""
    return sum(IPv4Network(block).num_addresses - RESERVED_ADDRESSES for block in blocks)
