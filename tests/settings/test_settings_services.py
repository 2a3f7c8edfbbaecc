"""Rules of the services: routing, names, variables, and the limits that many of them cross."""

from __future__ import annotations

import json

import pytest

from tests.settings.stack_values import IMAGE, Values, mistakes

QUOTAS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"services.worker": {"image": IMAGE, "port": 3002}},
            [
                "megane:services.worker.paths: is required with a port",
                "megane:services.worker.priority: is required with a port",
            ],
        ),
        (
            {"services.worker": {"image": IMAGE, "paths": ["/x"], "priority": 300}},
            [
                "megane:services.worker.paths: has no use without a port: remove it, or give a port; given: a list",
                "megane:services.worker.priority: has no use without a port: remove it, or give a port; given: 300",
            ],
        ),
        (
            {"services.frontend.priority": 100},
            [
                "megane:services.backend.priority: must be another: its production rule would be number 100, as the "
                "production rule of frontend; given: 100"
            ],
        ),
        (
            {"services.frontend.priority": 109},
            [
                "megane:services.backend.priority: must be another: its test rule would be number 10, as the test rule "
                "of frontend; given: 100"
            ],
        ),
        (
            {"services.frontend.priority": 1000},
            [
                "megane:services.backend.priority: must be another: its production rule would be number 100, as the "
                "test rule of frontend; given: 100"
            ],
        ),
        (
            {"services.frontend.priority": 99},
            ["megane:services.frontend.priority: must be 100 to 49000; given: 99"],
        ),
        (
            {"services.backend.paths": ["/a", "/b", "/c", "/d", "/e"]},
            [
                "megane:services.backend.paths: must be at most 4: a listener rule holds 5 values, of which the test "
                "rule's header takes one; given: a list"
            ],
        ),
        (
            {"services.backend.paths": ["api"]},
            [
                "megane:services.backend.paths[0]: must be a path pattern of a listener rule: / first, 128 characters "
                'at the most; given: "api"'
            ],
        ),
        (
            {"services.backend.port": 1023},
            [
                "megane:services.backend.port: must be 1024 to 65535 (tasks run as user 1000, and lower ports are "
                "root's); given: 1023"
            ],
        ),
        (
            {"services.backend.cpu": 300},
            [
                "megane:services.backend.cpu: must be a CPU size of Fargate: 256, 512, 1024, 2048, 4096, 8192, 16384 "
                "(1024 = 1 vCPU); given: 300"
            ],
        ),
        (
            {"services.backend.memoryMib": 512},
            [
                "megane:services.backend.memoryMib: must be 1024 to 4096 in steps of 1024 with cpu 512; given: 512",
            ],
        ),
        (
            {"services.backend.minTasks": 3},
            ["megane:services.backend.minTasks: must be at most maxTasks (2); given: 3"],
        ),
        (
            {"services.Worker_1": {"image": IMAGE}},
            ["megane:services.Worker_1: must have a name of 1 to 20 lower-case letters, digits and -, a letter first"],
        ),
        (
            {"services.a-long-name1": {"image": IMAGE, "port": 4000, "paths": ["/a"], "priority": 150}},
            [
                "megane:services.a-long-name1: must have a name of at most 11 characters with a port: a target "
                "group's name, megane-<name>-green and 8 more, has 32"
            ],
        ),
        (
            {"services.backend.environment": {"2ND": "x"}},
            ["megane:services.backend.environment.2ND: must have a name of letters, digits and _, no digit first"],
        ),
        (
            {"services.backend.environment": {"MAIL_HOST": "x"}, "apiSecrets": {"MAIL_HOST": "y"}},
            ["megane:services.backend.environment.MAIL_HOST: is also under apiSecrets: keep one of the two"],
        ),
        (
            {"apiSecrets": {"DB_HOST": "x", "LOG_FORMAT": "y"}},
            [
                "megane:apiSecrets.DB_HOST: is a variable that this program sets: give it another name",
                "megane:apiSecrets.LOG_FORMAT: is a variable that this program sets: give it another name",
            ],
        ),
        (
            {"services.frontend.paths": ["/*", "/api/*", "/health"]},
            [
                "megane:services.frontend.paths[1]: must be another: backend is asked first and takes it (/api/*, "
                'priority 100); given: "/api/*"',
                "megane:services.frontend.paths[2]: must be another: backend is asked first and takes it (/health, "
                'priority 100); given: "/health"',
            ],
        ),
        (
            {"services.shop": {"image": IMAGE, "port": 4000, "paths": ["/shop/?"], "priority": 300}},
            [
                "megane:services.shop.paths[0]: must be another: frontend is asked first and takes it (/*, priority "
                '200); given: "/shop/?"'
            ],
        ),
    ],
)
def test_broken(changes: Values, said: list[str]) -> None:
    assert mistakes(changes) == said


_ASKED = "must be a path that starts with /, of letters, digits and . _ ~ / % + : @ , = -; given: "


