"""What a stack gets where its file is silent, by profile and environment, in the shape of a stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planning.environments import ENVIRONMENTS
from planning.profiles import MINIMAL, PROFILES, ServiceSize
from planning.rds import CLASS_MEMORY_GIB, default_max_connections
from planning.regions import COPIES_REGION, REGIONS, default_zones

Values = dict[str, Any]  # decoded YAML: anything, until the models have judged it

_FRONTEND: Values = {"port": 3000, "paths": ["/*"], "priority": 200, "healthCheckPath": "/"}
_BACKEND: Values = {
    "port": 3001,
    "paths": ["/api/*", "/health"],
    "priority": 100,
    "database": True,
    "cache": True,
    "uploads": True,
}


def with_defaults(given: Mapping[str, object]) -> Values:
    """The given values over the defaults, mapping by mapping; lists and plain values replace.

    A profile or environment that does not exist gets those of minimal and dev, so that the rest can still be judged.
    """
    given = {"services": {}, **given}
    values = _merged(_defaults(given), given)
    database = values["database"]
    if isinstance(database, dict) and "maxConnections" not in database:
        name = database["instanceClass"]
        known = isinstance(name, str) and name in CLASS_MEMORY_GIB
        database["maxConnections"] = default_max_connections(name if known else MINIMAL.instance_class)
    return values


def _defaults(given: Mapping[str, object]) -> Values:
    profile = _known(PROFILES, given.get("profile"), "minimal")
    environment = _known(ENVIRONMENTS, given.get("environment"), "dev")
    services = given["services"]
    return {
        "network": {"natGateways": profile.nat_gateways, **_zones(given.get("region"))},
        "database": {
            "instanceClass": profile.instance_class,
            "multiAz": profile.database_multi_az,
            "readReplica": profile.read_replica,
            "backupRetentionDays": profile.backup_retention_days,
            "monitoringIntervalSeconds": profile.monitoring_interval_seconds,
            "applyImmediately": environment.apply_immediately,
        },
        "cache": {
            "nodeType": profile.node_type,
            "replicasPerShard": profile.replicas_per_shard,
            "multiAz": profile.cache_multi_az,
            "snapshotRetentionDays": profile.snapshot_retention_days,
        },
        "services": {
            **{name: _size(profile.other_service) for name in (services if isinstance(services, Mapping) else ())},
            "frontend": _FRONTEND | _size(profile.frontend),
            "backend": _BACKEND | _size(profile.backend),
        },
        "deployment": {"bakeMinutes": profile.bake_minutes},
        "logs": {"containerInsights": profile.container_insights, "maskPersonalData": environment.mask_personal_data},
        "audit": {"createTrail": environment.create_trail},
        "storage": {"mfaDelete": environment.mfa_delete},
        "events": {"scope": environment.events},
        "backup": {"keepDays": profile.backup_keep_days},
        "dr": _recovery(given, copies=profile.copies),
        "operations": {},
        # The recovery stack stands in production's account, whose budget rings for both.
        "budget": {
            "monthlyUsd": profile.budget_usd,
            "scope": "none" if given.get("environment") == "dr" else "account",
        },
        "waf": {"logAll": profile.waf_log_all},
        "separateKeys": profile.separate_keys,
    }


def _known(table: Mapping[Any, Any], name: object, fallback: str) -> Any:
    return table[name if isinstance(name, str) and name in table else fallback]


def _zones(region: object) -> Values:
    return {"azs": list(default_zones(region))} if isinstance(region, str) and region in REGIONS else {}


def _recovery(given: Mapping[str, object], *, copies: bool) -> Values:
    """The recovery stack stands on production's copies and keeps none of its own: it is in their region already."""
    if given.get("environment") == "dr":
        return {"source": "prod"}
    region = given.get("region")
    return {"region": COPIES_REGION.get(region)} if copies and isinstance(region, str) else {}


def _size(size: ServiceSize) -> Values:
    return {
        "cpu": size.cpu,
        "memoryMib": size.memory_mib,
        "minTasks": size.min_tasks,
        "maxTasks": size.max_tasks,
    }


def _merged(under: Mapping[str, object], over: Mapping[str, object]) -> Values:
    merged: Values = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged
