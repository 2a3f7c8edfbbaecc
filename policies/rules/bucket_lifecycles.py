"""Lifecycles of buckets: nothing is deleted before its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from .companions import beside
from .log_buckets import buckets_at, log_buckets
from .model import Deferred, Outcome, References, Violation, rule
from .pack import RuleConfig, Text
from .resource import ABSENT, UNKNOWN, Absent, Path, Resource, Stack, Unknown
from .types import (
    BUCKET,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    DISTRIBUTION,
    FIREHOSE,
    FLOW_LOG,
    LOAD_BALANCER,
    LOG_DELIVERY_DESTINATION,
    TRAIL,
    WEB_ACL_LOGGING,
)

# What else writes logs to buckets, and where it names one.
_WRITERS: Final[Sequence[tuple[str, Path]]] = (
    (DISTRIBUTION, ("loggingConfig", "bucket")),
    (FIREHOSE, ("extendedS3Configuration", "bucketArn")),
    (FLOW_LOG, ("logDestination",)),
    (LOG_DELIVERY_DESTINATION, ("deliveryDestinationConfiguration", "destinationResourceArn")),
    (WEB_ACL_LOGGING, ("logDestinationConfigs",)),
)
_LATER = "how long it keeps what is in it is known only at the update"


class KeepsDataConfig(RuleConfig):
    """Days until something may be deleted. `trailDays`: a trail's files, wherever there is a trail; `logDays`: logs in
    production; `noncurrentDays`: versions of its data that were replaced or deleted; `leastDays`: whatever else.
    `expiring`: what may go in production: a bucket by its logical name, or objects by the prefix or the tag
    (`key=value`) in the filter of the lifecycle's rule."""

    trail_days: int = Field(default=2557, ge=1)
    log_days: int = Field(default=90, ge=1)
    noncurrent_days: int = Field(default=30, ge=1)
    least_days: int = Field(default=7, ge=1)
    expiring: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Demand:
    """How many days `what` is kept at least, None for ever, and its old versions. `parts`: whether that also holds for
    a rule which is only about some objects."""

    what: str
    days: int | None
    noncurrent_days: int
    parts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    """Where a lifecycle stands. The deprecated bucket of version 2 has lists of one where the other has one."""

    rules: str
    expiration: tuple[str, ...] = ("expiration", "expirations")
    noncurrent: tuple[str, ...] = ("noncurrentVersionExpiration", "noncurrentVersionExpirations")
    noncurrent_days: str = "days"


_INLINE: Final = _Shape(rules="lifecycleRules")
_SPLIT: Final = _Shape(
    rules="rules",
    expiration=("expiration",),
    noncurrent=("noncurrentVersionExpiration",),
    noncurrent_days="noncurrentDays",
)


@rule(
    id="s3-keeps-data",
    title="No lifecycle deletes data, logs or a trail too early",
    title_ja="ライフサイクルでデータ・ログ・証跡を早期に削除しない",
    severity="high",
    kind="stack",
    types=(BUCKET,),
    reads=(BUCKET_LIFECYCLE, BUCKET_LOGGING, LOAD_BALANCER, TRAIL, *(token for token, _ in _WRITERS)),
    remediation=(
        "Raise expiration.days or noncurrentVersionExpiration, or take them away; list what may go as expiring of this "
        "rule in policies/config/<stack>.json."
    ),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html",
    references=References(),
    config=KeepsDataConfig,
)
def s3_keeps_data(resource: Resource, stack: Stack) -> Iterator[Outcome]:
    """Trails are kept for seven years and logs for 90 days, as the document demands; in production whatever else is
    stored stays until somebody deletes it, and can be had back for a month. Elsewhere a mistake has a week to be seen.
    Rules that are switched off delete nothing."""
    demand, expiring = _demand(resource, stack), frozenset(stack.pack.of(KeepsDataConfig).expiring)
    split = stack.index(beside(BUCKET_LIFECYCLE, "bucket", BUCKET)).get(resource.urn, ())
    for holder, shape in ((resource, _INLINE), *((one, _SPLIT) for one in split)):
        for path in holder.each(shape.rules):
            if (on := _switched_on(holder, path)) is False:
                continue
            about = _about(holder, path)
            if UNKNOWN in (holder.get(*path), on) or (about and UNKNOWN in about):
                yield Deferred(_LATER)
            elif not about or (demand.parts and not expiring & about):
                yield from _too_early(holder, path, shape, demand)


