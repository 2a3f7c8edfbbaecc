"""How services are deployed: strategies with their companions, hooks, the first image, the night."""

from __future__ import annotations

import pytest

from components.service import ServiceSpec, Shift
from planning.containers import SEED_IMAGE
from planning.night import Night
from planning.schema.deployment_rules import first_images
from tests.settings.stack_values import DELETED, IMAGE, Values, mistakes, settings_of

PROFILE = "arn:aws:signer:ap-northeast-1:210987654321:/signing-profiles/megane"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
SIGNED: Values = {"deployment.signature": {"profileArn": PROFILE, "rootCertificates": [PEM]}}
LINEAR: Values = {"deployment.strategy": "LINEAR", "deployment.stepPercent": 10, "deployment.stepBakeMinutes": 5}
CANARY: Values = {"deployment.strategy": "CANARY", "deployment.canaryPercent": 5, "deployment.canaryBakeMinutes": 10}
SMOKE: Values = {"deployment.smokeTest": True}
ADMIN: Values = {"services.admin": {"image": IMAGE, "port": 3003, "paths": ["/admin/*"], "priority": 150}}
NIGHT: Values = {"minTasks": 1, "from": "22:00", "to": "07:00"}


@pytest.mark.parametrize("changes", [{}, LINEAR, CANARY, {"deployment.strategy": "ROLLING"}, SIGNED, SMOKE])
def test_sound(changes: Values) -> None:
    assert mistakes(changes) == []
    shift = Shift(**settings_of(changes).deployment.shift)
    assert shift.strategy == changes.get("deployment.strategy", "BLUE_GREEN")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"deployment.strategy": "CODE_DEPLOY"},
            'megane:deployment.strategy: must be BLUE_GREEN, ROLLING, LINEAR or CANARY; given: "CODE_DEPLOY"',
        ),
        (
            {"deployment.stepPercent": 10},
            "megane:deployment.stepPercent: has no use with deployment.strategy BLUE_GREEN: remove it; given: 10.0",
        ),
        (
            LINEAR | {"deployment.canaryBakeMinutes": 10},
            "megane:deployment.canaryBakeMinutes: has no use with deployment.strategy LINEAR: remove it; given: 10",
        ),
        (
            {"deployment.strategy": "LINEAR", "deployment.stepPercent": 10},
            "megane:deployment.stepBakeMinutes: is required with deployment.strategy LINEAR",
        ),
        (
            {"deployment.strategy": "CANARY", "deployment.canaryBakeMinutes": 10},
            "megane:deployment.canaryPercent: is required with deployment.strategy CANARY",
        ),
        (
            LINEAR | {"deployment.stepPercent": 2.9},
            "megane:deployment.stepPercent: must be 3.0 to 100; given: 2.9",
        ),
        (
            LINEAR | {"deployment.stepPercent": 3.05},
            "megane:deployment.stepPercent: must be a multiple of 0.1; given: 3.05",
        ),
        (
            LINEAR | {"deployment.stepBakeMinutes": 1441},
            "megane:deployment.stepBakeMinutes: must be 0 to 1440; given: 1441",
        ),
        (
            CANARY | {"deployment.canaryPercent": 0},
            "megane:deployment.canaryPercent: must be 0.1 to 100; given: 0",
        ),
        (
            SMOKE | {"deployment.strategy": "ROLLING"},
            "megane:deployment.smokeTest: needs another deployment.strategy: ROLLING has no test traffic",
        ),
        (
            SIGNED | {"deployment.strategy": "ROLLING"},
            "megane:deployment.signature: needs another deployment.strategy: ROLLING asks no hooks",
        ),
    ],
)
def test_strategies(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"deployment.signature": {"profileArn": "megane", "rootCertificates": [PEM]}},
            "megane:deployment.signature.profileArn: must be the ARN of a signing profile, like "
            'arn:aws:signer:<region>:<account>:/signing-profiles/<name>; given: "megane"',
        ),
        (
            {"deployment.signature": {"profileArn": PROFILE, "rootCertificates": []}},
            "megane:deployment.signature.rootCertificates: must not be empty; given: a list",
        ),
        (
            {"deployment.signature": {"profileArn": PROFILE, "rootCertificates": ["MIIB"]}},
            "megane:deployment.signature.rootCertificates[0]: must be one certificate in PEM form, from -----BEGIN "
            'CERTIFICATE----- on; given: "MIIB"',
        ),
        (
            {"deployment.signature": {"profileArn": PROFILE, "rootCertificates": [PEM.replace("MIIB", "MIIB" * 750)]}},
            "megane:deployment.signature.rootCertificates: must have 3000 characters at the most together, these have "
            "3054",
        ),
        (
            SIGNED | {"services.backend.image": "ghcr.io/megane/backend@sha256:" + "a1" * 32},
            "megane:services.backend.image: must be in ECR: deployment.signature reads signatures there; given: "
            '"ghcr.io/megane/backend@sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a…',
        ),
    ],
)
def test_signatures(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            SMOKE | ADMIN,
            "megane:deployment.smokePaths.admin: is required, [] for none: healthCheckPath /health is answered by "
            "backend",
        ),
        (
            SMOKE | ADMIN | {"deployment.smokePaths.admin": ["/Admin/ok"]},
            "megane:deployment.smokePaths.admin[0]: must be another: it is below waf.adminPaths, where the firewall "
            'answers 403; given: "/Admin/ok"',
        ),
        (
            SMOKE | {"deployment.smokePaths.frontend": ["/", "/api/x"]},
            'megane:deployment.smokePaths.frontend[1]: must be another: it is answered by backend; given: "/api/x"',
        ),
        (
            SMOKE | {"services.frontend.paths": ["/web/*"], "deployment.smokePaths.frontend": ["/shop"]},
            'megane:deployment.smokePaths.frontend[0]: must be another: it is answered by nobody; given: "/shop"',
        ),
        (
            SMOKE | {"services.worker": {"image": IMAGE}, "deployment.smokePaths.worker": ["/"]},
            "megane:deployment.smokePaths.worker: must be the name of a service with a port",
        ),
        (
            {"deployment.smokePaths.frontend": ["/"]},
            "megane:deployment.smokePaths.frontend: has no use without deployment.smokeTest: remove it",
        ),
    ],
)
def test_smoke_paths_lead_to_the_service_itself(changes: Values, said: str) -> None:
    assert mistakes(changes) == [said]


