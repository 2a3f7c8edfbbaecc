"""Other values for what the network, the data stores and the application's configuration let one say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi

from components import application, base, bucket, cache, database, keys, parameters, storage, vpc
from components.base import Component
from planning.network import plan
from tests.components import build
from tests.components.build import ZONES, key_arns, known, subnets
from tests.components.knobs import OTHER_KEYS, OTHER_SUBNETS, Knobs


def all_keys(**changes: Any) -> None:
    held = replace(key_arns(), **changes)
    build.database(keys=held)
    build.notifications(keys=held)


def told(**changes: Any) -> Component:
    app = build.application(**changes)
    pulumi.export("told", app.inputs(build.SPEC).environment)
    return app


KNOBS: Mapping[type, Knobs] = {
    application.ApplicationArgs: Knobs(
        told,
        {
            "database": partial(build.database, name="db-2"),
            "cache": partial(build.cache, name="cache-2"),
            "storage": partial(build.storage, name="storage-2"),
            "key_arn": "arn:key/2",
            "web_origin": "https://other.example.jp",
            "pool_size": 14,
            "api_secrets": {},
        },
    ),
    base.Subnets: Knobs(
        lambda **changes: build.database(subnets=replace(subnets(), **changes)), {"vpc_id": "vpc-2", "ids": ["one"]}
    ),
    bucket.BucketArgs: Knobs(
        build.bucket, {"purpose": "other", "key_arn": None, "expire_days": None, "access_log_bucket": None}
    ),
    cache.CacheArgs: Knobs(
        build.cache, {"subnets": OTHER_SUBNETS, "keys": OTHER_KEYS, "size": replace(build.CACHE_SIZE, shards=2)}
    ),
    cache.CacheSize: Knobs(
        lambda **changes: build.cache(size=replace(build.CACHE_SIZE, **changes)),
        {
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
    database.DatabaseArgs: Knobs(
        build.database,
        {
            "subnets": OTHER_SUBNETS,
            "keys": OTHER_KEYS,
            "events_topic_arn": "arn:topic/2",
            "size": replace(build.DATABASE_SIZE, multi_az=False),
        },
    ),
    database.DatabaseSize: Knobs(
        lambda **changes: build.database(size=replace(build.DATABASE_SIZE, **changes)),
        {
            "instance_class": "db.t3.small",
            "multi_az": False,
            "read_replica": False,
            "allocated_storage_gib": 30,
            "max_allocated_storage_gib": 200,
            "max_connections": 100,
            "backup_retention_days": 14,
            "backup_window": "15:00-16:00",
            "maintenance_window": "mon:18:30-mon:19:30",
            "monitoring_interval_seconds": 0,
            "apply_immediately": True,
        },
    ),
    keys.KeysArgs: Knobs(build.keys, {"separate": False}),
    keys.KeyArns: Knobs(
        all_keys, {role: lambda: known("arn:key/2") for role in ("data", "logs", "notifications", "edge")}
    ),
    parameters.ParametersArgs: Knobs(
        build.parameters,
        {"key_arn": "arn:key/2", "plain": {"db/host": "db-2"}, "secret": {}, "generated": {"jwt/secret": 65}},
    ),
    storage.StorageArgs: Knobs(build.storage, {"key_arn": "arn:key/2"}),
    storage.UploadsAccessArgs: Knobs(
        build.uploads_access,
        {
            "uploads": partial(build.bucket, name="files-2"),
            "distribution_arn": "arn:distribution/2",
            "readable": ["public/*", "uploads/*"],
            "web_origin": "https://other.example.jp",
            "versions_need_mfa": False,
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
