"""The settings pages of service levels: agreements, what each promises, and a promise to try."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.accounts.queries import active_teams
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.calendars.queries import calendars, hours_of
from balie.records.calendars.rules import CalendarTooShort
from balie.records.sla import actions, queries, rules
from balie.records.sla.following import changes_being_followed
from balie.records.sla.forms import AgreementForm, ByContractForm, EscalationsForm, TargetsForm, TryForm
from balie.records.sla.models import Agreement, Metric
from balie.records.sla.picture import Picture, draw
from balie.records.sla.policies import MANAGE
from balie.records.sla.spec import BadSpec, read_moment, read_pauses
from balie.records.taxonomy.models import Purpose


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """Every agreement, with how much it promises, and how far running clocks follow what was changed; that alone for a refresh."""
    ensure_may(request.user, MANAGE)
    agreements = queries.agreements()
    shown: dict[str, Any] = {"following": changes_being_followed(request.user, agreements)}
    if is_partial(request):
        return render_block(request, "sla/index.html", "progress", **shown)
    return render(request, "sla/index.html", **shown, agreements=agreements)


@require_http_methods(["GET", "POST"])
def create(request: OperatorRequest) -> HttpResponse:
    ensure_may(request.user, MANAGE)
    return _agreement_page(request, Agreement(key=queries.free_key(), name={}))


@require_http_methods(["GET", "POST"])
def agreement(request: OperatorRequest, key: str) -> HttpResponse:
    """Name, kind, validity and warnings."""
    ensure_may(request.user, MANAGE)
    return _agreement_page(request, get_object_or_404(Agreement, key=key))


@require_http_methods(["GET", "POST"])
def targets(request: OperatorRequest, key: str) -> HttpResponse:
    """The matrix priority × metric, of `?purpose=` or of all."""
    ensure_may(request.user, MANAGE)
    found = get_object_or_404(Agreement, key=key)
    purposes = list(Purpose.objects.filter(is_retired=False).order_by("position", "pk"))
    purpose = next((each for each in purposes if each.key == request.GET.get("purpose")), None)
    known = queries.targets_of(found)
    mine = [each for each in known if each.purpose_id == (purpose.pk if purpose else None)]
    form = TargetsForm(request.POST or None, targets=mine, calendars=calendars())
    if request.method == "POST" and _targets_saved(request, found, purpose, form):
        return redirect_after_post(request.get_full_path())
    own = {each.purpose_id for each in known}
    shown = {
        "agreement": found,
        "form": form,
        "purposes": purposes,
        "purpose": purpose,
        "own": own,
        "metrics": Metric.labels,
        "here": "targets",
    }
    return render(request, "sla/targets.html", 422 if form.errors else 200, **shown)


@require_http_methods(["GET", "POST"])
def escalations(request: OperatorRequest, key: str) -> HttpResponse:
    """What is done when a promise of the agreement runs out."""
    ensure_may(request.user, MANAGE)
    found = get_object_or_404(Agreement, key=key)
    form = EscalationsForm(request.POST or None, known=queries.escalations_of(found), teams=active_teams())
    if request.method == "POST" and _escalations_saved(request, found, form):
        return redirect_after_post("sla:escalations", found.key)
    return render(request, "sla/escalations.html", 422 if form.errors else 200, agreement=found, form=form, here="escalations")


@require_http_methods(["GET", "POST"])
def contracts(request: OperatorRequest, key: str) -> HttpResponse:
    """By which contracts and types of contract the agreement holds."""
    ensure_may(request.user, MANAGE)
    found = get_object_or_404(Agreement, key=key)
    form = ByContractForm(request.POST if request.method == "POST" else None, viewer=request.user)
    if request.method == "POST" and _named(request, found, form):
        return redirect_after_post("sla:contracts", key)
    rows = queries.by_contract(found, viewer=request.user)
    return render(request, "sla/contracts.html", 422 if form.errors else 200, agreement=found, rows=rows, form=form, here="contracts")


@require_POST
def release(request: OperatorRequest, key: str, pk: int) -> HttpResponse:
    actions.release_contract(get_object_or_404(Agreement, key=key), pk, by=request.user, at=timezone.now())
    return redirect_after_post("sla:contracts", key)


@require_POST
def make_default(request: OperatorRequest, key: str) -> HttpResponse:
    actions.make_default(get_object_or_404(Agreement, key=key), by=request.user, at=timezone.now())
    return redirect_after_post("sla:index")


@require_POST
def remove(request: OperatorRequest, key: str) -> HttpResponse:
    """Back to the others; one under which something was promised stays, and it is said why."""
    found = get_object_or_404(Agreement, key=key)
    try:
        actions.remove_agreement(found, by=request.user, at=timezone.now())
    except actions.HasPromised as refusal:
        messages.error(request, str(refusal))
        return redirect_after_post("sla:agreement", key)
    messages.success(request, _("“%(name)s” was removed.") % {"name": found.name})
    return redirect_after_post("sla:index")


@require_safe
def try_out(request: OperatorRequest) -> HttpResponse:
    """A promise under a calendar, with pauses: its due time and its ledger. By GET, so a result has an address."""
    ensure_may(request.user, MANAGE)
    now = timezone.localtime()
    form = TryForm(request.GET if "start" in request.GET else None, calendars=calendars(), initial={"start": f"{now:%Y-%m-%dT%H:%M}"})
    picture = _picture(form) if form.is_bound and form.is_valid() else None
    return render(request, "sla/try_out.html", 422 if form.errors else 200, form=form, picture=picture)


def _agreement_page(request: OperatorRequest, found: Agreement) -> HttpResponse:
    form = AgreementForm(request.POST or None, agreement=found)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("kind", "first_on", "last_on", "warn_percents")}
        try:
            actions.save_agreement(found, name=form.name, **fields, by=request.user, at=timezone.now())
            return redirect_after_post("sla:targets", found.key)
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
    return render(request, "sla/agreement.html", 422 if form.errors else 200, agreement=found, form=form, here="agreement")


def _targets_saved(request: OperatorRequest, found: Agreement, purpose: Purpose | None, form: TargetsForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.save_targets(found, purpose=purpose, cells=form.promises, calendars=form.hours, by=request.user, at=timezone.now())
    except Invalid as refusal:
        form.add_error(refusal.field_name if refusal.field_name in form.fields else None, str(refusal))
        return False
    return True


def _escalations_saved(request: OperatorRequest, found: Agreement, form: EscalationsForm) -> bool:
    if not form.is_valid():
        return False
    rows = form.steps
    try:
        actions.save_escalations(found, [step for _row, step in rows], by=request.user, at=timezone.now())
    except Invalid as refusal:
        name, _sep, number = str(refusal.field_name).rpartition("_")
        row = rows[int(number)][0] if int(number) < len(rows) else 0
        form.add_error(f"{name}_{row}", str(refusal))
        return False
    return True


def _named(request: OperatorRequest, found: Agreement, form: ByContractForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.hold_by_contract(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except Invalid as refusal:
        form.add_error(refusal.field_name, str(refusal))
        return False
    return True


def _picture(form: TryForm) -> Picture | None:
    """What became of the promise; None with the reason beside its field."""
    calendar = form.calendar
    zone = ZoneInfo(calendar.zone)
    try:
        clock = _clock(form, zone)
        due = rules.due(clock)
    except BadSpec as bad:
        form.add_error(None, str(bad))
        return None
    except (CalendarTooShort, OverflowError):
        form.add_error("promise", _("The calendar never holds so much open time."))
        return None
    return draw(rules.ledger(clock, due or clock.stretches[-1].start), due=due, zone=zone)


def _clock(form: TryForm, zone: ZoneInfo) -> rules.Clock:
    moment: Any = partial(read_moment, zone=zone)
    start: datetime = moment(form.cleaned_data["start"], "start")
    events: list[rules.Event] = [rules.Started(start, rules.Terms(form.cleaned_data["promise"], hours_of(form.calendar)))]
    for since, until in read_pauses([list(pause) for pause in form.pauses], start, moment):
        events += [rules.Paused(since), *([rules.Resumed(until)] if until else [])]
    return rules.read_clock(events)
