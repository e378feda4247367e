"""While a question is noted: whether it needs a ticket, and adding it to one that is there."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import actions
from balie.casework.tickets.queries.judging import judged_for
from balie.conversation.contacts.models import Question
from balie.foundation.errors import NotFound
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import redirect_after_post, render_block


@require_safe
def judged(request: OperatorRequest, number: int, position: int) -> HttpResponse:
    """A partial; empty as long as nothing is noted."""
    ensure_may(request.user, "tickets.view")
    found = judged_for(request.user, number, position, at=timezone.now())
    return render_block(request, "tickets/question_judged.html", "judged", judged=found)


@require_POST
def add(request: OperatorRequest, number: int) -> HttpResponse:
    """Back to the contact while it goes on, else to the ticket."""
    typed = request.POST.get("question", "")
    question = Question.objects.filter(pk=whole(typed)).select_related("contact").first()
    if question is None:
        raise NotFound()
    ticket = actions.add_question(number, question.pk, by=request.user, at=timezone.now())
    if question.contact.finished_at is None:
        return redirect_after_post("contacts:contact", question.contact.number)
    return redirect_after_post("tickets:ticket", ticket.number)
