"""What `preview` found, as data: the terminal, Markdown and HTML show it, `--json` prints it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline.comparison import Comparison
from offline.graph import Graph, Resource
from planning.containers import SEED_IMAGE

if TYPE_CHECKING:
    from offline.findings import Finding  # its rules bring pydantic, which `--help` must not wait for

# Not `pulumi preview`, and it must not be taken for it.
DISCLAIMER = (
    "Offline preview: the program's resources, worked out on this machine. It is not `pulumi preview`: "
    "it cannot know the live state, quotas, or names already taken."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A top-level component (or resource) with the resources inside it; components among those are not counted."""

    root: Resource
    count: int
    types: tuple[tuple[str, int], ...]  # the most frequent first


@dataclass(frozen=True, kw_only=True, slots=True)
class StackReport:
    """One stack: its graph in the view asked for, the values still to be given, the findings over both views."""

    graph: Graph
    examples: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether a finding stops a deployment."""
        return any(finding.level == "mandatory" for finding in self.findings)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know before anything else: services without an image, what is another stack's, and the
        program's own words."""
        return (*_seeded(self.graph), *_adopted(self.graph), *self.graph.messages)

    def to_json(self) -> dict[str, object]:
        return {
            "stack": self.graph.stack,
            "profile": self.graph.profile,
            "resources": resource_count(self.graph),
            "components": [
                {"type": g.root.type, "name": g.root.name, "resources": g.count, "types": dict(g.types)}
                for g in groups(self.graph)
            ],
            "services": dict(services(self.graph)),
            "examples": [{"path": path, "value": value} for path, value in self.examples],
            "notes": list(self.notes),
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """All of a preview. `comparison` is None when there is nothing to compare, or `no_comparison` says why not.

    `tried` are the settings that `--set` changed: what is reported then is no stack that a file states.
    """

    stacks: tuple[StackReport, ...]
    comparison: Comparison | None
    no_comparison: str = ""
    rules: int
    tried: tuple[str, ...] = ()

    @property
    def trial(self) -> str:
        """Said of a trial wherever the report may end up; nothing otherwise."""
        return f"A trial, not the stack as its file states it: with --set of {', '.join(self.tried)}." * bool(
            self.tried
        )

    @property
    def is_refused(self) -> bool:
        return any(stack.is_refused for stack in self.stacks)

    @property
    def refused(self) -> str:
        """How much of going to the other profile `compare` refuses, and how to see it; nobody asked for it here."""
        found = self.comparison
        if not found or not found.is_refused:
            return ""
        lost = [*(loss.resource for loss in found.losses), *(harm.resource for harm in found.harms)]
        urns = {resource.urn for resource in (*lost, *(cut.resource for cut in found.cuts))}
        said = "1 resource" if len(urns) == 1 else f"{len(urns)} resources"
        command = f"compare {found.before.stack} --set {found.after.project}:profile={found.after.profile}"
        settings = ", with the settings of this trial as --from and as --set," if self.tried else ""
        return f"Refused of this switch: {said}; python -m offline {command}{settings} shows them"

    def to_json(self) -> dict[str, object]:
        return {
            "notice": DISCLAIMER,
            "tried": list(self.tried),
            "stacks": [stack.to_json() for stack in self.stacks],
            "comparison": self.comparison.to_json() if self.comparison else None,
        }


def resource_count(graph: Graph) -> int:
    """What AWS (or another provider) will hold: components and providers are only in the program."""
    return sum(_counts(resource) for resource in graph.resources)


def groups(graph: Graph) -> tuple[Group, ...]:
    """The top-level components in the order of the program, each with what is inside it."""
    types: dict[str, Counter[str]] = {}
    for resource in graph.resources:
        inside = types.setdefault(root_of(graph, resource).urn, Counter())
        if _counts(resource):
            inside[resource.type] += 1
    return tuple(
        Group(
            root=graph.by_urn[urn],
            count=inside.total(),
            types=tuple(sorted(inside.items(), key=lambda item: (-item[1], item[0]))),
        )
        for urn, inside in types.items()
    )


def services(graph: Graph) -> list[tuple[str, int]]:
    """Resources by AWS service (`rds`, `ec2`) or other provider (`random`), the most first."""
    found = Counter(service_of(resource.type) for resource in graph.resources if _counts(resource))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def service_of(type_: str) -> str:
    """`aws:rds/instance:Instance` -> `rds`; `random:index/randomPassword:RandomPassword` -> `random`."""
    package, module, _ = type_.split(":")
    return module.partition("/")[0] if package == "aws" else package


def root_of(graph: Graph, resource: Resource) -> Resource:
    """The top-level component (or resource) that it is in."""
    while resource.parent and (parent := graph.by_urn.get(resource.parent)):
        resource = parent
    return resource


def edges(graph: Graph) -> Iterator[tuple[Resource, Resource]]:
    """Which top-level component needs which other, each pair once."""
    seen: set[tuple[str, str]] = set()
    for resource in graph.resources:
        needed = {*resource.dependencies, *(urn for urns in resource.property_dependencies.values() for urn in urns)}
        root = root_of(graph, resource)
        for urn in sorted(needed & graph.by_urn.keys()):
            other = root_of(graph, graph.by_urn[urn])
            if other is not root and (root.urn, other.urn) not in seen:
                seen.add((root.urn, other.urn))
                yield root, other


def _adopted(graph: Graph) -> Iterator[str]:
    if graph.adopted:
        named = ", ".join(str(resource.inputs.get("id", resource.name)) for resource in graph.adopted)
        yield f"stands on what another stack made and owns, and fails without it: {named}"


def _seeded(graph: Graph) -> Iterator[str]:
    names = graph.outputs.get("seedServices")
    if isinstance(names, Sequence) and not isinstance(names, str) and names:
        said = ", ".join(str(name) for name in names)
        image = SEED_IMAGE.partition("@")[0]
        yield f"still the seed image ({image}), which only stays healthy: {said}; give services.<name>.image"


def _counts(resource: Resource) -> bool:
    return resource.custom and not resource.type.startswith("pulumi:")
