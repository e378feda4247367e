"""Who was copied in by a customer takes part, or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, held, keep
from balie.casework.tickets.models import Ticket, TicketThread
from balie.conversation.email import actions as mail


@transaction.atomic
def decide_copied(number: int, address: str, *, is_accepted: bool, by: User, at: datetime) -> Ticket:
    """From now on answers go to `address` too, or it is kept out. Raises `email.actions.NobodyWaits`."""
    ticket = held(number, by=by, verb="tickets.reply")
    threads = TicketThread.objects.filter(ticket=ticket).values_list("thread_id", flat=True)
    mail.decide_copied(address, thread_ids=list(threads), is_accepted=is_accepted, by=by, at=at)
    change = Changed("copied", new=address) if is_accepted else Changed("copied", old=address)
    keep(ticket, "copied_decided", change, by=by, at=at)
    return ticket
