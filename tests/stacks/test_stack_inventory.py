"""The exact set of (type, name) of every stack, as reviewed files: nothing is made or lost unnoticed."""

from __future__ import annotations

import pytest

from tests.stacks.load import INVENTORIES, STACKS, inventory, named


@pytest.mark.parametrize("label", STACKS)
def test_a_stack_makes_exactly_what_was_reviewed(label: str) -> None:
    reviewed = (INVENTORIES / f"{label}.txt").read_text(encoding="utf-8")

    assert inventory(named(label)).splitlines() == reviewed.splitlines(), (
        "if the change is meant: python -m tests.stacks.write_inventories, and review its difference"
    )


@pytest.mark.parametrize("label", STACKS)
def test_both_views_have_the_same_resources(label: str) -> None:
    assert inventory(named(label, "up")) == inventory(named(label))


def test_the_first_phase_is_part_of_the_full_set_up() -> None:
    minimal, full = (set(inventory(named(label)).splitlines()) for label in ("prod-minimal", "prod"))

    assert minimal <= full
