from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.records.calendars import ical
from balie.records.calendars.rules import OpenPeriod

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ON = AT.date()


def a_file(*events: str) -> bytes:
    inside = "".join(
        f"BEGIN:VEVENT\r\nUID:{at}@x\r\nDTSTAMP:20261101T000000Z\r\n{event}\r\nEND:VEVENT\r\n" for at, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{inside}END:VCALENDAR\r\n".encode()


def test_whole_days_are_read_with_their_last_day_in():
    read = ical.read(a_file("SUMMARY:Brugdag\r\nDTSTART;VALUE=DATE:20270507\r\nDTEND;VALUE=DATE:20270509"), on=ON)

    assert read.closings == [ical.Closing(date(2027, 5, 7), date(2027, 5, 8), "Brugdag")]


def test_one_day_needs_no_end():
    assert ical.read(a_file("SUMMARY:Dicht\r\nDTSTART;VALUE=DATE:20270507"), on=ON).closings[0].last == date(2027, 5, 7)


def days(*lines: str) -> list[str]:
    """The first days of what one event closes, from today on."""
    return [each.first.isoformat() for each in ical.read(a_file("\r\n".join(lines)), on=ON).closings]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            ["DTSTART;VALUE=DATE:20001225", "RRULE:FREQ=YEARLY"],
            ["2026-12-25", "2027-12-25", "2028-12-25", "2029-12-25", "2030-12-25"],
        ),
        (["DTSTART;VALUE=DATE:20280229", "RRULE:FREQ=YEARLY"], ["2028-02-29"]),
        (["DTSTART;VALUE=DATE:20270131", "RRULE:FREQ=MONTHLY;COUNT=3"], ["2027-01-31", "2027-03-31", "2027-05-31"]),
        (
            ["DTSTART;VALUE=DATE:20270126", "RRULE:FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20270401"],
            ["2027-01-26", "2027-02-23", "2027-03-30"],
        ),
        (["DTSTART;VALUE=DATE:20270531", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2", "EXDATE;VALUE=DATE:20270531"], ["2028-05-29"]),
        (
            ["DTSTART;VALUE=DATE:20270104", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=4"],
            ["2027-01-04", "2027-01-08", "2027-01-18", "2027-01-22"],
        ),
        (["DTSTART;VALUE=DATE:20270131", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"], ["2027-01-31", "2027-02-28", "2027-03-31"]),
    ],
)
def test_what_repeats_closes_each_time_it_comes(lines, found):
    assert days("SUMMARY:Elk jaar", *lines) == found


def test_one_time_of_a_series_may_be_moved_or_left_out():
    series = "UID:reeks\r\nSUMMARY:Brugdag\r\nDTSTART;VALUE=DATE:20270104\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:reeks\r\nRECURRENCE-ID;VALUE=DATE:20270111\r\nSUMMARY:Brugdag\r\nDTSTART;VALUE=DATE:20270112"
    raw = a_file(series, moved).replace(b"UID:0@x\r\n", b"").replace(b"UID:1@x\r\n", b"")

    assert sorted(each.first.day for each in ical.read(raw, on=ON).closings) == [4, 12, 18]


def test_days_may_be_written_by_how_long_they_last_or_from_midnight_to_midnight():
    read = ical.read(
        a_file(
            "SUMMARY:Week\r\nDTSTART;VALUE=DATE:20270507\r\nDURATION:P3D",
            "SUMMARY:Outlook\r\nDTSTART;TZID=Europe/Brussels:20270517T000000\r\nDTEND;TZID=Europe/Brussels:20270518T000000",
        ),
        on=ON,
    )

    assert [(each.first.day, each.last.day) for each in read.closings] == [(7, 9), (17, 17)]


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:Vergadering\r\nDTSTART:20270507T090000Z\r\nDTEND:20270507T100000Z",
        "SUMMARY:Elke seconde\r\nDTSTART;VALUE=DATE:20270507\r\nRRULE:FREQ=SECONDLY",
        "SUMMARY:De laatste van vier\r\nDTSTART;VALUE=DATE:20270507\r\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        "SUMMARY:Twee regels\r\nDTSTART;VALUE=DATE:20270507\r\nRRULE:FREQ=YEARLY\r\nRRULE:FREQ=DAILY",
        "SUMMARY:Een eeuw\r\nDTSTART;VALUE=DATE:19270507\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "SUMMARY:Toch niet\r\nDTSTART;VALUE=DATE:20270507\r\nSTATUS:CANCELLED",
        "SUMMARY:Eeuwig\r\nDTSTART;VALUE=DATE:20270507\r\nDTEND;VALUE=DATE:20470507",
        "SUMMARY:Ooit",
    ],
)
def test_what_is_no_closing_day_is_counted_as_left_out(event):
    assert ical.read(a_file(event), on=ON) == ical.Import([], 1)


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
        ical.read(raw, on=ON)

    assert caught.value.why == why


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused(noise):
    for raw in (noise, a_file("DTSTART;VALUE=DATE:20270507").replace(b"20270507", noise)):
        try:
            ical.read(raw, on=ON)
        except ical.Unreadable:
            continue


def test_what_is_written_is_read_back():
    days = {date(2026, 12, 25): "Kerstmis", date(2027, 1, 1): "Nieuwjaar"}
    period = OpenPeriod(AT, AT.replace(hour=12))

    read = ical.read(ical.write("Winkel", days, [period], key="shop", open_words="Open", at=AT), on=ON)

    assert read == ical.Import([ical.Closing(on, on, name) for on, name in days.items()], 1)
