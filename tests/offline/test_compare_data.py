"""What a comparison says of data: what would be replaced, lost or protected, and what waits."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from offline.compare import compare
from offline.comparison import Comparison
from offline.effects_losses import loses_data
from offline.effects_rules import When
from offline.graph import Resource
from offline.values import UNKNOWN, Secret, Value
from tests.offline.graphs import BUCKET, DATABASE, INSTANCE, SUBNET, VPC, graph, resource

TOPIC = "aws:sns/topic:Topic"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


class TestReplacement:
    @pytest.mark.parametrize(
        ("type_", "before", "after", "replaced", "loses_data"),
        [
            (INSTANCE, {"storageEncrypted": False}, {"storageEncrypted": True}, True, True),
            (INSTANCE, {"instanceClass": "db.t3.small"}, {"instanceClass": "db.t3.medium"}, False, False),
            (VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}, True, False),
            (BUCKET, {"region": "a"}, {"region": "b"}, True, True),
            (BUCKET, {"objectLockConfiguration": {"objectLockEnabled": "x"}}, {}, True, True),  # the whole block
            (DATABASE, {"region": "a"}, {"region": "b"}, False, False),  # no AWS resource
        ],
    )
    def test_is_forced_by_the_property(
        self, type_: str, before: dict[str, Value], after: dict[str, Value], replaced: bool, loses_data: bool
    ) -> None:
        changed = compare(graph(resource(type_, "x", before)), graph(resource(type_, "x", after))).changed[0]
        assert (changed.replaced, changed.loses_data) == (replaced, loses_data)

    def _network(self, cidr: str, stack: str) -> tuple[Resource, ...]:
        vpc = resource(VPC, "vpc", {"cidrBlock": cidr}, stack=stack)
        subnet = resource(SUBNET, "a", {"vpcId": UNKNOWN}, needs={"vpcId": [vpc]}, stack=stack)
        topic = resource(TOPIC, "t", {"displayName": UNKNOWN}, needs={"displayName": [vpc]}, stack=stack)
        return vpc, subnet, topic

    def test_spreads_to_what_cannot_change_its_reference(self) -> None:
        before, after = (graph(*self._network(cidr, "dev")) for cidr in ("10.0.0.0/16", "10.1.0.0/16"))
        changed = {c.after.name: c for c in compare(before, after).changed}
        assert changed.keys() == {"vpc", "a"}
        assert [(c.path, c.note) for c in changed["a"].changes] == [("vpcId", "replaced with vpc")]

    def test_does_not_spread_between_two_stacks(self) -> None:
        before = graph(*self._network("10.0.0.0/16", "dev"))
        after = graph(*self._network("10.1.0.0/16", "prod"), stack="prod")
        assert [c.after.name for c in compare(before, after).changed] == ["vpc"]


def test_the_json_of_a_comparison() -> None:
    before = graph(resource(BUCKET, "old"), resource(INSTANCE, "db", {"username": "a", "password": Secret("s3cret")}))
    after = graph(
        resource(TOPIC, "new"), resource(INSTANCE, "db", {"username": "b", "password": UNKNOWN}), profile="ha"
    )
    said = compare(before, after).to_json()
    losses = cast(list[dict[str, object]], said["losses"])
    assert said == {
        "before": {"stack": "dev", "profile": "minimal"},
        "after": {"stack": "dev", "profile": "ha"},
        "created": [{"type": TOPIC, "name": "new", "urn": f"urn:pulumi:dev::megane::{TOPIC}::new"}],
        "removed": [
            {"type": BUCKET, "name": "old", "urn": f"urn:pulumi:dev::megane::{BUCKET}::old"}
            | {"losesData": True, "protected": False, "wayRound": losses[1]["wayRound"]}
        ],
        "changed": [
            {
                "type": INSTANCE,
                "name": "db",
                "urn": f"urn:pulumi:dev::megane::{INSTANCE}::db",
                "replaced": True,
                "losesData": True,
                "effect": "replaces",
                "changes": [
                    {"path": "username", "before": "a", "after": "b", "replaces": True, "effect": "replaces"},
                    {"path": "password", "before": {"secret": True}, "after": {"unknown": True}, "replaces": False}
                    | {"effect": "in place", "when": "at once"},
                ],
                "wayRound": "keep the name of the master user; people and programs have roles of their own",
            }
        ],
        "unchanged": 0,
        "adopted": [],
        "released": [],
        "losses": losses,
        "dangers": [],
        "waiting": {"in the maintenance window": {}, "at the next restart": {}},
        "remarks": [],
    }
    assert losses[0] == {
        "type": INSTANCE,
        "name": "db",
        "urn": f"urn:pulumi:dev::megane::{INSTANCE}::db",
        "effect": "replaces",
        "protected": False,
        "losesData": True,
        "reason": "username cannot change in place",
        "lost": "The database, but for its snapshots and, with deleteAutomatedBackups false, its automated backups",
        "wayRound": "keep the name of the master user; people and programs have roles of their own",
        "commands": [],
    }
    assert (losses[1]["name"], losses[1]["effect"]) == ("old", "removes")


def _within(before: Resource | None, after: Resource | None) -> Comparison:
    """One resource in a stack before and after; None where there is none."""
    sides = [graph(*([side] if side else [])) for side in (before, after)]
    return compare(sides[0], sides[1])


class TestLosses:
    @pytest.mark.parametrize(
        ("before", "after", "lost"),
        [
            (resource(BUCKET, "b"), None, True),
            (resource(TOPIC, "t"), None, False),
            (resource(TOPIC, "t", protect=True), None, True),
            (resource(INSTANCE, "r", {"replicateSourceDb": "p"}), None, False),
            (resource(INSTANCE, "r", {"replicateSourceDb": "p"}, protect=True), None, True),
            (resource(TOPIC, "t", {"name": "a"}), resource(TOPIC, "t", {"name": "b"}), False),
            (resource(TOPIC, "t", {"name": "a"}, protect=True), resource(TOPIC, "t", {"name": "b"}), True),
            (resource(TOPIC, "t", {"tags": "a"}, protect=True), resource(TOPIC, "t", {"tags": "b"}), False),
            (resource(BUCKET, "b", {"tags": "a"}), resource(BUCKET, "b", {"tags": "b"}), False),
            (resource(BUCKET, "b", {"nonsense": "a"}), resource(BUCKET, "b", {"nonsense": "b"}), True),
            (None, resource(BUCKET, "b"), False),
        ],
    )
    def test_are_what_is_protected_or_holds_data_and_goes(
        self, before: Resource | None, after: Resource | None, lost: bool
    ) -> None:
        comparison = _within(before, after)
        assert comparison.is_refused is lost
        assert len(comparison.losses) == lost

    def test_there_are_none_between_two_stacks(self) -> None:
        before = graph(resource(BUCKET, "b", protect=True), resource(INSTANCE, "i", {"username": "a"}))
        after = graph(resource(INSTANCE, "i", {"username": "b"}, stack="prod"), stack="prod")
        comparison = compare(before, after)
        assert (comparison.is_refused, comparison.changed[0].replaced, comparison.changed[0].effect) == (
            False,
            True,
            None,
        )

    def test_the_reason_names_what_cannot_change(self) -> None:
        vault = "aws:backup/vault:Vault"
        keys = [resource("aws:kms/key:Key", "k", {"keyUsage": usage}) for usage in ("A", "B")]
        sides = [
            graph(key, resource(vault, "v", {"kmsKeyArn": UNKNOWN, "new": n}, needs={"kmsKeyArn": [key]}))
            for n, key in enumerate(keys)
        ]
        assert [(loss.resource.name, loss.reason) for loss in compare(sides[0], sides[1]).losses] == [
            ("k", "keyUsage cannot change in place"),
            ("v", "new is not known to change in place"),
        ]
        sides = [replace(side, resources=(side.resources[0], _without_new(side.resources[1]))) for side in sides]
        assert [loss.reason for loss in compare(sides[0], sides[1]).losses][1] == "kmsKeyArn is that of a new k"


def _without_new(vault: Resource) -> Resource:
    return replace(vault, inputs={"kmsKeyArn": UNKNOWN})


@pytest.mark.parametrize(
    ("type_", "inputs", "data"),
    [
        (INSTANCE, {}, True),
        (INSTANCE, {"replicateSourceDb": UNKNOWN}, False),
        ("aws:cloudwatch/logGroup:LogGroup", {}, True),
        ("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", {}, False),
        ("aws:ssm/parameter:Parameter", {}, False),
    ],
)
def test_what_is_the_only_copy(type_: str, inputs: dict[str, Value], data: bool) -> None:
    assert loses_data(resource(type_, "x", inputs)) is data


class TestAdopted:
    """A resource that another stack made and this one reads."""

    def test_by_another_stack_is_neither_removed_nor_created(self) -> None:
        owner = graph(resource(BUCKET, "b", stack="prod"), resource(TOPIC, "t", stack="prod"), stack="prod")
        reader = graph(adopted=(resource(BUCKET, "b", {"id": "x"}, stack="dr"),), stack="dr")
        there, back = compare(owner, reader), compare(reader, owner)
        assert [[r.name for r in side] for side in (there.removed, there.adopted, there.created)] == [["t"], ["b"], []]
        assert [[r.name for r in side] for side in (back.removed, back.released, back.created)] == [[], ["b"], ["t"]]
        assert not there.is_refused

    def test_by_the_stack_that_made_it_is_removed_first(self) -> None:
        owner = graph(resource(BUCKET, "b"))
        reader = graph(adopted=(resource(BUCKET, "b", {"id": "x"}),))
        (loss,) = compare(owner, reader).losses
        assert loss.reason == "the program no longer makes it, only read: Pulumi deletes it first"

    def test_and_then_made_by_the_same_stack_is_created(self) -> None:
        comparison = compare(graph(adopted=(resource(BUCKET, "b", {"id": "x"}),)), graph(resource(BUCKET, "b")))
        assert [r.name for r in comparison.created] == [r.name for r in comparison.taken_over] == ["b"]

    def test_on_both_sides_is_no_difference(self) -> None:
        sides = [graph(adopted=(resource(BUCKET, "b", {"id": id_}),)) for id_ in ("x", "y")]
        comparison = compare(sides[0], sides[1])
        assert (comparison.adopted, comparison.released, comparison.created, comparison.removed) == ((), (), (), ())


class TestWaiting:
    def _parameters(self, *values: str, method: str = "pending-reboot") -> dict[str, Value]:
        methods = ("immediate", method)
        return {
            "parameters": [
                {"name": f"p{index}", "value": value, "applyMethod": methods[index]}
                for index, value in enumerate(values)
            ]
        }

    @pytest.mark.parametrize(
        ("before", "after", "waiting"),
        [
            (("1", "1"), ("1", "2"), ["p1"]),
            (("1", "1"), ("2", "1"), []),
            (("1",), ("1", "2"), ["p1"]),
            (("1", "2"), ("1",), ["p1"]),
        ],
    )
    def test_for_a_restart(self, before: tuple[str, ...], after: tuple[str, ...], waiting: list[str]) -> None:
        sides = [graph(resource(PARAMETERS, "pg", self._parameters(*side))) for side in (before, after)]
        assert compare(sides[0], sides[1]).waiting(When.RESTART) == ({"pg": waiting} if waiting else {})

    @pytest.mark.parametrize(("immediately", "waits"), [(True, False), (False, True), (None, True), (UNKNOWN, True)])
    def test_for_the_maintenance_window(self, immediately: Value, waits: bool) -> None:
        more = {} if immediately is None else {"applyImmediately": immediately}
        sides = [graph(resource(INSTANCE, "db", {"multiAz": multi, "tags": multi, **more})) for multi in (False, True)]
        assert compare(sides[0], sides[1]).waiting(When.WINDOW) == ({"db": ["multiAz"]} if waits else {})


@pytest.mark.parametrize("kept", [True, False])
def test_a_task_definition_whose_revisions_stay_is_not_replaced(kept: bool) -> None:
    sides = [graph(resource(TASK, "t", {"cpu": cpu, "skipDestroy": kept})) for cpu in ("256", "512")]
    (changed,) = compare(sides[0], sides[1]).changed
    assert changed.replaced is not kept
    assert changed.changes[0].remark == ("a new revision, the old ones stay" if kept else "")
