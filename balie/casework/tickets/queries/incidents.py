"""Major incidents, and the tickets that are part of another."""

from __future__ import annotations

from django.db.models import QuerySet

from balie.access.accounts.models import User
from balie.casework.tickets.models import Ticket, TicketLink
from balie.foundation.statements.prepared import Prepared

MOST = 10


def open_incidents(viewer: User) -> list[Ticket]:
    """The newest first; those the viewer may see."""
    return list(_OPEN.records(viewer))


def open_parts(viewer: User, ticket: Ticket) -> list[int]:
    """The numbers of the open tickets that are part of this one, as far as the viewer may see them."""
    return list(_parts(ticket).filter(pk__in=Ticket.objects.visible_to(viewer).open().values("pk")).values_list("number", flat=True))


def _parts(ticket: Ticket) -> QuerySet[Ticket]:
    """A part that was merged into another ticket is there in that one: its customer still waits."""
    links = TicketLink.objects.filter(to=ticket, kind=TicketLink.Kind.CHILD)
    parts = fresh = set(links.values_list("ticket", flat=True))
    while fresh:
        merged = TicketLink.objects.filter(ticket__in=fresh, kind=TicketLink.Kind.MERGED)
        fresh = set(merged.values_list("to", flat=True)) - parts
        parts |= fresh
    return Ticket.objects.filter(pk__in=parts - {ticket.pk}).order_by("number")


def open_incidents_for(viewer: User) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(viewer).open().filter(is_major=True).order_by("-pk")[:MOST]


_OPEN = Prepared(open_incidents_for)
