"""The diagram: top-level components, and what each needs."""

from __future__ import annotations

from offline.graph import Graph
from offline.render import words
from offline.report import edges, groups


def diagram(graph: Graph) -> str:
    """A Mermaid flowchart; an arrow goes from a component to one that it needs.

    What follows from other arrows is left out (A needs B, B needs C: no arrow from A to C), or nothing could be seen.
    """
    ids = {group.root.urn: f"c{index}" for index, group in enumerate(groups(graph)) if group.count}
    needs: dict[str, set[str]] = {urn: set() for urn in ids}
    for root, other in edges(graph):
        if root.urn in ids and other.urn in ids:
            needs[root.urn].add(other.urn)
    reached = {urn: _reached(urn, needs) for urn in ids}
    lines = ["flowchart TD"]
    for group in groups(graph):
        if group.count:
            label = f"{words.short_type(group.root.type)}<br/>{group.root.name} ({group.count})"
            lines.append(f'    {ids[group.root.urn]}["{_quoted(label)}"]')
    for urn, others in needs.items():
        # The arrows of a circle stay: on it, everything follows from everything.
        direct = [
            other
            for other in others
            if not any(other in reached[via] and via not in reached[other] for via in others - {other})
        ]
        lines += [f"    {ids[urn]} --> {ids[other]}" for other in sorted(direct, key=list(ids).index)]
    return "\n".join(lines)


def _reached(start: str, needs: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        new = needs[todo.pop()] - found
        found |= new
        todo += new
    return found


def _quoted(label: str) -> str:
    return label.replace('"', "#quot;")
