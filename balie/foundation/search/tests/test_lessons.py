"""What the ranking learns stays within bounds, and says less the more there was."""

from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.search.rules.clues import Clue
from balie.foundation.search.rules.lessons import LEAST_TIMES, MOST_TIMES, MOST_WORDS, Deed, boost, taught_words, times_after

CLUES = st.lists(
    st.builds(
        lambda word, weight: Clue({word: 1.0}, weight, 1),
        st.text(alphabet="abc1", min_size=1, max_size=5),
        st.floats(min_value=0.01, max_value=20),
    ),
    max_size=12,
)


@given(st.integers(), st.lists(st.sampled_from(Deed), min_size=1))
def test_whatever_is_done_the_times_stay_within_bounds(times: int, deeds: list[Deed]) -> None:
    for deed in deeds:
        times = times_after(times, deed)

    assert LEAST_TIMES <= times <= MOST_TIMES


@given(st.integers(LEAST_TIMES, MOST_TIMES - 1))
def test_one_more_time_counts_for_more_and_the_next_for_less(times: int) -> None:
    assert boost(times) < boost(times + 1)
    assert boost(-times) == -boost(times)
    assert times < 1 or boost(times + 1) - boost(times) <= boost(times) - boost(times - 1)


@given(CLUES)
def test_few_words_are_learned_of_and_none_with_a_digit(clues: list[Clue]) -> None:
    words = taught_words(clues)

    assert len(words) == len(set(words)) <= MOST_WORDS
    assert not any(letter.isdigit() for word in words for letter in word)


def test_words_that_say_little_beside_the_others_are_not_learned_of() -> None:
    assert taught_words([Clue({"since": 1.0}, 1.0, 90), Clue({"meter": 1.0}, 6.0, 2)]) == ["meter"]
