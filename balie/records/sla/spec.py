"""What `balie sla due` reads and answers: a calendar and cases as JSON; the format is in docs/reference/sla.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from balie.records.calendars.actions import slot_words
from balie.records.calendars.holidays import holidays_of, is_place
from balie.records.calendars.rules import FARTHEST, CalendarTooShort, Day, Hours, ever_opens, no_holidays
from balie.records.calendars.slots import DAYS, BadSlot, read_day, read_week
from balie.records.sla.rules import Clock, Entry, Event, Paused, Resumed, Started, Terms, counted, due, ledger, read_clock

type Pause = tuple[datetime, datetime | None]
MOST_SECONDS = 50 * 366 * 86_400


class BadSpec(ValueError):
    """Something in the spec cannot be right; the sentence says what."""


def answers(spec: object) -> Iterator[dict[str, Any]]:
    """One answer for each case, in order: `due` or `counted_s`, and `ledger`; or `error`. Raises `BadSpec` without cases."""
    if not isinstance(spec, dict) or not isinstance(spec.get("cases"), list):
        raise BadSpec(_("The file holds an object with “calendar” and a list “cases”."))
    try:
        hours: Hours | str = read_hours(spec.get("calendar"))
    except BadSpec as bad:
        hours = str(bad)
    for case in spec["cases"]:
        yield _answer(case, hours)


def _answer(case: object, hours: Hours | str) -> dict[str, Any]:
    if not isinstance(case, dict):
        return {"id": None, "error": _("A case is an object with “id”, “start”, and “promise_s” or “until”.")}
    try:
        if isinstance(hours, str):
            raise BadSpec(hours)
        return {"id": case.get("id"), **_reckoned(case, hours)}
    except BadSpec as bad:
        return {"id": case.get("id"), "error": str(bad)}
    except (CalendarTooShort, OverflowError):
        return {"id": case.get("id"), "error": _("The calendar holds less open time than the promise, fifty years on.")}


def _reckoned(case: Mapping[str, Any], hours: Hours) -> dict[str, Any]:
    if ("promise_s" in case) == ("until" in case):
        raise BadSpec(_("A case has either “promise_s” or “until”."))
    moment = partial(read_moment, zone=hours.zone)
    start = moment(case.get("start"), "start")
    pauses = list(read_pauses(case.get("pauses") or [], start, moment))
    if "until" in case:
        until = moment(case["until"], "until")
        if until < start and not _is_in_order(case["start"], case["until"]):
            raise BadSpec(_("“until” is before “start”."))
        until = max(until, start)
        _ensure_near(start, until, "until")
        clock = _clock(start, timedelta(), hours, pauses)
        return {"counted_s": _seconds(counted(clock, until)), "ledger": _written(ledger(clock, until), hours)}
    clock = _clock(start, read_promise(case["promise_s"]), hours, pauses)
    at = due(clock)
    end = at or next(since for since, until in pauses if until is None)
    return {"due": at.astimezone(hours.zone).isoformat() if at else None, "ledger": _written(ledger(clock, end), hours)}


def _clock(start: datetime, promise: timedelta, hours: Hours, pauses: list[Pause]) -> Clock:
    events: list[Event] = [Started(start, Terms(promise, hours))]
    for since, until in pauses:
        events += [Paused(since), *([Resumed(until)] if until else [])]
    return read_clock(events)


def read_hours(calendar: object) -> Hours:
    """The calendar of a spec. Raises `BadSpec`, naming what is wrong."""
    if not isinstance(calendar, dict):
        raise BadSpec(_("“calendar” is missing."))
    zone, always, place = read_zone(calendar.get("zone")), calendar.get("always", False), calendar.get("holidays", "")
    if not isinstance(always, bool):
        raise BadSpec(_("“always” is true or false."))
    if place and not (isinstance(place, str) and is_place(place)):
        raise BadSpec(_("The place “{place}” of the holidays is not known.").format(place=place))
    week, days = _week(calendar.get("week", {})), _days(calendar.get("closed", []), calendar.get("days", {}))
    if always and any(week.values()):
        raise BadSpec(_("The calendar is open always and has a week too: give one of them."))
    hours = Hours(zone, week, always, days, (), partial(holidays_of, place) if place else no_holidays)
    if not ever_opens(hours):
        raise BadSpec(_("The week is empty, so it is never open. Day and night is “always”: true."))
    return hours


def read_zone(name: object) -> ZoneInfo:
    try:
        if isinstance(name, str) and name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise BadSpec(_("The time zone “{zone}” is not known. Write it as Europe/Brussels.").format(zone=name))


def read_moment(text: object, name: str, *, zone: ZoneInfo) -> datetime:
    """ISO 8601 with an offset, or in the calendar's zone; in UTC, since two moments of one zone compare by the wall, also where its clock jumps."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 9000:
        raise BadSpec(_("“{name}” is no moment: {value}. Write it as 2026-11-23T09:00:00+01:00.").format(name=name, value=text))
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def read_promise(seconds: object) -> timedelta:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not isfinite(seconds) or seconds < 0:
        raise BadSpec(_("“promise_s” is a number of seconds, zero or more."))
    if seconds > MOST_SECONDS:
        raise CalendarTooShort
    return timedelta(seconds=seconds)


