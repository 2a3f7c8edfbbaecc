"""What a comparison refuses, in the words of the reports: what would be lost, and what would cut visitors off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from offline.comparison import Comparison
from offline.dangers import Cut
from offline.effects_losses import Loss
from offline.harms import Harm
from offline.render import words


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalRow:
    """Resources of one type that are refused for the same reason."""

    type: str
    names: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # what is said of them, each with its heading
    commands: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A part of the report; `before_commands` says what they are for."""

    heading: str
    before_commands: str
    rows: tuple[RefusalRow, ...]


def refusals(comparison: Comparison) -> Iterator[Refusal]:
    """What is lost first, then what AWS would stop, then what cuts visitors off."""
    if losses := comparison.losses:
        held = words.plural(len(losses), "resource")
        yield Refusal(
            heading=f"Would go: {held} holding data or protected (exit status 1)",
            before_commands="If that is meant, before `pulumi up`:",
            rows=_rows([(_facts(loss), loss) for loss in losses]),
        )
    for effect, heading in (("deletes", "Would delete data for good"), ("refused", "Would stop half-way")):
        if harms := [harm for harm in comparison.harms if harm.effect == effect]:
            yield Refusal(
                heading=f"{heading}: {words.plural(len(harms), 'resource')} (exit status 1)",
                before_commands="",
                rows=_rows([(_harm_facts(harm), harm) for harm in harms]),
            )
    if cuts := comparison.cuts:
        yield Refusal(
            heading=f"Would cut visitors off: {words.plural(len(cuts), 'resource')} (exit status 1)",
            before_commands="To leave them as they are, before `pulumi up`:",
            rows=_rows([(_cut_facts(cut), cut) for cut in cuts]),
        )


def _rows(said: Sequence[tuple[tuple[tuple[str, str], ...], Loss | Harm | Cut]]) -> tuple[RefusalRow, ...]:
    """One row for all that can be said of in the same words, in the order of the program."""
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[Loss | Harm | Cut]] = defaultdict(list)
    for facts, item in said:
        alike[words.short_type(item.resource.type), facts].append(item)
    return tuple(
        RefusalRow(
            type=type_,
            names=tuple(item.resource.name for item in items),
            facts=facts,
            commands=tuple(command for item in items for command in item.commands),
        )
        for (type_, facts), items in alike.items()
    )


def _facts(loss: Loss) -> tuple[tuple[str, str], ...]:
    happens = f"{'replaced' if loss.replaced else 'removed'}: {loss.reason}"
    protection = [("Protected", "Pulumi refuses to delete it")] if loss.resource.protect else []
    return (("Would be", happens), *protection, ("Lost", loss.lost), ("Way round", loss.way_round))


def _harm_facts(harm: Harm) -> tuple[tuple[str, str], ...]:
    return (("Would be", harm.reason), ("Lost", harm.lost), ("Way round", harm.way_round))


def _cut_facts(cut: Cut) -> tuple[tuple[str, str], ...]:
    what = "removed" if cut.removed else f"changed: {', '.join(cut.danger.properties)}"
    return (("Would be", what), ("Visitors", cut.danger.why), ("Way round", cut.danger.instead))
