"""What a comparison refuses although no data is at stake: changes that would cut visitors off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from offline.effects import unindexed
from offline.graph import Graph, Resource
from planning.traffic import Danger, danger, door_changes, removal_danger


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A resource that visitors come through, and what a change of it would do to them."""

    resource: Resource
    removed: bool
    danger: Danger

    @property
    def commands(self) -> tuple[str, ...]:
        """What makes the change harmless, where something does."""
        if not self.danger.keep:
            return ()
        unprotect = " --force" if self.resource.protect else ""
        stack = self.resource.urn.split(":")[2]
        return (f"pulumi state delete{unprotect} --stack {stack} '{self.resource.urn}'",)

    def to_json(self) -> dict[str, object]:
        return {
            "type": self.resource.type,
            "name": self.resource.name,
            "urn": self.resource.urn,
            "effect": "removes" if self.removed else "changes",
            "properties": list(self.danger.properties),
            "reason": self.danger.why,
            "wayRound": self.danger.instead,
            "commands": list(self.commands),
        }


def cuts(
    changed: Sequence[tuple[Resource, Resource, Iterable[str]]], removed: Iterable[Resource], after: Graph
) -> Iterator[Cut]:
    """Those among the resources that change (before, after, the paths that do) or go, in the order of the program."""
    doors_change = any(door_changes(old.type, old.inputs, new.inputs) for old, new, _ in changed)
    for resource, _, paths in changed:
        properties = {unindexed(path).partition(".")[0] for path in paths}
        if found := danger(resource.type, resource.inputs, properties, doors_change=doors_change):
            yield Cut(resource=resource, removed=False, danger=found)
    for resource in removed:
        there = ((other.type, other.inputs) for other in after.resources)
        if not resource.retain_on_delete and (found := removal_danger(resource.type, resource.inputs, there)):
            yield Cut(resource=resource, removed=True, danger=found)
