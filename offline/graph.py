"""What a program registers, as data: the input of every offline command and of the policy rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from offline.values import Value, to_json

View = Literal["preview", "up"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One registered resource. `inputs` are camelCase, as sent to the engine; dependencies are URNs."""

    urn: str
    type: str
    name: str
    parent: str | None
    custom: bool
    protect: bool
    region: str | None
    ignore_changes: tuple[str, ...] = ()
    inputs: Mapping[str, Value]
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retain_on_delete: bool = False
    replace_on_changes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "urn": self.urn,
            "type": self.type,
            "name": self.name,
            "parent": self.parent,
            "custom": self.custom,
            "protect": self.protect,
            "region": self.region,
            "ignoreChanges": list(self.ignore_changes),
            "inputs": to_json(self.inputs),
            "dependencies": list(self.dependencies),
            "propertyDependencies": {key: list(urns) for key, urns in self.property_dependencies.items()},
        }


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A whole stack as recorded, in the order of registration (children of a component after it).

    `adopted` is what exists already and the program only reads (`Bucket.get`): the stack neither makes nor deletes it.
    Its inputs are the id that it is read by and whatever else narrows the search. `messages` are what the program told
    its user (`pulumi.log`), but for debugging.
    """

    project: str
    stack: str
    profile: str | None
    view: View
    resources: tuple[Resource, ...]
    outputs: Mapping[str, Value]
    adopted: tuple[Resource, ...] = ()
    messages: tuple[str, ...] = ()

    @cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """What a dependency names: resources of the stack and adopted ones."""
        return {resource.urn: resource for resource in (*self.resources, *self.adopted)}

    def of_type(self, *types: str) -> Iterator[Resource]:
        return (resource for resource in self.resources if resource.type in types)

    def find(self, type_: str, name: str) -> Resource:
        """The one resource of that type and logical name; LookupError, naming what there is, otherwise."""
        for resource in self.of_type(type_):
            if resource.name == name:
                return resource
        known = ", ".join(sorted(resource.name for resource in self.of_type(type_))) or "none"
        raise LookupError(f"no {type_} named {name!r}; there are: {known}")

    def to_json(self) -> dict[str, object]:
        """The fixed shape of `python -m offline graph STACK --json`."""
        return {
            "project": self.project,
            "stack": self.stack,
            "profile": self.profile,
            "resources": [resource.to_json() for resource in self.resources],
            "adopted": [resource.to_json() for resource in self.adopted],
            "outputs": to_json(self.outputs),
        }
