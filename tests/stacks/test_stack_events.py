"""Rules of the committed stacks point at what the stack has: no name in a pattern is a guess."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from offline.graph import Graph, Resource
from offline.values import unwrap
from tests.stacks.load import ROOT, STACKS, named, reaches, stack_graph

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription"
INSTANCE = "aws:rds/instance:Instance"

# (source, path of a pattern) -> which resources can be named there, and how: by a name that they are given here, or by
# an ARN that another resource was told, for names that Pulumi completes.
NAMES: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("aws.ecs", "resources"): ("aws:ecs/service:Service", "arn:aws:ecs:{region}:111122223333:service/{stack}/{name}"),
    ("aws.ecs", "detail", "clusterArn"): (
        "aws:ecs/cluster:Cluster",
        "arn:aws:ecs:{region}:111122223333:cluster/{name}",
    ),
    ("aws.ecs", "detail", "group"): ("aws:ecs/service:Service", "service:{name}"),
    ("aws.backup", "detail", "backupVaultName"): ("aws:backup/vault:Vault", "{name}"),
    ("aws.backup", "detail", "sourceBackupVaultArn"): (
        "aws:backup/vault:Vault",
        "arn:aws:backup:{region}:111122223333:backup-vault:{name}",
    ),
    ("aws.backup", "detail", "iamRoleArn"): ("aws:backup/selection:Selection", "{iamRoleArn}"),
    ("aws.acm", "resources"): ("aws:acm/certificateValidation:CertificateValidation", "{certificateArn}"),
}
# Said of an image, not of a resource.
REPOSITORIES = (
    ("aws.ecr", "detail", "repository-name"),
    ("aws.inspector2", "detail", "resources", "details", "awsEcrContainerImage", "repositoryName"),
)
OF_A_SERVICE = ("deployment-failed", "tasks-cannot-start", "task-stopped")
EVENTS_OF_ALL = {
    *(f"{service}-{event}" for service in ("frontend", "backend") for event in OF_A_SERVICE),
    "backup-failed",
    "restore-failed",
    "image-scan",
    "image-finding",
}
CERTIFICATES = {f"certificate-{event}{where}" for event in ("expiring", "urgent") for where in ("", "-edge")}
OF_STACK: Mapping[str, set[str]] = {
    "dev": EVENTS_OF_ALL,
    "staging": EVENTS_OF_ALL | CERTIFICATES,
    "prod": EVENTS_OF_ALL
    | CERTIFICATES
    | {"backup-copy-failed", "health", "health-global", "account-compromised", "root-login"},
    "prod-minimal": EVENTS_OF_ALL | CERTIFICATES | {"health", "health-global", "account-compromised", "root-login"},
    "dr": EVENTS_OF_ALL | CERTIFICATES | {"health"},
}


def rules(graph: Graph) -> dict[str, tuple[Resource, dict[str, Any]]]:
    return {
        rule.name.removeprefix("megane-events-"): (rule, json.loads(str(unwrap(rule.inputs["eventPattern"]))))
        for rule in graph.of_type(RULE)
    }


def conditions(pattern: Mapping[str, Any], *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each field of a pattern with each of its conditions."""
    for key, wanted in pattern.items():
        if key == "$or":
            for alternative in wanted:
                yield from conditions(alternative, *path)
        elif isinstance(wanted, Mapping):
            yield from conditions(wanted, *path, key)
        else:
            yield from (((*path, key), condition) for condition in wanted)


def names(graph: Graph, type_: str, form: str) -> dict[str, Resource]:
    """What resources of a type are called in AWS."""
    found = {}
    for resource in graph.of_type(type_):
        given = {key: unwrap(value) for key, value in resource.inputs.items()}
        called = form.format(**{"region": resource.region, "stack": f"megane-{graph.stack}", **given})
        found[called] = resource
    return found


@pytest.mark.parametrize("label", STACKS)
def test_the_stack_is_told_of(label: str) -> None:
    assert set(rules(named(label, "up"))) == OF_STACK[label]


