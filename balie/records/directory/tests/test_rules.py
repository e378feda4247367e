"""Which entry suits a question best."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from balie.records.directory.rules import Suits, is_gone, suits

ids = st.integers(min_value=1, max_value=6)
lines = st.lists(ids, min_size=1, max_size=4, unique=True)


def suits_like(**fields: object) -> Suits | None:
    given: dict[str, object] = {
        "takes_categories": {1},
        "takes_purposes": set(),
        "speaks": {"nl"},
        "is_open": True,
        "category_line": [1, 2],
        "purpose": None,
        "language": "nl",
    }
    return suits(**given | fields)  # type: ignore[arg-type]


def test_who_takes_the_category_itself_goes_before_who_takes_what_is_above_it() -> None:
    itself, above = suits_like(), suits_like(takes_categories={2}, speaks={"nl", "fr"})

    assert itself is not None
    assert above is not None
    assert itself < above


def test_who_helps_in_the_language_goes_before_who_is_open() -> None:
    speaks, is_open = suits_like(is_open=False), suits_like(speaks={"fr"})

    assert speaks is not None
    assert is_open is not None
    assert speaks < is_open


def test_hours_that_are_not_known_count_against_nobody() -> None:
    assert suits_like(is_open=None) == suits_like(is_open=True)


@given(takes=st.sets(ids), line=lines)
def test_only_who_takes_the_category_or_one_above_it_suits(takes: set[int], line: list[int]) -> None:
    found = suits_like(takes_categories=takes, category_line=line)

    assert (found is not None) == bool(takes & set(line))
    if found:
        assert line[found.steps] in takes
        assert not takes & set(line[: found.steps])


@given(purposes=st.sets(ids), purpose=st.none() | ids)
def test_who_names_no_purposes_takes_all(purposes: set[int], purpose: int | None) -> None:
    found = suits_like(takes_purposes=purposes, purpose=purpose)

    assert found is not None
    assert found.misses_purpose == (purpose is not None and bool(purposes) and purpose not in purposes)


@given(last_on=st.dates(max_value=date(9000, 1, 1)))
def test_on_its_last_day_it_still_is_there(last_on: date) -> None:
    assert not is_gone(last_on, last_on)
    assert is_gone(last_on, last_on + timedelta(days=1))
    assert not is_gone(None, last_on)
