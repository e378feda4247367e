from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.text.numbers import WrongNumber, check_digit, group, is_number, make_number, next_number, read_number

sequences = st.integers(min_value=1, max_value=10**9)
kinds = st.integers(min_value=1, max_value=9)


def test_the_check_digit_is_the_published_one() -> None:
    assert check_digit("572") == 4  # the worked example of Damm's thesis


@given(kinds, sequences)
def test_a_number_reads_back_however_it_is_grouped(kind: int, sequence: int) -> None:
    number = make_number(kind, sequence)

    assert read_number(group(number), kind) == number
    assert read_number(group(number).replace(" ", "-"), kind) == number


@given(kinds, sequences, st.data())
def test_one_wrong_digit_is_always_caught(kind: int, sequence: int, data: st.DataObject) -> None:
    digits = str(make_number(kind, sequence))
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[at]]))

    assert check_digit(digits[:at] + other + digits[at + 1 :]) != 0


@given(kinds, sequences, st.data())
def test_two_swapped_neighbours_are_always_caught(kind: int, sequence: int, data: st.DataObject) -> None:
    digits = str(make_number(kind, sequence))
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]

    assert swapped == digits or check_digit(swapped) != 0


@given(sequences)
def test_another_kind_of_number_is_not_taken(sequence: int) -> None:
    assert not is_number(make_number(1, sequence), 2)


@pytest.mark.parametrize("typed", ["", "abc", "1", "2041 7737 1", "٢٠٤١٧٧٣٦"])
def test_what_is_no_number_is_refused_by_name(typed: str) -> None:
    with pytest.raises(WrongNumber) as refusal:
        read_number(typed, 2)

    assert typed in str(refusal.value)


@pytest.mark.django_db
def test_numbers_never_come_twice() -> None:
    numbers = [next_number(2) for _ in range(20)]

    assert len(set(numbers)) == 20
    assert all(is_number(number, 2) for number in numbers)
