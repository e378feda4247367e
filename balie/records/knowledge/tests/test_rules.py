"""What articles are judged by."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.records.knowledge.rules import Change, Standing, differences, next_review, share_helped, standing

TODAY = date(2026, 11, 23)
texts = st.text(alphabet="ab \n.é", max_size=60)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        (None, None, Standing.HOLDS),
        (TODAY, TODAY, Standing.HOLDS),
        (date(2026, 11, 24), None, Standing.COMING),
        (None, date(2026, 11, 22), Standing.PAST),
    ],
)
def test_an_article_holds_from_its_first_to_its_last_day(valid_from: date | None, valid_until: date | None, expected: Standing) -> None:
    assert standing(is_published=True, is_retired=False, valid_from=valid_from, valid_until=valid_until, today=TODAY) == expected


def test_a_draft_and_a_retired_one_are_told_to_nobody() -> None:
    assert standing(is_published=False, is_retired=False, valid_from=None, valid_until=None, today=TODAY) == Standing.DRAFT
    assert standing(is_published=True, is_retired=True, valid_from=None, valid_until=None, today=TODAY) == Standing.RETIRED


@given(days, st.integers(1, 60))
def test_the_next_review_is_so_many_months_on_the_same_day_or_the_last(on: date, months: int) -> None:
    due = next_review(on, months)

    assert (due.year * 12 + due.month) - (on.year * 12 + on.month) == months
    assert due.day <= on.day


def test_the_31st_becomes_the_last_of_a_shorter_month() -> None:
    assert next_review(date(2026, 8, 31), 6) == date(2027, 2, 28)


@given(texts, texts)
def test_the_differences_hold_both_texts_whole(old: str, new: str) -> None:
    pieces = differences(old, new)

    assert "".join(each.words for each in pieces if each.change != Change.REMOVED) == new
    assert "".join(each.words for each in pieces if each.change != Change.ADDED) == old


def test_what_changed_is_told_by_the_word() -> None:
    pieces = differences("Press the red button.", "Press the green button.")

    assert [(each.change, each.words) for each in pieces] == [
        ("same", "Press the "),
        ("removed", "red"),
        ("added", "green"),
        ("same", " button."),
    ]


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_share_that_helped_is_a_share(helped: int, not_helped: int) -> None:
    share = share_helped(helped, not_helped)

    assert share is None if helped + not_helped == 0 else share is not None and 0 <= share <= 1
