"""The work of a colleague who is away, handed over in one action and taken back in one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balie.access.accounts.models import OperatorRequest, User
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.casework.tickets import actions
from balie.casework.tickets.actions.handing_over import VERB
from balie.casework.tickets.forms import HandoverForm, errors_of
from balie.casework.tickets.models import Handover
from balie.casework.tickets.queries.handovers import colleagues_for, handover_for, handovers_for, left_by, report_of
from balie.casework.tickets.views.work import TOLD
from balie.foundation.errors import Invalid
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render


@require_http_methods(["GET", "HEAD", "POST"])
def handovers(request: OperatorRequest) -> HttpResponse:
    """Choose who is away (`?away=`), see what they leave, say to whom; and what was handed over before."""
    ensure_may(request.user, VERB)
    people = colleagues_for(request.user)
    if request.method != "POST":
        return _page(request, people, away=_chosen(people, request.GET.get("away", "")))
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _page(request, people, away=_chosen(people, request.POST.get("away", "")), wrong=errors_of(form))
    given = form.cleaned_data
    try:
        done = actions.hand_over(
            given["away"],
            to=list(given["to"].order_by("pk")),
            to_team=given["to_team"],
            reason=given["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Invalid as refusal:
        return _page(request, people, away=given["away"], wrong={refusal.field_name: str(refusal)})
    return redirect_after_post("tickets:handover", done.pk)


@require_safe
def handover(request: OperatorRequest, pk: int) -> HttpResponse:
    """The report: who got what."""
    ensure_may(request.user, VERB)
    done = handover_for(request.user, pk)
    reason = Mask(request.user)(Handover, "reason", done.reason)
    return render(
        request,
        "tickets/handover.html",
        done=done,
        reason=reason,
        report=report_of(done, viewer=request.user),
        told=request.session.pop(TOLD, ""),
    )


@require_POST
def undo(request: OperatorRequest, pk: int) -> HttpResponse:
    """Back to the colleague; what was closed or passed on since stays."""
    _done, stayed = actions.undo_handover(pk, by=request.user, at=timezone.now())
    said = ngettext("%(count)s stayed: it moved on since.", "%(count)s stayed: they moved on since.", stayed) % {"count": stayed}
    request.session[TOLD] = said if stayed else _("All of it is back.")
    return redirect_after_post("tickets:handover", pk)


def _page(request: OperatorRequest, people: list[User], *, away: User | None, wrong: dict[str, str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "people": [(each.pk, each.name) for each in people],
        "away": away,
        "left": left_by(away, viewer=request.user) if away else None,
        "chosen": [whole(each) for each in request.POST.getlist("to")],
        "typed": request.POST.dict(),
        "wrong": wrong or {},
        "handovers": handovers_for(request.user),
    }
    return render(request, "tickets/handovers.html", 422 if wrong else 200, **context)


def _chosen(people: list[User], typed: str) -> User | None:
    return next((each for each in people if str(each.pk) == typed), None)
