"""No dead knobs: whatever a dataclass of the components lets one say shows in what is registered."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass, replace
from functools import partial
from typing import Any

import pulumi
import pytest

import components
from components import access, alarm, application, base, bucket, cache, cdn, cluster, database, domain, keys
from components import load_balancer, observability, parameters, service, storage, vpc, waf
from components.access import Peer, allow
from components.base import Component, Context, Subnets
from offline.graph import Graph
from planning.network import plan
from tests.components import build
from tests.components.build import PLACE, ZONES, front, key_arns, known, subnets, target, task_inputs, topics
from tests.components.look import outputs, tree, watched
from tests.conftest import Record


@dataclass(frozen=True)
class Knobs:
    """How to build with some fields changed, and another value for each field (or what makes one, in the program)."""

    build: Callable[..., object]
    others: Mapping[str, object]


def sized(make: Callable[..., object]) -> Callable[..., object]:
    return lambda **size: make(size=size)


def context(**changes: Any) -> None:
    """Everything that reads a context, alarms included."""
    place = replace(PLACE, **changes)
    for make in (build.keys, build.vpc, build.database, build.notifications):
        make(place)


def thresholds(**changes: Any) -> None:
    place = replace(PLACE, thresholds=replace(PLACE.thresholds, **changes))
    for make in (
        build.vpc, build.database, build.cache, build.storage, build.load_balancer, build.cdn, build.service,
    ):  # fmt: skip
        watched(partial(make, place))()


def both_tiers(**changes: Any) -> None:
    where = replace(subnets(), **changes)
    build.database(subnets=where)


def all_keys(**changes: Any) -> None:
    held = replace(key_arns(), **changes)
    build.database(keys=held)
    build.notifications(keys=held)


def told(**changes: Any) -> None:
    pulumi.export("told", build.application(**changes).inputs(build.SPEC).environment)


def whole_service(**changes: Any) -> None:
    spec = replace(build.SPEC, **changes)
    build.service(spec=changes, inputs=build.application().inputs(spec))


ALARM = alarm.Alarm(
    name="busy",
    severity="warning",
    description="It is busy",
    metrics={"m": alarm.Metric("AWS/ECS", "CPUUtilization", {"ClusterName": "c"}, "Average")},
    comparison=">",
    threshold=80,
    unit="%",
    runbook="busy",
)


def an_alarm(to: alarm.Topics | None = None, **changes: Any) -> None:
    alarm.register_alarm("w", replace(ALARM, **changes), to or topics(), ctx=PLACE, opts=pulumi.ResourceOptions())


def a_metric(**changes: Any) -> None:
    an_alarm(metrics={"m": replace(ALARM.metrics["m"], **changes)})


def both_severities(**changes: Any) -> None:
    to = replace(topics(), **changes)
    an_alarm(to=to)
    an_alarm(to=to, name="down", severity="critical")


def a_peer(**changes: Any) -> None:
    source = replace(Peer("alb", known("sg-1")), **changes)
    allow(source, Peer("services", known("sg-2")), 3000, "Requests", PLACE)


def one_target(**changes: Any) -> None:
    build.alias_records(targets={"app": ("app.example.jp", target(**changes))})


OTHER_ZONES = ("ap-northeast-1c", "ap-northeast-1d")
OTHER_KEYS = partial(key_arns, "-2")
OTHER_SUBNETS = partial(subnets, "-2")


def other_cluster() -> cluster.Cluster:
    args = cluster.ClusterArgs(vpc_id="vpc-1", logs_key_arn="arn:key/logs", container_insights="disabled")
    return cluster.Cluster("other", args, PLACE)


KNOBS: Mapping[type, Knobs] = {
    access.Peer: Knobs(a_peer, {"name": "cdn", "security_group_id": None}),
    alarm.Alarm: Knobs(
        an_alarm,
        {
            "name": "idle",
            "severity": "critical",
            "description": "It is idle",
            "metrics": {"m": alarm.Metric("AWS/ECS", "MemoryUtilization", {}, "Average")},
            "comparison": "<",
            "threshold": 81,
            "unit": "bytes",
            "runbook": "idle",
            "expression": "m*2",
            "period_seconds": 60,
            "periods": 3,
            "missing": "breaching",
            "region": "us-east-1",
        },
    ),
    alarm.Metric: Knobs(
        a_metric, {"namespace": "AWS/RDS", "name": "Latency", "dimensions": {"A": "b"}, "statistic": "p95"}
    ),
    alarm.Topics: Knobs(both_severities, {"critical": lambda: known("arn:2"), "warning": lambda: known("arn:2")}),
    application.ApplicationArgs: Knobs(
        told,
        {
            "database": lambda: database.Database("db-2", _database_args(), PLACE),
            "cache": lambda: cache.Cache("cache-2", _cache_args(), PLACE),
            "storage": lambda: storage.Storage("storage-2", storage.StorageArgs(key_arn="arn:key/data"), PLACE),
            "key_arn": "arn:key/2",
            "web_origin": "https://other.example.jp",
            "pool_size": 14,
            "api_secrets": {},
        },
    ),
    base.Context: Knobs(
        context,
        {
            "project": "other",
            "environment": "prod",
            "owner": "others",
            "account": "444455556666",
            "region": "eu-west-1",
            "durable": True,
            "provider": lambda: build.aws.Provider("aws", region="eu-west-1"),
        },
    ),
    base.Subnets: Knobs(both_tiers, {"vpc_id": "vpc-2", "ids": ["subnet-d"]}),
    base.Thresholds: Knobs(thresholds, {field.name: 42.5 for field in fields(base.Thresholds)}),
    bucket.BucketArgs: Knobs(
        build.bucket, {"purpose": "other", "key_arn": None, "expire_days": None, "access_log_bucket": None}
    ),
    cache.CacheArgs: Knobs(
        build.cache, {"subnets": OTHER_SUBNETS, "keys": OTHER_KEYS, "size": replace(build.CACHE_SIZE, shards=2)}
    ),
    cache.CacheSize: Knobs(
        sized(build.cache),
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
    cdn.CdnArgs: Knobs(
        build.cdn,
        {
            "bucket_domain_name": "other.s3.amazonaws.com",
            "origin_host": None,
            "host": "other.example.jp",
            "certificate_arn": "arn:certificate/2",
            "signing_public_key": None,
            "price_class": "PriceClass_All",
            "shield_region": "us-west-2",
        },
    ),
    cluster.ClusterArgs: Knobs(
        build.cluster, {"vpc_id": "vpc-2", "logs_key_arn": "arn:key/2", "container_insights": "disabled"}
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
        sized(build.database),
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
    domain.DomainArgs: Knobs(
        build.domain,
        {
            "mode": "none",
            "domain": "example.com",
            # With a zone of its own these are made; the rest of the modes are in test_component_domain.
        },
    ),
    domain.AliasTarget: Knobs(
        one_target, {"dns_name": "other.example.net", "zone_id": "Z2", "ipv6": True, "evaluate_health": False}
    ),
    domain.AliasRecordsArgs: Knobs(build.alias_records, {"zone_id": "Z2", "targets": {}}),
    keys.KeysArgs: Knobs(build.keys, {"separate": False}),
    keys.KeyArns: Knobs(
        all_keys, {role: lambda: known("arn:key/2") for role in ("data", "logs", "notifications", "edge")}
    ),
    load_balancer.LoadBalancerArgs: Knobs(
        build.load_balancer,
        {
            "subnets": OTHER_SUBNETS,
            "host": "other.example.jp",
            "certificate_arn": "arn:certificate/2",
            "log_bucket": "logs-2",
        },
    ),
    load_balancer.Front: Knobs(
        lambda **changes: build.service(front=replace(front(), **changes)),
        {
            "vpc_id": "vpc-2",
            "listener_arn": lambda: known("arn:listener/2"),
            "arn_suffix": lambda: known("app/lb/2"),
            "test_header_value": lambda: pulumi.Output.secret("let-me-in-2"),
        },
    ),
    observability.NotificationsArgs: Knobs(
        build.notifications,
        {"keys": OTHER_KEYS, "critical_emails": ["a@example.jp"], "warning_emails": ["a@example.jp"], "slack": None},
    ),
    observability.SlackArgs: Knobs(
        lambda **changes: build.notifications(
            slack=replace(observability.SlackArgs(workspace_id="T1", channel_id="C1"), **changes)
        ),
        {"workspace_id": "T2", "channel_id": "C2"},
    ),
    observability.ObservabilityArgs: Knobs(
        lambda **changes: build.observability(**{"alarms": [ALARM], **changes}),
        {
            "alarms": [replace(ALARM, name="idle")],
            "notifications": lambda: observability.Notifications("alarms-2", _notifications_args(), PLACE),
        },
    ),
    parameters.ParametersArgs: Knobs(
        build.parameters,
        {"key_arn": "arn:key/2", "plain": {"db/host": "db-2"}, "secret": {}, "generated": {"jwt/secret": 65}},
    ),
    service.ServiceArgs: Knobs(
        build.service,
        {
            "label": "other",
            "spec": replace(build.SPEC, cpu=1024),
            "inputs": lambda: task_inputs(uploads_arn=None),
            "cluster": other_cluster,
            "subnets": OTHER_SUBNETS,
            "front": partial(front, "-2"),
            "topics": partial(topics, "-2"),
            "keys": OTHER_KEYS,
            "bake_minutes": 2,
        },
    ),
    service.ServiceSpec: Knobs(
        whole_service,
        {
            "image": "registry/api@sha256:def",
            "cpu": 1024,
            "memory_mib": 2048,
            "min_tasks": 1,
            "max_tasks": 7,
            "port": 3002,
            "paths": ["/other/*"],
            "priority": 110,
            "health_check_path": "/alive",
            "cpu_architecture": "X86_64",
            "database": False,
            "cache": False,
            "uploads": False,
            "environment": {"FEATURE": "on"},
        },
    ),
    service.TaskInputs: Knobs(
        lambda **changes: build.service(inputs=task_inputs(**changes)),
        {"environment": {"PORT": "3002"}, "secrets": {"JWT_SECRET": "arn:parameter/2"}, "uploads_arn": None},
    ),
    storage.StorageArgs: Knobs(build.storage, {"key_arn": "arn:key/2"}),
    storage.UploadsAccessArgs: Knobs(
        build.uploads_access,
        {
            "uploads": lambda: bucket.Bucket("other", _bucket_args(), PLACE),
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
            "zones": OTHER_ZONES,
            "blocks": plan("10.0.0.0/17", ZONES),
            "nat_per_zone": False,
            "logs_key_arn": "arn:key/2",
        },
    ),
    waf.WafArgs: Knobs(
        build.waf,
        {
            "load_balancer_arn": "arn:lb/2",
            "logs_key_arn": "arn:key/2",
            "admin_cidrs": ["198.51.100.0/24"],
            "admin_paths": ["/admin"],
            "rate_limit": 100,
            "log_all": True,
        },
    ),
}
