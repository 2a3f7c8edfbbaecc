from __future__ import annotations

import json

import pytest

from offline.compare import compare
from offline.comparison import Change, Comparison
from offline.differ import ABSENT
from offline.graph import Graph, Resource
from offline.values import UNKNOWN, Secret, Value
from tests.offline.graphs import BUCKET, DATABASE, SUBNET, VPC, graph, resource

TOPIC = "aws:sns/topic:Topic"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def _compare_inputs(before: dict[str, Value], after: dict[str, Value], type_: str = TOPIC) -> list[Change]:
    """The changes of one resource within one stack."""
    comparison = compare(graph(resource(type_, "one", before)), graph(resource(type_, "one", after)))
    return [change for changed in comparison.changed for change in changed.changes]


def _said(changes: list[Change]) -> list[tuple[str, object, object]]:
    return [(change.path, change.before, change.after) for change in changes]


def _two_stacks(before: Value, after: Value) -> Comparison:
    return compare(
        graph(resource(TOPIC, "one", {"text": before}), stack="s1"),
        graph(resource(TOPIC, "one", {"text": after}, stack="s2"), stack="s2"),
        ("dev", "prod"),
    )


def test_created_removed_changed_and_unchanged() -> None:
    before = graph(resource(TOPIC, "gone"), resource(TOPIC, "same", {"a": 1}), resource(TOPIC, "other", {"a": 1}))
    after = graph(resource(TOPIC, "same", {"a": 1}), resource(TOPIC, "other", {"a": 2}), resource(TOPIC, "new"))
    comparison = compare(before, after)
    assert [r.name for r in comparison.created] == ["new"]
    assert [r.name for r in comparison.removed] == ["gone"]
    assert [c.after.name for c in comparison.changed] == ["other"]
    assert comparison.unchanged == 1


def test_the_same_name_with_another_type_is_another_resource() -> None:
    comparison = compare(graph(resource(TOPIC, "one")), graph(resource(BUCKET, "one")))
    assert [r.type for r in comparison.created] == [BUCKET]
    assert [r.type for r in comparison.removed] == [TOPIC]


def test_parents_tell_apart_what_shares_type_and_name() -> None:
    def side(size: int) -> Graph:
        one, two = resource(DATABASE, "one"), resource("megane:data:Cache", "two")
        left, right = (resource(TOPIC, "log", {"size": n}, parent=parent) for n, parent in ((1, one), (size, two)))
        return graph(one, two, left, right)

    comparison = compare(side(1), side(2))
    assert (comparison.created, comparison.removed, comparison.unchanged) == ((), (), 3)
    assert [changed.after.urn for changed in comparison.changed] == [
        f"urn:pulumi:dev::megane::megane:data:Cache${TOPIC}::log"
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/megane/s1/db", "/megane/s2/db"),
        ("megane-dev-db", "megane-prod-db"),
        ("dev", "prod"),
        ('{"a": {"tags": ["dev"]}}', '{"a": {"tags": ["prod"]}}'),
        ("product of prod", "product of prod"),
    ],
)
def test_what_differs_only_by_stack_or_environment_is_no_change(before: str, after: str) -> None:
    assert _two_stacks(before, after).changed == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("device", "product"),  # no word of its own
        ("dev-a", "prod-b"),
        ("dev", "staging"),
    ],
)
def test_other_words_are_a_change(before: str, after: str) -> None:
    assert _said(list(_two_stacks(before, after).changed[0].changes)) == [("text", before, after)]


def test_names_that_hold_the_environment_match() -> None:
    comparison = compare(
        graph(resource(BUCKET, "megane-dev-logs", {"a": 1})),
        graph(resource(BUCKET, "megane-prod-logs", {"a": 2}, stack="prod"), stack="prod"),
    )
    assert (comparison.created, comparison.removed, len(comparison.changed)) == ((), (), 1)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": 1}, {}, [("a", 1, ABSENT)]),
        ({}, {"a": {"b": 1}}, [("a", ABSENT, {"b": 1})]),
        ({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": 3, "d": 2}}}, [("a.b.c", 1, 3)]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [("a", [1, 2], [1, 3])]),
        ({"a": ["x"]}, {"a": "x"}, [("a", ["x"], "x")]),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}, [("a[1].b", 2, 3)]),
        # found by name, wherever it stands
        (
            {"a": [{"name": "x", "v": 1}, {"name": "y", "v": 2}]},
            {"a": [{"name": "new", "v": 0}, {"name": "y", "v": 2}, {"name": "x", "v": 9}]},
            [("a[0]", ABSENT, {"name": "new", "v": 0}), ("a[2].v", 1, 9)],
        ),
        ({"a": "{not json"}, {"a": "{nor this"}, [("a", "{not json", "{nor this")]),
        ({"a": '{"x": 1,  "y": 2}'}, {"a": '{"y":2,"x":1}'}, []),
    ],
)
def test_where_values_differ(
    before: dict[str, Value], after: dict[str, Value], expected: list[tuple[str, object, object]]
) -> None:
    assert _said(_compare_inputs(before, after)) == expected


