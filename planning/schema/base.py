"""What every section of a stack file has in common, and the checked kinds of text and number."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Hashable
from datetime import date
from ipaddress import IPv4Network
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AliasGenerator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from planning.emails import EMAIL
from planning.network import parse_block
from planning.regions import REGIONS
from planning.windows import Window, daily, weekly

Item = TypeVar("Item", bound=Hashable)
_WIDEST_ADMIN_PREFIX = 8


class Section(BaseModel):
    """Frozen, strict ("3" is not a number) and closed: a key that does not exist is a mistake, not a remark."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, alias_generator=AliasGenerator(alias=to_camel)
    )


def between(low: float, high: float, why: str = "") -> AfterValidator:
    """A number within bounds, both allowed."""

    def check(value: float) -> float:
        if not low <= value <= high:
            raise ValueError(f"must be {low} to {high}" + (f" ({why})" if why else ""))
        return value

    return AfterValidator(check)


def up_to(most: int) -> AfterValidator:
    """A list of so many items at the most."""

    def check(items: tuple[Item, ...]) -> tuple[Item, ...]:
        if len(items) > most:
            raise ValueError(f"must not have more than {most}, has {len(items)}")
        return items

    return AfterValidator(check)


def matching(pattern: str, what: str) -> AfterValidator:
    """Text of a form; `what` completes "must be …"."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f"must be {what}")
        return text

    return AfterValidator(check)


def window(read: Callable[[str], Window], at_least_minutes: int) -> AfterValidator:
    """A window in UTC; AWS sets the least length."""

    def check(text: str) -> str:
        if read(text).minutes < at_least_minutes:
            raise ValueError(f"must last at least {at_least_minutes} minutes")
        return text

    return AfterValidator(check)


def _distinct(items: tuple[Item, ...]) -> tuple[Item, ...]:
    twice = {str(item) for item in items if items.count(item) > 1}
    if twice:
        raise ValueError(f"must not name anything twice: {', '.join(sorted(twice))}")
    return items


def _some(items: tuple[Item, ...]) -> tuple[Item, ...]:
    # Not pydantic's own minimum: that calls a list empty when its only item is wrong.
    if not items:
        raise ValueError("must not be empty")
    return items


def _known_region(name: str) -> str:
    if name not in REGIONS:
        close = difflib.get_close_matches(name, REGIONS, n=3)
        raise ValueError("must be an AWS region" + (f", like {', '.join(close)}" if close else ""))
    return name


def _block(text: str) -> str:
    parse_block(text)
    return text


def _admin_block(text: str) -> str:
    try:
        block = IPv4Network(text, strict=False)
    except ValueError:
        raise ValueError("must be an IPv4 block like 203.0.113.0/24") from None
    address, _, prefix = text.partition("/")
    if not prefix.isdecimal():
        raise ValueError(f"must state its prefix length, like {address}/32 for one address")
    if address != str(block.network_address):
        raise ValueError(f"has bits set behind its prefix; the block of that size is {block}")
    if block.prefixlen < _WIDEST_ADMIN_PREFIX:
        raise ValueError(f"is too wide for an allow-list: /{_WIDEST_ADMIN_PREFIX} at the most")
    return text


def _date(text: str) -> str:
    # fromisoformat also takes 20261231 and week dates.
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError("must be a day, like 2026-12-31")


distinct = AfterValidator(_distinct)
some = AfterValidator(_some)

_BY_DIGEST = matching(
    r"[a-z0-9.\-]+(:[0-9]+)?(/[a-z0-9._\-]+)*(:[\w.\-]+)?@sha256:[0-9a-f]{64}",
    "an image by digest, like …/megane/backend@sha256:<64 hex digits>: a tag may be moved under a running service",
)

Image = Annotated[str, _BY_DIGEST]
Region = Annotated[str, AfterValidator(_known_region)]
Block = Annotated[str, AfterValidator(_block)]
AdminBlock = Annotated[str, AfterValidator(_admin_block)]
Email = Annotated[str, matching(EMAIL, "an e-mail address")]
Date = Annotated[str, AfterValidator(_date)]
UrlPath = Annotated[str, matching(r"/[^\s?#]*", "a path that starts with /")]
# Asked as it stands, by programs: no spaces, quotes or brackets, no query, and / alone is fine.
AskedPath = Annotated[
    str,
    matching(r"/[A-Za-z0-9._~/%+:@,=-]*", "a path that starts with /, of letters, digits and . _ ~ / % + : @ , = -"),
]
Percent = Annotated[float, between(1, 100)]
RetentionDays = Annotated[int, between(0, 35, "days; 0 turns it off")]
# RDS wants 30 minutes at least, ElastiCache an hour.
RdsBackupWindow = Annotated[str, window(daily, 30)]
RdsMaintenanceWindow = Annotated[str, window(weekly, 30)]
CacheSnapshotWindow = Annotated[str, window(daily, 60)]
CacheMaintenanceWindow = Annotated[str, window(weekly, 60)]
