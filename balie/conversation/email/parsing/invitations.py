"""What an invitation says (RFC 5545, RFC 5546): the first event of a text/calendar part, as a few plain values to show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from balie.conversation.email.parsing.model import Invitation

MAX_READ = 200_000
MAX_SAID = 500
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_NOTHING = ("", "")


def read_invitation(text: str) -> Invitation | None:
    """The first event in `text`, or None when there is none."""
    method, said = "", dict[str, tuple[str, str]]()
    inside: list[str] = []
    for name, parameters, value in _lines(text[:MAX_READ]):
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if inside and inside.pop() == "VEVENT":
                break
        elif name == "METHOD" and inside == ["VCALENDAR"]:
            method = value.strip().upper()
        elif inside[-1:] == ["VEVENT"]:
            said.setdefault(name, (parameters, value))
    if not said:
        return None
    return Invitation(
        method=_plain(method)[:40],
        summary=_plain(_value(said, "SUMMARY")),
        starts=_moment(*said.get("DTSTART", _NOTHING)),
        ends=_moment(*said.get("DTEND", _NOTHING)) or _after(_moment(*said.get("DTSTART", _NOTHING)), _value(said, "DURATION")),
        organiser=_organiser(*said.get("ORGANIZER", _NOTHING)),
        place=_plain(_value(said, "LOCATION")),
        repeats=_plain(_value(said, "RRULE")).upper(),
        status=_plain(_value(said, "STATUS")).upper()[:40],
        answer=_plain(_parameter(said.get("ATTENDEE", _NOTHING)[0], "PARTSTAT")).upper()[:40] if method == "REPLY" else "",
    )


def _value(said: Mapping[str, tuple[str, str]], name: str) -> str:
    return said.get(name, _NOTHING)[1]


def _after(starts: str, duration: str) -> str:
    """The end of what `starts` and lasts so long (RFC 5545 §3.3.6), in the form of the start; empty when either says nothing."""
    moment, blank, zone = starts.partition(" ")
    lasts = _DURATION.fullmatch(duration.strip().upper())
    if not moment or not lasts:
        return ""
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in lasts.groups())
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        ends = (datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)) + span
    except OverflowError:
        return ""
    return ends.isoformat() + blank + zone


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """(name, parameters, value) of each unfolded line; a colon within quotes belongs to a parameter."""
    unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    for line in unfolded.split("\n"):
        quoted = False
        for at, char in enumerate(line[:4000]):
            if char == '"':
                quoted = not quoted
            elif char == ":" and not quoted:
                name, _, parameters = line[:at].partition(";")
                yield name.strip().upper(), parameters, line[at + 1 :]
                break


def _plain(value: str) -> str:
    """The escapes of RFC 5545 §3.3.11 undone, on one line."""
    said = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return " ".join("".join(char if char.isprintable() else " " for char in said).split())[:MAX_SAID]


def _parameter(parameters: str, wanted: str) -> str:
    for each in parameters.split(";"):
        name, equals, value = each.partition("=")
        if equals and name.strip().upper() == wanted:
            return value.strip().strip('"')
    return ""


def _organiser(parameters: str, value: str) -> str:
    address = value.strip()
    address = address[7:] if address[:7].lower() == "mailto:" else address
    name = _parameter(parameters, "CN")
    return _plain(f"{name} <{address}>" if name and address and name != address else name or address)


def _moment(parameters: str, value: str) -> str:
    """ISO 8601, with an offset only where it is UTC; a zone by name stands behind it, for its own rules may differ from ours."""
    said = value.strip()
    for form, kept in (("%Y%m%dT%H%M%SZ", UTC), ("%Y%m%dT%H%M%S", None), ("%Y%m%d", None)):
        try:
            found = datetime.strptime(said, form).replace(tzinfo=kept)  # a floating time has no zone
        except ValueError:
            continue
        shown = found.date().isoformat() if form == "%Y%m%d" else found.isoformat()
        zone = _plain(_parameter(parameters, "TZID"))
        return f"{shown} {zone}" if zone and kept is None else shown
    return ""
