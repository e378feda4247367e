import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.search.rules.typed import LEAST_DIGITS, MOST_WORDS, prefix_terms, read_query


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_a_bounded_query(typed):
    query = read_query(typed)

    assert len(query.words) <= MOST_WORDS
    assert all(len(piece) >= LEAST_DIGITS for piece in query.pieces)
    assert all(word.isalnum() for word in query.words)


@given(st.text(max_size=60))
def test_prefix_terms_hold_nothing_that_means_something_to_the_database(typed):
    assert not set(prefix_terms(read_query(typed).spoken).replace(" & ", "").removesuffix(":*")) & set("&|!():*<>'\\")


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("0470 12 34", ("4701234",)),
        ("+32 470", ("32470",)),
        ("+32 (0)470 12", ("3247012",)),
        ("0032 470 12", ("3247012",)),
        ("1048-2231", ("10482231",)),
        ("9000 12", ("900012",)),
        ("Jan@Example.be", ("jan@example.be",)),
        ("Peeters 0470", ("470",)),
    ],
)
def test_digits_are_one_piece_however_they_are_grouped(typed, pieces):
    assert read_query(typed).pieces == pieces


def test_a_house_number_stays_beside_its_street():
    assert read_query("Kerkstraat 12").words == ("kerkstraat", "12")


@pytest.mark.parametrize("typed", ["", "  ", "12", "0", "!?", "1 2"])
def test_too_little_says_nothing(typed):
    assert read_query(typed).words == ()


def test_the_last_word_is_still_being_typed():
    assert prefix_terms(read_query("Jan Peet").words) == "jan & peet:*"
