"""The catalogue of rules in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from offline.catalogue import Entry, lines
from offline.render import words
from offline.render.terminal import SEVERITIES
from policies.rules.types import ANY


def print_list(out: Console, entries: Sequence[Entry]) -> None:
    """Every rule in a line or two, by subject."""
    width = max(len(entry.rule.id) for entry in entries)
    for subject, those in groupby(entries, key=lambda entry: entry.subject):
        out.print(Text(subject, style="bold underline"))
        table = Table.grid(padding=(0, 2, 0, 0))
        for fixed in (width, len("critical"), len("mandatory")):
            table.add_column(no_wrap=True, width=fixed)
        table.add_column(overflow="fold", ratio=1)
        for entry in those:
            rule = entry.rule
            severity = Text(rule.severity, style=SEVERITIES[rule.severity])
            table.add_row(Text(rule.id, style="cyan"), severity, rule.level, rule.title)
        out.print(table)
    out.print(f"{words.plural(len(entries), 'rule')}; python -m offline policies --explain ID tells more of one")


def print_entry(out: Console, entry: Entry) -> None:
    """One rule: what it wants and why, how to mend what it finds, what may be chosen, an example that passes and one
    that does not."""
    rule = entry.rule
    out.print(
        Text.assemble((rule.id, "bold cyan"), "  ", (rule.severity, SEVERITIES[rule.severity]), f", {rule.level}")
    )
    out.print(Text(f"{rule.title}\n{rule.title_ja}", style="bold"))
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold", ratio=1)
    judged = ", ".join("every resource" if type_ == ANY else words.short_type(type_) for type_ in rule.types)
    for name, text in (
        ("Note", entry.why),
        ("Judges", judged),
        ("To mend it", rule.remediation),
        ("Also known as", entry.references),
        ("Source", rule.url),
        ("Exemptions", "" if rule.exemptable else "none in production"),
    ):
        if text:
            facts.add_row(Text(name, style="dim"), Text(text))
    for choice in entry.choices:
        text = f"{choice.type}, {choice.default} unless stated. {choice.meaning}".rstrip()
        facts.add_row(Text(f"Choice {choice.key}", style="dim"), Text(text))
    out.print(facts)
    for example in entry.examples:
        out.print()
        passes = example.case == "pass"
        out.print(Text.assemble(("passes" if passes else "fails", "green" if passes else "red"), f": {example.name}"))
        out.print(Padding(Text("\n".join(lines(example))), (0, 0, 0, 2)))
        for _, message in example.findings:
            out.print(Padding(Text(f"→ {message}", style="red"), (0, 0, 0, 2)))
