"""One ticket as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, OuterRef
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Notification, SideThread, Ticket, TicketContact, TicketFile, TicketLink, TicketQuerySet, Watcher
from balie.casework.tickets.queries.answering import waiting_lines, with_recipients
from balie.casework.tickets.queries.history import ChangeLine, NoteLine, history_asked, history_of
from balie.casework.tickets.queries.signatures import signature_lines
from balie.casework.tickets.queries.terms import terms_stamp
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.queries import FileLine, MessageLine, messages_asked, messages_of
from balie.conversation.email.models import Email
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.foundation.text.numbers import WrongNumber, is_number


@dataclass(frozen=True)
class Entry:
    """One thing in the conversation, oldest first. `kind`: asked, in, out, note, change.

    `message` is set for in and out; `text` for notes; `changes` for the silent history between them. A question that was
    asked in words has them as `text`, as read back in `restated`, and the number of its `contact`.
    """

    kind: str
    at: datetime
    who: str
    text: str = ""
    message: MessageLine | None = None
    files: list[FileLine] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    restated: str = ""
    contact: int = 0
    channel: str = ""


@dataclass(frozen=True)
class Link:
    """`id` is 0 for a link made at the other ticket: it is removed there."""

    id: int
    kind: str
    words: str | Promise
    number: int
    subject: str
    state: str


@dataclass(frozen=True)
class Waiting:
    """An address that was copied in and gets no answers yet; `wrote` when it sent something itself."""

    address: str
    wrote: bool


@dataclass(frozen=True)
class Side:
    """A conversation with a third party beside the customer's, oldest message first."""

    id: int
    address: str
    messages: list[MessageLine]


@dataclass(frozen=True)
class TicketDetail:
    """The ticket (with its customer, owner, terms) and what stands in it. `watchers` are names; `is_watched` by the viewer.

    `is_unread`: something was put under the viewer's eyes and not looked at yet.
    """

    ticket: Ticket
    subject: str
    result_sentence: str
    entries: list[Entry]
    changes: list[ChangeLine]
    files: list[FileLine]
    links: list[Link]
    watchers: list[str]
    waiting: list[Waiting]
    is_watched: bool
    is_unread: bool
    contact_ids: list[int]
    sides: list[Side]


_RELATED = ("customer", "owner", "team", "category", "purpose", "result", "cause", "state_reason", "brand")
_SILENT = frozenset({"answered", "noted", "answered_by_customer"})


def ticket_for(viewer: User, number: int) -> Ticket:
    """The ticket, if the viewer may know of it. Raises `WrongNumber` or `NotFound`."""
    return _found(_TICKET, viewer, number)


def whole_ticket_asked(viewer: User, number: int) -> Asked:
    """What `whole_ticket` will ask; nothing of what is no number of a ticket."""
    return _DETAIL.asked(viewer, number=number) if is_number(number, Ticket.KIND_DIGIT) else Asked("", [])


def whole_ticket(viewer: User, number: int) -> Ticket:
    """The ticket with what lies beside it, for `detail_of`. Raises as `ticket_for`."""
    return _found(_DETAIL, viewer, number)


def detail_for(viewer: User, number: int) -> TicketDetail:
    """Everything on the ticket's page in three queries, whatever it holds. Raises as `ticket_for`."""
    return detail_of(viewer, whole_ticket(viewer, number))


def detail_asked(ticket: Ticket) -> tuple[Asked, Asked]:
    """What `detail_of` will ask."""
    return history_asked(ticket), messages_asked(contacts_shown(ticket))


def detail_of(viewer: User, ticket: Ticket) -> TicketDetail:
    """As `detail_for`, of a `whole_ticket`."""
    mask = Mask(viewer)
    notes, changes = history_of(ticket, mask)
    beside = vars(ticket)
    asked = [each for each in beside["side_lines"] if each["contact"]]
    messages, aside = messages_of(viewer, contacts_shown(ticket)), set(_aside(ticket))
    return TicketDetail(
        ticket=ticket,
        subject=mask.text(ticket.subject),
        result_sentence=mask.text(ticket.result_sentence),
        entries=_merged(
            _asked(beside["question_lines"], mask), [each for each in messages if each.contact_id not in aside], notes, changes
        ),
        changes=changes,
        files=[FileLine(each["id"], mask.text(each["name"]), each["size"]) for each in beside["file_lines"]],
        links=[_link(row, mask) for row in (*beside["links_from"], *beside["links_to"])],
        watchers=[each["name"] for each in beside["watcher_lines"]],
        waiting=_waiting(beside["waiting_lines"], mask),
        is_watched=viewer.pk in {each["id"] for each in beside["watcher_lines"]},
        is_unread=beside["is_unread"],
        contact_ids=beside["contact_ids"],
        sides=_sides(asked, messages, mask),
    )


def contacts_shown(ticket: Ticket) -> list[int]:
    """The contacts whose messages the page shows: the ticket's own, then those of its side conversations."""
    return [*vars(ticket)["contact_ids"], *_aside(ticket)]


def _aside(ticket: Ticket) -> list[int]:
    own = set(vars(ticket)["contact_ids"])
    return sorted({each["contact"] for each in vars(ticket)["side_lines"] if each["contact"]} - own)


def _found(tickets: Prepared, viewer: User, number: int) -> Ticket:
    if not is_number(number, Ticket.KIND_DIGIT):
        raise WrongNumber(str(number))
    found: list[Ticket] = tickets.records(viewer, number=number)
    if not found:
        raise NotFound()
    return found[0]


