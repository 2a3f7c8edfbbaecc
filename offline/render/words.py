"""How types and values are written where people read them."""

from __future__ import annotations

import json
import os.path
import re
from collections.abc import Sequence

from offline.comparison import Change, Changed, Comparison, Sign
from offline.differ import ABSENT, Absent, printable
from offline.effects_rules import Effect, When
from offline.effects_table import EFFECTS
from offline.graph import Graph
from offline.values import UNKNOWN, Secret, Value

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
WIDTH = 44  # of a value in a table; the whole of it is in --json

MEANING = {
    Sign.CREATE: "create",
    Sign.CHANGE: "change",
    Sign.REPLACE: "replace",
    Sign.REMOVE: "remove",
    Sign.READ: "read",
}
_ORDER = [None, *Effect]
_AROUND = 12  # characters, where there is no space


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


def change(changed: Change, width: int = WIDTH, name: str | None = None) -> str:
    """`instanceClass: db.t3.small → db.t3.medium`; `name` says it better than the path."""
    name = name or changed.path
    if changed.note:
        return f"{name}: {changed.note}"
    before, after = changed.before, changed.after
    if isinstance(before, str) and isinstance(after, str):
        before, after = _where_they_differ(before, after, width)
    elif lists := _plain_lists(before, after):
        left, right = lists
        signs = [f"+{item}" for item in right if item not in left] + [f"-{item}" for item in left if item not in right]
        if signs:
            return f"{name}: {one_line(', '.join(signs), 4 * width)}"
    return f"{name}: {value(before, width)} → {value(after, width)}"


def _where_they_differ(before: str, after: str, width: int) -> tuple[str, str]:
    """Of two long texts the words that differ: what is cut off must not be the difference."""
    if max(len(before), len(after)) <= width:
        return before, after
    same = len(os.path.commonprefix([before, after]))  # noqa: RUF071  no paths
    start = max(same - _AROUND, 0)
    start = before.rfind(" ", max(start - _AROUND, 0), start) + 1 or start
    ends = before[same:][::-1], after[same:][::-1]
    tail = len(os.path.commonprefix(ends))  # noqa: RUF071
    return _cut(before, start, len(before) - tail), _cut(after, start, len(after) - tail)


def _cut(text: str, start: int, end: int) -> str:
    """From `start` to the end of the word at `end`."""
    space = text.find(" ", end, end + _AROUND)
    end = space if space >= 0 else len(text) if len(text) - end <= _AROUND else end
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _plain_lists(before: Value | Absent, after: Value | Absent) -> tuple[list[str], list[str]] | None:
    left, right = _texts(before), _texts(after)
    return None if left is None or right is None else (left, right)


def _texts(value: Value | Absent) -> list[str] | None:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return None
    texts = [item for item in value if isinstance(item, str)]
    return texts if len(texts) == len(value) else None


def changes(changed: Changed, most: int) -> list[str]:
    """What happens to it, a line for each of the first changes, the worst before the others; the rest is counted."""
    ordered = sorted(changed.changes, key=_severity, reverse=True)
    lines = [
        f"{change(item, name=changed.parameter(item))}{effect(item) if item.replaces or not changed.replaced else ''}"
        for item in ordered[:most]
    ]
    left = len(ordered) - most
    lines += [f"and {left} more"] if left > 0 else []
    return [fate(changed), *lines] if changed.after.type in EFFECTS and changed.effect else lines


def effect(changed: Change) -> str:
    """What AWS does for one property, unless that is to change it at once and without anybody noticing."""
    parts = {
        (Effect.REPLACES, None): "replaces",
        (Effect.REFUSED, None): "AWS refuses it",
        (Effect.INTERRUPTS, When.NOW): "interrupts at once",
        (Effect.INTERRUPTS, When.WINDOW): "interrupts, waits for the maintenance window",
        (Effect.IN_PLACE, When.WINDOW): "waits for the maintenance window",
        (Effect.IN_PLACE, When.RESTART): "waits for a restart",
    }
    said = [parts.get((changed.effect, changed.when), "") if changed.effect else "", changed.remark]
    text = ": ".join(part for part in said if part)
    return f" ({text})" if text else ""


def fate(changed: Changed) -> str:
    """`interrupted, in the maintenance window`: the worst that happens to the resource, and when."""
    worst = changed.effect
    if worst in (Effect.REPLACES, Effect.REFUSED):
        return "replaced" if worst is Effect.REPLACES else "refused by AWS"
    times = {item.when for item in changed.changes if item.effect is worst and item.when}
    said = " and ".join(when.value for when in When if when in times)
    return f"{'interrupted' if worst is Effect.INTERRUPTS else 'changed in place'}, {said}"


def effects_summary(comparison: Comparison) -> list[str]:
    """`What holds data: 3 in place, 1 interrupted, 0 replaced`, and what waits; nothing between two stacks."""
    if not comparison.within_a_stack:
        return []
    effects = [item.effect for item in comparison.data_changes()]
    gone = sum(resource.type in EFFECTS for resource in comparison.removed)
    lines = []
    if effects or gone:
        counted = [
            f"{effects.count(Effect.IN_PLACE)} in place",
            f"{effects.count(Effect.INTERRUPTS)} interrupted",
            f"{effects.count(Effect.REPLACES)} replaced",
        ]
        counted += [f"{gone} removed"] if gone else []
        counted += [f"{refused} refused by AWS"] if (refused := effects.count(Effect.REFUSED)) else []
        lines.append(f"What holds data: {', '.join(counted)}")
    for when, head in (
        (When.WINDOW, "Waits for the maintenance window, as applyImmediately is false"),
        (When.RESTART, "Waits for the next restart of the instance"),
    ):
        waiting = [f"{name} ({', '.join(subjects)})" for name, subjects in comparison.waiting(when).items()]
        lines += [f"{head}: {'; '.join(waiting)}"] if waiting else []
    return [*lines, *comparison.remarks]


def _severity(changed: Change) -> tuple[bool, int, bool]:
    return changed.replaces, _ORDER.index(changed.effect), changed.when not in (None, When.NOW)


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
