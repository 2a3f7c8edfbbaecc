"""Ways to look at what a component registered. Resources are called `rds.Instance db-primary`: class and name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import pulumi

from components.alarm import Alarm, register_alarm
from components.base import Component, Context
from offline.graph import Graph, Resource
from offline.values import Value, unwrap
from tests.components.build import ACCOUNT, PLACE, REGION, topics

# What the roles of tasks trust: ECS, for this account's tasks only.
TASKS_OF_THIS_ACCOUNT = {
    "Assume": {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:*"},
        },
    }
}


class Watched(Protocol):
    """A component that says what should be watched."""

    @property
    def alarms(self) -> Iterable[Alarm]: ...


def label(resource: Resource) -> str:
    """`aws:rds/instance:Instance` named `db` -> `rds.Instance db`; other types as they are."""
    package, module, kind = resource.type.split(":")
    service, slash, _ = module.partition("/")
    if not slash:
        return f"{resource.type} {resource.name}"
    return f"{package if service == 'index' else service}.{kind} {resource.name}"


def made(graph: Graph) -> set[str]:
    """Everything in the graph; the recorder refuses two resources of one type, name and parent."""
    return {label(resource) for resource in graph.resources}


def below(graph: Graph, type_: str) -> set[str]:
    """The components of that type and what is in them, where others had to be built beside it."""
    return {label(resource) for resource in tree(graph, type_)}


def tree(graph: Graph, type_: str) -> list[Resource]:
    def inside(resource: Resource) -> bool:
        return resource.type == type_ or (resource.parent is not None and inside(graph.by_urn[resource.parent]))

    return [resource for resource in graph.resources if inside(resource)]


def find(graph: Graph, wanted: str) -> Resource:
    (found,) = (resource for resource in graph.resources if label(resource) == wanted)
    return found


def inputs(graph: Graph, wanted: str) -> dict[str, Value]:
    """The arguments of one resource, without its tags (`test_component_common` looks at those of all)."""
    return {key: value for key, value in find(graph, wanted).inputs.items() if key != "tags"}


def dependencies(graph: Graph, wanted: str) -> set[str]:
    return {label(graph.by_urn[urn]) for urn in find(graph, wanted).dependencies}


def part(value: Value, *path: str | int) -> Any:
    """What is inside a recorded value; the shape is the test's own claim, hence the loose type."""
    found: Any = value
    for step in path:
        found = found[step]
    return found


def parsed(document: Value) -> Any:
    """A JSON document that the view knows, opened where it is a secret."""
    text = unwrap(document)
    assert isinstance(text, str), f"not known: {document!r}"
    return json.loads(text)


def statements(document: Value) -> dict[str, Any]:
    """The statements of an IAM document by their Sid, which says what each is for."""
    policy = parsed(document)
    assert policy["Version"] == "2012-10-17"
    assert len({statement["Sid"] for statement in policy["Statement"]}) == len(policy["Statement"])
    return {
        statement["Sid"]: {key: value for key, value in statement.items() if key != "Sid"}
        for statement in policy["Statement"]
    }


def watched(build: Callable[[], Watched], ctx: Context = PLACE) -> Callable[[], None]:
    """A program that builds a component and registers what it wants watched."""

    def program() -> None:
        for alarm in build().alarms:
            register_alarm("watch", alarm, topics(), ctx=ctx, opts=pulumi.ResourceOptions())

    return program


def alarms(graph: Graph) -> dict[str, Mapping[str, Any]]:
    """What `watched` registered: an alarm's name -> what it rings for. Math shows as series by id and expression."""
    found: dict[str, Mapping[str, Any]] = {}
    for alarm in graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        if not alarm.name.startswith("watch-"):
            continue
        given = alarm.inputs
        queries = part(given, "metricQueries") if "metricQueries" in given else []
        series = {query["id"]: query["metric"] for query in queries if "metric" in query}
        found[alarm.name.removeprefix("watch-")] = {
            "series": {key: _series(one, one["stat"]) for key, one in series.items()}
            or _series(given, given.get("statistic") or given.get("extendedStatistic")),
            "math": [query["expression"] for query in queries if query.get("returnData")],
            "rings": f"{given['comparisonOperator']} {given['threshold']}",
            "period": next((one["period"] for one in series.values()), None) or given["period"],
            "of": f"{given['datapointsToAlarm']}/{given['evaluationPeriods']}",
            "missing": given["treatMissingData"],
            "topic": part(given, "alarmActions", 0),
            "region": given.get("region"),
        }
        assert given["alarmActions"] == given["okActions"]
    return found


def _series(metric: Mapping[str, Any], statistic: Value) -> tuple[str, Mapping[str, Value], Value]:
    return f"{metric['namespace']} {metric['metricName']}", metric["dimensions"], statistic


def outputs(component: Component) -> None:
    """Makes the declared outputs of a component those of the stack, where the graph has them."""
    for key in component.OUTPUTS:
        pulumi.export(key, getattr(component, key))
