"""The commands of `python -m offline`. Nothing imported here imports Pulumi: help and mistakes are answered at once."""

from __future__ import annotations

import atexit
import gc
import io
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from offline import compare as comparing
from offline import files, runner, stackfile
from offline.command import (
    REFUSED,
    AnyView,
    AsJson,
    OneView,
    Project,
    Set,
    StackName,
    mistakes_readable,
    pass_on,
    print_json,
)
from offline.comparison import Comparison
from offline.errors import InputError, together
from offline.escalation_command import escalation
from offline.graph import Graph, View
from offline.policies_command import policies
from offline.render import progress, terminal
from offline.report import Report, StackReport
from offline.stackfile import Stack

app = typer.Typer(
    help="What a stack registers, judged and compared, without AWS, an account or the Pulumi CLI.",
    epilog=(
        "Exit status: 0 fine, 1 refused (findings at mandatory level, data that would be lost, visitors who would be "
        "cut off), 2 a mistake in the input."
    ),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # an unexpected error is the program's: shown whole, as Python shows it
    rich_markup_mode=None,
)

_PHASES = ("dev", "prod")
_OTHER_PROFILE = {"minimal": "ha", "ha": "minimal"}


@app.command()
def preview(
    stacks: Annotated[list[str] | None, typer.Argument(metavar="STACK", help="Default: dev prod, or all.")] = None,
    as_json: AsJson = False,
    changes: Set = None,
    view: OneView = "preview",
    project: Project = Path(),
) -> None:
    """The resources of each stack, how two of them differ, what the policies say; also as files in out/."""
    with mistakes_readable():
        names = dict.fromkeys(stacks or _default_stacks(project))
        loaded = together(partial(stackfile.load, project, name, changes or ()) for name in names)
        with progress.shown() as tell:
            report, graphs = _report(loaded, changes or (), view, tell)
        written = files.write(report, graphs, project)
    if as_json:
        print_json(report.to_json() | {"files": [str(path) for path in written]})
    else:
        with terminal.console() as out:
            terminal.print_preview(out, report, written)
    raise typer.Exit(REFUSED if report.is_refused else 0)


@app.command()
def graph(
    stack: StackName,
    as_json: AsJson = False,
    changes: Set = None,
    view: OneView = "preview",
    project: Project = Path(),
) -> None:
    """Every resource of a stack, below its component."""
    with mistakes_readable():
        loaded = stackfile.load(project, stack, changes or ())
        with progress.shown() as tell:
            recorded = runner.record([loaded], [view], tell)[0][view]
    pass_on([recorded])
    if as_json:
        print_json(recorded.to_json())
    else:
        with terminal.console() as out:
            terminal.print_tree(out, recorded)


app.command()(policies)
app.command()(escalation)


@app.command()
def compare(
    before: Annotated[str, typer.Argument(metavar="A")],
    after: Annotated[str | None, typer.Argument(metavar="B", help="Default: A itself.")] = None,
    before_changes: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="KEY=VALUE", help="A setting of the side before. Repeats."),
    ] = None,
    as_json: AsJson = False,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A setting of the side after. Repeats.")
    ] = None,
    view: AnyView = None,
    project: Project = Path(),
) -> None:
    """What changes from one stack to another, or within one by --from and --set: status 1 if it is refused."""
    with mistakes_readable():
        if after is None and not before_changes and not changes:
            raise InputError([f"nothing to compare {before} with: give a second stack, --from or --set"])
        sides = together(
            (
                partial(stackfile.load, project, before, before_changes or (), option="--from"),
                partial(stackfile.load, project, after or before, changes or ()),
            )
        )
        with progress.shown() as tell:
            recorded = runner.record(sides, [view] if view else runner.VIEWS, tell)
    pass_on(graph for views in recorded for graph in views.values())
    comparison = _compared(sides, recorded, view or "preview")
    if as_json:
        print_json(comparison.to_json())
    else:
        with terminal.console() as out:
            terminal.print_comparison(out, comparison)
    raise typer.Exit(REFUSED if comparison.is_refused else 0)


def main() -> None:
    """The whole process: for tests and other callers there is `app`."""
    # A run is short and its garbage small (7 MB for 200 resources): collecting it costs a fifth of the time, and once
    # more as much at the exit.
    gc.disable()
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show ± or 日本語 still gets the rest
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `… | head` ends it as it ends any program: quietly, status 141
    app(prog_name="python -m offline")


def _report(
    stacks: Sequence[Stack], changes: Sequence[str], view: View, tell: runner.Progress
) -> tuple[Report, list[Graph]]:
    from offline import findings, policy_config  # as for `policies`
    from policies.rules import all_rules

    packs = together(partial(policy_config.pack_of, stack, tried=bool(changes)) for stack in stacks)
    recorded = runner.record(stacks, runner.VIEWS, tell)
    graphs = [views[view] for views in recorded]
    comparison, why_not = None, ""
    if len(stacks) > 1:
        comparison = _compared(stacks[:2], recorded[:2], view)
    elif other := _OTHER_PROFILE.get(stacks[0].get("profile") or ""):
        try:
            switch = f"{stacks[0].project}:profile={other}"
            switched = stackfile.load(stacks[0].directory, stacks[0].name, [*changes, switch])
            both = [*recorded, *runner.record([switched], runner.VIEWS, tell)]
            comparison = _compared([stacks[0], switched], both, view)
        except InputError as error:  # the stack is fine as it is: profile ha may ask for more than it states
            why_not = f"Not compared with profile {other}, which this stack does not allow as it is:\n{error}"
    report = Report(
        stacks=tuple(
            StackReport(
                graph=shown,
                examples=tuple(runner.examples(stack)),
                findings=findings.judge(views["preview"], views["up"], pack),
            )
            for stack, views, shown, pack in zip(stacks, recorded, graphs, packs, strict=True)
        ),
        comparison=comparison,
        no_comparison=why_not,
        rules=len(all_rules()),
        tried=tuple(dict.fromkeys(stackfile.changed_key(change) for change in changes)),
    )
    return report, graphs


def _default_stacks(project: Path) -> Sequence[str]:
    """Both phases of the system; of a project that has no such stacks, all that it has."""
    known = stackfile.stack_names(project)
    return known if known and not set(_PHASES) & set(known) else _PHASES


def _compared(stacks: Sequence[Stack], sides: Sequence[Mapping[View, Graph]], view: View) -> Comparison:
    before, after = sides
    environments = (stacks[0].get("environment"), stacks[1].get("environment"))
    created = (before["up"], after["up"]) if "up" in before and "up" in after else None
    return comparing.compare(before[view], after[view], environments, created)
