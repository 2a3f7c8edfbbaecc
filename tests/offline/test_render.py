from __future__ import annotations

import pytest

from offline.compare import compare
from offline.comparison import Change
from offline.differ import ABSENT, Absent
from offline.render import words
from offline.render.mermaid import diagram
from offline.render.rows import compare_rows, component_rows, finding_rows, findings_summary
from offline.report import edges, groups, resource_count, services
from offline.values import UNKNOWN, Secret, Value
from tests.offline.graphs import BUCKET, INSTANCE, SUBNET, VPC, graph, resource
from tests.offline.reports import APP, TOPIC, finding, stack_report


class TestWords:
    @pytest.mark.parametrize(
        ("type_", "short"),
        [
            ("aws:rds/instance:Instance", "rds.Instance"),
            ("random:index/randomPassword:RandomPassword", "random.RandomPassword"),
            ("awsx:ec2:Vpc", "awsx.ec2.Vpc"),
            ("pulumi:providers:aws", "pulumi.providers.aws"),
            ("megane:data:Database", "Database"),
        ],
    )
    def test_short_types(self, type_: str, short: str) -> None:
        assert words.short_type(type_) == short

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (ABSENT, "(none)"),
            (UNKNOWN, "(unknown)"),
            (Secret("hunter2"), "(secret)"),
            ([UNKNOWN, Secret("hunter2"), 1], "[(unknown), (secret), 1]"),
            ("", '""'),
            ("a\n\x1b[31mb", "a [31mb"),
            ("眼鏡", "眼鏡"),
            (True, "true"),
            ("x" * 50, "x" * 43 + "…"),
        ],
    )
    def test_values(self, value: Value | Absent, text: str) -> None:
        assert words.value(value) == text

    def test_long_texts_are_cut_before_where_they_differ(self) -> None:
        said = words.change(Change(path="p", before=f"{'x' * 100}one", after=f"{'x' * 100}two"))
        assert said == f"p: …{'x' * 12}one → …{'x' * 12}two"

    def test_what_replaces_comes_first_and_the_rest_is_counted(self) -> None:
        before = graph(resource(SUBNET, "a", {"a": 1, "b": 1, "c": 1, "cidrBlock": "x"}))
        after = graph(resource(SUBNET, "a", {"a": 2, "b": 2, "c": 2, "cidrBlock": "y"}))
        changed = compare(before, after).changed[0]
        assert words.changes(changed, 2) == ["cidrBlock: x → y (replaces)", "a: 1 → 2", "and 2 more"]

    def test_of_what_holds_data_the_effect_is_said(self) -> None:
        keys = ("port", "instanceClass", "multiAz", "tags")
        before, after = ({key: f"{value}{key}" for key in keys} for value in "xy")
        changed = compare(graph(resource(INSTANCE, "db", before)), graph(resource(INSTANCE, "db", after))).changed[0]
        assert words.changes(changed, 9) == [
            "interrupted, at once and in the maintenance window",
            "instanceClass: xinstanceClass → yinstanceClass (interrupts, waits for the maintenance window)",
            "port: xport → yport (interrupts at once)",
            "multiAz: xmultiAz → ymultiAz (waits for the maintenance window)",
            "tags: xtags → ytags",
        ]

    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            (["one", "two"], ["two", "three"], "p: +three, -one"),
            (["one", "two"], ["two", "one"], 'p: ["one", "two"] → ["two", "one"]'),
            ([1], [2], "p: [1] → [2]"),
            (
                f"{'a word ' * 9}is 100 now{' and then' * 9}",
                f"{'a word ' * 9}is 200 now{' and then' * 9}",
                "p: …word a word is 100… → …word a word is 200…",
            ),
        ],
    )
    def test_only_what_differs_is_shown(self, before: Value, after: Value, said: str) -> None:
        assert words.change(Change(path="p", before=before, after=after)) == said


