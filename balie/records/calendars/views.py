"""The settings pages of opening hours: the week, the days that are otherwise, a month to look at, iCalendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.calendars import actions, export, queries
from balie.records.calendars.forms import DAY_NAMES, CalendarForm, ImportForm, OwnDayForm, SeasonForm
from balie.records.calendars.holidays import holidays_of, place_name
from balie.records.calendars.models import Calendar, OwnDay, Season
from balie.records.calendars.month import month_after, weeks
from balie.records.calendars.slots import bars, write_slots

FIRST_YEAR, LAST_YEAR = 1990, 2090


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    known = queries.calendars()
    return _edit_page(request, known[0] if known else Calendar(key="office", name={}), known)


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    """A new calendar; its key is the next free number."""
    ensure_may(request.user, actions.MANAGE)
    return _saved(request, Calendar(key=queries.free_key(), name={}))


@require_http_methods(["GET", "POST"])
def edit(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    return _saved(request, Calendar.objects.filter(key=key).first() or Calendar(key=key, name={}))


def _saved(request: OperatorRequest, calendar: Calendar) -> HttpResponse:
    if request.method != "POST":
        return _edit_page(request, calendar)
    form = CalendarForm(request.POST, calendar=calendar)
    fields = ("zone", "always", "holidays")

    def save() -> object:
        more = {field: form.cleaned_data[field] for field in fields}
        return actions.save_calendar(calendar, name=form.name, week=form.week, **more, by=request.user, at=timezone.now())

    if _done(form, save):
        return redirect_after_post("calendars:edit", calendar.key)
    return _edit_page(request, calendar, form=form)


@require_POST
def make_default(request: OperatorRequest, key: str) -> HttpResponse:
    actions.make_default(_calendar(key), by=request.user, at=timezone.now())
    return redirect_after_post("calendars:edit", key)


@require_POST
def remove(request: OperatorRequest, key: str) -> HttpResponse:
    """Back to the others; one that is used stays, and it is said why."""
    found = _calendar(key)
    try:
        actions.remove_calendar(found, by=request.user, at=timezone.now())
    except actions.StillUsed as refusal:
        messages.error(request, str(refusal))
        return redirect_after_post("calendars:edit", key)
    messages.success(request, _("“%(name)s” was removed.") % {"name": found.name})
    return redirect_after_post("calendars:index")


@require_http_methods(["GET", "POST"])
def days(request: OperatorRequest, key: str) -> HttpResponse:
    """Closing days, half days and other weeks for a time; the form adds a day."""
    ensure_may(request.user, actions.MANAGE)
    calendar = _calendar(key)
    form = OwnDayForm(request.POST or None)

    def save() -> object:
        read = form.cleaned_data
        values = {"first": read["first_on"], "last": read["last_on"], "slots": read["slots"]}
        return actions.save_own_day(calendar, name=form.name, **values, by=request.user, at=timezone.now())

    if request.method == "POST" and _done(form, save):
        return redirect_after_post("calendars:days", key)
    return _days_page(request, calendar, form, ImportForm())


@require_POST
def remove_day(request: OperatorRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(OwnDay.objects.select_related("calendar"), pk=pk)
    actions.remove_own_day(own, by=request.user, at=timezone.now())
    return redirect_after_post("calendars:days", own.calendar.key)


@require_POST
def import_days(request: OperatorRequest, key: str) -> HttpResponse:
    """Closing days from an iCalendar file; what was left out is said."""
    ensure_may(request.user, actions.MANAGE)
    calendar = _calendar(key)
    form = ImportForm(request.POST, request.FILES)

    def save() -> object:
        raw = form.cleaned_data["file"].read(export.MOST_READ)
        added, left = actions.import_closings(calendar, raw, by=request.user, at=timezone.now())
        messages.success(request, _imported(added, left))
        return added

    if _done(form, save):
        return redirect_after_post("calendars:days", key)
    return _days_page(request, calendar, OwnDayForm(), form)


@require_http_methods(["GET", "POST"])
def new_season(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    calendar = _calendar(key)
    return _season_page(request, Season(calendar=calendar, week=calendar.week))


@require_http_methods(["GET", "POST"])
def season(request: OperatorRequest, pk: int) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    return _season_page(request, get_object_or_404(Season.objects.select_related("calendar"), pk=pk))


@require_POST
def remove_season(request: OperatorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Season.objects.select_related("calendar"), pk=pk)
    actions.remove_season(found, by=request.user, at=timezone.now())
    return redirect_after_post("calendars:days", found.calendar.key)


@require_safe
def month(request: OperatorRequest, key: str) -> HttpResponse:
    """A month drawn: bars for the open hours, the names of holidays and own days; `?of=2026-12` chooses which."""
    ensure_may(request.user, actions.MANAGE)
    calendar = _calendar(key)
    today = timezone.now().astimezone(ZoneInfo(calendar.zone)).date()
    first = _month_of(request.GET.get("of", ""), today)
    drawn = weeks(queries.hours_of(calendar), first)
    shown: dict[str, Any] = {
        "title": date_format(first, "YEAR_MONTH_FORMAT"),
        "before": month_after(first, -1),
        "after": month_after(first),
    }
    names = [str(name) for name in DAY_NAMES.values()]
    return _page(request, "month", calendar, first=first, weeks=drawn, today=today, day_names=names, **shown)


@require_safe
def export_ics(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, actions.MANAGE)
    calendar = _calendar(key)
    answer = HttpResponse(export.as_ical(calendar, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{calendar.key}.ics"'
    return answer


def _done(form: forms.Form, save: Callable[[], object]) -> bool:
    """Whether the form was right and saved; what was refused stands beside its field."""
    if not form.is_valid():
        return False
    try:
        save()
    except Invalid as refusal:
        form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
        return False
    return True


def _edit_page(
    request: OperatorRequest, calendar: Calendar, known: list[Calendar] | None = None, form: CalendarForm | None = None
) -> HttpResponse:
    shown = form or CalendarForm(calendar=calendar)
    drawn = [(field, bars(calendar.week.get(field.name, ()))) for field in shown.days]
    return _page(request, "edit", calendar, known=known, form=shown, days=drawn, status=422 if form else 200)


def _days_page(request: OperatorRequest, calendar: Calendar, form: OwnDayForm, upload: ImportForm) -> HttpResponse:
    year = timezone.now().astimezone(ZoneInfo(calendar.zone)).year
    public = [pair for each in (year, year + 1) for pair in holidays_of(calendar.holidays, each).items()]
    own = [(each, write_slots(each.slots)) for each in queries.own_days(calendar)]
    status = 422 if form.errors or upload.errors else 200
    shown: dict[str, Any] = {"own": own, "seasons": queries.seasons(calendar), "public": public, "place": place_name(calendar.holidays)}
    return _page(request, "days", calendar, form=form, upload=upload, status=status, **shown)


def _season_page(request: OperatorRequest, found: Season) -> HttpResponse:
    form = SeasonForm(request.POST or None, season=found)

    def save() -> object:
        span = {"first": form.cleaned_data["first_on"], "last": form.cleaned_data["last_on"]}
        return actions.save_season(found, name=form.name, week=form.week, **span, by=request.user, at=timezone.now())

    if request.method == "POST" and _done(form, save):
        return redirect_after_post("calendars:days", found.calendar.key)
    drawn = [(field, bars(found.week.get(field.name, ()))) for field in form.days]
    return _page(request, "season", found.calendar, season=found, form=form, days=drawn, status=422 if form.errors else 200)


def _page(
    request: OperatorRequest, name: str, calendar: Calendar, *, known: list[Calendar] | None = None, status: int = 200, **context: object
) -> HttpResponse:
    shown = queries.calendars() if known is None else known
    tabs = [{"label": str(each.name), "url": f"/settings/calendars/{each.key}/", "active": each.key == calendar.key} for each in shown]
    return render(request, f"calendars/{name}.html", status, calendar=calendar, tabs=tabs, here=name, **context)


def _calendar(key: str) -> Calendar:
    return get_object_or_404(Calendar, key=key)


def _month_of(text: str, today: date) -> date:
    """The first of the month named as 2026-12, else of today's."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today - timedelta(days=today.day - 1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today - timedelta(days=today.day - 1)


def _imported(added: int, left: int) -> str:
    told = ngettext("%(count)s closing day was added.", "%(count)s closing days were added.", added) % {"count": added}
    if left:
        told += " " + _("Left out: %(count)s, with an hour, repeated, or on days that have something already.") % {"count": left}
    return told
