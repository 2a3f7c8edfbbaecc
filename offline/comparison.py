"""The difference of two graphs, as data: the terminal, Markdown and HTML show it, `--json` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from offline.dangers import Cut
from offline.differ import ABSENT, Absent, printable
from offline.effects import parameter_name, unindexed
from offline.effects_losses import Loss, loses_data
from offline.effects_rules import Effect, When
from offline.effects_table import EFFECTS
from offline.graph import Graph, Resource
from offline.harms import Harm
from offline.remarks import remarks
from offline.values import Value


class Sign(Enum):
    """What happens to a resource, by the sign of the tables."""

    CREATE = "+"
    REMOVE = "-"
    CHANGE = "~"
    REPLACE = "±"
    READ = "»"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One property that differs. `note` says why, where the values cannot show it.

    `effect` and `when` are what AWS does, where that is known: for what holds data, within one stack.
    """

    path: str
    before: Value | Absent
    after: Value | Absent
    replaces: bool = False
    note: str = ""
    effect: Effect | None = None
    when: When | None = None
    remark: str = ""  # what else the effect brings with it

    def to_json(self) -> dict[str, object]:
        said: dict[str, object] = {"path": self.path}
        said |= {k: printable(v) for k, v in (("before", self.before), ("after", self.after)) if v is not ABSENT}
        said |= {"replaces": self.replaces} | ({"note": self.note} if self.note else {})
        said |= {"effect": self.effect.value} if self.effect else {}
        said |= {"when": self.when.value} if self.when else {}
        return said | ({"remark": self.remark} if self.remark else {})


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A resource on both sides whose inputs differ."""

    before: Resource
    after: Resource
    changes: tuple[Change, ...]

    @property
    def replaced(self) -> bool:
        """Whether it is deleted and made anew."""
        return any(change.replaces for change in self.changes)

    @property
    def loses_data(self) -> bool:
        """Whether the replacement deletes what people stored in it."""
        return self.replaced and loses_data(self.after)

    @property
    def effect(self) -> Effect | None:
        """The worst of the effects; None for what holds no data, or between two stacks."""
        order = list(Effect)
        return max((c.effect for c in self.changes if c.effect), key=order.index, default=None)

    def waiting(self, when: When) -> list[str]:
        """What changes only then: names of properties, or of parameters."""
        found = (change for change in self.changes if change.when is when)
        return list(dict.fromkeys(self.parameter(change) or unindexed(change.path) for change in found))

    def parameter(self, change: Change) -> str | None:
        """The name of the parameter that changes, in a parameter group."""
        return parameter_name(self.after, change.path, change.before, change.after)

    def to_json(self) -> dict[str, object]:
        return {
            **_named(self.after),
            "replaced": self.replaced,
            "losesData": self.loses_data,
            **({"effect": self.effect.value} if self.effect else {}),
            "changes": [change.to_json() for change in self.changes],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The whole difference; `before` and `after` are the graphs that were compared.

    `adopted` is read after and was not read before, `released` the other way round. Between two stacks a resource that
    one makes and the other reads is neither created nor removed: it is there once.
    """

    before: Graph
    after: Graph
    created: tuple[Resource, ...]
    removed: tuple[Resource, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    adopted: tuple[Resource, ...] = ()
    released: tuple[Resource, ...] = ()
    losses: tuple[Loss, ...] = ()
    cuts: tuple[Cut, ...] = ()
    harms: tuple[Harm, ...] = ()

    @property
    def counts(self) -> dict[Sign, int]:
        replaced = sum(changed.replaced for changed in self.changed)
        return {
            Sign.CREATE: len(self.created),
            Sign.CHANGE: len(self.changed) - replaced,
            Sign.REPLACE: replaced,
            Sign.REMOVE: len(self.removed),
            Sign.READ: len(self.adopted),
        }

    @property
    def is_refused(self) -> bool:
        """Whether something protected, data, or visitors' way in would go, or AWS would stop the update half-way."""
        return bool(self.losses or self.harms or self.cuts)

    @property
    def within_a_stack(self) -> bool:
        """Before and after of one stack; between two, nothing happens to anything in AWS."""
        return self.before.stack == self.after.stack

    @property
    def taken_over(self) -> tuple[Resource, ...]:
        """What the same stack made nothing of but read, and now makes itself."""
        read = {(resource.type, resource.name) for resource in self.released}
        return tuple(resource for resource in self.created if (resource.type, resource.name) in read)

    def data_changes(self) -> Iterator[Changed]:
        """The changes of what holds data."""
        return (changed for changed in self.changed if changed.after.type in EFFECTS)

    def waiting(self, when: When) -> dict[str, list[str]]:
        """What changes only then, by the name of the resource."""
        found = {changed.after.name: changed.waiting(when) for changed in self.changed if not changed.replaced}
        return {name: subjects for name, subjects in found.items() if subjects}

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know beforehand, although nothing is refused; nothing between two stacks."""
        if not self.within_a_stack:
            return ()
        return tuple(remarks(self.created, [(item.before, item.after) for item in self.changed]))

    def to_json(self) -> dict[str, object]:
        ways = {(loss.resource.urn, loss.replaced): loss for loss in self.losses}
        return {
            "before": {"stack": self.before.stack, "profile": self.before.profile},
            "after": {"stack": self.after.stack, "profile": self.after.profile},
            "created": [_named(resource) for resource in self.created],
            "removed": [
                _named(resource)
                | {"losesData": loses_data(resource), "protected": resource.protect}
                | _way_round(ways.get((resource.urn, False)))
                for resource in self.removed
            ],
            "changed": [
                changed.to_json() | _way_round(ways.get((changed.before.urn, True))) for changed in self.changed
            ],
            "unchanged": self.unchanged,
            "adopted": [_named(resource) for resource in self.adopted],
            "released": [_named(resource) for resource in self.released],
            "losses": [*(loss.to_json() for loss in self.losses), *(harm.to_json() for harm in self.harms)],
            "dangers": [cut.to_json() for cut in self.cuts],
            "waiting": {when.value: self.waiting(when) for when in (When.WINDOW, When.RESTART)},
            "remarks": list(self.remarks),
        }


def _named(resource: Resource) -> dict[str, object]:
    return {"type": resource.type, "name": resource.name, "urn": resource.urn}


def _way_round(loss: Loss | None) -> dict[str, object]:
    return {"wayRound": loss.way_round} if loss else {}
