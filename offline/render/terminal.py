"""What is printed: rich tables in a terminal, the same as plain text from a pipe."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from offline.comparison import Comparison, Sign
from offline.graph import Graph, Resource
from offline.render import words
from offline.render.losses import Refusal, refusals
from offline.render.rows import CompareRow, FindingRow, compare_rows, component_rows, finding_rows, findings_summary
from offline.report import DISCLAIMER, Report, StackReport, resource_count, services

_STYLES = {
    Sign.CREATE: "green",
    Sign.CHANGE: "yellow",
    Sign.REPLACE: "bold magenta",
    Sign.REMOVE: "red",
    Sign.READ: "cyan",
}
SEVERITIES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "deferred": "dim"}
_PIPE_WIDTH = 100
_LEAST_BESIDE = 60  # columns for the names, or they go below the types
_MOST_CHANGES = 3
_MOST_TYPES = 6


@contextlib.contextmanager
def console() -> Iterator[Console]:
    """Standard output: as wide and colourful as the terminal is; plain text of a readable width for a pipe."""
    if sys.stdout.isatty():
        yield Console(highlight=False, markup=False, emoji=False)
        return
    asked = os.environ.get("COLUMNS", "")
    width = int(asked) if asked.isdigit() else _PIPE_WIDTH
    buffer = io.StringIO()
    yield Console(file=buffer, width=width, highlight=False, markup=False, emoji=False)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def print_preview(out: Console, report: Report, files: Sequence[Path]) -> None:
    out.print(Text(DISCLAIMER, style="italic"))
    if report.trial:
        out.print(Text(report.trial, style="bold yellow"))
    for stack in report.stacks:
        out.print()
        _print_stack(out, stack)
    if report.comparison:
        out.print()
        _print_difference(out, report.comparison)
        if report.refused:
            out.print(Text(report.refused, style="bold red"))
    elif report.no_comparison:
        out.print()
        out.print(Text(report.no_comparison, style="dim"))
    out.print()
    print_findings(out, report.stacks, report.rules, remediation=False)
    out.print()
    out.print(Text(f"Written: {', '.join(map(str, files))}", style="dim"))


def print_comparison(out: Console, comparison: Comparison) -> None:
    _print_difference(out, comparison)
    for refusal in refusals(comparison):
        out.print()
        _print_refusal(out, refusal)


def _print_difference(out: Console, comparison: Comparison) -> None:
    _heading(out, words.comparison_title(comparison), words.comparison_counts(comparison))
    rows = compare_rows(comparison, _MOST_CHANGES)
    if not rows:
        return
    if out.width - max(len(row.type) for row in rows) < _LEAST_BESIDE:
        _print_rows_below(out, rows)
    else:
        _print_rows_beside(out, rows)
    for line in words.effects_summary(comparison):
        head, _, rest = line.partition(": ")
        out.print(Text.assemble((f"{head}: ", "bold"), rest))


def _print_rows_beside(out: Console, rows: Iterable[CompareRow]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True, width=1)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for row in rows:
        style = _STYLES[row.sign]
        what = _names(row)
        for line in row.details:
            what.append(f"\n{line}", style="dim")
        table.add_row(Text(row.sign.value, style=style), Text(row.type, style=style), what)
    out.print(table)


def _print_rows_below(out: Console, rows: Iterable[CompareRow]) -> None:
    """Names beside the type and the rest below, where a column of types would leave too little."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=1)
    table.add_column(overflow="fold", ratio=1)
    for row in rows:
        style = _STYLES[row.sign]
        what = Text.assemble((f"{row.type}  ", style), _names(row))
        table.add_row(Text(row.sign.value, style=style), what)
        for line in row.details:
            table.add_row("", Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    out.print(table)


def _names(row: CompareRow) -> Text:
    names = Text(", ".join(row.names), style="default not bold")
    if row.warnings:
        names.append(f"  {row.warnings}", style="bold red")
    return names


def _print_refusal(out: Console, refusal: Refusal) -> None:
    out.print(Text(refusal.heading, style="bold red"))
    for row in refusal.rows:
        out.print(Text.assemble((row.type, "bold"), f" {', '.join(row.names)}"))
        for name, text in row.facts:
            out.print(Padding(Text.assemble((f"{name}: ", "bold"), text), (0, 0, 0, 2)))
        if row.commands:
            out.print(f"  {refusal.before_commands}")
        for command in row.commands:  # whole, to be copied: a terminal that is too narrow breaks the line itself
            out.print(Text(f"    {command}"), soft_wrap=True)


def print_findings(out: Console, stacks: Sequence[StackReport], rules: int, *, remediation: bool) -> None:
    rows = finding_rows(stacks)
    _heading(out, "Policies", findings_summary(rows, stacks, rules))
    if not rows:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Severity", no_wrap=True)
    if len(stacks) > 1:
        table.add_column("Stack")
    table.add_column("Resource", overflow="fold", ratio=2)
    table.add_column("What is wrong", overflow="fold", ratio=3)
    for row in rows:
        table.add_row(*_finding_cells(row, with_stack=len(stacks) > 1, remediation=remediation))
    out.print(table)


def print_tree(out: Console, graph: Graph) -> None:
    """Every resource, below its parent."""
    root = Tree(Text(f"{graph.project} {words.side(graph)}: {_size(graph)}", style="bold"), guide_style="dim")
    branches: dict[str, Tree] = {}
    for resource in _parents_first(graph):
        above = branches.get(resource.parent or "", root)
        branches[resource.urn] = above.add(_label(resource))
    out.print(root)


def _print_stack(out: Console, stack: StackReport) -> None:
    graph = stack.graph
    _heading(out, words.side(graph), _size(graph))
    for note in stack.notes:
        out.print(Text.assemble(("Note: ", "bold yellow"), words.one_line(note, len(note))))
    if stack.examples:
        out.print(
            Text(f"Still an example, to be replaced before going to AWS ({len(stack.examples)}):", style="yellow")
        )
        table = Table.grid(padding=(0, 2, 0, 2))
        table.add_column(overflow="fold")
        table.add_column(overflow="fold", ratio=1)
        for path, value in stack.examples:
            table.add_row(Text(path), Text(words.one_line(value), style="dim"))
        out.print(table)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", max_width=36)
    table.add_column(justify="right")
    table.add_column(overflow="fold", ratio=1)
    for row in component_rows(graph):
        left = len(row.types) - _MOST_TYPES
        types = ", ".join([*row.types[:_MOST_TYPES], *([f"{left} more"] if left > 0 else [])])
        name = Text.assemble((row.type, "bold cyan"), f" {row.name}")
        table.add_row(name, Text(str(row.count), style="bold"), Text(types, style="dim"))
    out.print(table)
    totals = ", ".join(f"{service} {count}" for service, count in services(graph))
    out.print(Text.assemble(("By service: ", "bold"), totals))


def _finding_cells(row: FindingRow, *, with_stack: bool, remediation: bool) -> Iterable[Text]:
    yield Text(row.severity, style=SEVERITIES[row.severity])
    if with_stack:
        yield Text(", ".join(row.stacks))
    yield Text.assemble(row.resource, (f"\n{row.finding.rule_id}", "dim"))
    fix = (f"\nTo mend it: {row.finding.remediation}", "dim") if remediation else ""
    yield Text.assemble(row.message, fix)


def _heading(out: Console, title: str, rest: str) -> None:
    out.print(Text.assemble((title, "bold underline"), f"  {rest}"))


def _size(graph: Graph) -> str:
    components = sum(not resource.custom for resource in graph.resources)
    return f"{words.plural(resource_count(graph), 'resource')} in {words.plural(components, 'component')}"


def _label(resource: Resource) -> Text:
    return Text.assemble((words.short_type(resource.type), "" if resource.custom else "bold cyan"), f" {resource.name}")


def _parents_first(graph: Graph) -> list[Resource]:
    """A child may be registered before its component's own registration is answered."""
    done: dict[str, Resource] = {}

    def add(resource: Resource) -> None:
        if resource.urn in done:
            return
        if resource.parent and (parent := graph.by_urn.get(resource.parent)):
            add(parent)
        done[resource.urn] = resource

    for resource in graph.resources:
        add(resource)
    return list(done.values())
