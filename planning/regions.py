"""The AWS regions that a stack may name, and what is bound to them: zones, Origin Shield, the region of the copies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# The commercial regions (partition `aws`), opt-in ones included. GovCloud and China have other ARNs and are left out.
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
REGIONS = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)

# Where CloudFront has an Origin Shield. Elsewhere AWS advises the nearest of these; a stack in Osaka goes without,
# because the nearest is Tokyo, whose loss is what that stack is for.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html#choose-origin-shield-region
_ORIGIN_SHIELD = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "me-central-1",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    }
)

# Where the copies go that the full set-up keeps: customers' data stays in the country (個人情報保護法).
COPIES_REGION: Mapping[str, str] = MappingProxyType(
    {"ap-northeast-1": "ap-northeast-3", "ap-northeast-3": "ap-northeast-1"}
)

# Tokyo's 1b is closed to most accounts. Elsewhere the first two letters are the guess; a stack may say otherwise.
_DEFAULT_LETTERS = {"ap-northeast-1": "ac"}


def shield_region(region: str) -> str | None:
    """The region of the Origin Shield in front of an origin in `region`; None where CloudFront has none there."""
    return region if region in _ORIGIN_SHIELD else None


def default_zones(region: str) -> tuple[str, ...]:
    """Two zones: what a load balancer and a database subnet group need at least."""
    return tuple(region + letter for letter in _DEFAULT_LETTERS.get(region, "ab"))


def is_zone_of(zone: str, region: str) -> bool:
    """Whether the name is that of an availability zone of the region (not a Local or Wavelength zone)."""
    return re.fullmatch(re.escape(region) + "[a-f]", zone) is not None