def test_a_service_may_go_without_a_smoke_test() -> None:
    assert mistakes(SMOKE | ADMIN | {"deployment.smokePaths.admin": []}) == []


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_a_service_starts_with_the_seed_until_it_has_an_image(environment: str) -> None:
    found = settings_of({"environment": environment, "services.backend.image": DELETED}).services

    assert (found["backend"].image, found["backend"].seeded) == (SEED_IMAGE, True)
    assert not found["frontend"].seeded
    assert mistakes(SIGNED | {"services.backend.image": DELETED}) == []


def test_a_recovery_does_not_wait_for_a_first_image() -> None:
    services = settings_of({"services.backend.image": DELETED}).services

    assert [str(problem) for problem in first_images(services, "dr")] == [
        "megane:services.backend.image: is required in dr: a recovery starts what production ran"
    ]
    assert list(first_images(settings_of().services, "dr")) == []


@pytest.mark.parametrize(
    ("night", "said"),
    [
        ({"from": "22:00", "to": "22:00"}, ['.to: must be another time than from; given: "22:00"']),
        ({"from": "24:00"}, ['.from: must be a time of day like 22:00; given: "24:00"']),
        ({"to": "7:00"}, ['.to: must be a time of day like 07:00; given: "7:00"']),
        ({"minTasks": 0}, [".minTasks: must be at least 1 with a port: visitors come at night too; given: 0"]),
        ({"maxTasks": 3}, [".maxTasks: must be at most maxTasks of the day (2); given: 3"]),
        ({"minTasks": 2, "maxTasks": 1}, [".minTasks: must be at most maxTasks (1); given: 2"]),
        ({"minTasks": 3}, [".minTasks: must be at most maxTasks (2); given: 3"]),
        ({"until": "06:00"}, [".until: unknown key; known keys are minTasks, maxTasks, from, to"]),
    ],
)
def test_nights(night: Values, said: list[str]) -> None:
    wrong = mistakes({"services.backend.nightTasks": NIGHT | night})
    assert wrong == [f"megane:services.backend.nightTasks{line}" for line in said]


def test_a_worker_may_rest_at_night() -> None:
    assert mistakes({"services.worker": {"image": IMAGE, "nightTasks": NIGHT | {"minTasks": 0}}}) == []


def test_what_a_service_is_told() -> None:
    changes: Values = {"services.backend.nightTasks": NIGHT, "services.frontend.nightTasks": NIGHT | {"maxTasks": 1}}
    found = {name: ServiceSpec(**service.spec) for name, service in settings_of(changes).services.items()}

    assert found["backend"].night_tasks == Night(min_tasks=1, max_tasks=2, start="22:00", end="07:00")
    assert found["frontend"].night_tasks == Night(min_tasks=1, max_tasks=1, start="22:00", end="07:00")
    assert ServiceSpec(**settings_of().services["backend"].spec).night_tasks is None
