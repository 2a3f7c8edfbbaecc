"""The commands of `python -m offline`. Nothing imported here imports Pulumi: help and mistakes are answered at once."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from offline import compare as comparing
from offline import files, runner, stackfile
from offline.comparison import Comparison
from offline.errors import InputError, together
from offline.graph import Graph, View
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

_REFUSED = 1
_MISTAKE = 2
_PHASES = ("dev", "prod")
_OTHER_PROFILE = {"minimal": "ha", "ha": "minimal"}

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Set: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Try a setting: megane:path.to.key=YAML. Repeats."),
]
Project: TypeAlias = Annotated[Path, typer.Option("--project", metavar="DIR", help="The program's directory.")]
OneView: TypeAlias = Annotated[
    View, typer.Option("--view", help="What a first preview knows, or everything as if created.")
]
StackName: TypeAlias = Annotated[str, typer.Argument(metavar="STACK")]


@app.command()
def preview(
    stacks: Annotated[list[str] | None, typer.Argument(metavar="STACK", help="Default: dev prod, or all.")] = None,
    as_json: AsJson = False,
    changes: Set = None,
    view: OneView = "preview",
    project: Project = Path(),
) -> None:
    """The resources of each stack, how two of them differ, what the policies say; also as files in out/."""
    with _mistakes_readable():
        names = dict.fromkeys(stacks or _default_stacks(project))
        loaded = together(partial(stackfile.load, project, name, changes or ()) for name in names)
        with progress.shown() as tell:
            report, graphs = _report(loaded, changes or (), view, tell)
        written = files.write(report, graphs, project)
    if as_json:
        _print_json(report.to_json() | {"files": [str(path) for path in written]})
    else:
        with terminal.console() as out:
            terminal.print_preview(out, report, written)
    raise typer.Exit(_REFUSED if report.is_refused else 0)


@app.command()
def graph(
    stack: StackName,
    as_json: AsJson = False,
    changes: Set = None,
    view: OneView = "preview",
    project: Project = Path(),
) -> None:
    """Every resource of a stack, below its component."""
    with _mistakes_readable():
        loaded = stackfile.load(project, stack, changes or ())
        with progress.shown() as tell:
            recorded = runner.record([loaded], [view], tell)[0][view]
    _pass_on([recorded])
    if as_json:
        _print_json(recorded.to_json())
    else:
        with terminal.console() as out:
            terminal.print_tree(out, recorded)


@app.command()
def policies(
    stack: StackName,
    as_json: AsJson = False,
    changes: Set = None,
    view: Annotated[View | None, typer.Option("--view", help="Only what this view shows. Default: both views.")] = None,
    project: Project = Path(),
) -> None:
    """What the policy rules say about a stack, and how to mend it."""
    from offline import findings as judging  # here, not above: `--help` must not wait for pydantic
    from offline import policy_config
    from policies.rules import all_rules

    with _mistakes_readable():
        loaded = stackfile.load(project, stack, changes or ())
        pack = policy_config.pack_of(loaded, tried=bool(changes))
        with progress.shown() as tell:
            graphs = runner.record([loaded], runner.VIEWS, tell)[0]
    _pass_on(graphs.values())
    findings = tuple(
        f for f in judging.judge(graphs["preview"], graphs["up"], pack) if view is None or f.view in (None, view)
    )
    judged = StackReport(graph=graphs["preview"], examples=(), findings=findings)
    if as_json:
        head = {"project": loaded.project, "stack": loaded.name, "profile": judged.graph.profile}
        _print_json(head | {"findings": [finding.to_json() for finding in findings]})
    else:
        with terminal.console() as out:
            terminal.print_findings(out, [judged], len(all_rules()), remediation=True)
    raise typer.Exit(_REFUSED if judged.is_refused else 0)


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
    view: Annotated[View | None, typer.Option("--view", help="Only what this view shows. Default: both views.")] = None,
    project: Project = Path(),
) -> None:
    """What changes from one stack to another, or within one by --from and --set: status 1 if it is refused."""
    with _mistakes_readable():
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
    _pass_on(graph for views in recorded for graph in views.values())
    comparison = _compared(sides, recorded, view or "preview")
    if as_json:
        _print_json(comparison.to_json())
    else:
        with terminal.console() as out:
            terminal.print_comparison(out, comparison)
    raise typer.Exit(_REFUSED if comparison.is_refused else 0)


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


def _print_json(value: object) -> None:
    typer.echo(files.json_text(value))


def _pass_on(graphs: Iterable[Graph]) -> None:
    """What the program told its user, once; standard output is for the answer."""
    for message in dict.fromkeys(message for graph in graphs for message in graph.messages):
        typer.echo(f"Note: {message}", err=True)


@contextlib.contextmanager
def _mistakes_readable() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(_MISTAKE) from None
