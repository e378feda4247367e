"""What lies beside a ticket's treatment: watching, links, files, read notifications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets.actions.holding import Changed, held, keep, take_part
from balie.casework.tickets.actions.promises import follow_promised
from balie.casework.tickets.models import Notification, Ticket, TicketFile, TicketLink, Watcher
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.files.models import File
from balie.foundation.live import nudge


@transaction.atomic
def watch(number: int, *, by: User, at: datetime) -> None:
    """Be told when the customer answers; watching twice is watching once."""
    ticket = held(number, by=by, verb="tickets.view")
    if Watcher.objects.get_or_create(ticket=ticket, user=by, defaults={"since": at})[1]:
        take_part(ticket, by)
        ticket.save(update_fields=["participant_ids"])
        follow_promised(ticket, ["participant_ids"])
        nudge(f"ticket:{ticket.number}")


@transaction.atomic
def unwatch(number: int, *, by: User) -> None:
    ticket = held(number, by=by, verb="tickets.view")
    Watcher.objects.filter(ticket=ticket, user=by).delete()
    nudge(f"ticket:{ticket.number}")


@transaction.atomic
def link(number: int, other: int, *, kind: str, by: User, at: datetime) -> TicketLink:
    """Say that the tickets belong together. Raises `NotFound` for one the colleague may not see."""
    ticket = held(number, by=by, verb="tickets.change")
    to = Ticket.objects.visible_to(by).filter(number=other).first()
    if to is None:
        raise NotFound()
    if to.pk == ticket.pk:
        raise Invalid(field="other", reason=_("A ticket cannot be linked with itself."))
    if kind not in TicketLink.Kind.values or kind == TicketLink.Kind.MERGED:
        raise Invalid(field="kind", reason=_("Choose how the tickets belong together."))
    made, fresh = TicketLink.objects.get_or_create(ticket=ticket, to=to, kind=kind)
    if fresh:
        keep(ticket, "linked", Changed("link", "", to.number), by=by, at=at)
        nudge(f"ticket:{to.number}")
    return made


@transaction.atomic
def unlink(number: int, link_id: int, *, by: User, at: datetime) -> None:
    ticket = held(number, by=by, verb="tickets.change")
    found = TicketLink.objects.filter(ticket=ticket, pk=link_id).exclude(kind=TicketLink.Kind.MERGED).select_related("to").first()
    if found is None:
        raise NotFound()
    found.delete()
    keep(ticket, "unlinked", Changed("link", found.to.number, ""), by=by, at=at)


@transaction.atomic
def attach_files(number: int, files: Sequence[File], *, by: User, at: datetime) -> None:
    """Lay files in the ticket."""
    ticket = held(number, by=by, verb="tickets.change")
    if not files:
        raise Invalid(field="files", reason=_("Choose a file first."))
    TicketFile.objects.bulk_create(TicketFile(ticket=ticket, file=file, at=at, by=by) for file in files)
    keep(ticket, "file_attached", *(Changed("file", "", file.name) for file in files), by=by, at=at)


@transaction.atomic
def read_notifications(number: int, *, by: User, at: datetime) -> None:
    """Opening the ticket is reading what was said about it."""
    if Notification.objects.filter(user=by, ticket__number=number, read_at=None).update(read_at=at):
        nudge(f"user:{by.pk}")
