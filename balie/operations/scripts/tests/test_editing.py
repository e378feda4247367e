"""Changes to a document and differences between two, as pure rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.operations.scripts.documents import data_of, read_data
from balie.operations.scripts.rules import editing
from balie.operations.scripts.rules.differences import differences, outdated_languages
from balie.operations.scripts.rules.editing import Change, PartChanged, changed, key_for, mark_of, part_of
from balie.operations.scripts.testing import a_document, a_fault, a_say, an_end

FAULT: dict[str, Any] = data_of(a_fault())


@given(key=st.sampled_from(sorted(FAULT["nodes"])), words=st.text(min_size=1, max_size=20))
def test_a_change_changes_its_part_and_nothing_else(key: str, words: str) -> None:
    part = {**FAULT["nodes"][key], "words": {"nl": words}}

    after = changed(FAULT, Change("nodes", key, part, seen=mark_of(FAULT["nodes"][key])))

    told = differences(FAULT, after)
    assert {each.key for each in told} <= {key}
    assert part_of(after, "nodes", key) == part
    assert list(after["nodes"]) == list(FAULT["nodes"])


@given(key=st.sampled_from(sorted(FAULT["nodes"])), places=st.integers(-20, 20))
def test_moving_keeps_every_step(key: str, places: int) -> None:
    moved = editing.with_order(FAULT, key, places)

    assert sorted(moved["nodes"]) == sorted(FAULT["nodes"])
    assert differences(FAULT, moved) == []


@given(st.text(max_size=60), st.lists(st.sampled_from(["ask", "ask_2", "step"])))
def test_a_key_made_of_words_is_one_of_the_format_and_not_taken(words: str, taken: list[str]) -> None:
    key = key_for(words.lower(), taken, other="step")

    assert key not in taken
    assert read_data(data_of(a_document({key: a_say(), "end": an_end()})))


def test_a_part_that_changed_since_is_not_written_over() -> None:
    with pytest.raises(PartChanged):
        changed(FAULT, Change("nodes", "greet", {}, seen=""))


def test_a_difference_names_what_was_added_removed_and_changed() -> None:
    after = changed(FAULT, Change("nodes", "done", None, seen=mark_of(FAULT["nodes"]["done"])))
    after = changed(after, Change("nodes", "more", a_say(to="end")))
    after = editing.with_places(after, {"story": [1, 2]})
    after["nodes"]["terms"] = {**after["nodes"]["terms"], "words": {"nl": "Zo is het nu."}}

    told = {(each.kind, each.key): each for each in differences(FAULT, after)}

    assert set(told) == {("added", "more"), ("removed", "done"), ("changed", "terms")}
    leaf = told["changed", "terms"].leaves[0]
    assert (leaf.place, leaf.old, leaf.new) == ("words.nl", "So it is.", "Zo is het nu.")


def test_one_language_changed_makes_the_others_perhaps_outdated() -> None:
    assert outdated_languages({"nl": "b", "fr": "a"}, {"nl": "a", "fr": "a"}) == ["fr"]
    assert outdated_languages({"nl": "b", "fr": "b"}, {"nl": "a", "fr": "a"}) == []
    assert outdated_languages({"nl": "b"}, None) == []
