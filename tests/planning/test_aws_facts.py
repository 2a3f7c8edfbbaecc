"""The tables and small formulas that settings, components and alarms count on."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning import rds
from planning.emails import is_email
from planning.fargate import TASK_SIZES, cpu_units, memory_mib, memory_text
from planning.limits import NODES_PER_CACHE
from planning.listener import HIGHEST_PRIORITY, LOWEST_PRIORITY, collisions, rule_priorities
from planning.log_retention import ALLOWED_DAYS, RETENTION_DAYS, LogClass
from planning.pools import most_used, pool_size, usable
from planning.profiles import HA, MINIMAL
from planning.regions import REGIONS, default_zones, is_zone_of
from planning.secrecy import secret_name, secret_text


def test_alarm_thresholds_are_bytes() -> None:
    assert rds.free_memory_bytes("db.t3.medium", 80) == 858_993_459
    assert rds.free_memory_bytes("db.t3.small", 80) == 429_496_729
    assert rds.free_storage_bytes(20, 85) == 3_221_225_472


def test_connections_of_the_document_s_classes() -> None:
    assert (rds.default_max_connections("db.t3.small"), rds.default_max_connections("db.t3.medium")) == (100, 200)
    assert (rds.most_connections("db.t3.small"), rds.most_connections("db.t3.medium")) == (225, 450)


@pytest.mark.parametrize("instance_class", rds.CLASS_MEMORY_GIB)
def test_every_class_bears_its_default(instance_class: str) -> None:
    assert 50 <= rds.default_max_connections(instance_class) <= rds.most_connections(instance_class)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_twice_all_pools_fit_into_four_fifths(max_connections: int, max_tasks: int) -> None:
    size = pool_size(max_connections, max_tasks)
    assert 2 * max_tasks * size <= 0.8 * max_connections < 2 * max_tasks * (size + 1)


@given(st.integers(1, 5000), st.integers(1, 200))
def test_pools_that_are_reckoned_use_no_more_than_they_may(max_connections: int, max_tasks: int) -> None:
    size = pool_size(max_connections, max_tasks)
    assert most_used([(size, max_tasks)]) <= usable(max_connections) < most_used([(size + 1, max_tasks)])


def test_pools_of_services_add_up() -> None:
    assert (usable(200), most_used([(13, 6), (1, 2)]), most_used([])) == (160, 160, 0)


def test_pools_of_the_two_phases() -> None:
    assert (pool_size(100, 2), pool_size(200, 6)) == (20, 13)
    assert (pool_size(100, 41), pool_size(100, 0)) == (0, 0)


def test_logs_are_kept_as_the_document_says() -> None:
    assert dict(RETENTION_DAYS) == {"application": 30, "access": 90, "security": 365, "audit": 2557}
    assert set(RETENTION_DAYS) == set(get_args(LogClass))
    assert set(RETENTION_DAYS.values()) <= ALLOWED_DAYS
    assert 2555 not in ALLOWED_DAYS


@pytest.mark.parametrize(
    ("cpu", "text"),
    [
        (256, "512, 1024 or 2048"),
        (512, "1024 to 4096 in steps of 1024"),
        (8192, "16384 to 61440 in steps of 4096"),
        (16384, "32768 to 122880 in steps of 8192"),
    ],
)
def test_memory_of_a_task_size(cpu: int, text: str) -> None:
    assert memory_text(cpu) == text


@pytest.mark.parametrize(
    ("text", "cpu", "memory"),
    [
        ("512", 512, 512),
        ("0.5 vCPU", 512, None),
        (".25vcpu", 256, None),
        ("1 GB", None, 1024),
        ("0.5gb", None, 512),
        ("half", None, None),
        ("", None, None),
        ("-1", None, None),
        (". GB", None, None),
    ],
)
def test_sizes_of_tasks_are_read_as_ecs_reads_them(text: str, cpu: int | None, memory: int | None) -> None:
    assert (cpu_units(text), memory_mib(text)) == (cpu, memory)


@pytest.mark.parametrize(("allocated", "least"), [(20, 22), (21, 24), (100, 110), (400, 440)])
def test_storage_may_grow_by_a_tenth_at_least(allocated: int, least: int) -> None:
    assert rds.least_maximum(allocated) == least


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("oncall@example.com", True), ("a+b@mail.example.co.jp", True), ("oncall", False), ("a@b", False),
     ("a@b..c", False), ("a b@example.com", False), ("<a@example.com>", False), ("", False)],
)  # fmt: skip
def test_what_is_no_address_is_caught(text: str, is_one: bool) -> None:
    assert is_email(text) is is_one


def test_every_profile_has_task_sizes_that_exist() -> None:
    for profile in (MINIMAL, HA):
        for size in (profile.frontend, profile.backend, profile.other_service):
            assert size.memory_mib in TASK_SIZES[size.cpu]
            assert size.min_tasks <= size.max_tasks


def test_the_document_s_rule_numbers() -> None:
    assert rule_priorities(100) == (10, 100)
    assert rule_priorities(200) == (20, 200)
    assert collisions({"backend": 100, "frontend": 200}) == {}


@given(st.dictionaries(st.text(max_size=3), st.integers(LOWEST_PRIORITY, HIGHEST_PRIORITY), max_size=12))
def test_services_without_a_collision_have_rule_numbers_of_their_own(priorities: dict[str, int]) -> None:
    refused = collisions(priorities)
    numbers = [number for name in priorities.keys() - refused for number in rule_priorities(priorities[name])]
    assert len(numbers) == len(set(numbers))
    assert all(1 <= number <= 50000 for number in numbers)


def test_a_limit_tells_its_number_and_its_source() -> None:
    assert NODES_PER_CACHE.exceeded_by(90) is None
    assert NODES_PER_CACHE.exceeded_by(91) == (
        "needs 91 nodes in one Redis cluster, AWS allows 90 "
        "(https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html)"
    )


def test_zones_belong_to_their_region() -> None:
    for region in REGIONS:
        assert all(is_zone_of(zone, region) for zone in default_zones(region))
    assert not is_zone_of("ap-northeast-1", "ap-northeast-1")
    assert not is_zone_of("ap-northeast-1-nrt-1a", "ap-northeast-1")
    assert not is_zone_of("ap-northeast-3a", "ap-northeast-1")


@pytest.mark.parametrize(
    "name",
    ["PASSWORD", "dbPassword", "DB_PASSWORD_OLD", "PGPASSWORD", "API_KEY", "apiToken", "csrftoken", "client-secret"],
)
def test_names_that_promise_a_secret(name: str) -> None:
    assert secret_name(name)


@pytest.mark.parametrize(
    "name", ["", "signingPublicKey", "TOKEN_TTL", "monkey", "keyboard", "separateKeysPerUse", "secretary"]
)
def test_names_that_promise_none(name: str) -> None:
    assert not secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----\nx",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nx",
        "AKIAIOSFODNN7EXAMPLE",
        "redis://:x@h",
        "https://user:x@h/p",
        "ghp_" + "a" * 36,
        "https://hooks.slack.com/services/T000/B000/x",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x",
        "curl -H 'Authorization: Bearer 0123456789'",
        "psql --password=hunter2",
        "psql --password hunter2",
        "export PGPASSWORD=hunter2",
        '{"password": "hunter2"}',
        "Server=db;User Id=app;Password=hunter2;",
        "--api-key 8f3a9c0d1e2b4f5a",
        "github_pat_" + "a" * 22,
        "xoxb-1",
        "sk_live_1",
        "sk-" + "a" * 20,
    ],
)
def test_texts_that_are_secrets(text: str) -> None:
    assert secret_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://h:443/a@b",
        "mailto:a@b.jp",
        "-----BEGIN PUBLIC KEY-----",
        "postgres://app:$PGPASSWORD@db/app",
        "PASSWORD=$(cat /run/password)",
        'psql --password="${PGPASSWORD}"',
        "psql --no-password app",
        "SET LOCAL password_encryption = 'scram-sha-256'",
        "ALTER ROLE app PASSWORD :'application_password'",
        "token=off",
        "sort_key=created_at_descending",
        "public_key=8f3a9c0d1e2b4f5a",
        "task-" + "a" * 20,
    ],
)
def test_texts_that_are_none(text: str) -> None:
    assert not secret_text(text)
