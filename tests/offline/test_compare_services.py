"""A service is configuration: what exactly another one creates and changes in production."""

from __future__ import annotations

from offline.compare import compare
from offline.comparison import Comparison
from offline.values import UNKNOWN
from tests.stacks.load import stack_graph

WORKER = "megane:services.worker={database: true}"
ADMIN = "megane:services.admin={port: 3002, paths: [/admin/*], priority: 150, database: true}"
# What looks at all services at once, and so has one more to look at.
ON_ALL = (
    "megane-watch-escalation",
    "megane-dashboard",
    "megane-queries-application-patterns",
    "megane-queries-application-by-time",
)
IMAGE = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/backend@sha256:" + "1" * 64
OTHER_IMAGE = f"megane:services.backend.image={IMAGE}"


def _added(change: str) -> Comparison:
    sides = [(stack_graph(view, "prod"), stack_graph(view, "prod", change)) for view in ("preview", "up")]
    return compare(*sides[0], created=sides[1])


def _created(comparison: Comparison) -> list[str]:
    return sorted(f"{resource.type.rpartition(':')[2]} {resource.name}" for resource in comparison.created)


def _of_every_service(label: str) -> set[str]:
    return {
        f"Service megane-{label}",
        *(f"Policy megane-{label}-{what}" for what in ("cpu", "memory")),
        f"Target megane-{label}",
        f"LogGroup megane-{label}",
        f"LogDataProtectionPolicy megane-masking-application-{label}",
        f"LogMetricFilter megane-{label}-errors",
        *(f"MetricAlarm megane-watch-{label}-{what}" for what in ("cpu", "memory", "logged-errors", "missing-tasks")),
        f"TaskDefinition megane-{label}",
        *(f"{kind} megane-{label}-{role}" for kind in ("Role", "RolePolicy") for role in ("execution", "task")),
        f"RolePolicyAttachment megane-{label}-execution-managed",
        *(
            f"{kind} megane-events-{label}-{event}"
            for kind in ("EventRule", "EventTarget")
            for event in ("deployment-failed", "tasks-cannot-start", "task-stopped")
        ),
    }


def _changes(comparison: Comparison) -> list[tuple[str, str, object, object]]:
    return [(c.after.name, x.path, x.before, x.after) for c in comparison.changed for x in c.changes]


class TestWithoutAPort:
    """`services.worker`: it takes from a queue or a table, and nobody asks it."""

    def test_what_is_created(self) -> None:
        comparison = _added(WORKER)
        expected = _of_every_service("worker") | {"MetricAlarm megane-watch-worker-no-task"}
        assert set(_created(comparison)) == expected
        assert len(comparison.created) == len(expected) + 1  # the component and the ECS service

    def test_nothing_is_replaced_or_removed_and_the_pools_share(self) -> None:
        comparison = _added(WORKER)
        assert (comparison.removed, comparison.is_refused) == ((), False)
        assert [changed.after.name for changed in comparison.changed if changed.replaced] == []
        pool, *others = _changes(comparison)
        assert pool == ("megane-backend", "containerDefinitions[0].environment[6].value", "13", "6")
        assert [name for name, *_ in others] == list(ON_ALL)


class TestWithAPortAndAPath:
    """`services.admin`: pages below a path of their own, on a port of their own."""

    def test_what_is_created(self) -> None:
        created = _created(_added(ADMIN))
        assert set(created) == _of_every_service("admin") | {
            "Policy megane-admin-requests",
            *(f"ListenerRule megane-admin-{role}" for role in ("production", "test")),
            *(f"TargetGroup megane-admin-{colour}" for colour in ("blue", "green")),
            *(f"MetricAlarm megane-admin-deployment-{what}" for what in ("errors", "latency", "unhealthy")),
            *(f"MetricAlarm megane-watch-admin-{what}" for what in ("no-target", "unhealthy")),
            "Access megane-alb-to-services-3002",
            "SecurityGroupEgressRule megane-alb-to-services-3002-egress",
            "SecurityGroupIngressRule megane-alb-to-services-3002-ingress",
        }

    def test_nothing_is_replaced_or_removed_and_the_pools_share(self) -> None:
        comparison = _added(ADMIN)
        assert (comparison.removed, comparison.is_refused) == ((), False)
        assert [changed.after.name for changed in comparison.changed if changed.replaced] == []
        assert [name for name, *_ in _changes(comparison)] == ["megane-backend", *ON_ALL]


class TestWhatAPreviewAloneCannotShow:
    """A container definition holds addresses that are not known before the first update, and so hides the rest."""

    def test_is_in_the_views_together(self) -> None:
        assert [(name, path, after) for name, path, _, after in _changes(_added(OTHER_IMAGE))] == [
            (name, "containerDefinitions[0].image", IMAGE) for name in ("megane-operations-migration", "megane-backend")
        ]

    def test_is_not_in_the_preview_alone(self) -> None:
        before, after = stack_graph("preview", "prod"), stack_graph("preview", "prod", OTHER_IMAGE)
        assert compare(before, after).changed == ()
        task = next(r for r in before.resources if r.type.endswith("TaskDefinition") and r.name == "megane-backend")
        assert task.inputs["containerDefinitions"] is UNKNOWN
