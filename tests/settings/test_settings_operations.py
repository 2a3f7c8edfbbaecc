"""Settings of one-off tasks (in which image migrations run, and whether at all) and of the question from outside."""

from __future__ import annotations

import pytest

from planning.containers import SEED_IMAGE
from planning.one_off import Migration
from tests.settings.stack_values import IMAGE, OSAKA_IMAGE, RECOVERY, Values, mistakes, settings_of

OTHER = IMAGE.replace("megane/app", "megane/migrations")
COMMAND = ("npm", "run", "migrate")
KEY = "AKIA" + "ABCDEFGHIJKLMNOP"


@pytest.mark.parametrize(
    ("changes", "migration"),
    [
        ({}, Migration(image=IMAGE, command=COMMAND, cpu_architecture="ARM64")),
        (
            {"services.backend.cpuArchitecture": "X86_64"},
            Migration(image=IMAGE, command=COMMAND, cpu_architecture="X86_64"),
        ),
        (
            {"operations.migrationCommand": ["node", "up.js"]},
            Migration(image=IMAGE, command=("node", "up.js"), cpu_architecture="ARM64"),
        ),
        (
            {"operations.migrationImage": OTHER, "operations.cpuArchitecture": "X86_64"},
            Migration(image=OTHER, command=COMMAND, cpu_architecture="X86_64"),
        ),
        (
            {"operations.migrationImage": OTHER, "services.backend.image": SEED_IMAGE},
            Migration(image=OTHER, command=COMMAND, cpu_architecture="ARM64"),
        ),
        ({"services.backend.image": SEED_IMAGE}, None),
        ({"operations.migrationCommand": []}, None),
    ],
)
def test_migrations_run_in_the_backends_image_or_their_own(changes: Values, migration: Migration | None) -> None:
    settings = settings_of(changes)

    assert settings.operations.tasks(settings.services)["migration"] == migration


def test_the_images_of_people_and_of_the_database_roles_are_one() -> None:
    settings = settings_of({"operations.image": OTHER, "operations.cpuArchitecture": "X86_64"})

    psql = {"image": OTHER, "cpu_architecture": "X86_64"}
    assert settings.operations.psql == psql
    assert psql.items() <= settings.operations.tasks(settings.services).items()


def test_the_images_of_a_stack_are_those_that_its_tasks_run() -> None:
    assert settings_of({"operations.image": OTHER}).images == [IMAGE, IMAGE, OTHER]
    migrations = {"operations.migrationImage": OTHER, "services.backend.image": SEED_IMAGE}
    assert settings_of(migrations).images == [IMAGE, IMAGE, OTHER]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"operations.migrationImage": OTHER, "operations.migrationCommand": []},
            "megane:operations.migrationImage: has no use without a migrationCommand: remove it, or give a command",
        ),
        (
            {"operations.migrationImage": "megane/app:latest"},
            "megane:operations.migrationImage: must be an image by digest, like …/megane/backend@sha256:<64 hex "
            'digits>: a tag may be moved under a running service; given: "megane/app:latest"',
        ),
        (
            {"operations.migrationCommand": ["npm", " "]},
            'megane:operations.migrationCommand[1]: must be a word that is not blank; given: " "',
        ),
        (
            {"operations.migrationCommand": ["migrate", KEY]},
            "megane:operations.migrationCommand[1]: looks like a secret; the task is told the password of the database "
            "in POSTGRES_PASSWORD",
        ),
        *(
            (
                {f"services.{name}": {"image": IMAGE}},
                f"megane:services.{name}: must have another name: database-roles, operations, migration are one-off "
                "tasks",
            )
            for name in ("database-roles", "operations", "migration")
        ),
        (
            {"healthCheck.path": "/admin/health"},
            "megane:healthCheck.path: must be another: it is below waf.adminPaths, where the firewall answers 403; "
            'given: "/admin/health"',
        ),
        (
            {"healthCheck.path": "/up", "services.frontend.paths": ["/shop/*"]},
            'megane:healthCheck.path: must be another: it is answered by nobody; given: "/up"',
        ),
        (
            {"environment": "dev", "dns": {"mode": "none"}, "healthCheck.path": "/"},
            'megane:healthCheck.path: has no use with dns.mode none: remove it; given: "/"',
        ),
        (
            {"healthCheck.path": "/up?deep=1"},
            "megane:healthCheck.path: must be a path that starts with /, of letters, digits and . _ ~ / % + : @ , = -; "
            'given: "/up?deep=1"',
        ),
        (
            RECOVERY | {"operations.migrationImage": OTHER},
            "megane:operations.migrationImage: must come from the registry in ap-northeast-3, not in ap-northeast-1",
        ),
    ],
)
def test_broken(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


def test_a_recovery_stack_migrates_with_the_registrys_copy() -> None:
    settings = settings_of(RECOVERY)

    assert settings.operations.tasks(settings.services)["migration"].image == OSAKA_IMAGE
    assert mistakes(RECOVERY | {"operations.migrationImage": OTHER.replace("ap-northeast-1", "ap-northeast-3")}) == []
