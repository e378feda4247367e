"""One ticket as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Change, Ticket, TicketContact, TicketFile, TicketLink, TicketNote, Watcher
from balie.conversation.contacts.queries import FileLine, MessageLine, messages_of
from balie.foundation.errors import NotFound
from balie.foundation.text.numbers import WrongNumber, is_number


@dataclass(frozen=True)
class Entry:
    """One thing in the conversation, oldest first. `kind`: in, out, note, change.

    `message` is set for in and out; `text` for notes; `changes` for the silent history between them.
    """

    kind: str
    at: datetime
    who: str
    text: str = ""
    message: MessageLine | None = None
    files: list[FileLine] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    id: int
    kind: str | Promise
    number: int
    subject: str
    state: str


@dataclass(frozen=True)
class TicketDetail:
    """The ticket (with its customer, owner, terms) and what stands in it. `watchers` are names; `is_watched` by the viewer."""

    ticket: Ticket
    subject: str
    result_sentence: str
    entries: list[Entry]
    files: list[FileLine]
    links: list[Link]
    watchers: list[str]
    is_watched: bool
    contact_ids: list[int]


_RELATED = ("customer", "owner", "team", "category", "purpose", "result", "cause", "state_reason", "brand")


def ticket_for(viewer: User, number: int) -> Ticket:
    """The ticket, if the viewer may know of it. Raises `WrongNumber` or `NotFound`."""
    if not is_number(number, Ticket.KIND_DIGIT):
        raise WrongNumber(str(number))
    ticket = Ticket.objects.visible_to(viewer).select_related(*_RELATED).filter(number=number).first()
    if ticket is None:
        raise NotFound()
    return ticket


def detail_for(viewer: User, number: int) -> TicketDetail:
    """Everything on the ticket's page: constant queries, whatever it holds."""
    ticket = ticket_for(viewer, number)
    mask = Mask(viewer)
    contact_ids = list(TicketContact.objects.filter(ticket=ticket).values_list("contact_id", flat=True))
    messages = messages_of(viewer, contact_ids)
    watchers = list(Watcher.objects.filter(ticket=ticket).values_list("user_id", "user__name"))
    return TicketDetail(
        ticket=ticket,
        subject=mask.text(ticket.subject),
        result_sentence=mask.text(ticket.result_sentence),
        entries=_merged(messages, _notes(ticket, mask), _changes(ticket, viewer)),
        files=_files(ticket),
        links=_links(ticket, viewer, mask),
        watchers=[name for _id, name in watchers],
        is_watched=viewer.pk in {user_id for user_id, _name in watchers},
        contact_ids=contact_ids,
    )


def _notes(ticket: Ticket, mask: Mask) -> list[Entry]:
    rows = TicketNote.objects.filter(ticket=ticket).select_related("by").prefetch_related("files")
    return [
        Entry("note", note.at, note.by.name, mask.text(note.text), files=[_line(file.pk, file.name, file.size) for file in note.files.all()])
        for note in rows
    ]


def _changes(ticket: Ticket, viewer: User) -> list[Change]:
    """The newest two hundred; older ones are on the history page of the audit log."""
    rows = Change.objects.filter(ticket=ticket).select_related("by").order_by("-id")[:200]
    mask = Mask(viewer)
    changes = list(rows)[::-1]
    for change in changes:
        change.old, change.new, change.reason = mask.text(change.old), mask.text(change.new), mask.text(change.reason)
    return changes


def _files(ticket: Ticket) -> list[FileLine]:
    rows = TicketFile.objects.filter(ticket=ticket).order_by("pk").values_list("file_id", "file__name", "file__size")
    return [_line(*row) for row in rows]


def _links(ticket: Ticket, viewer: User, mask: Mask) -> list[Link]:
    """Linked tickets the viewer may see, both ways; the others are not even counted."""
    rows = TicketLink.objects.filter(ticket=ticket, to__in=Ticket.objects.visible_to(viewer)).select_related("to")
    back = TicketLink.objects.filter(to=ticket, ticket__in=Ticket.objects.visible_to(viewer)).select_related("ticket")
    here = [Link(row.pk, row.get_kind_display(), row.to.number, mask.text(row.to.subject), row.to.state) for row in rows]
    there = [Link(0, _("linked from"), row.ticket.number, mask.text(row.ticket.subject), row.ticket.state) for row in back]
    return [*here, *there]


def _merged(messages: Iterable[MessageLine], notes: Sequence[Entry], changes: Iterable[Change]) -> list[Entry]:
    """By time; changes that follow one another are one silent entry. What a message or note shows itself is left out."""
    silent = {"answered", "noted", "answered_by_customer"}
    told = [Entry(message.direction, message.at, message.who, message=message, files=message.files) for message in messages]
    history = [
        Entry("change", change.at, change.by.name if change.by else "Balie", changes=[change])
        for change in changes
        if change.field or change.verb not in silent
    ]
    merged: list[Entry] = []
    for entry in sorted([*told, *notes, *history], key=lambda entry: (entry.at, entry.kind == "change")):
        if entry.kind == "change" and merged and merged[-1].kind == "change" and merged[-1].who == entry.who:
            merged[-1].changes.extend(entry.changes)
        else:
            merged.append(entry)
    return merged


def _line(pk: object, name: str, size: int) -> FileLine:
    return FileLine(str(pk), name, size)
