"""Other values for what the network, the data stores and the application's configuration let one say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi

from components import (
    application,
    audit_trail,
    backup,
    base,
    bucket,
    cache,
    image_registry,
    keys,
    parameters,
    storage,
    vpc,
)
from components.base import Component
from planning.network import plan
from tests.components import build, knobs_database
from tests.components.build import ZONES, key_arns, known, subnets
from tests.components.knobs import OTHER_KEYS, OTHER_SUBNETS, Knobs


def all_keys(**changes: Any) -> None:
    held = replace(key_arns(), **{"copies": known("arn:key/copies"), **changes})
    build.database(keys=held)
    build.notifications(keys=held)
    build.storage(key_arn=held.data, copies=build.COPIES, copies_key_arn=held.copies)


def all_kinds_of_keys(**changes: Any) -> None:
    """Some with copies, and some that adopt them: none do both."""
    made = build.keys(**{"copies": build.COPIES, **without(changes, "adopts")})
    found = build.keys(name="adopting", **{"adopts": build.COPIES, **without(changes, "copies")})
    pulumi.export("made", made.arns.copies)
    pulumi.export("found", found.arns.data)


def stored(**changes: Any) -> None:
    """Storage that is copied and locked, and a recovery stack's, which adopts the copy."""
    made = build.storage(**{"protection": "object-lock", **COPYING, **without(changes, "adopts")})
    found = build.storage(name="adopting", **{"adopts": build.COPIES, **without(changes, *COPYING)})
    pulumi.export("made", made.uploads_arn)
    pulumi.export("found", found.uploads_arn)


def buckets(**changes: Any) -> None:
    """An ordinary bucket, and targets of logs: these can have no customer's key, or no policy made later."""
    build.bucket(**{"expire_days": 400, **without(changes, "log_writers", "trail_arn")})
    build.bucket(name="trail", trail_arn=changes.get("trail_arn", "arn:trail/1"))
    build.bucket(name="logs", key_arn=None, log_writers=changes.get("log_writers", ["load-balancers"]))


COPYING = {"copies": build.COPIES, "copies_key_arn": "arn:key/copies"}
OSAKA = replace(build.COPIES, environment="other")


def without(changes: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in changes.items() if key not in keys}


def kept(**changes: Any) -> Component:
    """Parameters with copies, and some that adopt them: none do both."""
    adopting = {"adopts": build.COPIES, "adopted": ["api/MAIL_KEY"], **without(changes, *COPYING)}
    pulumi.export("adopted", build.parameters(name="adopting", **adopting).arns)
    return build.parameters(**{**COPYING, **without(changes, "adopts", "adopted")})


def told(**changes: Any) -> Component:
    """What the application is told where copies are made, and where they are adopted."""
    parts = {part: changes.get(part) or getattr(build, part)() for part in ("database", "cache", "storage")}
    making = {**COPYING, **without(changes, "adopts", "adopted_api_secrets"), **parts}
    adopting: dict[str, Any] = {"adopts": build.COPIES, "api_secrets": {}, "adopted_api_secrets": ["MAIL_KEY"]}
    adopting |= {**without(changes, "api_secrets", *COPYING), **parts}
    app = build.application(**making)
    pulumi.export("told", app.inputs(build.SPEC).environment)
    pulumi.export("adopting", build.application(name="adopting", **adopting).inputs(build.SPEC).secrets)
    return app


def backed_up(**changes: Any) -> Component:
    return build.backup(**{**COPYING, **changes})


def copied_uploads_access(**changes: Any) -> Component:
    """Of a bucket that has a copy, which more may reach."""
    copy = changes.pop("uploads_copy", None) or build.readable_bucket(name="first-copy", region="ap-northeast-3")
    return build.uploads_access(uploads_copy=copy, **changes)


