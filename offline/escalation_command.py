"""`escalation`: who hears of an alarm that rings at a given moment, and when."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from offline import escalation as hearing
from offline import runner, stackfile
from offline.command import AsJson, OneView, Project, Set, StackName, mistakes_readable, pass_on, print_json
from offline.errors import together
from offline.render import progress, terminal


def escalation(
    stack: StackName,
    at: Annotated[str, typer.Option("--at", metavar="MOMENT", help="When it rings, like 2026-12-31T23:10+09:00.")],
    alarm: Annotated[
        str, typer.Option("--alarm", metavar="NAME", help="Its name, with the stack's prefix or without.")
    ],
    until: Annotated[
        str | None, typer.Option("--until", metavar="MOMENT", help="When it is over. Default: not by itself.")
    ] = None,
    as_json: AsJson = False,
    changes: Set = None,
    view: OneView = "preview",
    project: Project = Path(),
) -> None:
    """Who hears of an alarm, and when: at once, when the office closes, or not at all."""
    from offline.render.escalation import print_incident

    with mistakes_readable():
        begin, *end = together(
            partial(hearing.moment, option, text) for option, text in (("--at", at), ("--until", until)) if text
        )
        loaded = stackfile.load(project, stack, changes or ())
        with progress.shown() as tell:
            recorded = runner.record([loaded], [view], tell)[0][view]
        incident = hearing.incident(recorded, alarm, begin, *end)
    pass_on([recorded])
    if as_json:
        print_json(incident.to_json())
    else:
        with terminal.console() as out:
            print_incident(out, incident)
