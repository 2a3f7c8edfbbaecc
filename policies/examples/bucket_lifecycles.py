"""Examples of the rule on what lifecycles delete."""

from __future__ import annotations

from policies.examples import Case, Example, Given, made, told
from policies.rules.bucket_lifecycles import KeepsDataConfig
from policies.rules.pack import Pack
from policies.rules.resource import Resource
from policies.rules.types import (
    BUCKET,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    DISTRIBUTION,
    FIREHOSE,
    FLOW_LOG,
    LOAD_BALANCER,
    LOG_DELIVERY_DESTINATION,
    LOG_GROUP,
    TRAIL,
    WEB_ACL_LOGGING,
)

_IT = made(BUCKET, "it", bucket="megane-it")
_TRAIL = made(TRAIL, "trail", s3BucketName=_IT)
_BALANCER = made(LOAD_BALANCER, "alb", connectionLogs={"bucket": _IT, "enabled": True})
_LOGGING = made(BUCKET_LOGGING, "logging", bucket=made(BUCKET, "files"), targetBucket="megane-it")
_FLOWS = made(FLOW_LOG, "flows", logDestination=_IT, logDestinationType="s3")
_DELIVERY = made(LOG_DELIVERY_DESTINATION, "cdn", deliveryDestinationConfiguration={"destinationResourceArn": _IT})
_ARN = "arn:aws:s3:::megane-it"
_GROUP = made(LOG_GROUP, "logs")
_OLD = made(
    "aws:s3/bucketV2:BucketV2",
    "it",
    lifecycleRules=[{"enabled": True, "expirations": [{"days": 7}], "noncurrentVersionExpirations": [{"days": 90}]}],
)
_DEV, _STAGING = told(environment="dev"), told(environment="staging")


def _it(
    case: Case, name: str, rules: Given, *messages: str, beside: tuple[Resource, ...] = (), kind: str = "violation",
    pack: Pack | None = None,
) -> Example:  # fmt: skip
    """A bucket whose lifecycle stands apart."""
    resources = (_IT, made(BUCKET_LIFECYCLE, "lifecycle", bucket=_IT, rules=rules), *beside)
    return _judged(case, name, resources, *messages, kind=kind, pack=pack)


def _judged(
    case: Case, name: str, resources: tuple[Resource, ...], *messages: str, kind: str = "violation",
    pack: Pack | None = None,
) -> Example:  # fmt: skip
    found = tuple((kind, f"it: {message}") for message in messages)
    return Example("s3-keeps-data", case, name, resources, found, pack or told())


def _ends(days: Given = None, noncurrent: Given = None, /, **more: Given) -> Given:
    return {
        "status": "Enabled",
        "expiration": {"days": days} if days else None,
        "noncurrentVersionExpiration": {"noncurrentDays": noncurrent} if noncurrent else None,
        **more,
    }


def _chosen(*expiring: str) -> Pack:
    return told(KeepsDataConfig(expiring=expiring))


_LATER = "how long it keeps what is in it is known only at the update"
_GONE = "deletes what is stored after 365 days: production keeps it"

