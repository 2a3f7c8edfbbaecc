"""Who hears of an alarm and when, for people: a row for each message, in the office's own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from offline.escalation import OFFICE, Incident, Mute, Reader
from offline.render import words

_STYLES = {"alarm": "yellow", "escalation": "bold red", "all clear": "green"}


def print_incident(out: Console, incident: Incident) -> None:
    where = f"{incident.graph.project} {words.side(incident.graph)}"
    rest = f"  {incident.severity}, in {incident.region}, of {where}"
    out.print(Text.assemble((incident.name, "bold underline"), rest))
    end = f"to {_moment(incident.until)}" if incident.until else "on, without an end"
    out.print(f"It rings from {_moment(incident.at)} {end}.")
    out.print()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("When", "What", "Topic"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Who", overflow="fold", ratio=1)
    for notice in incident.notices:
        readers = "\n".join(map(_reader, notice.readers)) or "nobody: it has no readers"
        table.add_row(_moment(notice.at), Text(notice.why, style=_STYLES[notice.why]), notice.topic, readers)
    out.print(table)
    for line in _explained(incident):
        out.print()
        out.print(line)


def _explained(incident: Incident) -> Iterator[str]:
    """What the table cannot show: why somebody is told later, or not at all."""
    for mute in incident.mutes:
        yield f"{mute.alarm} is muted until {_moment(mute.until)} by {', '.join(mute.rules)}. {_then(incident, mute)}"
    if not incident.escalates:
        reason = "It is a warning" if incident.severity == "warning" else "No composite alarm takes it in"
        yield f"{reason}: it does not escalate, at any hour."


def _then(incident: Incident, mute: Mute) -> str:
    if incident.until is not None and incident.until <= mute.until:
        return "The incident is over before that: it does not escalate."
    return "What still rings at that minute escalates then."


def _reader(reader: Reader) -> str:
    return f"{reader.protocol} {words.value(reader.endpoint)}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(OFFICE):%a %Y-%m-%d %H:%M %Z}"
