"""Which answer is the best there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.answers.rules import Answer, best, likely

counts = st.integers(min_value=0, max_value=100)
answers = st.lists(st.builds(Answer, st.integers(), counts, counts, st.integers(0, 3)), max_size=6, unique_by=lambda each: each.id)


@given(found=answers)
def test_no_other_is_likelier_to_help(found: list[Answer]) -> None:
    chosen = best(found)

    assert (chosen is None) == (not found)
    if chosen:
        assert all(likely(each) <= likely(chosen) for each in found)


@given(helped=counts, not_helped=counts)
def test_another_yes_makes_it_likelier_and_another_no_less_so(helped: int, not_helped: int) -> None:
    now = likely(Answer(1, helped, not_helped))

    assert likely(Answer(1, helped + 1, not_helped)) > now > likely(Answer(1, helped, not_helped + 1))


def test_one_yes_does_not_beat_nine_of_ten_and_the_nearest_goes_first_of_those_alike() -> None:
    assert best([Answer(1, 1, 0), Answer(2, 9, 1)]) == Answer(2, 9, 1)
    assert best([Answer(1, 3, 1, steps=1), Answer(2, 3, 1)]) == Answer(2, 3, 1)
