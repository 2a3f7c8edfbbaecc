"""A resource and a stack as rules see them: plain values, and three answers: a value, ABSENT or UNKNOWN."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, TypeVar, cast

from .pack import Pack
from .types import ANY, AWS_PROVIDER, STACK, canonical

T = TypeVar("T")


class Absent(Enum):
    """Nobody set it. One member, so that `is ABSENT` narrows the type."""

    ABSENT = "absent"


class Unknown(Enum):
    """Set, but to something that only the update will tell."""

    UNKNOWN = "unknown"


# What nearly all values are, first: asking an abstract class takes ten times as long.
_MAPPINGS, _LISTS = (dict, Mapping), (list, Sequence)
_NO_LISTS = (str, dict, int, float, Absent, Unknown)
IDENTITY = ("arn", "bucket", "id", "identifier", "name")  # properties by which others may name a resource
ABSENT = Absent.ABSENT
UNKNOWN = Unknown.UNKNOWN

Value: TypeAlias = "bool | int | float | str | Unknown | Sequence[Value] | Mapping[str, Value] | None"
Answer: TypeAlias = "Value | Absent"
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """Plain values by their path, camelCase and with secrets opened: no message may quote a text taken from them."""

    props: Mapping[str, Value]

    def get(self, *path: str | int) -> Answer:
        """What stands at `path`; below an unknown everything is unknown, and null is ABSENT."""
        at: Answer = self.props
        for key in path:
            at = _child(at, key)
        return at

    def each(self, *path: str | int) -> tuple[Path, ...]:
        """The path of every single thing at `path`: lists on the way and at its end are spread out."""
        found: list[tuple[Path, Answer]] = [((), self.props)]
        for key in path:
            if isinstance(key, str):  # an index means one element of the list and no other
                found = [spread for at, value in found for spread in _spread(at, value)]
            found = [((*at, key), _child(value, key)) for at, value in found]
        found = [spread for at, value in found for spread in _spread(at, value)]
        return tuple(at for at, _ in found)

    def flag(self, *path: str | int) -> bool | Absent | Unknown:
        """A boolean. The provider also takes the text "true", so it counts."""
        value = self.get(*path)
        if value is ABSENT or value is UNKNOWN:
            return value
        return value is True or (isinstance(value, str) and value.lower() == "true")

    def number(self, *path: str | int) -> int | Absent | Unknown:
        """A whole number: the engine sends 5432 as 5432.0 and the provider also takes "5432"."""
        value = self.get(*path)
        if value is UNKNOWN:
            return UNKNOWN
        try:
            number = float(cast("float | str", value))
        except (TypeError, ValueError):
            return ABSENT
        return int(number) if number.is_integer() else ABSENT

    def text(self, *path: str | int) -> str | Absent | Unknown:
        """A text; an empty one is as good as none."""
        value = self.get(*path)
        if value is UNKNOWN:
            return UNKNOWN
        return str(value) if isinstance(value, (str, int, float)) and value != "" else ABSENT

    def parsed(self, *path: str | int) -> Answer:
        """What the JSON text at `path` says; ABSENT where it is no JSON."""
        value = self.text(*path)
        if value is ABSENT or value is UNKNOWN:
            return value
        try:
            return cast(Value, json.loads(value))
        except ValueError:
            return ABSENT


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource(Values):
    """One resource."""

    type: str
    name: str
    urn: str
    parent: str | None = None
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def place(path: Path) -> str:
    """A path as people write it, for messages: `volumes[1].hostPath`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def _child(value: Answer, key: str | int) -> Answer:
    if value is UNKNOWN:
        return UNKNOWN
    child: Answer = ABSENT
    if isinstance(key, str):
        if isinstance(value, _MAPPINGS):
            child = value.get(key, ABSENT)
    elif not isinstance(value, _NO_LISTS) and isinstance(value, _LISTS) and key < len(value):
        child = value[key]
    if child is None:
        return ABSENT
    return int(child) if isinstance(child, float) and child.is_integer() else child


def _spread(at: Path, value: Answer) -> Iterator[tuple[Path, Answer]]:
    if not isinstance(value, _NO_LISTS) and isinstance(value, _LISTS):
        for index in range(len(value)):
            yield from _spread((*at, index), _child(value, index))
    elif value is not ABSENT:
        yield at, value


class Stack:
    """All resources together, with the indexes that rules share: each is built once, when first asked for.

    `pack` is what the rules were told: the environment and profile that are judged, and what people chose.
    """

    def __init__(self, resources: Iterable[Resource], pack: Pack | None = None) -> None:
        self.resources = tuple(resources)
        self.pack = pack or Pack()
        self.by_urn = {resource.urn: resource for resource in self.resources}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_type.setdefault(canonical(resource.type), []).append(resource)
        # What is wrong with the whole is told of the stack itself, which not every road has among the resources.
        self._by_type.setdefault(STACK, [Resource(type=STACK, name="stack", urn="", props={})])
        self._asked_for: dict[tuple[str, ...], tuple[Resource, ...]] = {}
        self._indexes: dict[object, object] = {}

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """The resources of those canonical types, under whatever token they were registered; all of them for ANY."""
        found = self._asked_for.get(types)
        if found is None:  # rules ask for the same again and again
            tokens = self._by_type if ANY in types else types
            found = tuple(resource for token in tokens for resource in self._by_type.get(token, ()))
            self._asked_for[types] = found
        return found

    def index(self, build: Callable[[Stack], T]) -> T:
        """What `build` makes of this stack, made once."""
        if build not in self._indexes:
            self._indexes[build] = build(self)
        return cast(T, self._indexes[build])

    def behind(self, resource: Resource, key: str, *types: str) -> tuple[Resource, ...]:
        """The resources of those types that the property was made from: complete even where its value is unknown."""
        urns = dict.fromkeys(resource.property_dependencies.get(key, ()))
        found = (self.by_urn[urn] for urn in urns if urn in self.by_urn)
        return tuple(other for other in found if canonical(other.type) in types)

    def named(self, resource: Resource, key: str, *types: str) -> tuple[Resource, ...]:
        """As `behind`; and for a literal, or a list of them, the resources of those types that go by that name, id or
        ARN."""
        behind = self.behind(resource, key, *types)
        if behind and isinstance(resource.get(key), str):
            return behind
        texts = (resource.get(*at) for at in resource.each(key))
        known = (other for text in texts if isinstance(text, str) for other in self.index(_by_name).get(text, ()))
        told = (other for other in known if canonical(other.type) in types)
        return tuple({other.urn: other for other in (*behind, *told)}.values())

    def region_of(self, resource: Resource) -> str | Unknown:
        """Where it is: its own `region`, else that of the one provider of the stack; UNKNOWN where that cannot tell."""
        own = resource.text("region")
        if own is not ABSENT:
            return own
        regions = {provider.text("region") for provider in self.of_type(AWS_PROVIDER)}
        (region,) = regions if len(regions) == 1 else (UNKNOWN,)
        return UNKNOWN if region is ABSENT else region


def _by_name(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    names: dict[str, list[Resource]] = {}
    for resource in stack.resources:
        for key in IDENTITY:
            name = resource.props.get(key)
            if isinstance(name, str) and resource not in names.setdefault(name, []):
                names[name].append(resource)
    return names
