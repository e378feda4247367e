"""Major incidents, and what is done to all tickets that are part of one."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.views.page import page, told_by
from balie.foundation.errors import Invalid
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.web.pages import redirect_after_post


@require_POST
def major(request: OperatorRequest, number: int) -> HttpResponse:
    """Declare the ticket a major incident, or with `major=0` not any more."""
    actions.set_major(number, is_major=request.POST.get("major") != "0", by=request.user, at=timezone.now())
    return redirect_after_post("tickets:ticket", number)


@require_POST
def tell(request: OperatorRequest, number: int) -> HttpResponse:
    """One message to the customers of all its parts; then its progress."""
    ensure_may(request.user, "tickets.reply")
    words = {code: request.POST.get(f"words_{code}", "") for code in LANGUAGES}
    try:
        job = actions.tell_parts(number, words, by=request.user, at=timezone.now())
    except Invalid as refusal:
        wrong = {"parts": " ".join(told_by(refusal).values())}
        return page(request, number, status=422, panel="parts", typed=request.POST.dict(), wrong=wrong)
    return redirect_after_post("tickets:bulk_job", job.pk)


@require_POST
def close(request: OperatorRequest, number: int) -> HttpResponse:
    """Close all its parts as it was closed; then the progress."""
    ensure_may(request.user, "tickets.close")
    job = actions.close_parts(number, by=request.user, at=timezone.now())
    return redirect_after_post("tickets:bulk_job", job.pk)
