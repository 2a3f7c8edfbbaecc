"""No lifecycle rule breaks an image that stays: not its architectures, not its signatures."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.registry import lifecycle_rules
from tests.bootstrap.ecr import Item, expire

KEEP_RELEASES, KEEP_PROMOTED = 4, 2
RULES = lifecycle_rules(keep_releases=KEEP_RELEASES, keep_promoted=KEEP_PROMOTED)
Release = tuple[int, int, bool, int | None]


def pushed(releases: Sequence[Release]) -> list[Item]:
    """What a pipeline pushes. A release: how many signatures, how many parts of its own, whether it is promoted, and
    whose parts it takes for those that it has not built (an unchanged architecture keeps its digest)."""
    clock = itertools.count()
    items: list[Item] = []
    parts_of: list[tuple[str, ...]] = []
    for number, (signatures, own, promoted, other) in enumerate(releases):
        parts = [f"part-{number}-{part}" for part in range(own)]
        items += [Item(part, next(clock), {part}) for part in parts]
        if other is not None and parts_of:
            parts += parts_of[other % len(parts_of)][: 2 - own]
        tags = {f"release-{number}"} | ({f"production-{number}"} if promoted else set())
        items.append(Item(f"index-{number}", next(clock), tags, parts=tuple(parts)))
        parts_of.append(tuple(parts))
        items += [Item(f"sig-{number}-{s}", next(clock), subject=f"index-{number}") for s in range(signatures)]
    return items


def broken(before: Sequence[Item], after: Sequence[Item]) -> list[str]:
    """What an image that stayed has lost."""
    present = {item.digest for item in after}
    lost = [part for item in after for part in item.parts if part not in present]
    lost += [item.digest for item in before if item.subject in present and item.digest not in present]
    return lost


def indexes(items: Sequence[Item], tag: str) -> list[str]:
    return [item.digest for item in items if any(name.startswith(tag) for name in item.tags)]


RELEASES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans(), st.none() | st.integers(0, 30)), max_size=25
)


@settings(max_examples=300, deadline=None)
@given(RELEASES)
def test_an_image_that_stays_stays_whole(releases: list[Release]) -> None:
    before = pushed(releases)
    after = expire(RULES, before)

    assert broken(before, after) == []
    promoted, newest = indexes(before, "production-"), indexes(before, "release-")[-KEEP_RELEASES:]
    assert indexes(after, "production-") == promoted[-KEEP_PROMOTED:]
    assert {index for index in newest if index not in promoted} <= set(indexes(after, "release-"))
    assert len(indexes(after, "release-")) <= KEEP_RELEASES + KEEP_PROMOTED
    present = {item.digest for item in after}
    assert all(item.subject in present for item in after if item.subject is not None)


@settings(deadline=None)
@given(RELEASES)
def test_new_images_stay_whole_even_if_nothing_protected_their_parts(releases: list[Release]) -> None:
    before = pushed([(signatures, 2, False, None) for signatures, _, _, _ in releases])

    assert broken(before, expire(RULES, before, references_protect=False)) == []


def test_old_releases_and_their_parts_go() -> None:
    after = expire(RULES, pushed([(1, 2, False, None)] * 100))

    assert indexes(after, "release-") == [f"index-{number}" for number in range(96, 100)]
    assert len([item for item in after if item.digest.startswith("part-")]) == 2 * (KEEP_RELEASES + KEEP_PROMOTED)
    assert len([item for item in after if item.subject]) == KEEP_RELEASES


def test_what_runs_in_production_stays_however_much_is_released_after_it() -> None:
    before = pushed([(1, 2, True, None), *[(1, 2, False, None)] * 100])
    after = {item.digest for item in expire(RULES, before)}

    assert {"index-0", "part-0-0", "part-0-1", "sig-0-0"} <= after


@pytest.mark.parametrize("count", [1, 20])
def test_a_rule_for_untagged_images_would_take_signatures_away(count: int) -> None:
    untagged = {
        "rulePriority": 4,
        "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": count},
        "action": {"type": "expire"},
    }
    before = pushed([(count + 1, 2, True, None)])

    assert broken(before, expire([*RULES, untagged], before)) == ["sig-0-0"]


def test_the_rules_as_ecr_is_told_them() -> None:
    assert [(rule["rulePriority"], rule["description"]) for rule in RULES] == [
        (1, "Keep the last 2 releases that were in production"),
        (2, "Keep the last 4 releases"),
        (3, "Keep the last 12 parts of the releases that are kept"),
    ]
    assert RULES[2] == {
        "rulePriority": 3,
        "description": "Keep the last 12 parts of the releases that are kept",
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["part-*"],
            "countType": "imageCountMoreThan",
            "countNumber": 12,
        },
        "action": {"type": "expire"},
    }
