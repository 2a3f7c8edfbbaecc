"""The rows of the tables, the same in the terminal, in Markdown and in HTML."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline.comparison import Comparison, Sign
from offline.effects_losses import loses_data
from offline.graph import Graph, Resource
from offline.render import words
from offline.report import Group, StackReport, groups, service_of

if TYPE_CHECKING:
    from offline.findings import Finding  # its rules bring pydantic, which `--help` must not wait for

DATA_LOSS = "data would be lost"
PROTECTED = "protected"
_READ = "made elsewhere, only read here"
_TAKEN_OVER = "was only read: AWS refuses a second of the same name, so `pulumi import` it"


# What comes with every component is named after what the component is there for.
_ATTENDANTS = {"cloudwatch", "iam", "random"}
_ALIKE = 3  # so many top-level components of one type share a row


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentRow:
    """A top-level component, or several of one type, and the types of resources inside."""

    type: str
    name: str
    count: int
    types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareRow:
    """What happens to one resource, or alike to several of one type."""

    sign: Sign
    type: str
    names: tuple[str, ...]
    details: tuple[str, ...] = ()
    loses_data: bool = False
    protected: bool = False

    @property
    def warnings(self) -> str:
        """`data would be lost, protected`, or nothing."""
        return ", ".join(text for text, said in ((DATA_LOSS, self.loses_data), (PROTECTED, self.protected)) if said)


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingRow:
    """One finding, and the stacks that have it."""

    finding: Finding
    stacks: tuple[str, ...]

    @property
    def severity(self) -> str:
        return "deferred" if self.finding.kind == "deferred" else self.finding.severity

    @property
    def resource(self) -> str:
        return f"{words.short_type(self.finding.type)} {self.finding.name}"

    @property
    def message(self) -> str:
        view = f" (in the {self.finding.view} view only)" if self.finding.view else ""
        advisory = "" if self.finding.level == "mandatory" else " [advisory]"
        return f"{self.finding.message}{view}{advisory}"


def component_rows(graph: Graph) -> list[ComponentRow]:
    """The components with resources, in the order of the program."""
    found = groups(graph)
    many = Counter(group.root.type for group in found)
    alike: dict[str, list[Group]] = defaultdict(list)
    for group in found:
        if group.count:
            alike[group.root.type if many[group.root.type] >= _ALIKE else group.root.urn].append(group)
    return [_component_row(same) for same in alike.values()]


def _component_row(same: Sequence[Group]) -> ComponentRow:
    root, types = same[0].root, Counter[str]()
    for group in same:
        types.update(dict(group.types))
    ordered = sorted(types.items(), key=lambda item: (service_of(item[0]) in _ATTENDANTS, -item[1], item[0]))
    return ComponentRow(
        type=words.short_type(root.type),
        name=root.name if len(same) == 1 else f"×{len(same)}",
        count=types.total(),
        types=tuple(type_.rpartition(":")[2] + (f" ×{count}" if count > 1 else "") for type_, count in ordered),
    )


def compare_rows(comparison: Comparison, most_changes: int) -> list[CompareRow]:
    """The worst first: replaced, removed, changed, created."""
    alike: dict[tuple[Sign, str, tuple[str, ...], bool, bool], list[str]] = defaultdict(list)
    for item in comparison.changed:
        details = tuple(words.changes(item, most_changes))
        lost = item.loses_data and comparison.within_a_stack  # between two stacks nothing is really replaced
        kept = item.replaced and item.before.protect and comparison.within_a_stack
        key = words.sign(item), words.short_type(item.after.type), details, lost, kept
        alike[key].append(item.after.name)
    changed = [
        CompareRow(sign=sign, type=type_, names=tuple(names), details=details, loses_data=lost, protected=kept)
        for (sign, type_, details, lost, kept), names in alike.items()
    ]
    taken_over = comparison.taken_over
    return [
        *(row for row in changed if row.sign is Sign.REPLACE),
        *_removed(comparison),
        *(row for row in changed if row.sign is Sign.CHANGE),
        *_by_type(Sign.CREATE, taken_over, details=(_TAKEN_OVER,)),
        *_by_type(Sign.CREATE, (resource for resource in comparison.created if resource not in taken_over)),
        *_by_type(Sign.READ, comparison.adopted, details=(_READ,)),
    ]


def _removed(comparison: Comparison) -> Iterator[CompareRow]:
    """What loses data first, then what is protected."""
    alike: dict[tuple[bool, bool], list[Resource]] = defaultdict(list)
    for resource in comparison.removed:
        within = comparison.within_a_stack
        alike[within and loses_data(resource), within and resource.protect].append(resource)
    for (lost, kept), resources in sorted(alike.items(), key=lambda item: item[0], reverse=True):
        yield from _by_type(Sign.REMOVE, resources, loses_data=lost, protected=kept)


def finding_rows(stacks: Iterable[StackReport]) -> list[FindingRow]:
    """The findings of all stacks in their order of severity; what several stacks share is said once."""
    shared: dict[tuple[str, ...], tuple[Finding, list[str]]] = {}
    for stack in stacks:
        for finding in stack.findings:
            key = (finding.rule_id, finding.type, finding.name, finding.kind, finding.message, finding.view or "")
            shared.setdefault(key, (finding, []))[1].append(stack.graph.stack)
    order = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    rows = [FindingRow(finding=finding, stacks=tuple(names)) for finding, names in shared.values()]
    return sorted(rows, key=lambda row: (row.finding.kind in ("advice", "deferred"), order[row.finding.severity]))


def findings_summary(rows: Sequence[FindingRow], stacks: Sequence[StackReport], rules: int) -> str:
    """`12 rules over dev and prod: 2 findings, 1 of them mandatory`."""
    over = f"{words.plural(rules, 'rule')} over both views of {' and '.join(stack.graph.stack for stack in stacks)}"
    if not rows:
        return f"{over}: no findings"
    mandatory = sum(row.finding.level == "mandatory" for row in rows)
    return f"{over}: {words.plural(len(rows), 'finding')}, {mandatory} of them mandatory"


def _by_type(
    sign: Sign,
    resources: Iterable[Resource],
    *,
    details: tuple[str, ...] = (),
    loses_data: bool = False,
    protected: bool = False,
) -> list[CompareRow]:
    names: dict[str, list[str]] = defaultdict(list)
    for resource in resources:
        names[words.short_type(resource.type)].append(resource.name)
    return [
        CompareRow(
            sign=sign,
            type=type_,
            names=tuple(sorted(held)),
            details=details,
            loses_data=loses_data,
            protected=protected,
        )
        for type_, held in sorted(names.items())
    ]
