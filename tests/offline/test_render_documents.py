"""The files of `preview`: Markdown and HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from offline.compare import compare
from offline.render import html, markdown
from offline.report import Report, StackReport
from tests.offline.graphs import INSTANCE, VPC, graph, resource
from tests.offline.reports import TOPIC, finding, report, stack_report

EVIL = "<img src=x onerror=alert(1)>|`*_[a](b)\n眼鏡"


class TestMarkdown:
    def test_sections(self) -> None:
        text = markdown.render(
            report(stack_report(finding(), examples=(("megane:a", "b"),)), stack_report(stack="prod"))
        )
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
        text = markdown.render(report(stack_report(finding(message=EVIL), examples=((EVIL, EVIL),))))
        assert "&lt;img src=x onerror=alert(1)&gt;\\|\\`\\*\\_\\[a\\](b) 眼鏡" in text
        for row in (line for line in text.splitlines() if "眼鏡" in line):
            assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"(?<!\\)\|", _header_above(text, row)))


class TestHtml:
    def test_is_whole_and_needs_nothing_from_elsewhere(self) -> None:
        text = html.render(report(stack_report(finding(), examples=(("megane:a", "b"),)), stack_report(stack="prod")))
        _Balanced().feed_all(text)
        assert not re.search(r"https?:|<script|<link|@import|url\(", text)
        assert '<meta charset="utf-8">' in text
        assert "prefers-color-scheme: dark" in text
        assert text.count("<section>") == text.count("</section>") == 4

    def test_the_tree_opens_at_each_component(self) -> None:
        text = html.render(report(stack_report()))
        assert '<details class="tree"><summary><b>Network</b> net <small>2</small></summary>' in text
        assert '<div class="leaf"><b>rds.Instance</b> data-db</div>' in text

    def test_text_stays_text(self) -> None:
        evil = resource(TOPIC, EVIL, {"x": EVIL})
        before, after = graph(evil), graph(resource(TOPIC, EVIL, {"x": 1}), resource(VPC, EVIL))
        stack = StackReport(graph=after, examples=((EVIL, EVIL),), findings=(finding(EVIL, EVIL, remediation=EVIL),))
        report = Report(stacks=(stack,), comparison=compare(before, after), no_comparison=EVIL, rules=1)
        text = html.render(report)
        assert "<img" not in text
        assert "眼鏡" in text

    def test_why_there_is_no_comparison(self) -> None:
        report = Report(stacks=(stack_report(),), comparison=None, no_comparison="needs <Slack>", rules=1)
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


REFUSED = "Refused of this switch: 2 resources; python -m offline compare dev --set megane:profile=minimal shows them"


class TestLosses:
    """What a comparison would lose: a document only counts it, the commands are those of `compare`."""

    def _documents(self) -> tuple[str, str]:
        replica = resource(INSTANCE, "replica", {"replicateSourceDb": "p"}, protect=True)
        before = graph(replica, resource(INSTANCE, "db", {"kmsKeyId": "a", "multiAz": False}), resource(VPC, "net"))
        after = graph(
            resource(INSTANCE, "db", {"kmsKeyId": "b", "multiAz": True}),
            resource(TOPIC, "cached", {}),
            adopted=(resource(VPC, "net", {"id": "vpc-1"}),),
        )
        stack = StackReport(graph=after, examples=(), findings=())
        whole = Report(stacks=(stack,), comparison=compare(before, after), rules=1)
        return markdown.render(whole), html.render(whole)

    def test_in_markdown(self) -> None:
        lines = self._documents()[0].splitlines()
        assert "| ± | rds.Instance | db **data would be lost** | replaced<br>kmsKeyId: a → b (replaces)<br>" in "".join(
            line for line in lines if line.startswith("| ±")
        )
        assert "| - | rds.Instance | replica **protected** |  |" in lines
        assert "| » | ec2.Vpc | net | made elsewhere, only read here |" in lines
        assert "What holds data: 0 in place, 0 interrupted, 1 replaced, 1 removed." in lines
        assert f"**{REFUSED}.**" in lines
        assert "unprotect" not in "".join(lines)

    def test_in_html(self) -> None:
        text = self._documents()[1]
        _Balanced().feed_all(text)
        assert '<strong class="remove">data would be lost</strong>' in text
        assert f'<p class="remove">{REFUSED}.</p>' in text
        assert "unprotect" not in text