def read_pauses(pauses: object, start: datetime, moment: Callable[[object, str], datetime]) -> Iterator[Pause]:
    """Pauses from the start on, in order, what overlaps or touches as one."""
    if not isinstance(pauses, list):
        raise BadSpec(_("“pauses” is a list of [from, to]; to is null while it lasts."))
    held: Pause | None = None
    for since, until in sorted((_pause(each, moment) for each in pauses), key=lambda pause: pause[0]):
        if until is not None and until <= max(since, start):
            continue
        if held and (held[1] is None or since <= held[1]):
            held = (held[0], None if held[1] is None or until is None else max(held[1], until))
            continue
        if held:
            yield held
        held = (max(since, start), until)
        _ensure_near(start, until or since, "pauses")
    if held:
        yield held


def _ensure_near(start: datetime, at: datetime, name: str) -> None:
    """A ledger tells of every day: of thousands of years it would tell for hours."""
    if at > start + FARTHEST:
        raise BadSpec(_("“{name}” lies more than fifty years after the start.").format(name=name))


def _pause(pause: object, moment: Callable[[object, str], datetime]) -> Pause:
    if not isinstance(pause, list) or len(pause) != 2:
        raise BadSpec(_("“pauses” is a list of [from, to]; to is null while it lasts."))
    since = moment(pause[0], "pauses")
    until = None if pause[1] is None else moment(pause[1], "pauses")
    if until is not None and until < since and not _is_in_order(*pause):
        raise BadSpec(_("A pause ends before it begins: {since}, {until}.").format(since=pause[0], until=pause[1]))
    return since, until


def _is_in_order(first: str, second: str) -> bool:
    """Whether two moments without an offset are as written: of a wall time that the clock skips and one after it, the first may come later."""
    one, other = datetime.fromisoformat(first), datetime.fromisoformat(second)
    return one.tzinfo is None and other.tzinfo is None and one <= other


def _week(week: object) -> Mapping[str, list[list[str]]]:
    if not isinstance(week, dict) or not set(week) <= set(DAYS):
        raise BadSpec(_("“week” has the days {days}, each with its slots.").format(days=", ".join(DAYS)))
    try:
        return read_week(week)
    except BadSlot as bad:
        raise BadSpec(f"{bad.day}: {slot_words(bad)}")
    except TypeError:
        raise BadSpec(_("A day of the week is a list of slots as [“08:30”, “12:00”]."))


def _days(closed: object, days: object) -> dict[date, Day]:
    if not isinstance(closed, list) or not isinstance(days, dict):
        raise BadSpec(_("“closed” is a list of dates, “days” has slots for each date."))
    found = {_date(each): Day(()) for each in closed}
    for text, slots in days.items():
        if (on := _date(text)) in found:
            raise BadSpec(_("{date} is closed and has slots too: give one of them.").format(date=text))
        found[on] = Day(_slots(text, slots))
    return found


def _slots(text: str, slots: Any) -> list[list[str]]:
    try:
        return read_day(slots)
    except BadSlot as bad:
        raise BadSpec(f"{text}: {slot_words(bad)}")
    except TypeError:
        raise BadSpec(_("A day of the week is a list of slots as [“08:30”, “12:00”]."))


def _date(text: object) -> date:
    try:
        if isinstance(text, str):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadSpec(_("“{value}” is no date. Write it as 2026-12-25.").format(value=text))


def _written(entries: list[Entry], hours: Hours) -> list[dict[str, Any]]:
    zone = hours.zone
    return [
        {
            "from": each.start.astimezone(zone).isoformat(),
            "to": each.end.astimezone(zone).isoformat(),
            "why": each.why,
            "seconds": _seconds(each.length),
        }
        for each in entries
    ]


def _seconds(length: timedelta) -> int | float:
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
