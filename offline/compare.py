"""How two recorded graphs differ, resource by resource: what a phase switch or a setting creates, changes, replaces."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from offline.comparison import Change, Changed, Comparison, Sign
from offline.dangers import Cut, cuts
from offline.differ import ABSENT, Words, differences, printable
from offline.effects import UNLISTED, judge, unindexed
from offline.effects_losses import Loss, loses_data
from offline.effects_rules import Effect
from offline.graph import Graph, Resource
from offline.harms import Harm, harms
from offline.values import UNKNOWN

Pair: TypeAlias = tuple[Resource, Resource]
_Key: TypeAlias = tuple[tuple[str, str], ...]

# Stand-ins of the `up` view that are made from the URN, and so from the stack's name: ids, UUIDs, addresses.
_GENERATED = re.compile(
    r"[0-9A-Fa-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Fa-f]{7,}|(?:\d{1,3}\.){3}\d{1,3}(?![\d/])"
)


def compare(
    before: Graph,
    after: Graph,
    environments: tuple[str | None, str | None] = (None, None),
    created: tuple[Graph, Graph] | None = None,
) -> Comparison:
    """Match the resources by type and logical name and compare their inputs.

    What differs only by the name of the stack, or of its environment, is no change. `created` are the `up` views of
    the same two sides: within one stack they show what a preview cannot, a number in a text that is not known yet.
    """
    words = (Words({before.stack, environments[0]}), Words({after.stack, environments[1]}))
    left, right = _keyed(before, before.resources, words[0]), _keyed(after, after.resources, words[1])
    read = _keyed(before, before.adopted, words[0]), _keyed(after, after.adopted, words[1])
    pairs = {right[key].urn: (left[key], right[key]) for key in right if key in left}
    found = {urn: list(_changes(pair, (before, after), words)) for urn, pair in pairs.items()}
    within = before.stack == after.stack
    if within:  # between two stacks nothing is really replaced, so nothing follows from it either
        _cascade(pairs, found)
        if created:
            for urn, shown in found.items():
                shown.extend(_hidden(pairs[urn], tuple(shown), created, words))
    changed = tuple(
        Changed(before=pairs[urn][0], after=pairs[urn][1], changes=tuple(changes))
        for urn, changes in found.items()
        if changes
    )
    # Within a stack, a resource that it made and then only reads is deleted first, whatever it reads afterwards.
    removed = tuple(left[key] for key in left if key not in right and (within or key not in read[1]))
    made = tuple(right[key] for key in right if key not in left and (within or key not in read[0]))
    return Comparison(
        before=before,
        after=after,
        created=made,
        removed=removed,
        changed=changed,
        unchanged=len(pairs) - len(changed),
        adopted=tuple(read[1][key] for key in read[1] if key not in read[0]),
        released=tuple(read[0][key] for key in read[0] if key not in read[1]),
        losses=tuple(_losses(changed, removed, {left[key].urn for key in left if key in read[1]})) if within else (),
        cuts=tuple(_cuts(changed, removed, after)) if within else (),
        harms=tuple(_harms(pairs.values(), made, changed)) if within else (),
    )


def _cuts(changed: Iterable[Changed], removed: Iterable[Resource], after: Graph) -> Iterator[Cut]:
    """What is kept in AWS when it is deleted is still there for visitors."""
    stays = [item for item in changed if not _is_kept(item)]
    return cuts([(each.before, each.after, [change.path for change in each.changes]) for each in stays], removed, after)


def _harms(pairs: Iterable[Pair], made: Iterable[Resource], changed: Iterable[Changed]) -> Iterator[Harm]:
    properties = {
        item.after.urn: tuple(dict.fromkeys(unindexed(change.path).partition(".")[0] for change in item.changes))
        for item in changed
    }
    return harms(pairs, made, properties, {item.after.urn for item in changed if item.replaced})


def _is_kept(item: Changed) -> bool:
    return item.replaced and item.before.retain_on_delete


def _losses(changed: Iterable[Changed], removed: Iterable[Resource], read: Collection[str]) -> Iterator[Loss]:
    """What would go although it is protected or holds data; `read` are those that are then read instead of made."""
    for item in changed:
        if item.replaced and (item.before.protect or loses_data(item.before)):
            causes = [change for change in item.changes if change.replaces]
            reason = "; ".join(f"{change.path} {_cause(change)}" for change in causes)
            names = tuple(unindexed(change.path) for change in causes)
            yield Loss(resource=item.before, replaced=True, properties=names, reason=reason)
    for resource in removed:
        if resource.protect or loses_data(resource):
            instead = ", only read: Pulumi deletes it first" if resource.urn in read else ""
            yield Loss(resource=resource, replaced=False, reason=f"the program no longer makes it{instead}")


def _cause(change: Change) -> str:
    if change.note.startswith("replaced with"):
        return f"is that of a new {change.note.removeprefix('replaced with ')}"
    return f"is {UNLISTED}" if change.remark == UNLISTED else "cannot change in place"


def _keyed(graph: Graph, resources: Iterable[Resource], words: Words) -> dict[_Key, Resource]:
    """Resources by type and name; by those of their parents too where that is not enough to tell them apart."""
    groups: dict[_Key, list[Resource]] = defaultdict(list)
    for resource in resources:
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
            _judged(Change(path=path, before=old, after=new), after, same_stack)
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


def _hidden(
    pair: Pair, shown: Collection[Change], created: tuple[Graph, Graph], words: tuple[Words, Words]
) -> Iterator[Change]:
    """What differs once everything is known, of the properties of which nothing is shown yet."""
    keys = {unindexed(change.path).partition(".")[0] for change in shown}
    found = (created[0].by_urn[pair[0].urn], created[1].by_urn[pair[1].urn])
    for change in _changes(found, created, words):
        if unindexed(change.path).partition(".")[0] not in keys:
            yield change


def _judged(change: Change, after: Resource, within: bool) -> Change:
    """With its effect; between two stacks only with whether it would replace."""
    found = judge(after, change.path, change.before, change.after)
    if not found:
        return change
    replaces = found.effect is Effect.REPLACES
    if not within:
        return replace(change, replaces=replaces)
    return replace(change, replaces=replaces, effect=found.effect, when=found.when, remark=found.note)


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
        sources = set(urns).intersection(replaced)
        change = _judged(Change(path=key, before=UNKNOWN, after=UNKNOWN), resource, within=True)
        if change.replaces and sources and resource.inputs.get(key) is UNKNOWN:
            yield replace(change, note=_replaced_with(sources))
        for path in resource.replace_on_changes:  # asked for by the program; its last word tells what stands there
            kinds = [urn for urn in sources if path.endswith(urn.split("::")[2].rpartition(":")[2])]
            if kinds and unindexed(path).partition(".")[0] == key:
                yield Change(path=path, before=UNKNOWN, after=UNKNOWN, replaces=True, note=_replaced_with(kinds))


def _replaced_with(urns: Iterable[str]) -> str:
    return f"replaced with {', '.join(sorted(urn.rpartition('::')[2] for urn in urns))}"


def _is_ignored(path: str, ignored: Iterable[str]) -> bool:
    return any(path == unindexed(known) or path.startswith(f"{unindexed(known)}.") for known in ignored)
