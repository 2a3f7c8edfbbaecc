"""What every command of the tool has: its options, its exit status, how it prints JSON and tells mistakes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from offline import files
from offline.errors import InputError
from offline.graph import Graph, View

REFUSED = 1
MISTAKE = 2

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Set: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Try a setting: megane:path.to.key=YAML. Repeats."),
]
Project: TypeAlias = Annotated[Path, typer.Option("--project", metavar="DIR", help="The program's directory.")]
OneView: TypeAlias = Annotated[
    View, typer.Option("--view", help="What a first preview knows, or everything as if created.")
]
AnyView: TypeAlias = Annotated[
    View | None, typer.Option("--view", help="Only what this view shows. Default: both views.")
]
StackName: TypeAlias = Annotated[str, typer.Argument(metavar="STACK")]


def print_json(value: object) -> None:
    typer.echo(files.json_text(value))


def pass_on(graphs: Iterable[Graph]) -> None:
    """What the program told its user, once; standard output is for the answer."""
    for message in dict.fromkeys(message for graph in graphs for message in graph.messages):
        typer.echo(f"Note: {message}", err=True)


@contextlib.contextmanager
def mistakes_readable() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(MISTAKE) from None
