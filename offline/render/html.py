"""`out/report.html`: one file without anything from elsewhere, for light and dark screens and for print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from offline.comparison import Comparison, Sign
from offline.graph import Resource
from offline.render import words
from offline.render.rows import compare_rows, finding_rows, findings_summary
from offline.render.style import CSS
from offline.report import DISCLAIMER, Report, StackReport, groups, resource_count, services

_MOST_CHANGES = 200
_CLASSES = {
    Sign.CREATE: "create",
    Sign.CHANGE: "change",
    Sign.REPLACE: "replace",
    Sign.REMOVE: "remove",
    Sign.READ: "low",
}


def render(report: Report) -> str:
    stacks = " and ".join(stack.graph.stack for stack in report.stacks)
    body = "\n".join(_body(report))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(f"Offline preview: {stacks}")}</title>
<style>{CSS}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _body(report: Report) -> Iterator[str]:
    yield f'<h1>Offline preview</h1>\n<p class="notice">{escape(DISCLAIMER)}</p>'
    if report.trial:
        yield f'<p class="notice"><strong>{escape(report.trial)}</strong></p>'
    for stack in report.stacks:
        yield from _stack(stack)
    if report.comparison:
        yield from _comparison(report.comparison)
        if report.refused:
            yield f'<p class="remove">{escape(report.refused)}.</p>'
    elif report.no_comparison:
        yield f"<section><h2>Comparison</h2><p>{escape(report.no_comparison)}</p></section>"
    yield from _findings(report)


def _stack(stack: StackReport) -> Iterator[str]:
    graph = stack.graph
    size = words.plural(resource_count(graph), "resource")
    yield f"<section><h2>{escape(words.side(graph))} <small>{size}</small></h2>"
    yield from (f'<p class="notice">Note: {escape(note)}</p>' for note in stack.notes)
    if stack.examples:
        count = len(stack.examples)
        yield f"<details><summary>Still an example ({count}): to be replaced before going to AWS</summary>"
        yield from _table(("Setting", "Value"), [(_code(path), escape(value)) for path, value in stack.examples])
        yield "</details>"
    children: dict[str | None, list[Resource]] = defaultdict(list)
    for resource in graph.resources:
        children[resource.parent if resource.parent in graph.by_urn else None].append(resource)
    counts = {group.root.urn: group.count for group in groups(graph)}
    yield "<h3>Resources by component</h3>"
    for root in children[None]:
        yield from _tree(root, children, counts)
    totals = ", ".join(f"{service} {count}" for service, count in services(graph))
    yield f"<p>By service: {escape(totals)}.</p></section>"


def _tree(resource: Resource, children: dict[str | None, list[Resource]], counts: dict[str, int]) -> Iterator[str]:
    """A component can be opened; a resource with nothing below it is a line."""
    label = f"<b>{escape(words.short_type(resource.type))}</b> {escape(resource.name)}"
    below = children.get(resource.urn, [])
    if not below:
        yield f'<div class="leaf">{label}</div>'
        return
    count = f" <small>{counts[resource.urn]}</small>" if resource.urn in counts else ""
    yield f'<details class="tree"><summary>{label}{count}</summary>'
    for child in below:
        yield from _tree(child, children, counts)
    yield "</details>"


def _comparison(comparison: Comparison) -> Iterator[str]:
    title, counts = words.comparison_title(comparison), words.comparison_counts(comparison)
    yield f"<section><h2>{escape(title)}</h2><p>{escape(counts)}</p>"
    rows = [
        (
            f'<span class="{_CLASSES[row.sign]}" title="{words.MEANING[row.sign]}">{row.sign.value}</span>',
            escape(row.type),
            escape(", ".join(row.names)) + (f' <strong class="remove">{row.warnings}</strong>' if row.warnings else ""),
            "<br>".join(escape(line) for line in row.details),
        )
        for row in compare_rows(comparison, _MOST_CHANGES)
    ]
    if rows:
        yield from _table(("", "Type", "Name", "What changes"), rows)
    for line in words.effects_summary(comparison):
        yield f"<p>{escape(line)}.</p>"
    yield "</section>"


def _findings(report: Report) -> Iterator[str]:
    rows = finding_rows(report.stacks)
    yield f"<section><h2>Policies</h2><p>{escape(findings_summary(rows, report.stacks, report.rules))}.</p>"
    if rows:
        yield from _table(
            ("Severity", "Stack", "Resource", "What is wrong", "To mend it", "Rule"),
            [
                (
                    f'<span class="{escape(row.severity)}">{escape(row.severity)}</span>',
                    escape(", ".join(row.stacks)),
                    escape(row.resource),
                    escape(row.message),
                    escape(row.finding.remediation),
                    _code(row.finding.rule_id),
                )
                for row in rows
            ],
        )
    yield "</section>"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Cells are HTML already."""
    yield f'<div class="wide"><table><tr>{"".join(f"<th>{cell}</th>" for cell in header)}</tr>'
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</table></div>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
