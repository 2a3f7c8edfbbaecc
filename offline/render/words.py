"""How types and values are written where people read them."""

from __future__ import annotations

import json
import os.path
import re

from offline.compare import Change, Changed, Comparison, Sign
from offline.differ import ABSENT, Absent, printable
from offline.graph import Graph
from offline.values import UNKNOWN, Secret, Value

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
WIDTH = 44  # of a value in a table; the whole of it is in --json

MEANING = {Sign.CREATE: "create", Sign.CHANGE: "change", Sign.REPLACE: "replace", Sign.REMOVE: "remove"}


def plural(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def short_type(type_: str) -> str:
    """`aws:rds/instance:Instance` -> `rds.Instance`, `megane:data:Database` -> `Database`."""
    package, module, kind = type_.split(":")
    module = module.partition("/")[0]
    if package == "aws":
        return f"{module}.{kind}"
    if package in ("awsx", "pulumi"):
        return f"{package}.{module}.{kind}"
    return f"{package}.{kind}" if module == "index" else kind


def one_line(text: str, width: int = WIDTH) -> str:
    """Without line breaks and other control characters, cut to the width."""
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def value(shown: Value | Absent, width: int = WIDTH) -> str:
    """A value in one short line; never the text of a secret."""
    if shown is ABSENT:
        return "(none)"
    if shown is UNKNOWN:
        return "(unknown)"
    if isinstance(shown, Secret):
        return "(secret)"
    if isinstance(shown, str):
        return one_line(shown, width) if shown else '""'
    text = json.dumps(printable(shown), ensure_ascii=False)
    return one_line(text.replace('{"unknown": true}', "(unknown)").replace('{"secret": true}', "(secret)"), width)


def change(changed: Change, width: int = WIDTH) -> str:
    """`instanceClass: db.t3.small → db.t3.medium`."""
    if changed.note:
        return f"{changed.path}: {changed.note}"
    before, after = changed.before, changed.after
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > width:
        # What is cut off must not be the difference.
        same = max(0, len(os.path.commonprefix([before, after])) - 12)  # noqa: RUF071  no paths
        if same:
            before, after = f"…{before[same:]}", f"…{after[same:]}"
    return f"{changed.path}: {value(before, width)} → {value(after, width)}"


def changes(changed: Changed, most: int) -> list[str]:
    """A line for each of the first changes, those that replace before the others; the rest is counted."""
    ordered = sorted(changed.changes, key=lambda item: not item.replaces)
    lines = [change(item) for item in ordered[:most]]
    left = len(ordered) - most
    return [*lines, f"and {left} more"] if left > 0 else lines


def sign(changed: Changed) -> Sign:
    return Sign.REPLACE if changed.replaced else Sign.CHANGE


def side(graph: Graph) -> str:
    return f"{graph.stack} ({graph.profile})" if graph.profile else graph.stack


def comparison_title(comparison: Comparison) -> str:
    return f"{side(comparison.before)} → {side(comparison.after)}"


def comparison_counts(comparison: Comparison) -> str:
    """`+ 12 to create, ~ 3 to change, 140 the same`."""
    parts = [f"{sign.value} {count} to {MEANING[sign]}" for sign, count in comparison.counts.items() if count]
    return ", ".join([*parts, f"{comparison.unchanged} the same"])
