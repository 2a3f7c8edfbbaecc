"""Other values for what the way in, the services and what watches them let one say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws

from components import (
    access,
    alarm,
    base,
    cdn,
    cluster,
    domain,
    event,
    load_balancer,
    log_group,
    observability,
    operations,
    service,
)
from components.access import Peer, allow
from components.base import Component
from planning.night import Night
from tests.components import build, build_hooks, knobs_deployment
from tests.components.build import DECEMBER, PLACE, front, known, target, task_inputs, topics, unknown
from tests.components.knobs import OTHER_KEYS, OTHER_SUBNETS, Knobs
from tests.components.look import watched

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
GRAPH = alarm.Graph(name="busy", metrics=ALARM.metrics, unit="%", runbook="busy")
SLACK = observability.SlackArgs(workspace_id="T1", channel_id="C1")


def context(**changes: Any) -> None:
    place = replace(PLACE, **changes)
    build.keys(place)
    build.notifications(place)
    watched(partial(build.database, place), place)()


def thresholds(**changes: Any) -> None:
    place = replace(PLACE, thresholds=replace(PLACE.thresholds, **changes))
    makers = (build.vpc, build.database, build.storage, build.load_balancer, build.cdn, build.service, build.waf)
    for make in (*makers, build.audit_trail):
        watched(partial(make, place))()


def domains(**changes: Any) -> None:
    """Of three modes: what one of them ignores, another reads."""
    modes = {"external-certificate": "arn:certificate/1", "existing-zone": None, "managed-zone": None}
    if changes.keys() & {"validated_elsewhere", "taken_over"}:
        del modes["managed-zone"]  # refuses them
    for mode, arn in modes.items():
        given = {"mode": mode, "certificate_arn": arn, "cdn_certificate_arn": arn}
        given["zone_id"] = "Z1" if mode == "existing-zone" else None
        made = build.domain(name=mode, **{**given, **changes})
        for key in made.OUTPUTS:
            pulumi.export(f"{mode}-{key}", getattr(made, key))


def distributions(**changes: Any) -> None:
    """Of files alone, and before the application: what one of them ignores, the other reads."""
    build.cdn(**{"web_acl_arn": "arn:acl/edge", **changes})
    build.fronting_cdn(name="front", **changes)


def whole_service(**changes: Any) -> Component:
    """A service that is told what the application tells it."""
    spec = replace(build.SPEC, **changes)
    return build.service(spec=spec, inputs=build.application().inputs(spec))


def watched_health_check(**changes: Any) -> None:
    watched(partial(build.health_check, **changes))()


def an_alarm(to: alarm.Topics | None = None, **changes: Any) -> None:
    alarm.register_alarm("w", replace(ALARM, **changes), to or topics(), ctx=PLACE, opts=pulumi.ResourceOptions())


def an_event(**changes: Any) -> Component:
    return build.events(events=[replace(build.EVENT, **changes)])


def both_severities(**changes: Any) -> None:
    to = replace(topics(), **changes)
    an_alarm(to)
    an_alarm(to, name="down", severity="critical")


def a_peer(**changes: Any) -> None:
    allow(replace(Peer("alb", known("sg-1")), **changes), Peer("services", known("sg-2")), 3000, "Requests", PLACE)


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
            "datapoints": 1,
            "missing": "breaching",
            "region": "us-east-1",
        },
    ),
    alarm.Graph: Knobs(
        lambda **changes: build.dashboard(graphs=[replace(GRAPH, **changes)]),
        {
            "name": "idle",
            "metrics": {"m": alarm.Metric("AWS/ECS", "MemoryUtilization", {}, "Average")},
            "unit": "bytes",
            "runbook": "idle",
            "expression": "m*2",
            "period_seconds": 60,
            "region": "us-east-1",
        },
    ),
    alarm.Metric: Knobs(
        lambda **changes: an_alarm(metrics={"m": replace(ALARM.metrics["m"], **changes)}),
        {"namespace": "AWS/RDS", "name": "Latency", "dimensions": {"A": "b"}, "statistic": "p95"},
    ),
    alarm.Topics: Knobs(both_severities, {"critical": lambda: known("arn:2"), "warning": lambda: known("arn:2")}),
    base.Context: Knobs(
        context,
        {
            "project": "other",
            "environment": "prod",
            "owner": "others",
            "account": "444455556666",
            "region": "eu-west-1",
            "durable": True,
            "provider": lambda: aws.Provider("aws", region="eu-west-1"),
            "thresholds": base.Thresholds(cpu_percent=42.5),
            "runbook": "https://example.jp/runbook",
        },
    ),
    base.Thresholds: Knobs(thresholds, {field.name: 42.5 for field in fields(base.Thresholds)}),
    cdn.CdnArgs: Knobs(
        distributions,
        {
            "bucket_domain_name": "other.s3.amazonaws.com",
            "error_page_bucket": None,
            "origin_host": "other.example.jp",
            "origin_verify_value": lambda: pulumi.Output.secret("let-me-in-2"),
            "host": "other.example.jp",
            "certificate_arn": "arn:certificate/2",
            "signing_public_keys": [],
            "price_class": "PriceClass_All",
            "shield_region": "us-west-2",
            "logs_key_arn": "arn:key/2",
            "front_app": True,
            "app_host": "other.example.jp",
            "web_acl_arn": "arn:acl/2",
        },
    ),
    cluster.ClusterArgs: Knobs(
        build.cluster,
        {"vpc_id": "vpc-2", "logs_key_arn": "arn:key/2", "container_insights": "disabled", "profile": "minimal"},
    ),
    domain.DomainArgs: Knobs(
        domains,
        {
            "mode": "none",
            "domain": "example.com",
            "zone_id": "Z2",
            "certificate_arn": "arn:certificate/2",
            "cdn_certificate_arn": "arn:certificate/2",
            "validated_elsewhere": True,
            "taken_over": True,
        },
    ),
    domain.AliasTarget: Knobs(
        lambda **changes: build.alias_records(targets={"app": ("app.example.jp", target(**changes))}),
        {"dns_name": "other.example.net", "zone_id": "Z2", "ipv6": True, "evaluate_health": False},
    ),
    domain.AliasRecordsArgs: Knobs(
        build.alias_records,
        {"zone_id": "Z2", "targets": {}, "taken_over": True, "after": lambda: [build.cdn(name="first")]},
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
    log_group.Log: Knobs(
        lambda **changes: build.masking(logs=[replace(log_group.Log("application", known("/api")), **changes)]),
        {"kind": "audit", "group": lambda: known("/api-2"), "region": "us-east-1", "of": "api"},
    ),
    observability.BudgetArgs: Knobs(
        build.budget,
        {
            "monthly_usd": 372,
            "scope": "environment",
            "emails": ["money@example.jp"],
            "topic_arn": "arn:topic/2",
            "after": lambda: [build.notifications()],
        },
    ),
    observability.DashboardArgs: Knobs(
        build.dashboard,
        {"graphs": [ALARM], "alarm_arns": [], "links": {"CDN": "https://cdn.example.jp"}},
    ),
    observability.MaskingArgs: Knobs(build.masking, {"logs": [], "logs_key_arn": "arn:key/2"}),
    observability.InsightsArgs: Knobs(build.insights, {"logs": []}),
    observability.HealthCheckArgs: Knobs(
        watched_health_check,
        {
            "host": "other.example.jp",
            "path": "/alive",
            "paused": True,
            "after": lambda: [build.cdn(name="first")],
            "answered_by": unknown,
        },
    ),
    observability.NotificationsArgs: Knobs(
        build.notifications,
        {
            "keys": OTHER_KEYS,
            "critical_emails": ["a@example.jp"],
            "warning_emails": ["a@example.jp"],
            "escalation_emails": ["a@example.jp"],
            "escalation_phones": [],
            "escalation_urls": {},
            "slack": None,
        },
    ),
    observability.SlackArgs: Knobs(
        lambda **changes: build.notifications(slack=replace(SLACK, **changes)),
        {"workspace_id": "T2", "channel_id": "C2"},
    ),
    observability.ObservabilityArgs: Knobs(
        lambda **changes: build.observability(**{"alarms": [replace(ALARM, severity="critical")], **changes}),
        {
            "alarms": [replace(ALARM, name="idle")],
            "notifications": partial(build.notifications, name="alarms-2"),
            "mute_rules": [DECEMBER],
        },
    ),
    observability.EscalationArgs: Knobs(
        build.escalation,
        {
            "alarms": {},
            "topic_arn": "arn:topic/other",
            "mute_rules": [replace(DECEMBER, month="2027-01")],
            "region": "us-east-1",
        },
    ),
    observability.EventsArgs: Knobs(
        build.events,
        {
            "events": [replace(build.EVENT, name="it-is-gone")],
            "notifications": partial(build.notifications, name="alarms-2"),
        },
    ),
    event.Event: Knobs(
        an_event,
        {
            "name": "it-is-gone",
            "severity": "critical",
            "title": "it is gone",
            "pattern": {"source": ["aws.other"]},
            "text": "It is still <state>.",
            "fields": {"state": "$.detail.status"},
            "runbook": "it-is-gone",
            "region": "us-east-1",
        },
    ),
    operations.OperationsArgs: Knobs(
        build.operations,
        {
            "cluster": partial(build.cluster, logs_key_arn="arn:key/2"),
            "database": partial(build.database, name="db-2"),
            "passwords": {"MIGRATION_PASSWORD": "arn:parameter/2", "READ_ONLY_PASSWORD": "arn:parameter/3"},
            "keys": OTHER_KEYS,
            "image": "registry/psql@sha256:def",
            "cpu_architecture": "X86_64",
            "migration": None,
        },
    ),
    service.ServiceArgs: Knobs(
        build.service,
        {
            "label": "other",
            "spec": replace(build.SPEC, cpu=1024),
            "inputs": lambda: task_inputs(uploads_arn=None),
            "cluster": partial(build.cluster, name="cluster-2"),
            "subnets": OTHER_SUBNETS,
            "front": partial(front, "-2"),
            "topics": partial(topics, "-2"),
            "keys": OTHER_KEYS,
            "bake_minutes": 2,
            "shift": knobs_deployment.LINEAR,
            "hooks": lambda: [build_hooks.signed()],
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
            "night_tasks": Night(min_tasks=1, max_tasks=2, start="22:00", end="07:00"),
        },
    ),
    service.TaskInputs: Knobs(
        lambda **changes: build.service(inputs=task_inputs(**changes)),
        {"environment": {"PORT": "3002"}, "secrets": {"JWT_SECRET": "arn:parameter/2"}, "uploads_arn": None},
    ),
    **knobs_deployment.KNOBS,
}