EXAMPLES = (
    _it("pass", "old versions only, after a month", [
        _ends(None, 30, expiration={"days": 0, "expiredObjectDeleteMarker": True})
    ]),
    _it("pass", "a trail of seven years", [_ends(2557, 7)], beside=(_TRAIL,)),
    _it("pass", "logs of 90 days, of a bucket", [_ends(90, 7)], beside=(_LOGGING,)),
    _it("pass", "of a load balancer's connections", [_ends(90, 7)], beside=(_BALANCER,)),
    _it("pass", "of a network", [_ends(90, 7)], beside=(_FLOWS,)),
    _it("pass", "of a CDN", [_ends(90, 7)], beside=(_DELIVERY,)),
    *(
        _it("pass", f"of {writer.name}, to a bucket in plain text", [_ends(90, 7)], beside=(writer,))
        for writer in (
            made(FLOW_LOG, "a network", logDestination=f"{_ARN}/flows/", logDestinationType="s3"),
            made(FIREHOSE, "a stream", extendedS3Configuration={"bucketArn": _ARN}),
            made(LOG_DELIVERY_DESTINATION, "a CDN",
                 deliveryDestinationConfiguration={"destinationResourceArn": f"{_ARN}/cdn"}),
            made(DISTRIBUTION, "an older CDN", loggingConfig={"bucket": "megane-it.s3.amazonaws.com"}),
            made(WEB_ACL_LOGGING, "a web ACL", logDestinationConfigs=[_ARN]),
            made(LOAD_BALANCER, "a load balancer", accessLogs={"bucket": "megane-it", "enabled": True}),
            made(BUCKET, "another bucket", logging={"targetBucket": "megane-it"}),
        )
    ),
    _it("fail", "logs of a month, to a bucket in plain text", [_ends(30, 7)], "deletes logs after 30 days, not 90",
        beside=(made(FLOW_LOG, "flows", logDestination=_ARN),)),
    _it("fail", "data, beside a bucket whose name begins alike", [_ends(365, 90)], _GONE,
        beside=(made(FLOW_LOG, "flows", logDestination=f"{_ARN}-logs"),)),
    _it("pass", "a rule that is switched off", [_ends(1, 1, status="Disabled")]),
    _it("pass", "a prefix that was chosen", [_ends(1, 1, filter={"prefix": "tmp/"})], pack=_chosen("tmp/")),
    _it("pass", "a tag that was chosen", [
        _ends(1, filter={"tag": {"key": "kept", "value": "no"}}),
        _ends(1, filter={"and": {"prefix": "exports/", "tags": {"kept": "no"}}}),
    ], pack=_chosen("kept=no")),
    _it("pass", "a bucket that was chosen", [_ends(30, 7)], pack=_chosen("it")),
    _it("pass", "another choice for logs", [_ends(30, 7)], beside=(_LOGGING,), pack=told(KeepsDataConfig(log_days=30))),
    _it("pass", "a week before production", [_ends(7, 7)], pack=_DEV),
    _it("pass", "some objects before production", [_ends(1, 1, filter={"prefix": "tmp/"})], pack=_STAGING),
    _it("fail", "data that expire", [_ends(365, 90)], _GONE),
    _it("fail", "a part of them", [_ends(365, filter={"prefix": "prescriptions/"})], _GONE, pack=_chosen("tmp/")),
    _it("fail", "a part by a tag", [_ends(365, filter={"tag": {"key": "kept", "value": "yes"}})], _GONE,
        pack=_chosen("kept=no")),
    _it("fail", "old versions after a week", [_ends(None, 7)],
        "keeps replaced and deleted versions for 7 days, not 30"),
    _it("fail", "from a date on", [_ends(expiration={"date": "2027-01-01T00:00:00Z"})],
        "deletes what is stored from a date on, however new it is"),
    _it("fail", "a trail of one year, before production too", [_ends(365, 7)],
        "deletes its trail after 365 days, not 2557", beside=(_TRAIL,), pack=_DEV),
    _it("fail", "logs of a month", [_ends(30, 1)], "deletes logs after 30 days, not 90",
        "keeps replaced and deleted versions for 1 days, not 7", beside=(_LOGGING,)),
    _it("fail", "all within a day before production", [_ends(1, 1, filter={"prefix": ""})],
        "deletes all that it holds after 1 days, not 7", "keeps replaced and deleted versions for 1 days, not 7",
        pack=_DEV),
    _judged("fail", "inline", (made(BUCKET, "it", lifecycleRules=[
        {"enabled": True, "expiration": {"days": 365}, "noncurrentVersionExpiration": {"days": 90}},
        {"enabled": False, "expiration": {"days": 1}},
    ]),), _GONE),
    _judged("pass", "inline, a prefix that was chosen", (made(BUCKET, "it", lifecycleRules=[
        {"enabled": True, "prefix": "tmp/", "expiration": {"days": 1}},
        {"enabled": True, "tags": {"kept": "no"}, "expiration": {"days": 1}},
    ]),), pack=_chosen("tmp/", "kept=no")),
    _judged("fail", "in lists, as the bucket of old has it", (_OLD,),
            "deletes what is stored after 7 days: production keeps it"),
    _judged("absent", "no lifecycle", (_IT,)),
    _it("absent", "rules that delete nothing", [
        _ends(), _ends(transitions=[{"days": 30, "storageClass": "GLACIER_IR"}])
    ]),
    _it("unknown", "rules to be made", _GROUP, _LATER, kind="deferred"),
    _it("unknown", "how many days", [_ends(_GROUP, _GROUP)], _LATER, kind="deferred"),
    _it("unknown", "whether it is switched on", [_ends(1, status=_GROUP)], _LATER, kind="deferred"),
    _it("unknown", "by which tags", [_ends(1, filter={"and": {"tags": _GROUP}})], _LATER, kind="deferred"),
    _it("unknown", "by which tag", [_ends(1, filter={"tag": {"key": "kept", "value": _GROUP}})], _LATER,
        kind="deferred"),
    _it("unknown", "for which objects", [_ends(1, filter={"prefix": _GROUP})], _LATER, kind="deferred"),
    _judged("unknown", "inline", (made(BUCKET, "it", lifecycleRules=_GROUP),), _LATER, kind="deferred"),
    _judged("not applicable", "no bucket", (_GROUP,)),
)  # fmt: skip
