"""What was given or passed to somebody: why, and the way back; and whom to pass it to."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.casework.tickets import actions
from balie.casework.tickets.forms import BackForm
from balie.casework.tickets.models import Ticket, Transfer
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.queries.given import given_to, refused_for
from balie.casework.tickets.queries.suggestions import suggestions_for
from balie.casework.tickets.views.page import ELSEWHERE
from balie.casework.tickets.views.work import TOLD
from balie.foundation.errors import Refusal
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block

PAGE = "tickets/ticket_given.html"


@require_safe
def given(request: OperatorRequest, number: int) -> HttpResponse:
    """The part of the ticket's page that says why it came to the viewer."""
    return _given(request, number)


@require_POST
def hold(request: OperatorRequest, number: int) -> HttpResponse:
    """The page is open: what was given stays in these hands."""
    ensure_may(request.user, "tickets.take")
    ticket_for(request.user, number)
    actions.hold_on(number, by=request.user)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def give_back(request: OperatorRequest, number: int) -> HttpResponse:
    """Not this one: back to the team, with the reason."""
    form = BackForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _step(
        request,
        number,
        lambda: actions.not_this_one(number, reason=reason, by=request.user, at=timezone.now()),
        then="tickets:work",
        said=_("Ticket given back."),
    )


@require_POST
def accept(request: OperatorRequest, number: int) -> HttpResponse:
    act = lambda: actions.accept_transfer(number, by=request.user, at=timezone.now())  # noqa: E731
    return _step(request, number, act, then="tickets:ticket", said="")


@require_POST
def refuse(request: OperatorRequest, number: int) -> HttpResponse:
    """It comes back to who passed it on, with the reason."""
    reason = request.POST.get("refusal", "")
    return _step(
        request,
        number,
        lambda: actions.refuse_transfer(number, reason=reason, by=request.user, at=timezone.now()),
        then="tickets:work",
        said=_("Sent back with your reason."),
    )


@require_safe
def suggestions(request: OperatorRequest, number: int) -> HttpResponse:
    """Whom to pass it to, within the form of the transfer."""
    return render_block(request, "tickets/ticket_suggestions.html", "suggestions", suggestions=suggestions_for(request.user, number))


@require_safe
def refusals(request: OperatorRequest) -> HttpResponse:
    """For leads: what their teams passed on and got back, or sent back themselves."""
    ensure_may(request.user, "tickets.see_refusals")
    mask = Mask(request.user)
    rows = [
        (each, mask.text(each.ticket.subject), mask(Transfer, "reason", each.reason), mask(Transfer, "refusal", each.refusal))
        for each in refused_for(request.user)
    ]
    return render(request, "tickets/refusals.html", rows=rows)


def _given(request: OperatorRequest, number: int, *, status: int = HTTPStatus.OK, wrong: dict[str, str] | None = None) -> HttpResponse:
    if told := request.session.pop(TOLD, ""):
        wrong = {"form": told}
    found = given_to(request.user, number, at=timezone.now())
    return render_block(request, PAGE, "given", status, given=found, wrong=wrong or {}, typed=request.POST.dict() if wrong else {})


def _step(request: OperatorRequest, number: int, act: Callable[[], Ticket], *, then: str, said: str) -> HttpResponse:
    """Do `act` and go on; a "no" is told where the form stands."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status in ELSEWHERE:
            raise
        if is_partial(request):
            return _given(request, number, status=refusal.status, wrong={"form": str(refusal)})
        request.session[TOLD] = str(refusal)
        return redirect_after_post("tickets:ticket", number)
    if said:
        request.session[TOLD] = said
    return redirect_after_post(then) if then == "tickets:work" else redirect_after_post(then, number)
