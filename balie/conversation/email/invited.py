"""An invitation in the words, the language and the zone of who reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balie.foundation.ui import filters

_TITLES: Mapping[str, str | Promise] = {
    "REQUEST": gettext_lazy("Invitation"),
    "CANCEL": gettext_lazy("Cancelled"),
    "COUNTER": gettext_lazy("Another time proposed"),
    "DECLINECOUNTER": gettext_lazy("Other time refused"),
    "ACCEPTED": gettext_lazy("Invitation accepted"),
    "DECLINED": gettext_lazy("Invitation declined"),
    "TENTATIVE": gettext_lazy("Invitation accepted with reserve"),
    "DELEGATED": gettext_lazy("Invitation passed on to somebody else"),
}
_COUNT = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class Invited:
    """`title` says what the other side does; `tone` of it; the rest may be empty."""

    title: str
    tone: str
    what: str
    when: str
    repeats: str
    where: str
    organiser: str


def invited(said: Mapping[str, str]) -> Invited:
    """`said` is an `Invitation` as it is kept."""
    is_off = said["method"] == "CANCEL" or said["status"] == "CANCELLED"
    kind = "CANCEL" if is_off else said["answer"] if said["method"] == "REPLY" else said["method"]
    tones = {"CANCEL": "red", "DECLINED": "red", "ACCEPTED": "ok", "TENTATIVE": "amber"}
    return Invited(
        title=str(_TITLES.get(kind, _("Event"))),
        tone=tones.get(kind, "amber" if said["status"] == "TENTATIVE" else ""),
        what=said["summary"],
        when=when(said["starts"], said["ends"]),
        repeats=repeats(said["repeats"]),
        where=said["place"],
        organiser=said["organiser"],
    )


def when(starts: str, ends: str) -> str:
    """From and to, the second day only where it is another; a time without a known zone is told as it stands, with its zone's name."""
    if "T" not in starts:
        return _days(starts, ends)
    begin, zone = _moment(starts)
    end = _moment(ends)[0] if "T" in ends else None
    first = f"{filters.date(begin.date())}, {begin:%H:%M}"
    if end is not None and end != begin:
        first += f" – {end:%H:%M}" if end.date() == begin.date() else f" – {filters.date(end.date())}, {end:%H:%M}"
    return f"{first} ({zone})" if zone else first


def repeats(rule: str) -> str:
    """A rule of RFC 5545 §3.3.10 in words: how often, and until when or how many times."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if "FREQ" not in parts:
        return ""
    words = [_how_often(parts["FREQ"], int(parts["INTERVAL"]) if _COUNT.fullmatch(parts.get("INTERVAL", "")) else 1)]
    if until := _day(parts.get("UNTIL", "")[:8]):
        words.append(_("until %(day)s") % {"day": filters.date(until)})
    if _COUNT.fullmatch(parts.get("COUNT", "")):
        times = int(parts["COUNT"])
        words.append(ngettext("%(count)s time", "%(count)s times", times) % {"count": times})
    return ", ".join(words)


def _how_often(frequency: str, count: int) -> str:
    words = {
        "DAILY": ngettext("repeats every day", "repeats every %(count)s days", count),
        "WEEKLY": ngettext("repeats every week", "repeats every %(count)s weeks", count),
        "MONTHLY": ngettext("repeats every month", "repeats every %(count)s months", count),
        "YEARLY": ngettext("repeats every year", "repeats every %(count)s years", count),
    }
    return words.get(frequency, _("repeats")) % {"count": count}


def _days(starts: str, ends: str) -> str:
    first, after = _day(starts), _day(ends)
    if first is None:
        return ""
    last = after - timedelta(days=1) if after and after > first else first
    days = filters.date(first) if last == first else f"{filters.date(first)} – {filters.date(last)}"
    return _("%(days)s, all day") % {"days": days}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said.partition(" ")[0])
    except ValueError:
        return None


def _moment(said: str) -> tuple[datetime, str]:
    """The moment in the reader's zone; with the zone's name when it is not known, and the time as it stands."""
    moment, _blank, name = said.partition(" ")
    found = datetime.fromisoformat(moment)
    if found.tzinfo is None and name:
        zone = _zone(name)
        if zone is None:
            return found, name
        found = found.replace(tzinfo=zone)
    try:
        return (timezone.localtime(found) if found.tzinfo else found), ""
    except OverflowError:  # on the first or last day there is
        return found, ""


def _zone(name: str) -> ZoneInfo | None:
    """By its name in the world's table, or by that of Windows, which Outlook writes."""
    try:
        return ZoneInfo(get_global("windows_zone_mapping").get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
