"""A question of a contact that belongs to a ticket which is there already."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, ensure_open, held, keep
from balie.casework.tickets.actions.refiling import join_contact
from balie.casework.tickets.actions.sharing import share_with_its_teams
from balie.casework.tickets.models import Ticket, TicketContact
from balie.conversation.contacts.models import Contact, Question
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.live import nudge


@transaction.atomic
def add_question(number: int, question_id: int, *, by: User, at: datetime) -> Ticket:
    """Let the question stand in the ticket with its contact; a second time it is there already.

    Raises `NotFound` for what `by` may not see, `AlreadyClosed`, and `Invalid` for a question that stands in another ticket, or in a ticket more open
    than the contact.
    """
    ticket = held(number, by=by, verb="tickets.change")
    ensure_open(ticket)
    question = Question.objects.filter(pk=question_id, contact__in=Contact.objects.visible_to(by)).select_related("contact__team").first()
    if question is None:
        raise NotFound()
    stands = TicketContact.objects.filter(question=question).select_related("ticket").first()
    if stands is not None and stands.ticket_id == ticket.pk:
        return ticket
    if stands is not None:
        raise Invalid(field="question", reason=_("This question stands in another ticket already."))
    if ticket.level < question.contact.level:
        raise Invalid(field="ticket", reason=_("More people see that ticket than may read this contact. Make it more closed first."))
    join_contact(ticket, question.contact, question)
    share_with_its_teams(ticket, question.contact)
    keep(ticket, "contact_added", Changed("contact", "", question.contact.number), by=by, at=at)
    nudge(f"contact:{question.contact.number}")
    return ticket
