"""Contracts in sentences: how they stand, what is left, whether support is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.records.calendars.rules import Hours, OpenPeriod, open_periods
from balie.records.catalogue import rules
from balie.records.catalogue.models import Entitlement

AHEAD = timedelta(days=400)
STANDING_TONES = {rules.IN_FORCE: "ok", rules.COMING: "amber", rules.OVER: "red"}
PER: dict[str, str | Promise] = {
    Entitlement.Period.YEAR: gettext_lazy("a contract year"),
    Entitlement.Period.CALENDAR_YEAR: gettext_lazy("a calendar year"),
    Entitlement.Period.MONTH: gettext_lazy("a month"),
    Entitlement.Period.TERM: gettext_lazy("in all"),
}
FIELDS: dict[str, str | Promise] = {
    "type": gettext_lazy("type"),
    "calendar": gettext_lazy("support hours"),
    "services": gettext_lazy("services"),
    "entitlements": gettext_lazy("entitlements"),
    "covers": gettext_lazy("who it covers"),
    "first_on": gettext_lazy("first day"),
    "last_on": gettext_lazy("last day"),
    "note": gettext_lazy("note"),
}
DONE: dict[str, str | Promise] = {
    "contract_created": gettext_lazy("made the contract"),
    "contract_changed": gettext_lazy("changed"),
    "contract_ended": gettext_lazy("ended the contract"),
    "document_added": gettext_lazy("added a document"),
    "document_removed": gettext_lazy("removed a document"),
    "used": gettext_lazy("noted a use"),
    "use_undone": gettext_lazy("took a use back"),
}


def standing_tag(standing: str) -> str:
    """In two words."""
    return {rules.IN_FORCE: _("in force"), rules.COMING: _("not in force yet"), rules.OVER: _("no longer in force")}[standing]


def standing_words(first_on: date, last_on: date | None, on: date) -> str:
    """Until when it is in force, or since or until when it is not."""
    until = date_format(last_on) if last_on else ""
    match rules.standing(first_on, last_on, on):
        case rules.IN_FORCE if last_on is None:
            return _("in force, without a last day")
        case rules.IN_FORCE if last_on == on:
            return _("in force, ends today")
        case rules.IN_FORCE:
            return _("in force until %(day)s") % {"day": until}
        case rules.COMING if first_on - on == rules.DAY:
            return _("not in force: starts tomorrow")
        case rules.COMING:
            return _("not in force: starts on %(day)s") % {"day": date_format(first_on)}
    if last_on is not None and on - last_on == rules.DAY:
        return _("not in force: ended yesterday")
    return _("not in force: ended on %(day)s") % {"day": until}


def entitled_words(quantity: int | None, period: str) -> str:
    """What the contract says: “10 a contract year”."""
    return _("as many as needed") if quantity is None else f"{quantity} {PER[period]}"


def left_brief(quantity: int | None, used: int) -> str:
    """What is left of it, where there is little room."""
    left = rules.left(quantity, used)
    return _("as many as needed") if left is None else _("%(left)s of %(of)s left") % {"left": left, "of": quantity}


def left_words(quantity: int | None, used: int, period: rules.Period) -> str:
    """What is left of it now, and until when that counts."""
    left = rules.left(quantity, used)
    if left is None:
        return _("as many as needed, %(count)s used") % {"count": used}
    facts = {"left": left, "of": quantity, "day": date_format(period.ends_on, "SHORT_DATE_FORMAT") if period.ends_on else ""}
    if not period.ends_on:
        return _("%(left)s of %(of)s left") % facts
    return _("%(left)s of %(of)s left until %(day)s") % facts


def hours_words(hours: Hours, at: datetime) -> tuple[str, bool]:
    """Whether support is open, until when, or when it opens next; (words, is open)."""
    if hours.is_unbroken:
        return _("open now, day and night"), True
    period: OpenPeriod | None = next(open_periods(hours, at, at + AHEAD), None)
    if period is None:
        return _("closed, and opens nowhere within a year"), False
    if period.start <= at:
        return _("open now, until %(moment)s") % {"moment": _moment(period.end, at)}, True
    return _("closed, opens %(moment)s") % {"moment": _moment(period.start, at)}, False


def _moment(moment: datetime, at: datetime) -> str:
    """The hour, with the day where it is another one than today."""
    local, today = timezone.localtime(moment), timezone.localtime(at).date()
    hour = time_format(local.time(), "TIME_FORMAT")
    if local.date() == today:
        return hour
    if local.date() - today == rules.DAY:
        return _("tomorrow at %(hour)s") % {"hour": hour}
    if local.date() - today < timedelta(days=7):
        return _("%(day)s at %(hour)s") % {"day": date_format(local, "l"), "hour": hour}
    return _("%(day)s at %(hour)s") % {"day": date_format(local), "hour": hour}
