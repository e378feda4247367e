"""Days that come again by the rule of an iCalendar event (RFC 5545, RRULE): pure, one look a day, whatever the rule asks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARLY, MONTHLY, WEEKLY, DAILY = "YEARLY", "MONTHLY", "WEEKLY", "DAILY"
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}


@dataclass(frozen=True)
class Rule:
    """Every `interval` times `every`; at most `count` times, until `last`. `days`: (which of its kind, 0 for each; weekday)."""

    every: str
    interval: int = 1
    count: int | None = None
    last: date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    days: tuple[tuple[int, int], ...] = ()


def read_rule(parts: Mapping[str, Sequence[object]]) -> Rule | None:
    """The rule of its parts, as `{"FREQ": ["YEARLY"], "BYDAY": ["-1MO"]}`; None when it says more than is known here."""
    said = {name.upper(): [str(each).upper() for each in values] for name, values in parts.items()}
    every, week_begins = said.get("FREQ", [""])[0], said.get("WKST", ["MO"])[0]
    if not said.keys() <= _KNOWN or every not in {YEARLY, MONTHLY, WEEKLY, DAILY} or (week_begins != "MO" and every == WEEKLY):
        return None
    try:
        return Rule(
            every,
            interval=max(1, int(said.get("INTERVAL", ["1"])[0])),
            count=int(said["COUNT"][0]) if "COUNT" in said else None,
            last=_date(parts[next(name for name in parts if name.upper() == "UNTIL")][0]) if "UNTIL" in said else None,
            months=frozenset(int(each) for each in said.get("BYMONTH", ())),
            month_days=frozenset(int(each) for each in said.get("BYMONTHDAY", ())),
            days=tuple((int(each[:-2] or 0), WEEKDAYS.index(each[-2:])) for each in said.get("BYDAY", ())),
        )
    except (ValueError, TypeError):
        return None


def occurrences(first: date, rule: Rule, *, until: date) -> Iterator[date]:
    """The days the rule gives, `first` always among them, in order, up to and including `until`."""
    last = min(until, rule.last) if rule.last else until
    found = 0
    for number in range((last - first).days + 1):
        on = first + number * DAY
        if on == first or (_is_in_turn(first, rule, on) and _fits(first, rule, on)):
            found += 1
            if rule.count is not None and found > rule.count:
                return
            yield on


def _is_in_turn(first: date, rule: Rule, on: date) -> bool:
    match rule.every:
        case "YEARLY":
            passed = on.year - first.year
        case "MONTHLY":
            passed = (on.year - first.year) * 12 + on.month - first.month
        case "WEEKLY":
            passed = (on - on.weekday() * DAY - (first - first.weekday() * DAY)).days // 7
        case _:
            passed = (on - first).days
    return passed % rule.interval == 0


def _fits(first: date, rule: Rule, on: date) -> bool:
    if rule.months and on.month not in rule.months:
        return False
    if rule.month_days and not rule.month_days & {on.day, on.day - monthrange(on.year, on.month)[1] - 1}:
        return False
    if rule.days:
        return any(on.weekday() == weekday and (not which or which in _which(rule, on)) for which, weekday in rule.days)
    return bool(rule.month_days) or _is_same(first, rule, on)


def _is_same(first: date, rule: Rule, on: date) -> bool:
    """As the first day lies, where the rule itself says no day."""
    match rule.every:
        case "YEARLY":
            return on.day == first.day and (bool(rule.months) or on.month == first.month)
        case "MONTHLY":
            return on.day == first.day
        case "WEEKLY":
            return on.weekday() == first.weekday()
    return True


def _which(rule: Rule, on: date) -> set[int]:
    """Which of its weekday it is, from the front and, below zero, from the back: of the month, or of the year."""
    if rule.every == YEARLY and not rule.months:
        day, length = on.timetuple().tm_yday, date(on.year, 12, 31).timetuple().tm_yday
    else:
        day, length = on.day, monthrange(on.year, on.month)[1]
    return {(day - 1) // 7 + 1, -((length - day) // 7 + 1)}


def _date(moment: object) -> date:
    if isinstance(moment, datetime):
        return moment.date()
    if isinstance(moment, date):
        return moment
    raise ValueError(moment)
