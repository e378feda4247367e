"""What of a ticket can be found: its subject, number and who asked. Messages are found through their contacts."""

from __future__ import annotations

from balie.casework.tickets.models import Ticket
from balie.foundation.search.actions import Entry, index
from balie.foundation.text.normalise import plain

KIND = "ticket"


def index_ticket(ticket: Ticket) -> None:
    keys = (str(ticket.number), ticket.requester_address, plain(ticket.requester_name), *ticket.tags)
    index(
        Entry(
            kind=KIND,
            object_id=ticket.pk,
            title=ticket.subject,
            body=ticket.result_sentence,
            keys=" ".join(part for part in keys if part),
            language=ticket.language,
            at=ticket.opened_at,
        )
    )
