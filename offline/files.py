"""The files that a preview leaves behind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from offline.errors import InputError
from offline.graph import Graph
from offline.render import html, markdown
from offline.report import Report


def write(report: Report, graphs: Sequence[Graph], project: Path) -> list[Path]:
    """The files of the preview, in `out/` of the current directory.

    Those of another directory's project have a directory of their own, and those of a trial other names: neither may
    be taken for the stacks of this project.
    """
    out = Path("out") if project.resolve() == Path.cwd() else Path("out", project.resolve().name)
    mark = "+changes" if report.tried else ""
    texts = {out / f"{graph.stack}{mark}.json": json_text(graph.to_json()) + "\n" for graph in graphs}
    texts |= {out / f"report{mark}.md": markdown.render(report), out / f"report{mark}.html": html.render(report)}
    for path, text in texts.items():
        write_text(path, text)
    return list(texts)


def write_text(path: Path, text: str) -> None:
    """Writes a file, and its directory where there is none. Raises InputError where it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError([f"{error.filename or path}: cannot be written: {error.strerror}"]) from error


def json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
