"""What an invitation says (RFC 5545, RFC 5546): the first event of a text/calendar part, as a few plain values to show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from balie.conversation.email.parsing.model import Invitation

MAX_READ = 200_000
MAX_SAID = 500


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
        method=method[:40],
        summary=_plain(said.get("SUMMARY", ("", ""))[1]),
        starts=_moment(*said.get("DTSTART", ("", ""))),
        ends=_moment(*said.get("DTEND", ("", ""))),
        organiser=_organiser(*said.get("ORGANIZER", ("", ""))),
        place=_plain(said.get("LOCATION", ("", ""))[1]),
    )


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
