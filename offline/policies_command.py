"""`policies`: what the rules say about a stack, which rules there are, and what one of them wants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offline import files, runner, stackfile
from offline.command import REFUSED, AnyView, AsJson, Project, Set, mistakes_readable, pass_on, print_json
from offline.errors import InputError
from offline.graph import View
from offline.render import progress, terminal
from offline.report import StackReport


def policies(
    stack: Annotated[str | None, typer.Argument(metavar="STACK")] = None,
    as_json: AsJson = False,
    changes: Set = None,
    view: AnyView = None,
    project: Project = Path(),
    sarif: Annotated[
        Path | None, typer.Option("--sarif", metavar="FILE", help="Also write SARIF 2.1.0, for code scanning.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="All rules, instead of judging a stack.")] = False,
    explained: Annotated[
        str | None, typer.Option("--explain", metavar="ID", help="One rule, with examples, instead of judging.")
    ] = None,
) -> None:
    """What the policy rules say about a stack, and how to mend it."""
    with mistakes_readable():
        if (stack is not None) + listed + (explained is not None) != 1:
            raise InputError(["give one of: a STACK to judge, --list, or --explain ID"])
        if stack is not None:
            _judge(stack, as_json, changes or [], view, project, sarif)
        else:
            _tell(explained, as_json)


def _tell(rule_id: str | None, as_json: bool) -> None:
    from offline import catalogue  # here and below, not above: `--help` must not wait for pydantic
    from offline.render import policies as shown

    entries = catalogue.entries() if rule_id is None else [catalogue.entry(rule_id)]
    if as_json:
        print_json([entry.to_json(examples=rule_id is not None) for entry in entries])
        return
    with terminal.console() as out:
        if rule_id is None:
            shown.print_list(out, entries)
        else:
            shown.print_entry(out, entries[0])


def _judge(name: str, as_json: bool, changes: list[str], view: View | None, project: Path, sarif: Path | None) -> None:
    from offline import findings, policy_config
    from offline.sarif import sarif_log
    from policies.rules import all_rules

    loaded = stackfile.load(project, name, changes)
    pack = policy_config.pack_of(loaded, tried=bool(changes))
    with progress.shown() as tell:
        graphs = runner.record([loaded], runner.VIEWS, tell)[0]
    pass_on(graphs.values())
    found = tuple(
        f for f in findings.judge(graphs["preview"], graphs["up"], pack) if view is None or f.view in (None, view)
    )
    judged = StackReport(graph=graphs["preview"], examples=(), findings=found)
    if sarif is not None:
        files.write_text(sarif, files.json_text(sarif_log(loaded, graphs["preview"], found)) + "\n")
    if as_json:
        head = {"project": loaded.project, "stack": loaded.name, "profile": judged.graph.profile}
        print_json(head | {"findings": [finding.to_json() for finding in found]})
    else:
        with terminal.console() as out:
            terminal.print_findings(out, [judged], len(all_rules()), remediation=True)
    raise typer.Exit(REFUSED if judged.is_refused else 0)
