"""The grid of the dashboard, for any number of widgets."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planning.dashboard import COLUMNS, GRAPHS_IN_A_ROW, HEADINGS, PLACES, Place, Widget, in_rows, place_of, stacked

widgets = st.builds(Widget, st.sampled_from(["text", "metric", "alarm"]), st.just({}), st.integers(1, 12))
pages = st.lists(st.lists(widgets, min_size=1, max_size=GRAPHS_IN_A_ROW), max_size=12)


@given(st.lists(st.integers(), max_size=60))
def test_rows_are_few_and_even_and_keep_the_order(items: list[int]) -> None:
    rows = list(in_rows(items))

    assert [item for row in rows for item in row] == items
    assert len(rows) == -(-len(items) // GRAPHS_IN_A_ROW)
    assert all(1 <= len(row) <= GRAPHS_IN_A_ROW for row in rows)
    assert max(map(len, rows), default=0) - min(map(len, rows), default=0) <= 1


def cells(widget: dict[str, Any]) -> set[tuple[int, int]]:
    return {
        (x, y)
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    }


@given(pages)
def test_widgets_are_on_the_grid_apart_from_each_other_and_in_order(page: list[list[Widget]]) -> None:
    placed: list[dict[str, Any]] = stacked(page)

    assert [widget["type"] for widget in placed] == [widget.kind for row in page for widget in row]
    assert all(widget["x"] >= 0 and widget["x"] + widget["width"] <= COLUMNS for widget in placed)
    assert not any(cells(one) & cells(other) for one, other in combinations(placed, 2))
    assert placed == sorted(placed, key=lambda widget: (widget["y"], widget["x"]))


@given(pages)
def test_each_row_is_full_and_follows_the_one_above(page: list[list[Widget]]) -> None:
    placed: list[dict[str, Any]] = stacked(page)
    top = 0
    for row in page:
        here, placed = placed[: len(row)], placed[len(row) :]
        assert {widget["y"] for widget in here} == {top}
        assert sum(widget["width"] for widget in here) == COLUMNS
        top += max(widget.height for widget in row)


def test_titles_are_told_once_in_each_section() -> None:
    places = list(dict.fromkeys(PLACES.values()))

    assert len({place.title for place in places}) == len(places)
    assert {place.section for place in places} == set(HEADINGS)


def test_what_has_no_place_yet_is_drawn_all_the_same() -> None:
    assert place_of("something-new") == Place("infrastructure", "something-new")