KNOBS: Mapping[type, Knobs] = {
    **knobs_database.KNOBS,
    application.ApplicationArgs: Knobs(
        told,
        {
            "database": partial(build.database, name="db-2"),
            "cache": partial(build.cache, name="cache-2"),
            "storage": partial(build.storage, name="storage-2"),
            "cdn": build.cdn,
            "key_arn": "arn:key/2",
            "web_origin": "https://other.example.jp",
            "pool_size": 14,
            "api_secrets": {},
            "rotation": application.Rotation(jwt=2),
            "copies": OSAKA,
            "copies_key_arn": "arn:key/2",
            "adopts": OSAKA,
            "adopted_api_secrets": ["SMS_KEY"],
        },
    ),
    application.Rotation: Knobs(
        lambda **changes: build.application(rotation=application.Rotation(**changes)),
        {"application": 2, "migration": 2, "read_only": 2, "jwt": 2, "session": 2},
    ),
    audit_trail.AuditTrailArgs: Knobs(
        build.audit_trail,
        {
            "keys": OTHER_KEYS,
            "access_log_bucket": "other-logs",
            "deploy_roles": ["deploy", "release"],
            "upload_buckets": ["arn:aws:s3:::uploads"],
        },
    ),
    backup.BackupArgs: Knobs(
        backed_up,
        {
            "databases": {"main": "arn:aws:rds:ap-northeast-1:111122223333:db:other"},
            "key_arn": "arn:key/2",
            "keep_days": 365,
            "cold_after_days": 30,
            "hour": 21,
            "copies": OSAKA,
            "copies_key_arn": "arn:key/2",
            "restore_testing": build.RESTORE_TESTING,
        },
    ),
    backup.RestoreTesting: Knobs(
        build.restore_testing,
        {
            "subnet_group_name": "other-subnets",
            "security_group_ids": ["sg-db", "sg-2"],
            "hour": 21,
            "validation_window_hours": 8,
        },
    ),
    base.Subnets: Knobs(
        lambda **changes: build.database(subnets=replace(subnets(), **changes)), {"vpc_id": "vpc-2", "ids": ["one"]}
    ),
    bucket.BucketArgs: Knobs(
        buckets,
        {
            "purpose": "other",
            "key_arn": None,
            "expire_days": None,
            "access_log_bucket": None,
            "noncurrent_days": 30,
            "archive_days": 120,
            "lock_days": 5,
            "region": "ap-northeast-3",
            "bucket_name": "files-of-megane",
            "log_writers": ["buckets"],
            "trail_arn": "arn:trail/2",
            "readers_later": True,
        },
    ),
    cache.CacheArgs: Knobs(
        build.cache,
        {
            "subnets": OTHER_SUBNETS,
            "keys": OTHER_KEYS,
            "size": replace(build.CACHE_SIZE, shards=2),
            "token_version": 2,
        },
    ),
    cache.CacheSize: Knobs(
        lambda **changes: build.cache(size=replace(build.CACHE_SIZE, **changes)),
        {
            "engine": "valkey",
            "node_type": "cache.t4g.micro",
            "shards": 2,
            "replicas_per_shard": 2,
            "multi_az": False,
            "snapshot_retention_days": 1,
            "snapshot_window": "15:00-16:00",
            "maintenance_window": "mon:18:30-mon:19:30",
            "apply_immediately": True,
        },
    ),
    keys.KeysArgs: Knobs(all_kinds_of_keys, {"separate": False, "copies": OSAKA, "adopts": OSAKA}),
    keys.KeyArns: Knobs(
        all_keys, {role: lambda: known("arn:key/2") for role in ("data", "logs", "notifications", "edge", "copies")}
    ),
    parameters.ParametersArgs: Knobs(
        kept,
        {
            "key_arn": "arn:key/2",
            "plain": {"db/host": "db-2"},
            "secret": {},
            "generated": {},
            "derived": {"jwt/url": lambda generated: generated["jwt/secret"]},
            "copies": OSAKA,
            "copies_key_arn": "arn:key/2",
            "adopts": OSAKA,
            "adopted": ["api/SMS_KEY"],
        },
    ),
    parameters.Generated: Knobs(
        lambda **changes: build.parameters(
            generated={"jwt/secret": replace(parameters.Generated(length=64, version=1), **changes)}
        ),
        {"length": 65, "version": 2},
    ),
    storage.StorageArgs: Knobs(
        stored,
        {
            "key_arn": "arn:key/2",
            "protection": "off",
            "noncurrent_days": 60,
            "lock_days": 20,
            "copies": OSAKA,
            "copies_key_arn": "arn:key/2",
            "adopts": OSAKA,
        },
    ),
    storage.ReplicationArgs: Knobs(
        build.replication,
        {
            "source": partial(build.readable_bucket, name="files-2"),
            "source_key_arn": "arn:key/2",
            "destination": partial(build.readable_bucket, name="copy-2"),
            "destination_key_arn": "arn:key/2",
        },
    ),
    storage.UploadsAccessArgs: Knobs(
        copied_uploads_access,
        {
            "standby_origin": "https://app-dr.example.jp",
            "uploads": partial(build.readable_bucket, name="files-2"),
            "uploads_copy": partial(build.readable_bucket, name="copy", region="ap-northeast-3"),
            "distribution_arn": "arn:distribution/2",
            "readable": ["public/*", "uploads/*"],
            "web_origin": "https://other.example.jp",
            "versions_need_mfa": False,
        },
    ),
    image_registry.ImageRegistryArgs: Knobs(
        build.image_registry,
        {
            "repositories": ("megane/web",),
            "scanning": "ENHANCED",
            "copy_region": None,
            "signing_profile": "megane_others",
            "signature_months": 12,
            "keep_releases": 100,
            "keep_promoted": 20,
        },
    ),
    vpc.VpcArgs: Knobs(
        build.vpc,
        {
            "cidr": "10.0.0.0/17",
            "zones": ("ap-northeast-1c", "ap-northeast-1d"),
            "blocks": plan("10.0.0.0/17", ZONES),
            "nat_per_zone": False,
            "logs_key_arn": "arn:key/2",
        },
    ),
}
