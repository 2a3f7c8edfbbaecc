"""Subnet planning, for any VPC and any zones."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planning.network import SubnetPlan, misplaced, parse_block, plan, usable_addresses

ZONES = [f"ap-northeast-1{letter}" for letter in "abcdef"]
zone_lists = st.lists(st.sampled_from(ZONES), min_size=2, max_size=6, unique=True)
vpcs = st.builds(
    lambda prefix, bits: str(IPv4Network((bits << (32 - prefix) & 0xFFFFFFFF, prefix))),
    st.integers(16, 28),
    st.integers(0, 2**16 - 1),
)


def planned(vpc: str, zones: list[str]) -> SubnetPlan:
    try:
        return plan(vpc, zones)
    except ValueError:
        assume(False)
        raise


@given(vpcs, zone_lists)
def test_blocks_are_inside_apart_equal_and_one_for_each_zone_and_tier(vpc: str, zones: list[str]) -> None:
    made = planned(vpc, zones)
    assert [len(tier) for tier in (made.public, made.private, made.isolated)] == [len(zones)] * 3
    blocks = [IPv4Network(block) for block in (*made.public, *made.private, *made.isolated)]
    assert all(block.subnet_of(IPv4Network(vpc)) and block.prefixlen <= 28 for block in blocks)
    assert not any(one.overlaps(other) for one, other in combinations(blocks, 2))
    assert len({block.prefixlen for block in blocks}) == 1
    assert plan(vpc, zones) == made


@given(st.integers(16, 23), zone_lists, st.sampled_from(ZONES), st.randoms())
def test_another_zone_or_order_moves_no_block(prefix: int, zones: list[str], extra: str, random: object) -> None:
    vpc = f"10.4.0.0/{prefix}"
    before = planned(vpc, zones)
    more = sorted({*zones, extra})
    after = plan(vpc, more)
    for tier in ("public", "private", "isolated"):
        assert (
            dict(zip(zones, getattr(before, tier), strict=True)).items()
            <= dict(zip(more, getattr(after, tier), strict=True)).items()
        )


@given(st.integers(24, 28), zone_lists)
def test_it_fits_or_says_what_would(prefix: int, zones: list[str]) -> None:
    vpc = f"10.4.0.0/{prefix}"
    if 2 ** (28 - prefix) >= 3 * len(zones):
        assert plan(vpc, zones)
    else:
        with pytest.raises(ValueError, match=f"^is too small: {len(zones)} zones with 3 subnets of at least /28"):
            plan(vpc, zones)


def test_the_default_plan() -> None:
    assert plan("10.0.0.0/16", ["ap-northeast-1a", "ap-northeast-1c"]) == SubnetPlan(
        public=("10.0.0.0/21", "10.0.48.0/21"),
        private=("10.0.8.0/21", "10.0.56.0/21"),
        isolated=("10.0.16.0/21", "10.0.64.0/21"),
    )


@pytest.mark.parametrize("text", ["10.0.0.0/16", "192.168.7.240/28"])
def test_sound_blocks(text: str) -> None:
    assert str(parse_block(text)) == text


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("10.0.0.0/15", "must be between /16 and /28, the sizes that AWS allows"),
        ("10.0.0.0/29", "must be between /16 and /28, the sizes that AWS allows"),
        ("10.0.0.1/24", "has bits set behind its prefix; the block of that size is 10.0.0.0/24"),
        ("10.0.0.0/255.255.0.0", "must state its prefix length, like 10.0.0.0/16"),
        ("10.0.0.0", "must state its prefix length, like 10.0.0.0/16"),
        ("fd00::/16", "must be an IPv4 block like 10.0.0.0/16"),
        ("10.0.0.300/24", "must be an IPv4 block like 10.0.0.0/16"),
        ("", "must be an IPv4 block like 10.0.0.0/16"),
    ],
)
def test_unsound_blocks(text: str, wrong: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole text is compared
        parse_block(text)
    assert str(caught.value) == wrong


def test_misplaced_blocks() -> None:
    blocks = [("a", "10.0.0.0/24"), ("b", "10.0.0.128/25"), ("c", "10.1.0.0/24"), ("d", "10.0.1.0/24")]
    assert list(misplaced("10.0.0.0/16", blocks)) == [
        ("c", "is outside the VPC's block 10.0.0.0/16"),
        ("b", "overlaps a (10.0.0.0/24)"),
    ]


def test_aws_keeps_five_addresses_of_each_subnet() -> None:
    assert usable_addresses(["10.0.0.0/28", "10.0.1.0/24"]) == 11 + 251
