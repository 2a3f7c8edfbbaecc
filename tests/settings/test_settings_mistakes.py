"""What is said of a mistaken stack file, word for word; nothing of a secret among it."""

from __future__ import annotations

import pickle

import pulumi
import pytest

import settings
from tests.settings.stack_values import DELETED, IMAGE, Values, mistakes, values


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"database.instanceClas": "db.t3.small"},
            "megane:database.instanceClas: unknown key; did you mean instanceClass?",
        ),
        ({"database.instance_class": "x"}, "megane:database.instance_class: unknown key; did you mean instanceClass?"),
        ({"databse": {}}, "megane:databse: unknown key; did you mean database?"),
        (
            {"services.backend.memory": 1},
            "megane:services.backend.memory: unknown key; did you mean memoryMib?",
        ),
        (
            {"notifications.slack.team": "x"},
            "megane:notifications.slack.team: unknown key; known keys are workspaceId, channelId",
        ),
        (
            {"logs.retention": 7},
            "megane:logs.retention: unknown key; known keys are containerInsights, albToCloudWatch, maskPersonalData",
        ),
        ({"cache.shards": "3"}, 'megane:cache.shards: must be a whole number; given: "3"'),
        ({"cache.shards": 1.5}, "megane:cache.shards: must be a whole number; given: 1.5"),
        ({"cache.shards": True}, "megane:cache.shards: must be a whole number; given: true"),
        ({"cache.shards": None}, "megane:cache.shards: must be a whole number; given: null"),
        ({"database.multiAz": "yes"}, 'megane:database.multiAz: must be true or false; given: "yes"'),
        ({"thresholds.cpuPercent": "80"}, 'megane:thresholds.cpuPercent: must be a number; given: "80"'),
        ({"thresholds.cpuCredits": -1}, "megane:thresholds.cpuCredits: must be 0 to 10000; given: -1"),
        (
            {"runbook": "http://wiki.megane-shop.jp/runbook"},
            "megane:runbook: must be an https URL without ? and #, like https://example.com/OPERATION_RUNBOOK.md; "
            'given: "http://wiki.megane-shop.jp/runbook"',
        ),
        ({"account": 210987654321}, "megane:account: must be text (put it in quotes); given: 210987654321"),
        ({"account": "2109"}, 'megane:account: must be an account id: 12 digits, in quotes; given: "2109"'),
        ({"account": {"id": 1}}, "megane:account: must be text (put it in quotes); given: a mapping"),
        ({"account": DELETED}, "megane:account: is required"),
        ({"region": DELETED}, "aws:region: is required"),
        (
            {"region": "ap-northeast-9"},
            "aws:region: must be an AWS region, like ap-northeast-3, ap-northeast-2, ap-northeast-1; "
            'given: "ap-northeast-9"',
        ),
        ({"region": "mars"}, 'aws:region: must be an AWS region; given: "mars"'),
        ({"environment": "prd"}, 'megane:environment: must be dev, staging, prod or dr; given: "prd"'),
        ({"profile": "HA"}, 'megane:profile: must be minimal or ha; given: "HA"'),
        ({"dns": DELETED}, "megane:dns: is required"),
        ({"dns": "managed-zone"}, 'megane:dns: must be a mapping; given: "managed-zone"'),
        ({"services": []}, "megane:services: must be a mapping; given: a list"),
        ({"services.worker": None}, "megane:services.worker: must be a mapping; given: null"),
        (
            {"waf.adminCidrs": "8.8.8.8/32"},
            'megane:waf.adminCidrs: must be a list; given: "8.8.8.8/32"',
        ),
        ({"waf.adminCidrs": []}, "megane:waf.adminCidrs: must not be empty; given: a list"),
        (
            {"services.backend.image": "megane/backend:latest"},
            "megane:services.backend.image: must be an image by digest, like …/megane/backend@sha256:<64 hex digits>: "
            'a tag may be moved under a running service; given: "megane/backend:latest"',
        ),
        (
            {"owner": "a" * 300},
            f'megane:owner: must be a tag value: 1 to 256 letters, digits, spaces or .:/=+@-_; given: "{"a" * 79}…',
        ),
    ],
)
def test_one_mistake(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


def test_all_mistakes_at_once_with_those_between_settings() -> None:
    changes: Values = {
        "cache.shardz": 3,
        "network.publicSubnets": ["10.0.0.0/24", "10.0.0.0/25"],
        "network.privateSubnets": ["10.0.2.0/24", "10.0.3.0/24"],
        "network.isolatedSubnets": ["10.0.4.0/24", "10.9.0.0/24"],
        "services.worker": {"image": IMAGE, "cpuu": 1},
        "services.frontend.memoryMib": 4096,
    }
    with pytest.raises(settings.SettingsError) as caught:
        settings.parse(values(changes))
    assert str(caught.value) == (
        "5 mistakes in the stack's settings; nothing was registered.\n"
        "  megane:cache.shardz: unknown key; did you mean shards?\n"
        '  megane:network.isolatedSubnets[1]: is outside the VPC\'s block 10.0.0.0/16; given: "10.9.0.0/24"\n'
        '  megane:network.publicSubnets[1]: overlaps publicSubnets[0] (10.0.0.0/24); given: "10.0.0.0/25"\n'
        "  megane:services.frontend.memoryMib: must be 512, 1024 or 2048 with cpu 256; given: 4096\n"
        "  megane:services.worker.cpuu: unknown key; did you mean cpu?"
    )


def test_a_wrong_profile_brings_no_complaints_that_follow_from_it() -> None:
    changes: Values = {"profile": "haa", "cache.multiAz": True, "database.backupRetentionDays": 0}
    assert mistakes(changes) == ['megane:profile: must be minimal or ha; given: "haa"']


def test_a_wrong_region_hides_no_overlap() -> None:
    changes: Values = {
        "region": "mars",
        "network.publicSubnets": ["10.0.0.0/24"],
        "network.privateSubnets": ["10.0.0.0/24"],
        "network.isolatedSubnets": ["10.0.1.0/24"],
    }
    assert mistakes(changes) == [
        'aws:region: must be an AWS region; given: "mars"',
        'megane:network.privateSubnets[0]: overlaps publicSubnets[0] (10.0.0.0/24); given: "10.0.0.0/24"',
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"apiSecrets": {"mailToken": "canary"}},
            "megane:apiSecrets.mailToken: must have a name of upper-case letters, digits and _, no digit first",
        ),
        ({"apiSecrets": {"MAIL": ["canary"]}}, "megane:apiSecrets.MAIL: must be text, not empty"),
        ({"apiSecrets": {"MAIL": ""}}, "megane:apiSecrets.MAIL: must be text, not empty"),
        (
            {"apiSecrets": {"MAIL": "canary" * 700}},
            "megane:apiSecrets.MAIL: must be at most 4096 bytes, the size of a standard parameter",
        ),
        ({"apiSecrets": {"JWT_SECRET": "canary"}}, "megane:apiSecrets.JWT_SECRET: is made by this program: remove it"),
        (
            {"apiSecrets": "canary"},
            "megane:apiSecrets: must be a mapping of names to secrets, each encrypted by itself: "
            "pulumi config set --secret --path 'megane:apiSecrets.NAME'",
        ),
        (
            {"dbPassword": "canary"},
            "megane:dbPassword: unknown key; known keys are environment, profile, owner, account, dns, network, "
            "database, cache, services, deployment, logs, storage, backup, dr, rotation, operations, cdn, waf, "
            "maintenance, notifications, audit, budget, healthCheck, thresholds, runbook, events, separateKeys, "
            "apiSecrets, pagerUrls, emulator",
        ),
        (
            {"services.backend.environment": {"DB_PASSWORD": "canary"}},
            "megane:services.backend.environment.DB_PASSWORD: looks like a secret; put it under megane:apiSecrets, "
            "encrypted: pulumi config set --secret --path 'megane:apiSecrets.DB_PASSWORD'",
        ),
        (
            {"services.backend.environment": {"DB": "postgres://me:canary@host/db"}},
            "megane:services.backend.environment.DB: looks like a secret; put it under megane:apiSecrets, "
            "encrypted: pulumi config set --secret --path 'megane:apiSecrets.DB'",
        ),
        (
            {"services.backend.environment": {"PORTS": ["canary"]}},
            "megane:services.backend.environment.PORTS: must be text (put it in quotes)",
        ),
        (
            {"database": "postgres://me:canary@host/db"},
            "megane:database: must be a mapping",
        ),
        (
            {"cdn.signingPublicKeys": ["-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----"]},
            "megane:cdn.signingPublicKeys[0]: is a private key: treat it as leaked, make a new pair and put the public "
            "key here",
        ),
        (
            {"cdn.signingPublicKeys": ["canary"]},
            "megane:cdn.signingPublicKeys[0]: must be a public key in PEM form, from -----BEGIN PUBLIC KEY----- on",
        ),
    ],
)
def test_no_secret_is_repeated(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]
    assert "canary" not in said


def test_the_error_is_one_that_the_engine_prints_without_a_traceback() -> None:
    error = settings.SettingsError([settings.Problem("megane:a", "is required")])
    assert isinstance(error, pulumi.RunError)
    assert str(error) == "1 mistake in the stack's settings; nothing was registered.\n  megane:a: is required"


def test_the_error_survives_the_way_between_processes() -> None:
    error = settings.SettingsError([settings.Problem("megane:a", "is required", "1")])
    assert pickle.loads(pickle.dumps(error)).problems == error.problems  # noqa: S301  # our own bytes
