from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.records.calendars import ical
from balie.records.calendars.rules import OpenPeriod

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def a_file(*events: str) -> bytes:
    inside = "".join(
        f"BEGIN:VEVENT\r\nUID:{at}@x\r\nDTSTAMP:20261101T000000Z\r\n{event}\r\nEND:VEVENT\r\n" for at, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{inside}END:VCALENDAR\r\n".encode()


def test_whole_days_are_read_with_their_last_day_in():
    read = ical.read(a_file("SUMMARY:Brugdag\r\nDTSTART;VALUE=DATE:20270507\r\nDTEND;VALUE=DATE:20270509"))

    assert read.closings == [ical.Closing(date(2027, 5, 7), date(2027, 5, 8), "Brugdag")]


def test_one_day_needs_no_end():
    assert ical.read(a_file("SUMMARY:Dicht\r\nDTSTART;VALUE=DATE:20270507")).closings[0].last == date(2027, 5, 7)


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:Vergadering\r\nDTSTART:20270507T090000Z\r\nDTEND:20270507T100000Z",
        "SUMMARY:Elk jaar\r\nDTSTART;VALUE=DATE:20270507\r\nRRULE:FREQ=YEARLY",
        "SUMMARY:Toch niet\r\nDTSTART;VALUE=DATE:20270507\r\nSTATUS:CANCELLED",
        "SUMMARY:Eeuwig\r\nDTSTART;VALUE=DATE:20270507\r\nDTEND;VALUE=DATE:20470507",
        "SUMMARY:Ooit",
    ],
)
def test_what_is_no_closing_day_is_counted_as_left_out(event):
    assert ical.read(a_file(event)) == ical.Import([], 1)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"PK\x03\x04 no calendar", "form"),
        (b"", "form"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "form"),
        (b" " * (ical.MOST_BYTES + 1), "large"),
        (b"BEGIN:VEVENT\r\n" * (ical.MOST_EVENTS + 1), "many"),
    ],
)
def test_what_is_no_calendar_is_refused(raw, why):
    with pytest.raises(ical.Unreadable) as caught:
        ical.read(raw)

    assert caught.value.why == why


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused(noise):
    for raw in (noise, a_file("DTSTART;VALUE=DATE:20270507").replace(b"20270507", noise)):
        try:
            ical.read(raw)
        except ical.Unreadable:
            continue


def test_what_is_written_is_read_back():
    days = {date(2026, 12, 25): "Kerstmis", date(2027, 1, 1): "Nieuwjaar"}
    period = OpenPeriod(AT, AT.replace(hour=12))

    read = ical.read(ical.write("Winkel", days, [period], key="shop", open_words="Open", at=AT))

    assert read == ical.Import([ical.Closing(on, on, name) for on, name in days.items()], 1)
