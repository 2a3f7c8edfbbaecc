"""The words in which the table of effects speaks, and the rules that depend on the values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from offline.differ import ABSENT, Absent
from offline.values import Value


class Effect(Enum):
    """What AWS does to the resource, the mildest first."""

    IN_PLACE = "in place"
    INTERRUPTS = "interrupts"  # a restart or a failover: seconds to minutes without it
    REFUSED = "refused"  # the update fails, nothing happens
    REPLACES = "replaces"


class When(Enum):
    """When a change takes effect."""

    NOW = "at once"
    WINDOW = "in the maintenance window"
    RESTART = "at the next restart"


@dataclass(frozen=True, slots=True)
class Rule:
    """`deferrable`: waits for the maintenance window unless applyImmediately is true."""

    effect: Effect
    deferrable: bool = False
    at_restart: bool = False
    note: str = ""


Condition: TypeAlias = "Callable[[Value | Absent, Value | Absent], Rule]"

ALL_BACKUPS_GO = "all automated backups are deleted"
LOGS_GO = "older log events are deleted"
IN_PLACE = Rule(Effect.IN_PLACE)
IN_PLACE_DEFERRABLE = Rule(Effect.IN_PLACE, deferrable=True)
AT_RESTART = Rule(Effect.IN_PLACE, at_restart=True)
INTERRUPTS = Rule(Effect.INTERRUPTS)
INTERRUPTS_DEFERRABLE = Rule(Effect.INTERRUPTS, deferrable=True)
REPLACES = Rule(Effect.REPLACES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """Of one type: the page that says so, and what a change of each property does."""

    source: str
    properties: Mapping[str, Rule | Condition]


def effects(source: str, by_rule: Mapping[Rule, str], conditions: Mapping[str, Condition] | None = None) -> Effects:
    """From the properties of each rule, parted by spaces, and those that depend on the values."""
    plain = {name: rule for rule, names in by_rule.items() for name in names.split()}
    return Effects(source=source, properties={**plain, **(conditions or {})})


def backup_retention(old: Value | Absent, new: Value | Absent) -> Rule:
    """Turning backups on or off takes an outage, changing the days does not.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
    """
    if not _is_number(old) or not _is_number(new):
        return INTERRUPTS_DEFERRABLE
    if (old == 0) != (new == 0):
        return Rule(Effect.INTERRUPTS, deferrable=True, note=ALL_BACKUPS_GO if new == 0 else "")
    return Rule(Effect.IN_PLACE, note="older automated backups are deleted" if _less(new, old) else "")


def storage_size(old: Value | Absent, new: Value | Absent) -> Rule:
    """https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html"""
    if _less(new, old):
        return Rule(Effect.REFUSED, note="storage only grows: restore a dump into a smaller instance")
    return IN_PLACE_DEFERRABLE


def storage_type(old: Value | Absent, new: Value | Absent) -> Rule:
    """Between the two general-purpose kinds nobody notices; others may stop briefly."""
    return IN_PLACE_DEFERRABLE if {str(old), str(new)} <= {"gp2", "gp3"} else INTERRUPTS_DEFERRABLE


def database_version(old: Value | Absent, new: Value | Absent) -> Rule:
    """https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html"""
    before, after = _version(old), _version(new)
    common = min(len(before), len(after))
    if common and before[:common] == after[:common]:
        return IN_PLACE  # 15 and 15.7: a prefix asks for nothing
    if common and after < before:
        return Rule(Effect.REFUSED, note="a version only rises: restore a snapshot made before the upgrade")
    major = bool(common) and before[0] != after[0]
    return Rule(Effect.INTERRUPTS, deferrable=True, note="major upgrade: minutes, rehearse it first" if major else "")


def insights_key(old: Value | Absent, new: Value | Absent) -> Rule:
    """Set once it stays; taken out of the program it stays too, as the provider then keeps what AWS has.

    "Once KMS key is set, it can never be changed": `performance_insights_kms_key_id` on
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance
    """
    if old in (ABSENT, None, "") or new in (ABSENT, None, ""):
        return IN_PLACE
    return Rule(Effect.REFUSED, note="the key of Performance Insights can never be changed: keep the old one")


def replica_source(old: Value | Absent, new: Value | Absent) -> Rule:
    """Taking the source away promotes a replica (it restarts); an instance cannot become a replica, or another's.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html
    """
    if new is ABSENT and old is not ABSENT:
        return Rule(Effect.INTERRUPTS, note="the replica becomes an instance of its own")
    return REPLACES


def cache_engine(old: Value | Absent, new: Value | Absent) -> Rule:
    """Redis becomes Valkey in place, with a failover of seconds (a single node is away longer); there is no way back.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.HowTo.html
    """
    if new != "valkey" or old not in ("redis", ABSENT):
        return REPLACES
    note = "apply it immediately: until then the old parameter group is in use and cannot be deleted"
    return Rule(Effect.INTERRUPTS, deferrable=True, note=note)


def cache_version(old: Value | Absent, new: Value | Absent) -> Rule:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement-upgrade-considerations.html"""
    return REPLACES if _version(new) < _version(old) else INTERRUPTS_DEFERRABLE


def cluster_mode(old: Value | Absent, new: Value | Absent) -> Rule:
    """It can be turned on in two steps (`compatible`, `enabled`), never off.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
    """
    return REPLACES if old == "enabled" else IN_PLACE_DEFERRABLE


def log_retention(old: Value | Absent, new: Value | Absent) -> Rule:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""
    shorter = (_less(new, old) and new != 0) or (old in (ABSENT, 0) and _is_number(new) and new != 0)
    return Rule(Effect.IN_PLACE, note=LOGS_GO if shorter else "")


def _version(value: Value | Absent) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", value))) if isinstance(value, str) else ()


def _is_number(value: Value | Absent) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _less(left: Value | Absent, right: Value | Absent) -> bool:
    return (
        isinstance(left, int | float)
        and isinstance(right, int | float)
        and not isinstance(left, bool)
        and not isinstance(right, bool)
        and left < right
    )
