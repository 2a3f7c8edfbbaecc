"""`out/report.md`: the preview for a pull request or a wiki, with a Mermaid diagram of each stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from offline.comparison import Comparison
from offline.render import words
from offline.render.mermaid import diagram
from offline.render.rows import compare_rows, component_rows, finding_rows, findings_summary
from offline.report import DISCLAIMER, Report, StackReport, resource_count, services

_MOST_CHANGES = 12


def render(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from ("# Offline preview", "", f"> {_escaped(DISCLAIMER)}")
    if report.trial:
        yield from ("", f"**{_escaped(report.trial)}**")
    for stack in report.stacks:
        yield from _stack(stack)
    if report.comparison:
        yield from _comparison(report.comparison)
        yield from ("", f"**{_escaped(report.refused)}.**") if report.refused else ()
    elif report.no_comparison:
        yield from ("", "## Comparison", "", _escaped(report.no_comparison))
    yield from _findings(report)


def _stack(stack: StackReport) -> Iterator[str]:
    graph = stack.graph
    yield from ("", f"## {_escaped(words.side(graph))}: {words.plural(resource_count(graph), 'resource')}")
    if stack.notes:
        yield ""
        yield from (f"- Note: {_escaped(note)}" for note in stack.notes)
    if stack.examples:
        yield from ("", "### Still an example", "", "To be replaced before going to AWS.", "")
        yield from _table(("Setting", "Value"), [(_code(path), _escaped(value)) for path, value in stack.examples])
    yield from ("", "### Components", "")
    yield from _table(
        ("Component", "Resources", "Of which"),
        [
            (_escaped(f"{row.type} {row.name}"), str(row.count), _escaped(", ".join(row.types)))
            for row in component_rows(graph)
        ],
    )
    yield from ("", f"By service: {', '.join(f'{service} {count}' for service, count in services(graph))}.")
    yield from ("", "An arrow goes from a component to one that it needs.", "", "```mermaid", diagram(graph), "```")


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield from (
        "",
        f"## {_escaped(words.comparison_title(comparison))}",
        "",
        f"In all: {words.comparison_counts(comparison)}.",
        "",
    )
    rows = [
        (
            row.sign.value,
            _escaped(row.type),
            _escaped(", ".join(row.names)) + (f" **{row.warnings}**" if row.warnings else ""),
            "<br>".join(_escaped(line) for line in row.details),
        )
        for row in compare_rows(comparison, _MOST_CHANGES)
    ]
    yield from _table(("", "Type", "Name", "What changes"), rows) if rows else ()
    for line in words.effects_summary(comparison):
        yield from ("", f"{_escaped(line)}.")


def _findings(report: Report) -> Iterator[str]:
    rows = finding_rows(report.stacks)
    yield from ("", "## Policies", "", f"{_escaped(findings_summary(rows, report.stacks, report.rules))}.")
    if rows:
        yield ""
        yield from _table(
            ("Severity", "Stack", "Resource", "What is wrong", "To mend it", "Rule"),
            [
                (
                    row.severity,
                    ", ".join(row.stacks),
                    _escaped(row.resource),
                    _escaped(row.message),
                    _escaped(row.finding.remediation),
                    _code(row.finding.rule_id),
                )
                for row in rows
            ],
        )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _code(text: str) -> str:
    return f"`{words.one_line(text, len(text)).replace('`', '').replace('|', chr(92) + '|')}`"


def _escaped(text: str) -> str:
    """Text as text: no markup, no cell border, no line break."""
    text = words.one_line(text, len(text))
    for char in "\\`*_[]<>|#":
        text = text.replace(char, {"<": "&lt;", ">": "&gt;"}.get(char, f"\\{char}"))
    return text
