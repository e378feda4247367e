"""What is promised of a ticket: a line for each clock, with its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balie.access.accounts.models import OperatorRequest
from balie.casework.tickets.queries.clocks import Told, clocks_for, wait_names
from balie.foundation.web.pages import render_block
from balie.records.sla.models import Agreement
from balie.records.sla.picture import Picture, draw
from balie.records.sla.rules import COUNTED

AMBER = 0.75


@dataclass(frozen=True)
class Line:
    """One promise; `to` is empty for one to the customer. Without `due` it has ended or is held: `state` says so. `share` is used, 0 to 1."""

    name: str
    agreement: str
    to: str
    due: datetime | None
    state: str
    tone: str
    share: float
    picture: Picture


@require_safe
def promises(request: OperatorRequest, number: int) -> HttpResponse:
    """The part of the page that tells of the clocks."""
    at, reasons = timezone.now(), wait_names()
    lines = [_line(each, reasons, at) for each in clocks_for(request.user, number, at=at)]
    return render_block(request, "tickets/ticket_promises.html", "promises", lines=lines)


def _line(told: Told, reasons: Mapping[str, str], at: datetime) -> Line:
    clock = told.clock
    counted = sum((each.length for each in told.entries if each.why == COUNTED), timedelta())
    share = counted.total_seconds() / clock.seconds
    state, tone = _standing(told, share, at)
    return Line(
        name=clock.get_metric_display(),
        agreement=str(clock.agreement.name),
        to="" if clock.agreement.kind == Agreement.Kind.CUSTOMER else clock.agreement.get_kind_display(),
        due=None if clock.stopped_at or clock.is_paused else clock.due_at,
        state=state,
        tone=tone,
        share=1 if tone == "red" else min(share, 0.99),
        picture=draw(told.entries, due=clock.due_at, zone=ZoneInfo(clock.calendar.zone), reasons=reasons),
    )


def _standing(told: Told, share: float, at: datetime) -> tuple[str, str]:
    """In a word, and the tone; no word while it runs in time."""
    clock = told.clock
    if clock.breached_at or (clock.due_at and not clock.stopped_at and clock.due_at <= at):
        return _("too late"), "red"
    if clock.stopped_at:
        return _("on time"), "ok"
    return (_("paused") if clock.is_paused else ""), ("amber" if share >= AMBER else "")