@pytest.mark.parametrize(
    "path", ["health", "/it's", "/`id`", "/$HOME", "/a\\b", "/a;b", "/<b>", "/a?b", "/a b", "/a\n"]
)
def test_paths_that_programs_ask_for_have_no_letters_that_mean_more(path: str) -> None:
    said = _ASKED + json.dumps(path)
    asked: Values = {"deployment.smokeTest": True, "deployment.smokePaths.backend": [path]}

    assert mistakes({"services.backend.healthCheckPath": path}) == [f"megane:services.backend.healthCheckPath: {said}"]
    assert mistakes(asked) == [f"megane:deployment.smokePaths.backend[0]: {said}"]


@pytest.mark.parametrize("path", ["/", "/api/v1.0/~me/is_well-yet", "/a%20b+c:d@e,f=g"])
def test_other_paths_are_fine(path: str) -> None:
    assert mistakes({"services.backend.healthCheckPath": path}) == []


@pytest.mark.parametrize(
    ("first", "then"), [("/a?", "/a*"), ("/a/*", "/a"), ("/a", "/A"), ("/a.b", "/axb"), ("/ab?*", "/ab*"), ("/a", "/?")]
)
def test_a_pattern_may_be_wider_than_what_is_asked_before(first: str, then: str) -> None:
    assert mistakes({"services.backend.paths": [first], "services.frontend.paths": [then]}) == []


@pytest.mark.parametrize(
    "service",
    [{"name": "a-long-name", "port": 4000, "paths": ["/a"], "priority": 150}, {"name": "a-very-long-worker-1"}],
)
def test_a_name_may_be_as_long_as_its_target_group_can_carry(service: Values) -> None:
    name = service.pop("name")
    assert mistakes({f"services.{name}": {"image": IMAGE, **service}}) == []


def routed(count: int) -> Values:
    """That many services besides frontend and backend, each with its own rule numbers; the frontend is asked last."""
    last: Values = {"services.frontend.priority": 40_000}
    return last | {
        f"services.s{number}": {
            "image": IMAGE,
            "port": 4000 + number,
            "paths": [f"/{number}/*"],
            "priority": 10_000 + 10 * number,
        }
        for number in range(count)
    }


def test_a_load_balancer_has_room_for_fifty_services() -> None:
    assert mistakes(routed(48)) == []
    assert mistakes(routed(49)) == [
        f"megane:services: needs 102 listener rules on one load balancer, AWS allows 100 ({QUOTAS})",
        f"megane:services: needs 102 target groups on one load balancer, AWS allows 100 ({QUOTAS})",
    ]


def test_a_security_group_has_room_for_sixty_ports() -> None:
    said = mistakes(routed(59))
    assert said[-1] == (
        "megane:services: needs 61 rules in one direction of a security group, AWS allows 60 "
        "(https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html)"
    )
    assert len(said) == 3
    assert len(mistakes(routed(58))) == 2


def test_services_share_a_port_and_its_rule() -> None:
    changes = routed(48)
    for number in range(48):
        changes[f"services.s{number}"]["port"] = 3001
    assert mistakes(changes) == []


def test_connections_must_suffice_for_every_task_twice() -> None:
    assert mistakes({"services.backend.maxTasks": 40}) == []
    assert mistakes({"services.backend.maxTasks": 40, "services.frontend.database": True}) == [
        "megane:services: needs database connections for 42 tasks (maxTasks of services with database: true), twice "
        "that during a deployment: 80 % of maxConnections (100) is less than 84"
    ]


def test_a_hundred_services_with_a_database_are_too_many() -> None:
    changes: Values = {f"services.w{number}": {"image": IMAGE, "database": True} for number in range(98)}
    assert mistakes(changes) == [
        "megane:services: needs database connections for 198 tasks (maxTasks of services with database: true), twice "
        "that during a deployment: 80 % of maxConnections (100) is less than 396"
    ]


def test_every_task_needs_an_address_twice() -> None:
    small: Values = {"network.cidr": "10.0.0.0/25", "services.frontend.maxTasks": 9}
    assert mistakes(small) == []
    assert mistakes(small | {"services.frontend.maxTasks": 10}) == [
        "megane:services: needs 24 addresses (twice the sum of maxTasks, for a deployment), the private subnets have 22"
    ]


def test_given_subnets_count_as_well() -> None:
    given: Values = {
        "network.publicSubnets": ["10.0.0.0/24", "10.0.1.0/24"],
        "network.privateSubnets": ["10.0.2.0/28", "10.0.3.0/28"],
        "network.isolatedSubnets": ["10.0.4.0/24", "10.0.5.0/24"],
        "services.frontend.maxTasks": 10,
    }
    assert mistakes(given) == [
        "megane:services: needs 24 addresses (twice the sum of maxTasks, for a deployment), the private subnets have 22"
    ]
