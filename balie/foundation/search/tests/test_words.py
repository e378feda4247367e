import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.search.rules.measures import measures
from balie.foundation.search.rules.snippets import LONGEST, snippet
from balie.foundation.search.rules.words import joins, slips, splits
from balie.foundation.search.rules.written import runs_of, words_of

LETTERS = st.text(alphabet="abcdeé", max_size=8)


@given(LETTERS, LETTERS)
def test_slips_are_as_many_either_way_and_never_more_than_letters(one, other):
    assert slips(one, other) == slips(other, one) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("typed", "count"), [("factuur", 0), ("fctuur", 1), ("facctuur", 1), ("fatcuur", 1), ("faktuur", 1), ("fatcur", 2), ("meter", 5)]
)
def test_a_slip_is_a_letter_left_out_added_changed_or_swapped(typed, count):
    assert slips(typed, "factuur") == count


@given(st.text(alphabet="abcdens", max_size=20))
def test_a_word_is_parted_into_what_it_begins_and_ends_with(word):
    assert all(word.startswith(left) and word.endswith(right) and min(len(left), len(right)) >= 3 for left, right in splits(word))


def test_the_letters_between_two_parts_may_be_left_off():
    assert {("bestelling", "nummer"), ("bestellings", "nummer")} <= set(splits("bestellingsnummer"))


def test_two_words_are_joined_in_both_orders_with_what_stands_between():
    assert {("helpdeskmedewerker", 0, 3), ("medewerkerhelpdesk", 0, 3)} <= set(joins(["medewerker", "van", "de", "helpdesk"]))


@given(st.text(max_size=300))
def test_what_is_written_becomes_words_and_spaces_alone(text):
    assert all(char.isalnum() or char == " " or not char.isascii() for char in words_of(text))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("bel 0470 12 34 56 terug", ["0470123456", "470123456"]),
        ("EAN 5414 4896 0001 2345 67", ["541448960001234567"]),
        ("in 2024 of 2025", []),
        ("BE68 5390-0754-7034", ["68539007547034"]),
    ],
)
def test_a_number_is_taken_as_one_however_it_is_grouped(text, runs):
    assert runs_of(text) == runs


@given(st.text(max_size=2000), st.text(max_size=60))
def test_a_snippet_is_short_and_one_line(text, typed):
    piece = snippet(text, typed)

    assert len(piece) <= LONGEST + 2
    assert "\n" not in piece


def test_a_snippet_is_taken_where_the_typed_words_stand():
    text = "Eerst iets anders. " * 30 + "De facturen van vorig jaar staan in het archief. " + "Daarna nog iets. " * 30

    assert "De facturen van vorig jaar" in snippet(text, "factuur jaar")


def test_the_measures_of_a_search():
    found = [({"a"}, ["a", "b"]), ({"a"}, ["b", "a"]), ({"a"}, ["b"]), ({"a", "b"}, ["a"])]

    assert measures(found) == {"recall@1": 0.5, "recall@5": 0.625, "mrr": 0.625, "misses@5": 1}
