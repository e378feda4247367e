"""The settings page of opening hours."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.calendars import actions, queries
from balie.records.calendars.forms import DAY_NAMES, CalendarForm
from balie.records.calendars.models import Calendar
from balie.records.calendars.rules import DAYS, bars


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, "settings.manage")
    known = queries.calendars()
    return _page(request, known, known[0] if known else Calendar(key="office", name={}))


@require_http_methods(["GET", "POST"])
def edit(request: OperatorRequest, key: str) -> HttpResponse:
    ensure_may(request.user, "settings.manage")
    known = queries.calendars()
    calendar = next((each for each in known if each.key == key), None) or Calendar(key=key, name={})
    if request.method != "POST":
        return _page(request, known, calendar)
    form = CalendarForm(request.POST, calendar=calendar)
    if form.is_valid():
        try:
            actions.save_calendar(
                calendar, name=form.name, zone=form.cleaned_data["zone"], week=form.week, by=request.user, at=timezone.now()
            )
            return redirect_after_post("calendars:edit", key)
        except Invalid as refusal:
            form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
    return _page(request, known, calendar, form=form, status=422)


@require_POST
def make_default(request: OperatorRequest, key: str) -> HttpResponse:
    actions.make_default(get_object_or_404(Calendar, key=key), by=request.user, at=timezone.now())
    return redirect_after_post("calendars:edit", key)


def _page(
    request: OperatorRequest, known: list[Calendar], calendar: Calendar, *, form: CalendarForm | None = None, status: int = 200
) -> HttpResponse:
    form = form or CalendarForm(calendar=calendar)
    tabs = [{"label": str(each.name), "url": f"/settings/calendars/{each.key}/", "active": each.key == calendar.key} for each in known]
    names = [form[f"name_{code}"] for code in LANGUAGES]
    days = [(DAY_NAMES[day], form[day], bars(calendar.week.get(day, ()))) for day in DAYS]
    return render(
        request, "calendars/calendar.html", status, calendar=calendar, form=form, tabs=tabs, names=names, days=days, zone=form["zone"]
    )
