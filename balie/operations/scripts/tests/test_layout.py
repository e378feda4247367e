"""Where the boxes of a graph stand."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from balie.operations.scripts.rules.layout import ACROSS, DOWN, HEIGHT, WIDTH, places_of
from balie.operations.scripts.testing import a_choice, a_document, a_fault, a_say, an_ask, an_end


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(0, 11), min_size=1, max_size=3), min_size=1, max_size=12))
def test_no_two_boxes_lie_over_one_another_whatever_the_ways(ways: list[list[int]]) -> None:
    nodes: dict[str, Any] = {f"n{at}": a_say(to=[{"go": f"n{go % len(ways)}"} for go in onward]) for at, onward in enumerate(ways)}

    places = list(places_of(a_document({**nodes, "end": an_end()})).values())

    assert len(set(places)) == len(places)
    assert all(x % (ACROSS // 2) == 0 and y % DOWN == 0 for x, y in places)
    assert WIDTH < ACROSS
    assert HEIGHT < DOWN


def test_a_step_stands_below_all_that_lead_to_it_and_a_way_back_lifts_none() -> None:
    places = places_of(a_fault())

    assert places["greet"][1] < places["what"][1] < places["lamp"][1] < places["story"][1] < places["terms"][1]


def test_a_round_is_laid_out_and_what_is_never_reached_stands_last() -> None:
    nodes = {"ask": an_ask("which", to="again"), "again": a_say(to="ask"), "stray": a_say()}
    places = places_of(a_document({**nodes, "end": an_end()}, variables={"which": a_choice("a")}))

    assert places["stray"][1] > places["again"][1] > places["ask"][1]


def test_a_box_stays_where_it_was_put() -> None:
    assert places_of(a_document({"greet": a_say(place=[7, 9]), "end": an_end()}))["greet"] == (7, 9)
