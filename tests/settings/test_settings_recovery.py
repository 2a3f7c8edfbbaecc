"""The second region: what a stack copies there, and what the recovery stack there has to say."""

from __future__ import annotations

import pytest

from planning.recovery import Copies
from tests.settings.stack_values import BACKUP, DELETED, IMAGE, RECOVERY, Values, mistakes, settings_of

HA: Values = {"profile": "ha"}
PROD: Values = {"environment": "prod", "profile": "ha"}
DR = RECOVERY | {"profile": "ha"}


def test_the_full_set_up_copies_to_the_other_region_of_the_country() -> None:
    assert settings_of(HA).copies == Copies(
        project="megane", environment="staging", account="210987654321", region="ap-northeast-3"
    )
    assert settings_of(HA | {"region": "ap-northeast-3"}).dr.region == "ap-northeast-1"
    assert settings_of(HA).adopts is None
    assert settings_of().copies is None


def test_the_recovery_stack_adopts_what_production_copied_to_its_region() -> None:
    found = settings_of(DR)

    assert found.adopts == Copies(project="megane", environment="prod", account="210987654321", region="ap-northeast-3")
    assert found.copies is None
    assert settings_of(DR | {"dr.source": "staging"}).adopts == Copies(
        project="megane", environment="staging", account="210987654321", region="ap-northeast-3"
    )


def test_the_recovery_stack_has_names_of_its_own_until_it_takes_the_public_ones() -> None:
    beside, instead = settings_of(DR), settings_of(DR | {"dr.cutover": True})

    assert beside.stands_by
    assert beside.hosts == ("app-dr.megane-shop.jp", "cdn-dr.megane-shop.jp", "origin-dr.megane-shop.jp")
    assert not instead.stands_by
    assert instead.hosts == ("app.megane-shop.jp", "cdn.megane-shop.jp", "origin.megane-shop.jp")


def test_a_stack_with_copies_knows_where_the_recovery_stack_would_stand_by() -> None:
    assert settings_of(HA).standby_origin == f"https://{settings_of(DR).hosts.app}"
    assert settings_of().standby_origin is None
    assert settings_of(DR).standby_origin is None


def test_origin_shield_is_where_cloudfront_has_one() -> None:
    assert settings_of().shield_region == "ap-northeast-1"
    assert settings_of(DR).shield_region is None


FINE: list[Values] = [
    PROD,
    DR,
    DR | {"dr.apiSecrets": ["MAIL_KEY"]},
    DR | {"database.restore": {"snapshot": "awsbackup:job-0a1b"}},
    DR | {"database.restore": {"automatedBackupArn": BACKUP, "time": "2026-11-01T03:00:00Z"}},
    {"database.restore": {"sourceInstance": "megane-staging-primary"}, "database.generation": 2},
    {"dr.region": "ap-northeast-3"},
    HA | {"dr.region": None},
    DR | {"rotation.master": 2, "rotation.cache": 2},
    {"region": "eu-west-1", "dr.region": "eu-central-1"},
    PROD | {"profile": "minimal"},
]


@pytest.mark.parametrize("changes", FINE)
def test_fine(changes: Values) -> None:
    assert mistakes(changes) == []