def _numbered(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related(*_RELATED).filter(number=Given("number", BigIntegerField()))


def _with_what_lies_beside(viewer: User) -> TicketQuerySet:
    """Linked tickets the viewer may see, both ways; the others are not even counted."""
    mine, visible = OuterRef("pk"), Ticket.objects.visible_to(viewer).values("pk")
    file = JSONObject(id="file_id", name="file__name", size="file__size")
    there = JSONObject(id="pk", kind="kind", number="to__number", subject="to__subject", state="to__state")
    question = JSONObject(
        words="question__customer_words",
        restated="question__restated",
        at="contact__started_at",
        who="contact__party_name",
        contact="contact__number",
        channel="contact__channel",
    )
    here = JSONObject(kind="kind", number="ticket__number", subject="ticket__subject", state="ticket__state")
    return with_recipients(Ticket.objects.visible_to(viewer)).annotate(
        contact_ids=ArraySubquery(TicketContact.objects.filter(ticket=mine).order_by("pk").values("contact_id")),
        question_lines=ArraySubquery(
            TicketContact.objects.filter(ticket=mine, question__isnull=False).order_by("pk").values(line=question)
        ),
        file_lines=ArraySubquery(TicketFile.objects.filter(ticket=mine).order_by("pk").values(line=file)),
        side_lines=ArraySubquery(
            Email.objects.filter(thread__side_thread__ticket=mine)
            .order_by("thread__side_thread__pk", "message__contact_id")
            .values(line=JSONObject(id="thread__side_thread__pk", address="thread__side_thread__address", contact="message__contact_id"))
        ),
        watcher_lines=ArraySubquery(
            Watcher.objects.filter(ticket=mine).order_by("pk").values(line=JSONObject(id="user_id", name="user__name"))
        ),
        waiting_lines=waiting_lines(),
        signature_lines=signature_lines(),
        terms_stamp=terms_stamp(),
        links_from=ArraySubquery(TicketLink.objects.filter(ticket=mine, to__in=visible).order_by("pk").values(line=there)),
        links_to=ArraySubquery(TicketLink.objects.filter(to=mine, ticket__in=visible).order_by("pk").values(line=here)),
        is_unread=Exists(Notification.objects.filter(ticket=mine, user=viewer, read_at=None)),
    )


_TICKET = Prepared(lambda viewer: _numbered(Ticket.objects.visible_to(viewer)))
_DETAIL = Prepared(lambda viewer: _numbered(_with_what_lies_beside(viewer)))


def _waiting(rows: Iterable[dict[str, Any]], mask: Mask) -> list[Waiting]:
    """Each address once, also when it waits in two threads."""
    wrote = {row["address"]: row["wrote"] for row in sorted(rows, key=lambda row: bool(row["wrote"]))}
    return [Waiting(mask(Email, "cc", address), wrote[address]) for address in sorted(wrote)]


def _sides(rows: Iterable[dict[str, Any]], messages: Sequence[MessageLine], mask: Mask) -> list[Side]:
    found: dict[int, tuple[str, set[int]]] = {}
    for row in rows:
        found.setdefault(row["id"], (row["address"], set()))[1].add(row["contact"])
    return [
        Side(pk, mask(SideThread, "address", address), [each for each in messages if each.contact_id in contacts])
        for pk, (address, contacts) in found.items()
    ]


def _link(row: dict[str, object], mask: Mask) -> Link:
    kind, pk = TicketLink.Kind(str(row["kind"])), int(str(row.get("id", 0)))
    said = kind.label if pk else _FROM_THERE[kind]
    return Link(pk, kind.value, said, int(str(row["number"])), mask.text(str(row["subject"])), str(row["state"]))


# A link as the ticket it leads to says it.
_FROM_THERE = {
    TicketLink.Kind.RELATED: _("related to"),
    TicketLink.Kind.DUPLICATE: _("has the duplicate"),
    TicketLink.Kind.CHILD: _("has the part"),
    TicketLink.Kind.FOLLOW_UP: _("is followed up by"),
    TicketLink.Kind.MERGED: _("took in"),
}


def _asked(rows: Iterable[dict[str, Any]], mask: Mask) -> list[Entry]:
    """The questions of contacts in words: a call, a visit."""
    return [
        Entry(
            "asked",
            datetime.fromisoformat(row["at"]),
            mask(Contact, "party_name", row["who"]),
            mask.text(row["words"]),
            restated=mask.text(row["restated"]),
            contact=row["contact"],
            channel=row["channel"],
        )
        for row in rows
        if row["words"] or row["restated"]
    ]


def _merged(
    asked: Iterable[Entry], messages: Iterable[MessageLine], notes: Sequence[NoteLine], changes: Iterable[ChangeLine]
) -> list[Entry]:
    """By time; changes that follow one another are one silent entry. What a message or note shows itself is left out."""
    told = [Entry(message.direction, message.at, message.who, message=message, files=message.files) for message in messages]
    written = [Entry("note", note.at, note.who or "Balie", note.text, files=note.files) for note in notes]
    history = [
        Entry("change", change.at, change.who or "Balie", changes=[change])
        for change in changes
        if change.field or change.verb not in _SILENT
    ]
    merged: list[Entry] = []
    for entry in sorted([*asked, *told, *written, *history], key=lambda entry: (entry.at, entry.kind == "change")):
        if entry.kind == "change" and merged and merged[-1].kind == "change" and merged[-1].who == entry.who:
            merged[-1].changes.extend(entry.changes)
        else:
            merged.append(entry)
    return merged