def test_json_texts_are_looked_into() -> None:
    def containers(cpu: int) -> dict[str, Value]:
        return {"containerDefinitions": json.dumps([{"name": "app", "cpu": cpu}])}

    changes = _compare_inputs(containers(256), containers(512), TASK)
    assert _said(changes) == [("containerDefinitions[0].cpu", 256, 512)]
    assert changes[0].replaces  # a task definition cannot be changed, there is only a next one


class TestUnknowns:
    def _comparison(self, before: str, after: str) -> Comparison:
        sources = [resource(VPC, "main"), resource(VPC, "other")]
        by_name = {source.name: source for source in sources}
        sides = [
            resource(SUBNET, "a", {"vpcId": UNKNOWN, "more": {"x": UNKNOWN}}, needs={"vpcId": [by_name[name]]})
            for name in (before, after)
        ]
        return compare(graph(*sources, sides[0]), graph(*sources, sides[1]))

    def test_from_the_same_resource_are_equal(self) -> None:
        assert self._comparison("main", "main").changed == ()

    def test_from_another_resource_are_a_change(self) -> None:
        changes = self._comparison("main", "other").changed[0].changes
        assert [(c.path, c.note, c.replaces) for c in changes] == [
            ("vpcId", "from other resources: +other, -main", True)
        ]

    def test_a_known_value_differs_from_an_unknown_one(self) -> None:
        assert _said(_compare_inputs({"a": UNKNOWN}, {"a": "x"})) == [("a", UNKNOWN, "x")]
        assert _said(_compare_inputs({"a": "x"}, {"a": UNKNOWN})) == [("a", "x", UNKNOWN)]

    def test_inside_a_list(self) -> None:
        assert _compare_inputs({"a": [UNKNOWN, "x"]}, {"a": [UNKNOWN, "x"]}) == []
        assert _said(_compare_inputs({"a": [UNKNOWN]}, {"a": [UNKNOWN, UNKNOWN]})) == [
            ("a", [UNKNOWN], [UNKNOWN, UNKNOWN])
        ]


class TestSecrets:
    def test_two_secrets_are_equal(self) -> None:
        assert _compare_inputs({"a": Secret("x")}, {"a": Secret("y")}) == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (Secret("hunter2"), "hunter2"),
            ("hunter2", Secret("hunter2")),
            ([Secret("hunter2")], ["hunter2", "hunter2"]),
            (Secret({"password": "hunter2"}), {"password": "hunter2"}),
        ],
    )
    def test_one_secret_is_a_change_that_shows_no_text(self, before: Value, after: Value) -> None:
        comparison = compare(graph(resource(TOPIC, "one", {"a": before})), graph(resource(TOPIC, "one", {"a": after})))
        assert len(comparison.changed) == 1
        assert "hunter2" not in json.dumps(comparison.to_json())
        assert "hunter2" not in repr(comparison.changed[0].changes)


def test_ignored_changes_are_none_within_a_stack_but_are_between_two() -> None:
    def one(count: int, stack: str) -> Resource:
        return resource(
            "aws:ecs/service:Service", "s", {"desiredCount": count}, ignore_changes=("desiredCount",), stack=stack
        )

    within = compare(graph(one(1, "dev")), graph(one(2, "dev")))
    between = compare(graph(one(1, "dev")), graph(one(2, "prod"), stack="prod"))
    assert (len(within.changed), len(between.changed)) == (0, 1)


def test_generated_ids_of_two_stacks_are_no_change_when_they_come_from_the_same_resource() -> None:
    def side(stack: str, id_: str) -> Graph:
        vpc = resource(VPC, "vpc", stack=stack)
        inputs: dict[str, Value] = {
            "vpcId": f"vpc-{id_}",
            "list": [f"{stack}-{id_}", f"{id_}.example"],
            "size": [1 if stack == "dev" else 2],
            "free": f"vpc-{id_}",
        }
        needs = {key: [vpc] for key in ("vpcId", "list", "size")}
        subnet = resource(SUBNET, "a", inputs, needs=needs, stack=stack)
        return graph(vpc, subnet, stack=stack, view="up")

    comparison = compare(side("dev", "0123456789abcdef0"), side("prod", "fedcba98765432100"))
    assert [change.path for change in comparison.changed[0].changes] == ["size", "free"]
