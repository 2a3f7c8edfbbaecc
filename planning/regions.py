"""The AWS regions that a stack may name, and the zones taken where a stack names none."""

from __future__ import annotations

import re

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

# Tokyo's 1b is closed to most accounts. Elsewhere the first two letters are the guess; a stack may say otherwise.
_DEFAULT_LETTERS = {"ap-northeast-1": "ac"}


def default_zones(region: str) -> tuple[str, ...]:
    """Two zones: what a load balancer and a database subnet group need at least."""
    return tuple(region + letter for letter in _DEFAULT_LETTERS.get(region, "ab"))


def is_zone_of(zone: str, region: str) -> bool:
    """Whether the name is that of an availability zone of the region (not a Local or Wavelength zone)."""
    return re.fullmatch(re.escape(region) + "[a-f]", zone) is not None
