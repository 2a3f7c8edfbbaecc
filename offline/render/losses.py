"""What would go although it is protected or holds data, in the words of the reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from offline.comparison import Comparison
from offline.effects_losses import Loss
from offline.render import words


@dataclass(frozen=True, kw_only=True, slots=True)
class LossRow:
    """Resources of one type that would go for the same reason."""

    type: str
    names: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]  # what is said of them, each with its heading
    commands: tuple[str, ...]


def heading(comparison: Comparison) -> str:
    """`Would go: 3 resources that hold data or are protected`."""
    held = words.plural(len(comparison.losses), "resource")
    return f"Would go: {held} holding data or protected (exit status 1)"


def loss_rows(comparison: Comparison) -> list[LossRow]:
    """One row for all that can be said of in the same words, in the order of the program."""
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[Loss]] = defaultdict(list)
    for loss in comparison.losses:
        alike[words.short_type(loss.resource.type), _facts(loss)].append(loss)
    return [
        LossRow(
            type=type_,
            names=tuple(loss.resource.name for loss in losses),
            facts=facts,
            commands=_commands(losses),
        )
        for (type_, facts), losses in alike.items()
    ]


def _facts(loss: Loss) -> tuple[tuple[str, str], ...]:
    happens = f"{'replaced' if loss.replaced else 'removed'}: {loss.reason}"
    protection = [("Protected", "Pulumi refuses to delete it")] if loss.resource.protect else []
    return (("Would be", happens), *protection, ("Lost", loss.lost), ("Way round", loss.way_round))


def _commands(losses: Sequence[Loss]) -> tuple[str, ...]:
    return tuple(command for loss in losses for command in loss.commands)
