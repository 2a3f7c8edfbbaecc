"""How two recorded graphs differ, resource by resource: what a phase switch or a setting creates, changes, replaces."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from offline.differ import ABSENT, Absent, Words, differences, printable
from offline.graph import Graph, Resource
from offline.replacement import DATA_STORES, forces_replacement
from offline.values import UNKNOWN, Value

Pair: TypeAlias = tuple[Resource, Resource]
_Key: TypeAlias = tuple[tuple[str, str], ...]

# Stand-ins of the `up` view that are made from the URN, and so from the stack's name: ids, UUIDs, addresses.
_GENERATED = re.compile(
    r"[0-9A-Fa-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Fa-f]{7,}|(?:\d{1,3}\.){3}\d{1,3}(?![\d/])"
)


class Sign(Enum):
    """What happens to a resource, by the sign of the tables."""

    CREATE = "+"
    REMOVE = "-"
    CHANGE = "~"
    REPLACE = "±"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One property that differs. `note` says why, where the values cannot show it."""

    path: str
    before: Value | Absent
    after: Value | Absent
    replaces: bool = False
    note: str = ""

    def to_json(self) -> dict[str, object]:
        said: dict[str, object] = {"path": self.path}
        said |= {k: printable(v) for k, v in (("before", self.before), ("after", self.after)) if v is not ABSENT}
        return said | {"replaces": self.replaces} | ({"note": self.note} if self.note else {})


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
        return self.replaced and self.after.type in DATA_STORES

    def to_json(self) -> dict[str, object]:
        return {
            **_named(self.after),
            "replaced": self.replaced,
            "losesData": self.loses_data,
            "changes": [change.to_json() for change in self.changes],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The whole difference; `before` and `after` are the graphs that were compared."""

    before: Graph
    after: Graph
    created: tuple[Resource, ...]
    removed: tuple[Resource, ...]
    changed: tuple[Changed, ...]
    unchanged: int

    @property
    def counts(self) -> dict[Sign, int]:
        replaced = sum(changed.replaced for changed in self.changed)
        return {
            Sign.CREATE: len(self.created),
            Sign.CHANGE: len(self.changed) - replaced,
            Sign.REPLACE: replaced,
            Sign.REMOVE: len(self.removed),
        }

    def to_json(self) -> dict[str, object]:
        return {
            "before": {"stack": self.before.stack, "profile": self.before.profile},
            "after": {"stack": self.after.stack, "profile": self.after.profile},
            "created": [_named(resource) for resource in self.created],
            "removed": [_named(resource) | {"losesData": removal_loses_data(resource)} for resource in self.removed],
            "changed": [changed.to_json() for changed in self.changed],
            "unchanged": self.unchanged,
        }


def removal_loses_data(resource: Resource) -> bool:
    """Whether deleting it deletes the only copy: a read replica holds none."""
    return resource.type in DATA_STORES and "replicateSourceDb" not in resource.inputs


def compare(before: Graph, after: Graph, environments: tuple[str | None, str | None] = (None, None)) -> Comparison:
    """Match the resources by type and logical name and compare their inputs.

    What differs only by the name of the stack, or of its environment, is no change.
    """
    words = (Words({before.stack, environments[0]}), Words({after.stack, environments[1]}))
    left, right = _keyed(before, words[0]), _keyed(after, words[1])
    pairs = {right[key].urn: (left[key], right[key]) for key in right if key in left}
    found = {urn: list(_changes(pair, (before, after), words)) for urn, pair in pairs.items()}
    if before.stack == after.stack:  # between two stacks nothing is really replaced, so nothing follows from it either
        _cascade(pairs, found)
    changed = [
        Changed(before=pairs[urn][0], after=pairs[urn][1], changes=tuple(changes))
        for urn, changes in found.items()
        if changes
    ]
    return Comparison(
        before=before,
        after=after,
        created=tuple(right[key] for key in right if key not in left),
        removed=tuple(left[key] for key in left if key not in right),
        changed=tuple(changed),
        unchanged=len(pairs) - len(changed),
    )


def _named(resource: Resource) -> dict[str, object]:
    return {"type": resource.type, "name": resource.name, "urn": resource.urn}


def _keyed(graph: Graph, words: Words) -> dict[_Key, Resource]:
    """Resources by type and name; by those of their parents too where that is not enough to tell them apart."""
    groups: dict[_Key, list[Resource]] = defaultdict(list)
    for resource in graph.resources:
        groups[((resource.type, words.neutral(resource.name)),)].append(resource)
    return {
        key if len(same) == 1 else tuple(_chain(graph, resource, words)): resource
        for key, same in groups.items()
        for resource in same
    }


def _chain(graph: Graph, resource: Resource | None, words: Words) -> Iterator[tuple[str, str]]:
    while resource is not None:
        yield resource.type, words.neutral(resource.name)
        resource = graph.by_urn.get(resource.parent) if resource.parent else None


def _changes(pair: Pair, graphs: tuple[Graph, Graph], words: tuple[Words, Words]) -> Iterator[Change]:
    before, after = pair
    same_stack = graphs[0].stack == graphs[1].stack
    for key in dict.fromkeys((*before.inputs, *after.inputs)):
        found = [
            Change(path=path, before=old, after=new, replaces=forces_replacement(after.type, unindexed(path)))
            for path, old, new in differences(key, before.inputs.get(key, ABSENT), after.inputs.get(key, ABSENT), words)
            if not (same_stack and _is_ignored(unindexed(path), after.ignore_changes))
        ]
        sources = [
            frozenset(_sources(graph, resource, key, word))
            for graph, resource, word in zip(graphs, pair, words, strict=True)
        ]
        if sources[0] == sources[1]:
            generated = bool(sources[0]) and not same_stack and graphs[0].view == graphs[1].view == "up"
            yield from (c for c in found if not (_both_unknown(c) or (generated and _differs_by_id_only(c, words))))
            continue
        yield from (change for change in found if not _both_unknown(change))
        if unknown := [change for change in found if _both_unknown(change)]:
            yield replace(unknown[0], path=key, note=_sources_note(*sources))


def _both_unknown(change: Change) -> bool:
    return change.before is UNKNOWN and change.after is UNKNOWN


def _differs_by_id_only(change: Change, words: tuple[Words, Words]) -> bool:
    texts = [
        word.neutral(_GENERATED.sub("#", json.dumps(printable(value), ensure_ascii=False)))
        for value, word in zip((change.before, change.after), words, strict=True)
    ]
    return texts[0] == texts[1]


def _sources(graph: Graph, resource: Resource, key: str, words: Words) -> Iterator[tuple[str, str]]:
    for urn in resource.property_dependencies.get(key, ()):
        if source := graph.by_urn.get(urn):
            yield source.type, words.neutral(source.name)


def _sources_note(before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]]) -> str:
    signs = [(Sign.CREATE, after - before), (Sign.REMOVE, before - after)]
    names = [f"{sign.value}{name}" for sign, sources in signs for name in sorted({name for _, name in sources})]
    return f"from other resources: {', '.join(names)}"


def _cascade(pairs: Mapping[str, Pair], found: dict[str, list[Change]]) -> None:
    """What is built from the id of a replaced resource gets a new id in it: that can force the next replacement."""
    replaced = {urn for urn, changes in found.items() if any(change.replaces for change in changes)}
    news = replaced
    while news:
        followers: set[str] = set()
        for urn, (_, after) in pairs.items():
            if urn in replaced or not after.custom:
                continue
            for change in _follow(after, news):
                found[urn].append(change)
                followers.add(urn)
        replaced |= followers
        news = followers


def _follow(resource: Resource, replaced: Iterable[str]) -> Iterator[Change]:
    for key, urns in resource.property_dependencies.items():
        sources = sorted(urn.rpartition("::")[2] for urn in set(urns).intersection(replaced))
        if sources and resource.inputs.get(key) is UNKNOWN and forces_replacement(resource.type, key):
            note = f"replaced with {', '.join(sources)}"
            yield Change(path=key, before=UNKNOWN, after=UNKNOWN, replaces=True, note=note)


def unindexed(path: str) -> str:
    """`ingress[0].cidrBlocks[1]` -> `ingress.cidrBlocks`: as `ignoreChanges` and the table of replacements have it."""
    return re.sub(r"\[\d+\]", "", path)


def _is_ignored(path: str, ignored: Iterable[str]) -> bool:
    return any(path == unindexed(known) or path.startswith(f"{unindexed(known)}.") for known in ignored)