@pytest.mark.parametrize("label", STACKS)
def test_every_name_in_a_pattern_is_that_of_a_resource_that_the_rule_hangs_on(label: str) -> None:
    graph = named(label, "up")
    tried = set()
    for rule, pattern in rules(graph).values():
        for path, condition in conditions(pattern):
            place = (pattern["source"][0], *path)
            if place in NAMES:
                carrier = names(graph, *NAMES[place])[condition]
                carriers = {carrier.urn, *carrier.property_dependencies.get("iamRoleArn", ())}
                assert carriers & reaches(graph, rule), f"{rule.name} does not depend on {condition}"
                tried.add(place)
            else:
                assert not str(condition).startswith("arn:"), f"{rule.name}: whose is {condition}?"

    copies, dns = graph.of_type("aws:backup/vault:Vault"), list(graph.of_type("aws:acm/certificate:Certificate"))
    absent = {place for place in NAMES if place[2:] == ("sourceBackupVaultArn",) and len(list(copies)) == 1}
    absent |= {place for place in NAMES if place[0] == "aws.acm" and not dns}
    assert tried == NAMES.keys() - absent


@pytest.mark.parametrize("label", STACKS)
def test_the_repositories_are_those_of_the_images_that_run(label: str) -> None:
    graph = named(label, "up")
    images = {
        container["image"].partition("/")[2].partition("@")[0]
        for task in graph.of_type("aws:ecs/taskDefinition:TaskDefinition")
        for container in json.loads(str(unwrap(task.inputs["containerDefinitions"])))
    }

    for place in REPOSITORIES:
        (told,) = (
            {condition for path, condition in conditions(pattern) if (pattern["source"][0], *path) == place}
            for _, pattern in rules(graph).values()
            if pattern["source"] == [place[0]]
        )
        assert told == images


@pytest.mark.parametrize("label", STACKS)
def test_every_rule_has_one_target_in_its_own_region(label: str) -> None:
    graph = named(label, "up")
    targets = {str(unwrap(target.inputs["rule"])): target for target in graph.of_type(TARGET)}

    assert len(targets) == len(list(graph.of_type(TARGET))) == len(rules(graph))
    for rule, _ in rules(graph).values():
        target = targets[str(rule.inputs["name"])]
        topic = str(unwrap(target.inputs["arn"])).split(":")
        assert {target.region, topic[3]} == {rule.region}
        tags: Any = rule.inputs["tags"]
        assert topic[5].removeprefix(f"megane-{graph.stack}-").removesuffix("-edge") == tags["Severity"]


@pytest.mark.parametrize("label", STACKS)
def test_every_event_has_a_section_of_the_runbook(label: str) -> None:
    sections = {
        line.removeprefix("## ").strip()
        for line in (ROOT / "docs" / "OPERATION_RUNBOOK.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }

    for target in named(label).of_type(TARGET):
        transformer: Any = target.inputs["inputTransformer"]
        (step,) = json.loads(transformer["inputTemplate"])["content"]["nextSteps"]
        assert step.removeprefix("Runbook: docs/OPERATION_RUNBOOK.md#") in sections, target.name


@pytest.mark.parametrize("label", STACKS)
def test_rds_tells_of_every_instance(label: str) -> None:
    graph = named(label, "up")
    (subscription,) = graph.of_type(SUBSCRIPTION)

    instances = {str(unwrap(each.inputs["identifier"])) for each in graph.of_type(INSTANCE)}
    sources: Any = subscription.inputs["sourceIds"]
    assert {str(unwrap(source)) for source in sources} == instances


def test_a_third_service_is_told_of_too() -> None:
    image = f"111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/megane/reports@sha256:{'0' * 64}"
    change = f"megane:services.reports={{image: '{image}', port: 3002, paths: ['/reports/*'], priority: 150}}"
    found = rules(stack_graph("up", "prod", change))

    assert {name for name in found if name.startswith("reports-")} == {
        "reports-deployment-failed",
        "reports-tasks-cannot-start",
        "reports-task-stopped",
    }
    assert found["image-scan"][1]["detail"]["repository-name"] == [
        "megane/backend",
        "megane/frontend",
        "megane/operations",
        "megane/reports",
    ]
