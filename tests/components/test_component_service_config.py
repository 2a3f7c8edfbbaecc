"""A service is a few settings: one with a path rule, one without a port, one at night, one that has no image yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.service import ServiceSpec
from components.service.traffic import DRAIN_SECONDS
from offline.graph import Graph
from planning.containers import SEED_IMAGE, STOP_TIMEOUT_SECONDS, seed_command
from planning.listener import rule_priorities
from planning.night import Night
from tests.components import build
from tests.components.build import SPEC, WORKER, task_inputs
from tests.components.look import inputs, label, made, parsed, part
from tests.conftest import Record

ADMIN = replace(SPEC, port=3003, paths=["/admin/*"], priority=150, cache=False, uploads=False)


def container(graph: Graph, name: str = "web") -> Any:
    (only,) = parsed(inputs(graph, f"ecs.TaskDefinition {name}")["containerDefinitions"])
    return only


def extra(specs: dict[str, ServiceSpec]) -> None:
    """The services of a stack with some more of them, on one cluster."""
    shared = build.cluster()
    for label_, spec in {"api": SPEC, **specs}.items():
        build.service(name=f"megane-{label_}", label=label_, spec=spec, cluster=shared, inputs=task_inputs())


def test_an_admin_service_is_a_path_rule(record: Record) -> None:
    graph = record(lambda: extra({"admin": ADMIN}))

    for role, priority in rule_priorities(150)._asdict().items():
        rule = inputs(graph, f"lb.ListenerRule megane-admin-{role}")
        assert rule["priority"] == priority
        assert part(rule["conditions"], 0) == {"pathPattern": {"values": ["/admin/*"]}}
    for colour in ("blue", "green"):
        assert inputs(graph, f"lb.TargetGroup megane-admin-{colour}")["port"] == 3003
    assert inputs(graph, "ecs.Service megane-admin")["name"] == "admin"


def test_a_worker_has_no_way_in(record: Record) -> None:
    graph = record(lambda: extra({"worker": WORKER}))

    added = made(graph) - made(record(lambda: extra({})))
    assert not {name for name in added if name.split()[0] in ("lb.ListenerRule", "lb.TargetGroup")}
    assert "loadBalancers" not in inputs(graph, "ecs.Service megane-worker")


SPECS = st.builds(
    lambda routed, number, least, more, night: replace(
        ADMIN if routed else WORKER,
        **({"port": 4000 + number, "paths": [f"/x{number}/*"], "priority": 1000 + 10 * number} if routed else {}),
        min_tasks=least,
        max_tasks=least + more,
        night_tasks=Night(min_tasks=least, max_tasks=least, start="22:00", end="07:00") if night else None,
    ),
    st.booleans(),
    st.integers(0, 99),
    st.integers(1, 4),
    st.integers(0, 4),
    st.booleans(),
)


@given(st.dictionaries(st.sampled_from(["worker", "admin", "reports", "mailer"]), SPECS, max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_more_services_add_their_own_parts_and_touch_nothing(record: Record, specs: dict[str, ServiceSpec]) -> None:
    usual, more = record(lambda: extra({})), record(lambda: extra(specs))

    for resource in usual.resources:
        assert more.by_urn[resource.urn] == resource
    own = {label(resource) for resource in more.resources} - {label(resource) for resource in usual.resources}
    assert {name.split()[1].split("-")[1] for name in own} == set(specs)
    for name, spec in specs.items():
        mine = [one for one in own if one.split()[1].split("-")[1] == name]
        kinds = [one.split()[0] for one in mine]
        assert kinds.count("ecs.Service") == kinds.count("ecs.TaskDefinition") == 1
        assert kinds.count("iam.Role") == 2
        for kind in ("lb.TargetGroup", "lb.ListenerRule"):
            assert kinds.count(kind) == (0 if spec.port is None else 2)
        assert kinds.count("appautoscaling.ScheduledAction") == (2 if spec.night_tasks else 0)


@pytest.mark.parametrize(("role", "schedule", "least", "most"), [("night", "0 22", 1, 2), ("day", "30 6", 2, 6)])
def test_the_night_has_limits_of_its_own(record: Record, role: str, schedule: str, least: int, most: int) -> None:
    night = Night(min_tasks=1, max_tasks=2, start="22:00", end="06:30")
    graph = record(lambda: build.service(spec=replace(SPEC, night_tasks=night)), view="up")

    action = inputs(graph, f"appautoscaling.ScheduledAction web-{role}")
    target = inputs(graph, "appautoscaling.Target web")
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 6)
    assert action == {
        "name": f"megane-test-api-{role}",
        "serviceNamespace": "ecs",
        "resourceId": target["resourceId"],
        "scalableDimension": "ecs:service:DesiredCount",
        "schedule": f"cron({schedule} * * ? *)",
        "timezone": "Asia/Tokyo",
        "scalableTargetAction": {"minCapacity": least, "maxCapacity": most},
    }


@pytest.mark.parametrize(("spec", "environment"), [(SPEC, [{"name": "PORT", "value": "3001"}]), (WORKER, [])])
def test_before_the_first_push_a_seed_runs_and_is_told_no_secret(
    record: Record, spec: ServiceSpec, environment: list[dict[str, str]]
) -> None:
    seeded = container(record(lambda: build.service(spec=replace(spec, image=SEED_IMAGE)), view="up"))
    pushed = container(record(lambda: build.service(spec=spec), view="up"))

    assert seeded == pushed | {
        "image": SEED_IMAGE,
        "command": seed_command(spec.port, "/health"),
        "environment": environment,
        "secrets": [],
    }
    assert "command" not in pushed


def test_a_task_stops_before_the_load_balancer_has_stopped_waiting_for_it(record: Record) -> None:
    graph = record(build.service, view="up")

    assert container(graph)["stopTimeout"] == STOP_TIMEOUT_SECONDS <= 120  # Fargate's longest
    assert STOP_TIMEOUT_SECONDS <= DRAIN_SECONDS
    assert inputs(graph, "lb.TargetGroup web-blue")["deregistrationDelay"] == DRAIN_SECONDS
