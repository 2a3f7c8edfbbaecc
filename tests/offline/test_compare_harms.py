"""What a comparison refuses of resources that stay, and what it only remarks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from offline.compare import compare
from offline.comparison import Comparison
from offline.graph import Resource
from offline.render import terminal, words
from offline.values import UNKNOWN, Value
from tests.offline.command import run
from tests.offline.graphs import BUCKET, INSTANCE, SUBNET, VPC, graph, resource
from tests.stacks.load import ROOT, named, stack_graph

LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
RESTORE = "make a new stack with `database.restore` beside this one, and move the names over when it serves"


def _stack(stack: str, *changes: str) -> Comparison:
    return compare(stack_graph("preview", stack), stack_graph("preview", stack, *changes))


def _said(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(harm.resource.name, harm.effect, harm.reason) for harm in comparison.harms]


class TestAnotherVpc:
    def test_is_refused_by_what_lives_in_the_old_one(self) -> None:
        comparison = _stack("prod", "megane:network.cidr=10.2.0.0/16")
        subnets, of_rds = "subnetIds are those of new subnets", ": refused by RDS after half of the update"
        of_cache = ": refused by ElastiCache after half of the update"
        database = f"vpcSecurityGroupIds are those of a new megane-database-sg{of_rds}"
        assert _said(comparison) == [
            ("megane-database", "refused", f"{subnets}{of_rds}"),
            ("megane-database-primary", "refused", database),
            ("megane-database-replica", "refused", database),
            ("megane-cache", "refused", f"{subnets}{of_cache}"),
            ("megane-cache", "refused", f"securityGroupIds are those of a new megane-cache-sg{of_cache}"),
        ]
        assert {harm.way_round for harm in comparison.harms} == {RESTORE}

    def _database(self, vpc: Mapping[str, Value], group: Mapping[str, Value]) -> tuple[Resource, ...]:
        net = resource(VPC, "net", vpc)
        subnet = resource(SUBNET, "a", {"vpcId": UNKNOWN}, needs={"vpcId": [net]})
        access = resource(GROUP, "sg", {"vpcId": UNKNOWN, **group}, needs={"vpcId": [net]})
        groups = {"vpcSecurityGroupIds": UNKNOWN}
        return net, subnet, access, resource(INSTANCE, "db", groups, needs={"vpcSecurityGroupIds": [access]})

    @pytest.mark.parametrize(
        ("vpc", "group", "refused"),
        [({"cidrBlock": "b"}, {}, ["db"]), ({"tags": {"a": "b"}}, {}, []), ({}, {"description": "b"}, [])],
    )
    def test_only_a_group_of_another_vpc_is_refused(
        self, vpc: dict[str, Value], group: dict[str, Value], refused: list[str]
    ) -> None:
        before = graph(*self._database(dict.fromkeys(vpc, "a"), dict.fromkeys(group, "a")))
        comparison = compare(before, graph(*self._database(vpc, group)))
        assert [harm.resource.name for harm in comparison.harms] == refused
        assert comparison.is_refused is bool(refused)


def _bucket(days: Mapping[str, Mapping[str, Value]] | None, **rule: Value) -> list[Resource]:
    bucket = resource(BUCKET, "b")
    if days is None:
        return [bucket]
    inputs: dict[str, Value] = {"bucket": UNKNOWN, "rules": [{"id": "expire", "status": "Enabled", **days, **rule}]}
    return [bucket, resource(LIFECYCLE, "b", inputs, needs={"bucket": [bucket]})]


def _versions(days: int) -> dict[str, dict[str, Value]]:
    return {"noncurrentVersionExpiration": {"noncurrentDays": days}}


def _objects(days: int) -> dict[str, dict[str, Value]]:
    return {"expiration": {"days": days}}


class TestALifecycle:
    @pytest.mark.parametrize(
        ("before", "after", "deletes"),
        [
            (_bucket(None), _bucket(_versions(30)), "versions 30 days after they were replaced or deleted"),
            (_bucket(_versions(90)), _bucket(_versions(30)), "versions 30 days after they were replaced or deleted"),
            (_bucket(_objects(90)), _bucket(_objects(30)), "objects 30 days after they were made"),
            (_bucket(_versions(90), status="Disabled"), _bucket(_versions(90)), "versions 90 days after they were "),
            (_bucket(_versions(30)), _bucket(_versions(90)), ""),
            (_bucket(_versions(30)), _bucket(None), ""),
            (_bucket(None), _bucket({"expiration": {"expiredObjectDeleteMarker": True}}), ""),
            (_bucket(None), _bucket(_versions(30), status="Disabled"), ""),
            ([], _bucket(_versions(30)), ""),  # a new bucket has nothing to lose
        ],
    )
    def test_that_deletes_sooner_is_refused(self, before: list[Resource], after: list[Resource], deletes: str) -> None:
        comparison = compare(graph(*before), graph(*after))
        assert comparison.is_refused is bool(deletes)
        for harm in comparison.harms:
            assert harm.effect == "deletes"
            assert harm.reason.startswith(f"the bucket is there and its rule would delete {deletes}")
        assert len(comparison.harms) == bool(deletes)

    @pytest.mark.usefixtures("recorded")
    def test_of_the_uploads_is_status_1(self) -> None:
        args = ("--set", "megane:storage.mfaDelete=off", "--project", str(ROOT))
        text = " ".join(run("compare", "prod", *args, status=1).stdout.split())
        assert "Would delete data for good: 2 resources (exit status 1)" in text
        assert "megane-storage-uploads, megane-storage-uploads-copy Would be: the bucket is there and" in text
        assert "raise the days (`storage.noncurrentDays` for versions of uploads); where MFA Delete is on" in text
        assert "docs/OPERATION_RUNBOOK.md#mfa-delete" in text


class TestKeptForLess:
    @pytest.mark.parametrize(
        ("type_", "property_", "old", "new", "reason"),
        [
            (LOGS, "retentionInDays", 90, 30, "retentionInDays 90 → 30: older log events are deleted"),
            (LOGS, "retentionInDays", 0, 30, "retentionInDays (for ever) → 30: older log events are deleted"),
            (LOGS, "retentionInDays", 30, 90, ""),
            (INSTANCE, "backupRetentionPeriod", 7, 0, "backupRetentionPeriod 7 → 0: all automated backups are deleted"),
            (INSTANCE, "backupRetentionPeriod", 7, 3, ""),
        ],
    )
    def test_is_refused(self, type_: str, property_: str, old: int, new: int, reason: str) -> None:
        sides = [graph(resource(type_, "x", {property_: days})) for days in (old, new)]
        comparison = compare(sides[0], sides[1])
        assert _said(comparison) == ([("x", "deletes", reason)] if reason else [])
        assert comparison.is_refused is bool(reason)
        assert [loss["effect"] for loss in comparison.to_json()["losses"]] == ["deletes"] * bool(reason)  # type: ignore[attr-defined]

    def test_between_two_stacks_is_not(self) -> None:
        before = graph(resource(LOGS, "x", {"retentionInDays": 90}))
        after = graph(resource(LOGS, "x", {"retentionInDays": 30}, stack="prod"), stack="prod")
        assert not compare(before, after).is_refused


class TestRemarks:
    def test_object_lock_is_for_ever(self) -> None:
        comparison = compare(graph(resource(BUCKET, "b")), graph(resource(BUCKET, "b"), resource(LOCK, "b")))
        assert comparison.remarks == ("Cannot be turned off again: Object Lock of b",)
        assert not comparison.is_refused

    def test_connections_before_tasks(self, capsys: pytest.CaptureFixture[str]) -> None:
        with terminal.console() as out:
            terminal.print_comparison(out, compare(named("prod-minimal"), named("prod")))
        text = " ".join(capsys.readouterr().out.split())
        assert (
            "Waits for the next restart of the instance: megane-database (max_connections) Before more tasks come: "
            "they share the 100 connections of megane-database until it restarts, so raise `database.maxConnections` "
            "and reboot the database first (docs/OPERATION_RUNBOOK.md#phase-switch)"
        ) in text

    @pytest.mark.parametrize(
        ("old", "new", "method", "said"),
        [
            ("100", "200", "pending-reboot", True),
            ("200", "100", "pending-reboot", False),
            ("100", "200", "immediate", False),
        ],
    )
    def test_only_when_they_are_raised_and_wait(self, old: str, new: str, method: str, said: bool) -> None:
        sides = [
            graph(
                resource(
                    PARAMETERS,
                    "pg",
                    {"parameters": [{"name": "max_connections", "value": value, "applyMethod": method}]},
                )
            )
            for value in (old, new)
        ]
        comparison = compare(sides[0], sides[1])
        assert bool(comparison.remarks) is said
        assert comparison.remarks == tuple(line for line in words.effects_summary(comparison) if "Before" in line)


def test_the_switch_of_the_profile_harms_nothing() -> None:
    comparison = compare(named("prod-minimal"), named("prod"))
    assert (comparison.harms, comparison.is_refused) == ((), False)
