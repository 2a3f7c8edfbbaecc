from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from offline.compare import Change, compare
from offline.differ import ABSENT, Absent
from offline.findings import Finding
from offline.render import html, markdown, words
from offline.render.mermaid import diagram
from offline.render.rows import compare_rows, component_rows, finding_rows, findings_summary
from offline.report import Report, StackReport, edges, groups, resource_count, services
from offline.values import UNKNOWN, Secret, Value
from tests.offline.graphs import BUCKET, DATABASE, INSTANCE, SUBNET, VPC, graph, resource

TOPIC = "aws:sns/topic:Topic"
NETWORK = "megane:network:Network"
APP = "megane:app:App"


def _finding(rule: str = "some-rule", message: str = "db: is open", **more: object) -> Finding:
    fields: dict[str, object] = {
        "rule_id": rule,
        "severity": "high",
        "level": "mandatory",
        "urn": "urn:1",
        "name": "db",
        "type": INSTANCE,
        "message": message,
        "remediation": "close it",
        "kind": "violation",
        "view": None,
    }
    return Finding(**{**fields, **more})  # type: ignore[arg-type]


def _stack(*findings: Finding, stack: str = "dev", examples: tuple[tuple[str, str], ...] = ()) -> StackReport:
    """An app on a database on a network, and a provider that is in nobody's way."""
    network = resource(NETWORK, "net", stack=stack)
    vpc = resource(VPC, "net", parent=network, stack=stack)
    subnet = resource(SUBNET, "net-a", {"vpcId": UNKNOWN}, parent=network, needs={"vpcId": [vpc]}, stack=stack)
    database = resource(DATABASE, "data", stack=stack)
    inside = resource("megane:data:Replica", "data-inner", parent=database, stack=stack)
    instance = resource(INSTANCE, "data-db", parent=inside, needs={"subnet": [subnet]}, stack=stack)
    app = resource(APP, "app", stack=stack)
    topic = resource(TOPIC, "app-topic", parent=app, needs={"a": [instance], "b": [vpc]}, stack=stack)
    provider = resource("pulumi:providers:aws", "aws", stack=stack)
    recorded = graph(provider, network, vpc, subnet, database, inside, instance, app, topic, stack=stack)
    return StackReport(graph=recorded, examples=examples, findings=findings)


def _report(*stacks: StackReport) -> Report:
    comparison = compare(stacks[0].graph, stacks[1].graph) if len(stacks) > 1 else None
    return Report(stacks=stacks, comparison=comparison, rules=12)


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
        before = graph(resource(INSTANCE, "db", {"a": 1, "b": 1, "c": 1, "username": "x"}))
        after = graph(resource(INSTANCE, "db", {"a": 2, "b": 2, "c": 2, "username": "y"}))
        changed = compare(before, after).changed[0]
        assert words.changes(changed, 2) == ["username: x → y", "a: 1 → 2", "and 2 more"]


class TestData:
    def test_components_count_what_is_inside_them(self) -> None:
        recorded = _stack().graph
        assert [(g.root.name, g.count) for g in groups(recorded)] == [("aws", 0), ("net", 2), ("data", 1), ("app", 1)]
        assert resource_count(recorded) == 4
        assert services(recorded) == [("ec2", 2), ("rds", 1), ("sns", 1)]

    def test_edges_are_between_components(self) -> None:
        assert [(a.name, b.name) for a, b in edges(_stack().graph)] == [
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
        stacks = [_stack(_finding()), _stack(_finding(urn="urn:2"), _finding("b", severity="critical"), stack="prod")]
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
        (row,) = finding_rows([_stack(_finding("some-rule", "db: is open", **more))])
        assert (row.severity, row.message, row.resource) == (severity, message, "rds.Instance db")


class TestMermaid:
    def test_leaves_out_what_follows_from_other_arrows(self) -> None:
        assert diagram(_stack().graph).splitlines() == [
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


EVIL = "<img src=x onerror=alert(1)>|`*_[a](b)\n眼鏡"


class TestMarkdown:
    def test_sections(self) -> None:
        text = markdown.render(_report(_stack(_finding(), examples=(("megane:a", "b"),)), _stack(stack="prod")))
        assert [line for line in text.splitlines() if line.startswith("#")] == [
            "# Offline preview",
            "## dev (minimal): 4 resources",
            "### Still an example",
            "### Components",
            "## prod (minimal): 4 resources",
            "### Components",
            "## dev (minimal) → prod (minimal)",
            "## Policies",
        ]
        assert "| Network net | 2 | Subnet, Vpc |" in text
        assert text.count("```mermaid\n") == 2
        assert "In all: 9 the same." in text
        assert "| high | dev | rds.Instance db | db: is open | close it | `some-rule` |" in text

    def test_text_stays_text(self) -> None:
        text = markdown.render(_report(_stack(_finding(message=EVIL), examples=((EVIL, EVIL),))))
        assert "&lt;img src=x onerror=alert(1)&gt;\\|\\`\\*\\_\\[a\\](b) 眼鏡" in text
        for row in (line for line in text.splitlines() if "眼鏡" in line):
            assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"(?<!\\)\|", _header_above(text, row)))


class TestHtml:
    def test_is_whole_and_needs_nothing_from_elsewhere(self) -> None:
        text = html.render(_report(_stack(_finding(), examples=(("megane:a", "b"),)), _stack(stack="prod")))
        _Balanced().feed_all(text)
        assert not re.search(r"https?:|<script|<link|@import|url\(", text)
        assert '<meta charset="utf-8">' in text
        assert "prefers-color-scheme: dark" in text
        assert text.count("<section>") == text.count("</section>") == 4

    def test_the_tree_opens_at_each_component(self) -> None:
        text = html.render(_report(_stack()))
        assert '<details class="tree"><summary><b>Network</b> net <small>2</small></summary>' in text
        assert '<div class="leaf"><b>rds.Instance</b> data-db</div>' in text

    def test_text_stays_text(self) -> None:
        evil = resource(TOPIC, EVIL, {"x": EVIL})
        before, after = graph(evil), graph(resource(TOPIC, EVIL, {"x": 1}), resource(VPC, EVIL))
        stack = StackReport(graph=after, examples=((EVIL, EVIL),), findings=(_finding(EVIL, EVIL, remediation=EVIL),))
        report = Report(stacks=(stack,), comparison=compare(before, after), no_comparison=EVIL, rules=1)
        text = html.render(report)
        assert "<img" not in text
        assert "眼鏡" in text

    def test_why_there_is_no_comparison(self) -> None:
        report = Report(stacks=(_stack(),), comparison=None, no_comparison="needs <Slack>", rules=1)
        assert "needs &lt;Slack&gt;" in html.render(report)
        assert "needs &lt;Slack&gt;" in markdown.render(report)


class _Balanced(HTMLParser):
    """Fails on an element that is not closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def feed_all(self, text: str) -> None:
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _header_above(text: str, row: str) -> str:
    lines = text.splitlines()
    return next(line for line in reversed(lines[: lines.index(row)]) if line.startswith("|---"))