BROKEN: list[tuple[Values, str]] = [
    (
        HA | {"dr.region": "ap-northeast-1"},
        'megane:dr.region: must be another region than the stack\'s own; given: "ap-northeast-1"',
    ),
    (
        PROD | {"dr.region": None},
        "megane:dr.region: is required in prod with profile ha, like ap-northeast-3",
    ),
    (
        DR | {"dr.region": "ap-northeast-1"},
        'megane:dr.region: has no use in dr: this stack is in the second region already; given: "ap-northeast-1"',
    ),
    (
        {"dr.region": "osaka"},
        'megane:dr.region: must be an AWS region; given: "osaka"',
    ),
    (
        PROD | {"dr.region": "us-east-1"},
        'megane:dr.region: must be ap-northeast-3: customers\' data stays in the country; given: "us-east-1"',
    ),
    (
        {"database.generation": 2},
        "megane:database.generation: needs database.restore: without it the new primary would start empty",
    ),
    (
        DR | {"storage.mfaDelete": "object-lock", "storage.lockDays": 3},
        "megane:storage.lockDays: has no use in dr: the uploads bucket is adopted",
    ),
    (
        DR | {"rotation.readOnly": 2},
        "megane:rotation.readOnly: has no use in dr: this secret is adopted, rotate it in its source",
    ),
    (
        DR | {"database.restore": {"automatedBackupArn": BACKUP, "time": "2026-02-30T00:00:00Z"}},
        "megane:database.restore.time: must be a time in UTC like 2026-11-01T03:00:00Z, in quotes; "
        'given: "2026-02-30T00:00:00Z"',
    ),
    (
        DR | {"database.restore": {"snapshot": "my--snap"}},
        'megane:database.restore.snapshot: must be the name or ARN of a database snapshot; given: "my--snap"',
    ),
    (
        DR | {"dr.apiSecrets": ["MAIL_KEY", "JWT_SECRET"]},
        "megane:dr.apiSecrets: must not name JWT_SECRET: this program sets it itself",
    ),
    (DR | {"dr.source": None}, "megane:dr.source: is required in dr: the environment that this stack stands in for"),
    ({"dr.source": "prod"}, 'megane:dr.source: has no use outside of dr: remove it; given: "prod"'),
    ({"dr.cutover": True}, "megane:dr.cutover: has no use outside of dr: remove it; given: true"),
    ({"dr.apiSecrets": ["A"]}, "megane:dr.apiSecrets: has no use outside of dr: remove it"),
    (
        DR | {"apiSecrets": {"MAIL_KEY": "hunter2"}},
        "megane:apiSecrets: has no use in dr: name them under dr.apiSecrets, the copies have the values",
    ),
    (
        DR | {"dr.apiSecrets": ["A", "A"]},
        "megane:dr.apiSecrets: must not name anything twice: A",
    ),
    (
        DR | {"dns": {"mode": "managed-zone", "domain": "megane-shop.jp"}},
        'megane:dns.mode: must be existing-zone or external-certificate in dr; given: "managed-zone"',
    ),
    (
        DR | {"services.backend.image": IMAGE},
        "megane:services.backend.image: must come from the registry in ap-northeast-3, not in ap-northeast-1",
    ),
    (
        DR | {"operations.image": IMAGE},
        "megane:operations.image: must come from the registry in ap-northeast-3, not in ap-northeast-1",
    ),
    (
        DR | {"database.restore": DELETED},
        "megane:database.restore: is required in dr: without it the database would start empty",
    ),
    (
        DR | {"database.restore": {}},
        "megane:database.restore: must have exactly one of snapshot, sourceInstance, automatedBackupArn",
    ),
    (
        DR | {"database.restore": {"snapshot": "nightly", "automatedBackupArn": BACKUP}},
        "megane:database.restore: must have exactly one of snapshot, sourceInstance, automatedBackupArn",
    ),
    (
        DR | {"database.restore": {"snapshot": "nightly", "time": "2026-11-01T03:00:00Z"}},
        'megane:database.restore.time: has no use with a snapshot: it is of one moment; given: "2026-11-01T03:00:00Z"',
    ),
    (
        DR | {"database.restore": {"automatedBackupArn": BACKUP, "time": "1 November"}},
        'megane:database.restore.time: must be a time in UTC like 2026-11-01T03:00:00Z, in quotes; given: "1 November"',
    ),
    (
        DR | {"database.restore": {"automatedBackupArn": BACKUP.replace("northeast-3", "northeast-1")}},
        "megane:database.restore.automatedBackupArn: must be in the stack's own region ap-northeast-3; "
        f'given: "{BACKUP.replace("northeast-3", "northeast-1")}"',
    ),
    (
        DR | {"database.restore": {"automatedBackupArn": BACKUP.replace("2109", "9999")}},
        "megane:database.restore.automatedBackupArn: must be of the stack's own account 210987654321; "
        f'given: "{BACKUP.replace("2109", "9999")}"',
    ),
    (
        DR | {"database.restore": {"automatedBackupArn": "ab-1"}},
        "megane:database.restore.automatedBackupArn: must be the ARN of replicated automated backups, like "
        'arn:aws:rds:<region>:<account>:auto-backup:ab-…; given: "ab-1"',
    ),
]


@pytest.mark.parametrize(("changes", "message"), BROKEN)
def test_broken(changes: Values, message: str) -> None:
    assert mistakes(changes) == [message]


def test_a_secret_given_to_the_recovery_stack_is_not_repeated() -> None:
    assert "hunter2" not in str(mistakes(DR | {"apiSecrets": {"MAIL_KEY": "hunter2"}}))
