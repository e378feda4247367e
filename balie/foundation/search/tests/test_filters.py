"""Filters said in words, in four languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.search.rules.filters import Kind, Period, days_of, read_filters

MONDAY = date(2026, 11, 30)


def _read(typed: str) -> tuple[str, str, str, str]:
    found = read_filters(typed)
    return found.value(Kind.STATE), found.value(Kind.WHOSE), found.value(Kind.PERIOD), found.words


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("open van Peeters vorige maand", ("open", "Peeters", "last_month", "")),
        ("ouvert de Dubois le mois dernier", ("open", "Dubois", "last_month", "")),
        ("open from Peeters last month", ("open", "Peeters", "last_month", "")),
        ("offene von Peeters letzten Monat", ("open", "Peeters", "last_month", "")),
        ("open van peeters", ("open", "peeters", "", "")),
        ("opgeloste storing van Jan Peeters deze week", ("done", "Jan Peeters", "this_week", "storing")),
        ("storing van vorige maand", ("", "", "last_month", "storing")),
        ("factures résolues aujourd’hui", ("done", "", "today", "factures")),
        ("betaling van factuur", ("", "", "", "betaling van factuur")),
        ("meter open vandaag van Peeters", ("open", "Peeters", "today", "meter")),
        ("Van Damme", ("", "", "", "Van Damme")),
        ("open klacht van de klant", ("open", "", "", "klacht van de klant")),
    ],
)
def test_filters_are_read_in_four_languages_and_the_rest_stays(typed: str, expected: tuple[str, str, str, str]) -> None:
    assert _read(typed) == expected


def test_a_filter_one_takes_away_is_a_word_again() -> None:
    found = read_filters("open haard gisteren", but={"state"})

    assert (found.value(Kind.STATE), found.value(Kind.PERIOD), found.words) == ("", "yesterday", "open haard")


@pytest.mark.parametrize(("typed", "is_narrowed"), [("open", False), ("open vorige maand", False), ("open meter", True), ("meter", False)])
def test_a_filter_alone_narrows_nothing(typed: str, is_narrowed: bool) -> None:
    assert read_filters(typed).is_narrowed is is_narrowed


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["open", "van", "vorige", "maand", "Peeters", "de", "hier", "la", "semaine", "dernière", "x"])).map(" ".join)
)
def test_every_word_is_either_said_in_a_filter_or_left_and_no_kind_comes_twice(typed: str) -> None:
    found = read_filters(typed)

    kinds = [each.kind for each in found.filters]
    assert len(kinds) == len(set(kinds))
    assert all(set(each.said.split()) <= set(typed.replace(",", " ").replace(";", " ").split()) for each in found.filters)
    assert len(found.words.split()) <= len(typed.replace(",", " ").replace(";", " ").split())


@given(st.sampled_from(Period), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_period_has_days_and_what_follows_it_begins_where_it_ends(period: Period, today: date) -> None:
    first, after = days_of(period, today)

    assert first < after
    assert (first <= today < after) is (period in {Period.TODAY, Period.THIS_WEEK, Period.THIS_MONTH, Period.THIS_YEAR})
    assert today - first <= timedelta(days=731)


def test_last_month_of_november_is_october() -> None:
    assert days_of(Period.LAST_MONTH, MONDAY) == (date(2026, 10, 1), date(2026, 11, 1))
    assert days_of(Period.LAST_WEEK, MONDAY) == (date(2026, 11, 23), MONDAY)
