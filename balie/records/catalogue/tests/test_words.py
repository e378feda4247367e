from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from balie.records.calendars.rules import Day, Hours
from balie.records.calendars.slots import DAYS, read_week
from balie.records.catalogue import words
from balie.records.catalogue.rules import Period

BRUSSELS = ZoneInfo("Europe/Brussels")
TODAY = date(2026, 11, 27)  # a Friday
OFFICE = Hours(BRUSSELS, read_week({day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]}))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (TODAY - DAY, None, "in force, without a last day"),
        (TODAY - DAY, TODAY, "in force, ends today"),
        (TODAY - 9 * DAY, TODAY - DAY, "not in force: ended yesterday"),
        (TODAY + DAY, None, "not in force: starts tomorrow"),
    ],
)
def test_how_a_contract_stands_is_said(first, last, said):
    assert words.standing_words(first, last, TODAY) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said", "is_open"),
    [
        (9, 0, "open now, until 12:00", True),
        (12, 30, "closed, opens 13:00", False),
        (18, 0, "closed, opens Monday at 08:30", False),
    ],
)
def test_whether_support_is_open_is_said(hour, minute, said, is_open):
    at = datetime(2026, 11, 27, hour, minute, tzinfo=BRUSSELS)

    assert words.hours_words(OFFICE, at) == (said, is_open)


def test_day_and_night_and_never_are_said():
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)

    assert words.hours_words(Hours(BRUSSELS, always=True), at) == ("open now, day and night", True)
    assert words.hours_words(Hours(BRUSSELS, days={date(2020, 1, 1): Day((("09:00", "12:00"),))}), at)[1] is False


def test_what_is_left_is_said():
    year = Period(date(2026, 1, 1), date(2026, 12, 31))

    assert words.left_words(10, 3, year).startswith("7 of 10 left until ")
    assert words.left_words(10, 3, Period(date(2026, 1, 1), None)) == "7 of 10 left"
    assert words.left_words(None, 1, year) == "as many as needed, 1 used"
