"""Moments as words beside another moment. The same rules tick in the browser: frontend/src/relative.ts.

`language` is that of the thread, from who asked for it already.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


def ago(at: datetime, now: datetime, language: str | None = None) -> str:
    """“just now”, “12 min ago”, “3 h ago”, “2 days ago”; empty from a week on: then a date says more."""
    passed = now - at
    if passed < MINUTE:
        return _("just now")
    if passed >= WEEK:
        return ""
    return _ago(language or get_language(), passed // MINUTE)


def until(at: datetime, now: datetime, _language: str | None = None) -> str:
    """“now”, “in 12 min”, “in 3 h 10”; empty from a week on."""
    ahead = at - now
    if ahead < MINUTE:
        return _("now")
    if ahead >= WEEK:
        return ""
    return _("in %(span)s") % {"span": span(ahead)}


def left(at: datetime, now: datetime, _language: str | None = None) -> str:
    """“12 min left” before `at`, “4 min late” from the first minute after it."""
    if at >= now:
        return _("%(span)s left") % {"span": span(at - now)}
    return _("%(span)s late") % {"span": span(now - at)}


def span(length: timedelta) -> str:
    """A length of time in its two largest units at most; whole minutes, rounded down."""
    return _span(length // MINUTE)


def to_the_minute(length: timedelta) -> str:
    """A length of time in hours and minutes, none left out: “40 min”, “3 h”, “27 h 05”."""
    hours, minutes = divmod(length // MINUTE, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{minutes:02}"}


# Remembered: it depends on nothing but a number of minutes, few within a week, and the language.
@lru_cache(maxsize=16_384)
def _ago(_language: str | None, minutes: int) -> str:
    return _("%(span)s ago") % {"span": _span(minutes)}


def _span(minutes: int) -> str:
    days, hours = minutes // 1440, minutes // 60
    if days:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if hours >= 10 or (hours and minutes % 60 == 0):
        return _("%(hours)s h") % {"hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s") % {
            "hours": hours,
            "minutes": f"{minutes % 60:02}",
        }
    return _("%(minutes)s min") % {"minutes": minutes}
