"""What an environment decides: how careful to be. What to buy is the profile's matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

EnvironmentName = Literal["dev", "staging", "prod", "dr"]
EventsScope = Literal["stack", "region", "account"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """The care that a stack's data and users deserve."""

    protect: bool  # deletion protection, final snapshots, no forced destroy
    apply_immediately: bool  # false: changes of a data store wait for its maintenance window
    mfa_delete: Literal[
        "off", "manual"
    ]  # what a stack gets unless it says otherwise; manual: the root user turns it on once, by the runbook
    min_backup_retention_days: int  # the document demands seven days in production
    mask_personal_data: bool  # whether the data of customers is in there; costs about $0.12 a GB of logs
    create_trail: bool  # one trail sees the whole account; a second copy of its events costs money
    domain_required: bool  # without a domain there is no certificate and so no HTTPS
    emulator_allowed: bool
    events: EventsScope  # what it is told of besides its own; one stack is enough for each region and account


_PRODUCTION = Environment(
    protect=True,
    apply_immediately=False,
    mfa_delete="manual",
    min_backup_retention_days=7,
    mask_personal_data=True,
    create_trail=True,
    domain_required=True,
    emulator_allowed=False,
    events="account",
)
# A disaster-recovery stack becomes production when it is needed, so it is treated as production from the start. What
# an account has once, its trail and what it is told of, stays production's until somebody says that production is gone.
_RECOVERY = replace(_PRODUCTION, create_trail=False, events="region")
_STAGING = Environment(
    protect=False,
    apply_immediately=True,
    mfa_delete="off",
    min_backup_retention_days=0,
    mask_personal_data=False,
    create_trail=False,
    domain_required=True,
    emulator_allowed=True,
    events="stack",
)
_DEV = Environment(
    protect=False,
    apply_immediately=True,
    mfa_delete="off",
    min_backup_retention_days=0,
    mask_personal_data=False,
    create_trail=False,
    domain_required=False,
    emulator_allowed=True,
    events="stack",
)

ENVIRONMENTS: Mapping[EnvironmentName, Environment] = MappingProxyType(
    {"dev": _DEV, "staging": _STAGING, "prod": _PRODUCTION, "dr": _RECOVERY}
)
