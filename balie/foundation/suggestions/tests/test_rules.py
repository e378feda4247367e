"""What is looked for in a text, and what of what was found is worth a place."""

from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.suggestions.rules import LEAST_SHARE, MOST, MOST_OF_A_KIND, MOST_WORDS, asked_in, shared_out, worth_showing

SHARES = st.dictionaries(st.integers(), st.floats(min_value=0, max_value=2), max_size=20)


@given(st.text(max_size=400))
def test_what_is_looked_for_stands_in_the_text_and_is_no_number_or_address(text: str) -> None:
    words = asked_in(text).split()

    assert len(words) <= MOST_WORDS
    assert all(word in text.split() and "@" not in word and not any(letter.isdigit() for letter in word) for word in words)


def test_one_word_alone_says_too_little_and_of_a_long_text_the_end_counts() -> None:
    assert asked_in("meter") == ""
    assert asked_in("de meter tikt 12 keer") == "de meter tikt keer"
    assert asked_in("woord " * 100 + "de laatste zin").endswith("de laatste zin")


@given(SHARES)
def test_the_best_comes_first_and_nothing_stays_that_says_next_to_nothing(shares: dict[int, float]) -> None:
    kept = worth_showing(shares)

    assert kept == sorted(kept, key=lambda key: -shares[key])
    assert all(shares[key] >= LEAST_SHARE for key in kept)
    assert not kept or shares[kept[0]] == max(shares.values())


@given(st.lists(st.integers(0, 10), max_size=6))
def test_no_kind_takes_the_places_of_the_others(counts: list[int]) -> None:
    given_each = shared_out(counts)

    assert sum(given_each) == min(MOST, sum(min(count, MOST_OF_A_KIND) for count in counts))
    assert all(one <= min(count, MOST_OF_A_KIND) for one, count in zip(given_each, counts, strict=True))
    assert all(one for one, count in zip(given_each, counts, strict=True) if count)
