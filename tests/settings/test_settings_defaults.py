"""What a silent stack file gets, by profile and by environment."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from planning.network import SubnetPlan
from settings import Hosts
from tests.settings.stack_values import IMAGE, RECOVERY, Values, settings_of


def test_minimal_buys_the_first_phase() -> None:
    minimal = settings_of({"profile": "minimal"})
    assert minimal.network.nat_gateways == "single"
    assert minimal.database.model_dump() == {
        "instance_class": "db.t3.small",
        "multi_az": False,
        "read_replica": False,
        "backup_retention_days": 7,
        "allocated_storage_gib": 20,
        "max_allocated_storage_gib": 100,
        "iops": None,
        "storage_throughput_mibps": None,
        "max_connections": 100,
        "backup_window": "17:00-18:00",
        "maintenance_window": "sun:18:30-sun:19:30",
        "monitoring_interval_seconds": 0,
        "apply_immediately": True,
        "master_secret": "generated",
        "generation": 1,
        "restore": None,
    }
    assert minimal.cache.model_dump() == {
        "engine": "redis",
        "node_type": "cache.t3.micro",
        "shards": 1,
        "replicas_per_shard": 0,
        "multi_az": False,
        "snapshot_retention_days": 1,
        "snapshot_window": "15:00-16:00",
        "maintenance_window": "mon:16:30-mon:17:30",
    }
    frontend, backend = minimal.services["frontend"], minimal.services["backend"]
    assert (frontend.cpu, frontend.memory_mib, frontend.min_tasks, frontend.max_tasks) == (256, 512, 1, 2)
    assert (backend.cpu, backend.memory_mib, backend.min_tasks, backend.max_tasks) == (512, 1024, 1, 2)
    assert (minimal.deployment.bake_minutes, minimal.logs.container_insights) == (2, "disabled")
    assert (minimal.waf.log_all, minimal.separate_keys) == (False, False)
    assert minimal.pool_size == 20


def test_ha_buys_the_full_set_up() -> None:
    ha = settings_of({"profile": "ha"})
    assert ha.network.nat_gateways == "per-az"
    assert (ha.database.instance_class, ha.database.max_connections) == ("db.t3.medium", 200)
    assert (ha.database.multi_az, ha.database.read_replica) == (True, True)
    assert (ha.database.backup_retention_days, ha.database.monitoring_interval_seconds) == (7, 60)
    assert (ha.cache.shards, ha.cache.replicas_per_shard, ha.cache.multi_az) == (1, 1, True)
    assert ha.cache.snapshot_retention_days == 7
    for service in ha.services.values():
        assert (service.cpu, service.memory_mib, service.min_tasks, service.max_tasks) == (512, 1024, 2, 6)
    assert (ha.deployment.bake_minutes, ha.logs.container_insights) == (10, "enhanced")
    assert (ha.waf.log_all, ha.separate_keys) == (True, True)
    assert ha.pool_size == 13


@pytest.mark.parametrize("profile", ["minimal", "ha"])
def test_services_have_the_ports_and_rules_of_the_document(profile: str) -> None:
    services = settings_of({"profile": profile}).services
    frontend, backend = services["frontend"], services["backend"]
    assert (frontend.port, frontend.paths, frontend.priority) == (3000, ("/*",), 200)
    assert (backend.port, backend.paths, backend.priority) == (3001, ("/api/*", "/health"), 100)
    assert (frontend.health_check_path, backend.health_check_path) == ("/", "/health")
    assert {frontend.cpu_architecture, backend.cpu_architecture} == {"ARM64"}
    assert (frontend.database, frontend.cache, frontend.uploads) == (False, False, False)
    assert (backend.database, backend.cache, backend.uploads) == (True, True, True)


@pytest.mark.parametrize(
    ("environment", "protect", "is_prod", "apply_immediately", "mfa_delete"),
    [
        ("dev", False, False, True, "off"),
        ("staging", False, False, True, "off"),
        ("prod", True, True, False, "manual"),
        ("dr", True, False, False, "manual"),
    ],
)
@pytest.mark.parametrize("profile", ["minimal", "ha"])
def test_environment_decides_care_whatever_the_profile(
    profile: str, environment: str, protect: bool, is_prod: bool, apply_immediately: bool, mfa_delete: str
) -> None:
    recovery = RECOVERY if environment == "dr" else {}
    stack = settings_of(recovery | {"environment": environment, "profile": profile})
    assert (stack.protect, stack.is_prod) == (protect, is_prod)
    assert (stack.database.apply_immediately, stack.storage.mfa_delete) == (apply_immediately, mfa_delete)


@pytest.mark.parametrize(
    ("environment", "scope"), [("dev", "stack"), ("staging", "stack"), ("prod", "account"), ("dr", "region")]
)
def test_one_stack_of_an_account_is_told_of_what_the_account_has_once(environment: str, scope: str) -> None:
    recovery = RECOVERY if environment == "dr" else {}
    assert settings_of(recovery | {"environment": environment}).events.scope == scope
    assert settings_of(recovery | {"environment": environment, "events.scope": "account"}).events.scope == "account"


def test_thresholds_are_the_document_s() -> None:
    assert settings_of().thresholds.model_dump(by_alias=True) == {
        "cpuPercent": 80,
        "memoryPercent": 80,
        "responseSeconds": 2,
        "errorPercent": 5,
        "connectionsPercent": 80,
        "storagePercent": 85,
        "slowQueriesPer5Min": 10,
        "replicaLagSeconds": 60,
        "natMbps": 100,
        "s3Errors5xx": 5,
        "s3Errors4xx": 50,
        "cacheHitPercent": 80,
        "databaseCpuCriticalPercent": 95,
        "cpuCredits": 30,
        "loggedErrorsPer5Min": 10,
        "failedLoginsPer5Min": 50,
        "blockedRequestsPer5Min": 1000,
        "refusedCallsPer5Min": 20,
        "activeSessions": None,
    }


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, ("/health", "backend")),  # its rule is asked before the frontend's
        ({"services.backend.paths": ["/api/*"]}, ("/", "frontend")),
        ({"services.backend.paths": ["/api/*"], "services.frontend.healthCheckPath": "/up"}, ("/up", "frontend")),
        ({"waf.adminPaths": ["/health"]}, ("/", "frontend")),
        ({"healthCheck.path": "/api/status"}, ("/api/status", "backend")),
        ({"healthCheck.path": "/about"}, ("/about", "frontend")),
    ],
)
def test_what_is_asked_from_outside_is_a_health_check_that_visitors_reach(
    changes: Values, asked: tuple[str, str]
) -> None:
    assert settings_of(changes).outside == ("app.megane-shop.jp", *asked)


@pytest.mark.parametrize(
    "changes",
    [
        {"environment": "dev", "dns": {"mode": "none"}},
        {"waf.adminPaths": ["/health"], "services.frontend.paths": ["/shop/*"]},
    ],
)
def test_nothing_is_asked_without_a_name_or_somebody_to_answer(changes: Values) -> None:
    assert settings_of(changes).outside is None


def test_alarms_refer_to_the_runbook_of_the_repository() -> None:
    assert settings_of().runbook == "docs/OPERATION_RUNBOOK.md"
    page = "https://wiki.megane-shop.jp/ops/runbook"
    assert settings_of({"runbook": page}).runbook == page


def test_a_stack_file_states_only_what_it_wants_otherwise() -> None:
    stack = settings_of({"profile": "ha", "services.backend.maxTasks": 4, "database.instanceClass": "db.t4g.large"})
    backend = stack.services["backend"]
    assert (backend.max_tasks, backend.min_tasks, backend.port) == (4, 2, 3001)
    assert (stack.database.max_connections, stack.database.multi_az) == (400, True)
    assert stack.owner == "platform"


def test_a_third_service_takes_its_size_from_the_profile() -> None:
    worker = settings_of({"services.worker": {"image": IMAGE}}).services["worker"]
    assert (worker.cpu, worker.memory_mib, worker.min_tasks, worker.max_tasks) == (256, 512, 1, 2)
    assert (worker.port, worker.paths, worker.priority, worker.environment) == (None, (), None, {})


def test_zones_of_tokyo_leave_out_the_closed_one() -> None:
    assert settings_of().network.azs == ("ap-northeast-1a", "ap-northeast-1c")
    assert settings_of({"region": "ap-northeast-3"}).network.azs == ("ap-northeast-3a", "ap-northeast-3b")


def test_subnets_are_planned_unless_given() -> None:
    assert settings_of().subnets == SubnetPlan(
        public=("10.0.0.0/21", "10.0.48.0/21"),
        private=("10.0.8.0/21", "10.0.56.0/21"),
        isolated=("10.0.16.0/21", "10.0.64.0/21"),
    )
    given = {
        "network.publicSubnets": ["10.0.0.0/24", "10.0.1.0/24"],
        "network.privateSubnets": ["10.0.2.0/24", "10.0.3.0/24"],
        "network.isolatedSubnets": ["10.0.4.0/24", "10.0.5.0/24"],
    }
    assert settings_of(given).subnets == SubnetPlan(
        public=("10.0.0.0/24", "10.0.1.0/24"),
        private=("10.0.2.0/24", "10.0.3.0/24"),
        isolated=("10.0.4.0/24", "10.0.5.0/24"),
    )


def test_hosts_are_below_the_domain() -> None:
    assert settings_of().hosts == Hosts("app.megane-shop.jp", "cdn.megane-shop.jp", "origin.megane-shop.jp")
    assert settings_of({"environment": "dev", "dns": {"mode": "none"}}).hosts == Hosts(None, None, None)


def test_ports_are_told_once_each() -> None:
    assert settings_of().ports == (3000, 3001)
    shared = {"image": IMAGE, "port": 3000, "paths": ["/v2/*"], "priority": 110}
    assert settings_of({"services.api": shared, "services.worker": {"image": IMAGE}}).ports == (3000, 3001)


def test_the_emulator_s_endpoint() -> None:
    assert settings_of().emulator_endpoint is None
    assert settings_of({"emulator": {"endpoint": "http://localhost:5000"}}).emulator_endpoint == "http://localhost:5000"


def test_no_service_with_a_database_means_no_pool() -> None:
    assert settings_of({"services.backend.database": False}).pool_size == 0


def test_settings_hold_the_names_of_secrets_and_never_their_text() -> None:
    stack = settings_of({"apiSecrets": {"STRIPE_KEY": "hunter-1", "MAIL_TOKEN": "hunter-2"}})
    assert stack.api_secrets == ("MAIL_TOKEN", "STRIPE_KEY")
    assert "hunter" not in repr(stack)
    assert "hunter" not in stack.model_dump_json()


def test_settings_are_frozen() -> None:
    stack = settings_of()
    with pytest.raises(ValidationError):
        stack.database.multi_az = True


def test_a_hundred_services_without_port_or_database_are_fine() -> None:
    many = {f"services.worker-{number}": {"image": IMAGE} for number in range(98)}
    assert len(settings_of(many).services) == 100
