from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import phonenumbers
import pytest
from django.conf import settings
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.ui import filters

MORNING = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def test_a_number_is_grouped_in_fours_from_the_left() -> None:
    assert filters.number("20417736") == "2041\N{NO-BREAK SPACE}7736"
    assert filters.number(104822317) == "1048\N{NO-BREAK SPACE}2231\N{NO-BREAK SPACE}7"


@given(st.text("0123456789"))
def test_grouping_loses_no_digit(digits: str) -> None:
    assert filters.number(digits).replace("\N{NO-BREAK SPACE}", "") == digits


def test_a_number_of_our_country_is_shown_nationally() -> None:
    assert filters.phone("+32470000001") == "0470 00 00 01"


@given(st.from_regex(r"\+32[1-9][0-9]{7,8}", fullmatch=True))
def test_every_number_of_our_country_is_shown_as_the_library_reads_it(number: str) -> None:
    assert filters.phone(number) == phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


def test_a_foreign_number_is_shown_internationally() -> None:
    assert filters.phone("+33199000001") == "+33 1 99 00 00 01"


@given(st.text())
def test_no_text_in_the_place_of_a_number_breaks_the_page(text: str) -> None:
    assert isinstance(filters.phone(text), str)


@given(st.text())
def test_initials_are_two_letters_at_most(name: str) -> None:
    assert 1 <= len(filters.initials(name)) <= 4  # a letter like "ß" is two in capitals


def test_initials_are_of_the_first_and_the_last_word() -> None:
    assert filters.initials("Nora de Baert") == "NB"
    assert filters.initials("Peeters, Jan") == "PJ"


@pytest.mark.parametrize(("language", "words"), [("nl", "23/11/2026 10:05"), ("fr", "23/11/2026 10:05"), ("de", "23.11.2026 10:05")])
def test_a_moment_is_shown_in_the_organisations_zone_and_the_users_form(language: str, words: str) -> None:
    with translation.override(language):
        shown = filters.datetime(MORNING)

    assert shown == words


@given(day=st.dates(), language=st.sampled_from([code for code, _name in settings.LANGUAGES]))
def test_a_day_is_written_as_django_writes_it(day: date, language: str) -> None:
    with translation.override(language):
        assert filters.date(day) == formats.date_format(day, "DATE_FORMAT")


def test_a_moment_follows_the_language_each_time_it_is_written() -> None:
    shown = []
    for language in ("nl", "de", "nl"):
        with translation.override(language):
            shown.append((filters.date(MORNING), filters.datetime(MORNING), filters.time(MORNING)))

    assert shown[0] == shown[2] == ("23 november 2026", "23/11/2026 10:05", "10:05")
    assert shown[1] == ("23. November 2026", "23.11.2026 10:05", "10:05")


def test_keywords_become_attributes() -> None:
    given_ = {"hx_post": "/x", "for_": "a", "required": True, "disabled": False, "title": None}

    assert filters.dashed(given_) == {"hx-post": "/x", "for": "a", "required": ""}


def test_attributes_are_written_in_their_order_and_escaped() -> None:
    html = filters.attributes({"hx_post": "/x?a&b", "hidden": True, "title": None}, {"hx-status:422": '"', "value": None})

    assert html == ' hx-post="/x?a&amp;b" hidden="" hx-status:422="&#34;"'


def test_the_option_of_the_value_is_chosen_also_when_one_is_a_number_and_the_other_text() -> None:
    html = filters.as_options([("", "–"), (7, "Energie & <water>"), (17, "Winkel")], "7")

    assert html == (
        '<option value="">–</option>\n<option value="7" selected>Energie &amp; &lt;water&gt;</option>\n<option value="17">Winkel</option>\n'
    )


def test_words_a_cell_would_cut_stand_whole_in_its_title_and_escaped() -> None:
    assert filters.hint("Geen stroom") == ""
    assert filters.hint('Geen "stroom" na de wissel van de meter <3') == ' title="Geen &#34;stroom&#34; na de wissel van de meter &lt;3"'


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (7, "0:07"), (187, "3:07"), (3727, "1:02:07"), (-5, "0:00")])
def test_a_duration_is_shown_as_a_clock_counts(seconds: int, shown: str) -> None:
    assert filters.clock(timedelta(seconds=seconds)) == shown
