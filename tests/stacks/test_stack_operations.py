"""One-off tasks of the committed stacks: run one by one, never by a service, and of the stack's own region."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offline.graph import Graph
from offline.values import unwrap
from planning.one_off import RESERVED
from tests.stacks.load import STACKS, named, one, stack_graph

DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"


def containers(graph: Graph) -> dict[str, dict[str, Any]]:
    """Family -> its one container."""
    found = {}
    for definition in graph.of_type(DEFINITION):
        (container,) = json.loads(str(unwrap(definition.inputs["containerDefinitions"])))
        found[str(definition.inputs["family"])] = container
    return found


@pytest.mark.parametrize("label", STACKS)
def test_no_service_runs_a_one_off_task(label: str) -> None:
    graph = named(label, "up")
    families = {f"{graph.project}-{graph.stack}-{task}" for task in RESERVED}
    one_off = {each.urn for each in graph.of_type(DEFINITION) if each.inputs["family"] in families}

    assert len(one_off) == len(RESERVED)
    services = list(graph.of_type(SERVICE))
    assert {service.inputs["enableExecuteCommand"] for service in services} == {False}
    for service in services:
        (definition,) = service.property_dependencies["taskDefinition"]
        assert definition not in one_off
        assert str(service.inputs["taskDefinition"]).split("/")[1].rpartition(":")[0] not in families


@pytest.mark.parametrize("label", STACKS)
def test_only_the_task_of_people_has_a_root_that_can_be_written_to(label: str) -> None:
    graph = named(label, "up")

    writable = {name for name, container in containers(graph).items() if not container["readonlyRootFilesystem"]}
    assert writable == {f"{graph.project}-{graph.stack}-operations"}


@pytest.mark.parametrize("label", STACKS)
def test_what_runs_a_task_is_among_the_outputs(label: str) -> None:
    graph = named(label, "up")
    definition = f":task-definition/{graph.project}-{graph.stack}"

    for export, task in {"operationsTask": "operations", "migrationTask": "migration"}.items():
        assert f"{definition}-{task}:" in str(graph.outputs[export])
    services = list(graph.of_type(SERVICE))
    networks = [service.inputs["networkConfiguration"] for service in services]
    assert networks == len(services) * [
        {
            "subnets": graph.outputs["privateSubnets"],
            "securityGroups": [graph.outputs["servicesSecurityGroup"]],
            "assignPublicIp": False,
        }
    ]


def test_migrations_run_in_the_image_of_the_backend() -> None:
    for label in STACKS:
        graph = named(label, "up")
        images = {
            name.removeprefix(f"{graph.project}-{graph.stack}-"): each for name, each in containers(graph).items()
        }
        assert images["migration"]["image"] == images["backend"]["image"], label


def test_a_recovery_stack_knows_the_adopted_passwords() -> None:
    graph = named("dr", "up")
    (people,) = (each for name, each in containers(graph).items() if name.endswith("-operations"))

    (password,) = people["secrets"]
    assert password == {
        "name": "PGPASSWORD",
        "valueFrom": "arn:aws:ssm:ap-northeast-3:111122223333:parameter/megane/prod/db/read-only-password",
    }


def test_without_a_command_there_is_no_task_of_migrations() -> None:
    graph = stack_graph("up", "dev", "megane:operations.migrationCommand=[]")

    assert {name for name in containers(graph) if name.endswith("-migration")} == set()
    assert graph.outputs.get("migrationTask") is None


def test_sessions_are_logged_by_the_cluster_that_the_services_run_in() -> None:
    cluster: Any = one(named("prod", "up"), "aws:ecs/cluster:Cluster").inputs["configuration"]

    session = cluster["executeCommandConfiguration"]
    assert session["logConfiguration"]["cloudWatchLogGroupName"] == "/ecs-exec/megane-prod"
