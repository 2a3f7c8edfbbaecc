"""What a profile buys: `minimal` is the document's first phase (最小構成), `ha` the full set-up.

One value switches them in place; every difference between the phases is in this table and nowhere else.
Prices are USD a month in Tokyo, 730 hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ProfileName = Literal["minimal", "ha"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSize:
    """Fargate units (1024 = 1 vCPU), MiB, and how many tasks auto scaling keeps."""

    cpu: int
    memory_mib: int
    min_tasks: int
    max_tasks: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """Everything that differs between the phases."""

    nat_gateways: Literal["single", "per-az"]
    instance_class: str
    database_multi_az: bool
    read_replica: bool
    backup_retention_days: int
    monitoring_interval_seconds: int
    node_type: str
    replicas_per_shard: int
    cache_multi_az: bool
    snapshot_retention_days: int
    frontend: ServiceSize
    backend: ServiceSize
    other_service: ServiceSize
    bake_minutes: int
    container_insights: Literal["disabled", "enhanced"]
    waf_log_all: bool
    separate_keys: bool
    slack_required: bool
    copies: bool
    backup_keep_days: int
    budget_usd: int


MINIMAL = Profile(
    nat_gateways="single",  # $49; a failed zone takes the other's way out with it
    instance_class="db.t3.small",  # $40: the only class that fits the document's line of $35-45
    database_multi_az=False,
    read_replica=False,
    backup_retention_days=7,  # the document's figure, in both phases
    monitoring_interval_seconds=0,
    node_type="cache.t3.micro",  # $19 a node
    replicas_per_shard=0,
    cache_multi_az=False,
    snapshot_retention_days=1,
    # Together 0.75 vCPU and 1.5 GB on ARM: $27, the document's line of $30-40.
    frontend=ServiceSize(cpu=256, memory_mib=512, min_tasks=1, max_tasks=2),
    backend=ServiceSize(cpu=512, memory_mib=1024, min_tasks=1, max_tasks=2),
    other_service=ServiceSize(cpu=256, memory_mib=512, min_tasks=1, max_tasks=2),
    bake_minutes=2,
    container_insights="disabled",
    waf_log_all=False,  # blocked and counted requests only
    separate_keys=False,  # $1: one key whose policy names all uses
    slack_required=False,
    copies=False,
    backup_keep_days=365,
    budget_usd=287,  # the document's total for the first phase; this one comes to about $225
)

HA = Profile(
    nat_gateways="per-az",  # $98 in two zones
    instance_class="db.t3.medium",  # $161 Multi-AZ, $80 for the replica; the document names this class
    database_multi_az=True,
    read_replica=True,
    backup_retention_days=7,
    monitoring_interval_seconds=60,
    node_type="cache.t3.micro",
    replicas_per_shard=1,  # $38: Multi-AZ in cluster mode needs a replica in each shard
    cache_multi_az=True,
    snapshot_retention_days=7,
    # Two services of two tasks are the document's 2 vCPU and 4 GB: $72 on ARM.
    frontend=ServiceSize(cpu=512, memory_mib=1024, min_tasks=2, max_tasks=6),
    backend=ServiceSize(cpu=512, memory_mib=1024, min_tasks=2, max_tasks=6),
    other_service=ServiceSize(cpu=512, memory_mib=1024, min_tasks=2, max_tasks=6),
    bake_minutes=10,  # long enough for two periods of the deployment alarms
    container_insights="enhanced",
    waf_log_all=True,
    separate_keys=True,  # $1 a key: who may use one cannot use the others
    slack_required=True,
    copies=True,  # backups, uploads and parameters in a second region: about $10 with 100 GB of uploads
    backup_keep_days=2557,  # seven years
    # The document's total. What it names comes to more than $500 in Tokyo, so this rings: to be seen on the first day.
    budget_usd=372,
)

PROFILES: Mapping[ProfileName, Profile] = MappingProxyType({"minimal": MINIMAL, "ha": HA})
