"""What a changed property does to a resource that holds data: nothing one notices, an outage, or its end; and when.

`effects_table` has the facts. A property that the table lacks counts as replacing: for what holds data, not knowing
must not look like safety. Other types change as `replacement` says, and nothing is said of when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offline.differ import Absent
from offline.effects_rules import Effect, Rule, When
from offline.effects_table import EFFECTS
from offline.graph import Resource
from offline.replacement import forces_replacement
from offline.values import Value

_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"
_PARAMETER = re.compile(r"parameters\[(\d+)\]")
UNLISTED = "not known to change in place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """The effect of one change. `when` is None for a replacement, which is the whole update's business."""

    effect: Effect
    when: When | None
    note: str = ""


def judge(after: Resource, path: str, old: Value | Absent, new: Value | Absent) -> Judgement | None:
    """The effect of a change at `path` (list indexes as on the after side); None where only replacement is known."""
    plain = unindexed(path)
    if after.type in EFFECTS:
        rule = _rule(after.type, plain, old, new)
        return Judgement(effect=rule.effect, when=_when(rule, after), note=rule.note)
    if forces_replacement(after.type, plain):
        if after.type == _TASK and after.inputs.get("skipDestroy") is True:
            return Judgement(effect=Effect.IN_PLACE, when=When.NOW, note="a new revision, the old ones stay")
        return Judgement(effect=Effect.REPLACES, when=None)
    if after.type == _PARAMETER_GROUP and plain.partition(".")[0] == "parameters":
        entry = _entry(after, path, old, new)
        restart = entry is not None and entry.get("applyMethod") == "pending-reboot"  # read at the start only
        return Judgement(effect=Effect.IN_PLACE, when=When.RESTART if restart else When.NOW)
    return None


def unindexed(path: str) -> str:
    """`ingress[0].cidrBlocks[1]` -> `ingress.cidrBlocks`: as `ignoreChanges` and the tables have it."""
    return re.sub(r"\[(\d+|\*)\]", "", path)


def parameter_name(after: Resource, path: str, old: Value | Absent, new: Value | Absent) -> str | None:
    """The name of the parameter that a path such as `parameters[6].value` leads to."""
    entry = _entry(after, path, old, new) if after.type == _PARAMETER_GROUP else None
    name = entry.get("name") if entry else None
    return name if isinstance(name, str) else None


def _rule(type_: str, path: str, old: Value | Absent, new: Value | Absent) -> Rule:
    effects = EFFECTS[type_]
    known = path
    while known not in effects.properties and "." in known:
        known = known.rpartition(".")[0]  # tags.Name is as tags
    rule = effects.properties.get(known)
    if rule is None:
        return Rule(Effect.REPLACES, note="" if forces_replacement(type_, path) else UNLISTED)
    return rule if isinstance(rule, Rule) else rule(old, new)


def _when(rule: Rule, after: Resource) -> When | None:
    if rule.effect in (Effect.REPLACES, Effect.REFUSED):
        return None
    if rule.at_restart:
        return When.RESTART
    return When.WINDOW if rule.deferrable and after.inputs.get("applyImmediately") is not True else When.NOW


def _entry(after: Resource, path: str, old: Value | Absent, new: Value | Absent) -> Mapping[str, Value] | None:
    """The parameter: a whole one that comes or goes (its index is not the after side's), or the one that differs."""
    whole = (value for value in (new, old) if isinstance(value, Mapping))
    return next(whole, None) or _parameter(after, path)


def _parameter(resource: Resource, path: str) -> Mapping[str, Value] | None:
    found, entries = _PARAMETER.match(path), resource.inputs.get("parameters")
    if not found or not isinstance(entries, Sequence) or isinstance(entries, str) or int(found[1]) >= len(entries):
        return None
    entry = entries[int(found[1])]
    return entry if isinstance(entry, Mapping) else None
