"""Rules of the network: zones, blocks and what AWS allows of them."""

from __future__ import annotations

import pytest

from tests.settings.stack_values import Values, mistakes

SUBNETS: Values = {
    "network.publicSubnets": ["10.0.0.0/24", "10.0.1.0/24"],
    "network.privateSubnets": ["10.0.2.0/24", "10.0.3.0/24"],
    "network.isolatedSubnets": ["10.0.4.0/24", "10.0.5.0/24"],
}


@pytest.mark.parametrize(
    "changes",
    [
        SUBNETS,
        {"network.azs": ["ap-northeast-1d", "ap-northeast-1a", "ap-northeast-1c"]},
        {"network.cidr": "10.0.0.0/25", "services.frontend.maxTasks": 1, "services.backend.maxTasks": 1},
    ],
)
def test_fine(changes: Values) -> None:
    assert mistakes(changes) == []


BROKEN: list[tuple[Values, str]] = [
    (
        {"network.cidr": "10.0.0.7/16"},
        "megane:network.cidr: has bits set behind its prefix; the block of that size is 10.0.0.0/16; "
        'given: "10.0.0.7/16"',
    ),
    (
        {"network.cidr": "10.0.0.0/8"},
        'megane:network.cidr: must be between /16 and /28, the sizes that AWS allows; given: "10.0.0.0/8"',
    ),
    (
        {"network.cidr": "10.0.0.0"},
        'megane:network.cidr: must state its prefix length, like 10.0.0.0/16; given: "10.0.0.0"',
    ),
    (
        {"network.cidr": "10.0.0.0/99"},
        'megane:network.cidr: must be an IPv4 block like 10.0.0.0/16; given: "10.0.0.0/99"',
    ),
    (
        {"network.cidr": "10.0.0.0/26"},
        "megane:network.cidr: is too small: 2 zones with 3 subnets of at least /28 each need /25 or larger; "
        'given: "10.0.0.0/26"',
    ),
    (
        {"network.azs": ["ap-northeast-1a"]},
        "megane:network.azs: must name at least 2 different zones: load balancer and database need two",
    ),
    (
        {"network.azs": ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1c"]},
        'megane:network.azs[2]: must not be named twice; given: "ap-northeast-1c"',
    ),
    (
        {"network.azs": ["ap-northeast-1a", "ap-northeast-3a"]},
        'megane:network.azs[1]: must be a zone of ap-northeast-1, like ap-northeast-1a; given: "ap-northeast-3a"',
    ),
    (
        {"network.azs": ["ap-northeast-1a", "1c"]},
        'megane:network.azs[1]: must be an availability zone like ap-northeast-1a; given: "1c"',
    ),
    (
        SUBNETS | {"network.isolatedSubnets": []},
        "megane:network.isolatedSubnets: is required when one of the three subnet lists is given",
    ),
    (
        SUBNETS | {"network.publicSubnets": ["10.0.0.0/24"]},
        "megane:network.publicSubnets: must have one block for each zone: 2 zones, 1 blocks",
    ),
    (
        SUBNETS | {"network.publicSubnets": ["10.0.0.0/24", "10.0.1.0/29"]},
        'megane:network.publicSubnets[1]: must be between /16 and /28, the sizes that AWS allows; given: "10.0.1.0/29"',
    ),
    (
        SUBNETS | {"network.publicSubnets": ["10.0.0.0/24", "10.0.1.9/24"]},
        "megane:network.publicSubnets[1]: has bits set behind its prefix; the block of that size is 10.0.1.0/24; "
        'given: "10.0.1.9/24"',
    ),
    (
        SUBNETS | {"network.isolatedSubnets": ["10.0.4.0/24", "10.1.5.0/24"]},
        'megane:network.isolatedSubnets[1]: is outside the VPC\'s block 10.0.0.0/16; given: "10.1.5.0/24"',
    ),
    (
        SUBNETS | {"network.isolatedSubnets": ["10.0.4.0/24", "10.0.2.0/23"]},
        'megane:network.isolatedSubnets[1]: overlaps privateSubnets[0] (10.0.2.0/24); given: "10.0.2.0/23"\n'
        'megane:network.isolatedSubnets[1]: overlaps privateSubnets[1] (10.0.3.0/24); given: "10.0.2.0/23"',
    ),
]


@pytest.mark.parametrize(("changes", "said"), BROKEN)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == said.split("\n")