def _demand(bucket: Resource, stack: Stack) -> _Demand:
    config = stack.pack.of(KeepsDataConfig)
    least, production = config.least_days, stack.pack.is_production
    if bucket.urn in stack.index(beside(TRAIL, "s3BucketName", BUCKET)):
        return _Demand(what="its trail", days=config.trail_days, noncurrent_days=least)
    if not production or bucket.name in config.expiring:
        return _Demand(what="all that it holds", days=least, noncurrent_days=least, parts=False)
    if bucket.urn in stack.index(_logs):
        return _Demand(what="logs", days=config.log_days, noncurrent_days=least)
    return _Demand(what="what is stored", days=None, noncurrent_days=config.noncurrent_days)


def _too_early(holder: Resource, path: Path, shape: _Shape, demand: _Demand) -> Iterator[Outcome]:
    ends = [at for key in shape.expiration for at in holder.each(*path, key)]
    old = [at for key in shape.noncurrent for at in holder.each(*path, key)]
    for at in ends:
        days, date = _days(holder, *at, "days"), holder.text(*at, "date")
        if UNKNOWN in (days, date):
            yield Deferred(_LATER)
        elif date is not ABSENT:
            yield Violation(f"deletes {demand.what} from a date on, however new it is")
        elif isinstance(days, int) and demand.days is None:
            yield Violation(f"deletes {demand.what} after {days} days: production keeps it")
        elif isinstance(days, int) and demand.days is not None and days < demand.days:
            yield Violation(f"deletes {demand.what} after {days} days, not {demand.days}")
    for at in old:
        days = _days(holder, *at, shape.noncurrent_days)
        if days is UNKNOWN:
            yield Deferred(_LATER)
        elif isinstance(days, int) and days < demand.noncurrent_days:
            yield Violation(f"keeps replaced and deleted versions for {days} days, not {demand.noncurrent_days}")


def _days(holder: Resource, *path: str | int) -> int | Absent | Unknown:
    """S3 knows no 0; the provider shows it for none."""
    days = holder.number(*path)
    return ABSENT if days == 0 else days


def _switched_on(holder: Resource, path: Path) -> bool | Unknown:
    if path[0] == _INLINE.rules:
        return UNKNOWN if (flag := holder.flag(*path, "enabled")) is UNKNOWN else flag is True
    status = holder.text(*path, "status")
    return UNKNOWN if status is UNKNOWN else status == "Enabled"


def _about(holder: Resource, path: Path) -> Set[str | Unknown]:
    """The prefix and the tags that the objects have which the rule is about; nothing for all objects."""
    inline = path[0] == _INLINE.rules
    places: tuple[Path, ...] = ((),) if inline else ((), ("filter",), ("filter", "and"))
    said = [holder.text(*path, *at, "prefix") for at in places]
    tags = holder.get(*path, "tags") if inline else holder.get(*path, "filter", "and", "tags")
    if isinstance(tags, Mapping):
        said += [UNKNOWN if value is UNKNOWN else f"{key}={value}" for key, value in tags.items()]
    elif tags is UNKNOWN:
        said.append(UNKNOWN)
    if not inline and holder.get(*path, "filter", "tag") is not ABSENT:
        tag = [holder.text(*path, "filter", "tag", key) for key in ("key", "value")]
        said.append(UNKNOWN if UNKNOWN in tag else f"{tag[0]}={tag[1]}")
    return frozenset(one for one in said if one is not ABSENT)


def _logs(stack: Stack) -> Set[str]:
    written = {
        bucket.urn
        for token, path in _WRITERS
        for writer in stack.of_type(token)
        for bucket in buckets_at(writer, path, stack)
    }
    return written.union(stack.index(log_buckets))
