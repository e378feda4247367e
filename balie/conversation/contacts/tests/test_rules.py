from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.contacts import newcomers, rules


@pytest.mark.parametrize("typed", ["0470 00 00 01", "+32 470 00 00 01", "0032470000001", "0470/00.00.01"])
def test_a_belgian_number_is_kept_the_same_however_it_is_typed(typed: str) -> None:
    assert rules.party_of(typed) == "+32470000001"


def test_a_mail_address_is_kept_in_lower_case() -> None:
    assert rules.party_of(" Jan.Peeters@Post.Example ") == "jan.peeters@post.example"


@pytest.mark.parametrize("typed", ["047", "Jan", "@post.example", "jan @post.example", "12345678901234567890"])
def test_what_can_be_neither_is_refused(typed: str) -> None:
    with pytest.raises(rules.PartyUnreadable):
        rules.party_of(typed)


@given(st.text(max_size=60))
def test_a_kept_party_is_read_the_same_again(typed: str) -> None:
    try:
        kept = rules.party_of(typed)
    except rules.PartyUnreadable:
        return

    assert rules.party_of(kept) == kept


@given(st.booleans(), st.booleans(), st.text(max_size=20))
def test_a_contact_ends_only_with_a_result_and_a_sentence(is_open: bool, has_result: bool, sentence: str) -> None:
    may_end = rules.can_finish(is_open=is_open, has_result=has_result, sentence=sentence) == ""

    assert may_end == (is_open and has_result and bool(sentence.strip()))


@given(st.lists(st.integers(min_value=1, max_value=50), max_size=10))
def test_a_new_question_comes_after_the_others(positions: list[int]) -> None:
    assert all(rules.next_position(positions) > each for each in positions)


@given(st.text(max_size=300), st.integers(min_value=2, max_value=100))
def test_a_first_line_is_one_line_and_short_enough(text: str, most: int) -> None:
    line = rules.first_line(text, most=most)

    assert len(line) <= most
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("jan peeters", {"given_name": "Jan", "family_name": "Peeters"}),
        ("De Smet, Pieter", {"given_name": "Pieter", "family_name": "De Smet"}),
        ("Peeters, jan", {"given_name": "Jan", "family_name": "Peeters"}),
        ("0470 00 00 01", {}),
        ("", {}),
    ],
)
def test_a_searched_name_is_split_for_a_new_file(typed: str, known: dict[str, str]) -> None:
    assert newcomers.names(typed) == known


@given(st.text(max_size=80))
def test_any_search_gives_names_of_text_only(typed: str) -> None:
    assert all(isinstance(value, str) for value in newcomers.names(typed).values())