class TestData:
    def test_components_count_what_is_inside_them(self) -> None:
        recorded = stack_report().graph
        assert [(g.root.name, g.count) for g in groups(recorded)] == [("aws", 0), ("net", 2), ("data", 1), ("app", 1)]
        assert resource_count(recorded) == 4
        assert services(recorded) == [("ec2", 2), ("rds", 1), ("sns", 1)]

    def test_edges_are_between_components(self) -> None:
        assert [(a.name, b.name) for a, b in edges(stack_report().graph)] == [
            ("data", "net"),
            ("app", "data"),
            ("app", "net"),
        ]

    def test_many_of_a_kind_share_a_row(self) -> None:
        apps = [resource(APP, f"app-{index}") for index in range(3)]
        topics = [resource(TOPIC, f"t-{app.name}", parent=app) for app in apps]
        assert [(row.type, row.name, row.count, row.types) for row in component_rows(graph(*apps, *topics))] == [
            ("App", "×3", 3, ("Topic ×3",))
        ]
        assert [row.name for row in component_rows(graph(*apps[:2], *topics[:2]))] == ["app-0", "app-1"]

    def test_comparison_rows_put_the_worst_first_and_join_what_is_alike(self) -> None:
        before = graph(
            *(resource(BUCKET, name) for name in ("old-b", "old-a")),
            resource(SUBNET, "gone"),
            resource(INSTANCE, "db", {"username": "x"}),
            *(resource(TOPIC, name, {"displayName": "x"}) for name in ("t1", "t2")),
        )
        after = graph(
            resource(INSTANCE, "db", {"username": "y"}),
            *(resource(TOPIC, name, {"displayName": "y"}) for name in ("t1", "t2")),
            resource(VPC, "new"),
        )
        rows = compare_rows(compare(before, after), 3)
        assert [(row.sign.value, row.type, row.names, row.loses_data) for row in rows] == [
            ("±", "rds.Instance", ("db",), True),
            ("-", "s3.Bucket", ("old-a", "old-b"), True),
            ("-", "ec2.Subnet", ("gone",), False),
            ("~", "sns.Topic", ("t1", "t2"), False),
            ("+", "ec2.Vpc", ("new",), False),
        ]

    def test_a_finding_of_two_stacks_is_said_once(self) -> None:
        stacks = [
            stack_report(finding()),
            stack_report(finding(urn="urn:2"), finding("b", severity="critical"), stack="prod"),
        ]
        rows = finding_rows(stacks)
        assert [(row.finding.rule_id, row.stacks) for row in rows] == [
            ("b", ("prod",)),
            ("some-rule", ("dev", "prod")),
        ]
        assert findings_summary(rows, stacks, 12) == (
            "12 rules over both views of dev and prod: 2 findings, 2 of them mandatory"
        )

    @pytest.mark.parametrize(
        ("more", "severity", "message"),
        [
            ({}, "high", "db: is open"),
            ({"view": "up"}, "high", "db: is open (in the up view only)"),
            ({"level": "advisory"}, "high", "db: is open [advisory]"),
            ({"level": "advisory", "kind": "deferred"}, "deferred", "db: is open [advisory]"),
        ],
    )
    def test_how_a_finding_reads(self, more: dict[str, object], severity: str, message: str) -> None:
        (row,) = finding_rows([stack_report(finding("some-rule", "db: is open", **more))])
        assert (row.severity, row.message, row.resource) == (severity, message, "rds.Instance db")


class TestMermaid:
    def test_leaves_out_what_follows_from_other_arrows(self) -> None:
        assert diagram(stack_report().graph).splitlines() == [
            "flowchart TD",
            '    c1["Network<br/>net (2)"]',
            '    c2["Database<br/>data (1)"]',
            '    c3["App<br/>app (1)"]',
            "    c2 --> c1",
            "    c3 --> c2",
        ]

    def test_two_that_need_each_other_keep_both_arrows(self) -> None:
        left, right = resource(APP, "l"), resource(APP, "r")
        one = resource(TOPIC, "one", parent=left)
        two = resource(TOPIC, "two", parent=right, needs={"a": [one]})
        three = resource(TOPIC, "three", parent=left, needs={"a": [two]})
        arrows = diagram(graph(left, right, one, two, three)).splitlines()[3:]
        assert arrows == ["    c0 --> c1", "    c1 --> c0"]

    def test_a_name_cannot_leave_its_label(self) -> None:
        assert '"x#quot;]; y' in diagram(graph(resource(TOPIC, 'x"]; y'))).replace("sns.Topic<br/>", "")
