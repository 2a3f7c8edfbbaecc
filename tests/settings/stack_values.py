"""A sound stack of our own to change one thing of, and what is said about the change."""

from __future__ import annotations

import copy
from typing import Any

import settings

Values = dict[str, Any]

IMAGE = "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com/megane/app@sha256:" + "a1" * 32
ARN = "arn:aws:acm:{}:{}:certificate/01234567-89ab-cdef-0123-456789abcdef"
DELETED = object()

_SOUND: Values = {
    "environment": "staging",
    "profile": "minimal",
    "account": "210987654321",
    "region": "ap-northeast-1",
    "dns": {"mode": "managed-zone", "domain": "megane-shop.jp"},
    "services": {"frontend": {"image": IMAGE}, "backend": {"image": IMAGE}},
    "operations": {"image": IMAGE},
    "waf": {"adminCidrs": ["8.8.8.0/24"]},
    "notifications": {
        "criticalEmails": ["oncall@megane-shop.jp"],
        "warningEmails": ["team@megane-shop.jp"],
        "escalationEmails": ["night@megane-shop.jp"],
        "slack": {"workspaceId": "T0123ABCD", "channelId": "C0123ABCD"},
    },
}

OSAKA_IMAGE = IMAGE.replace("ap-northeast-1", "ap-northeast-3")
BACKUP = "arn:aws:rds:ap-northeast-3:210987654321:auto-backup:ab-abcdefghij"
# What makes a recovery stack in Osaka of it.
RECOVERY: Values = {
    "environment": "dr",
    "region": "ap-northeast-3",
    "dns": {"mode": "existing-zone", "domain": "megane-shop.jp", "zoneId": "Z0123456789ABC"},
    "database.restore": {"automatedBackupArn": BACKUP},
    "services.frontend.image": OSAKA_IMAGE,
    "services.backend.image": OSAKA_IMAGE,
    "operations.image": OSAKA_IMAGE,
}


def values(changes: Values | None = None) -> Values:
    """The sound stack with changes by dotted path; DELETED takes a key away."""
    result = copy.deepcopy(_SOUND)
    for path, value in (changes or {}).items():
        *sections, key = path.split(".")
        at = result
        for section in sections:
            at = at.setdefault(section, {})
        if value is DELETED:
            at.pop(key, None)
        else:
            at[key] = copy.deepcopy(value)  # a later change may reach into it
    return result


def mistakes(changes: Values) -> list[str]:
    """What is said of the changes, a line each; none when they are fine."""
    try:
        settings.parse(values(changes))
    except settings.SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []


def settings_of(changes: Values | None = None) -> settings.Settings:
    """The settings of the sound stack with changes."""
    return settings.parse(values(changes))
