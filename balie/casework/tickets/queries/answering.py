"""Where an answer goes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Lower

from balie.casework.tickets.models import Ticket, TicketQuerySet
from balie.conversation.contacts.models import Contact
from balie.conversation.email.models import Email, Mailbox, ThreadParticipant
from balie.records.customers.models import MailAddress


def last_mail_contact(ticket: Ticket) -> Contact | None:
    """The newest mail of the customer that an answer belongs to, else our own newest."""
    return _answered_first(Contact.objects.filter(ticket_contacts__ticket=ticket)).first()


def recipients_of(ticket: Ticket) -> tuple[str, list[str]]:
    """(to, cc) an answer is proposed to: the last mail's, else the customer's own address; empty when none is known.

    Copies go to who takes part in that mail's thread and was accepted, never to a mailbox of ours. One query, none for
    a ticket read `with_recipients`.
    """
    row: dict[str, Any] = vars(ticket)
    if "answered_id" not in row:
        row = vars(with_recipients(Ticket.objects.filter(pk=ticket.pk)).get())
    if row["answered_id"] is None:
        return (row["known_address"] or (ticket.requester_address if "@" in ticket.requester_address else ""), [])
    to = row["party"] if "@" in row["party"] else ""
    ours = {address.casefold() for address in row["our_addresses"]}
    return to, [address for address in row["copied"] if address not in ours | {to.casefold()}]


def fails_to(ticket: Ticket) -> str:
    """Why mail to the address an answer is proposed to comes back, as it is kept; of a ticket read `with_recipients`."""
    return str(vars(ticket).get("failing_reason") or "")


def with_recipients(tickets: TicketQuerySet) -> TicketQuerySet:
    """The tickets with what `recipients_of` reads."""
    mails = _answered_first(Contact.objects.filter(ticket_contacts__ticket=OuterRef("pk")))
    taking_part = ThreadParticipant.objects.filter(thread__emails__message__contact=OuterRef("answered_id"), is_accepted=True)
    own_mail = MailAddress.objects.filter(customer=OuterRef("customer_id")).order_by("-is_primary", "pk").values("address")
    proposed = Lower(Coalesce(OuterRef("party"), OuterRef("known_address"), OuterRef("requester_address")))
    failing = MailAddress.objects.filter(failing_since__isnull=False, address=proposed)
    return tickets.annotate(
        answered_id=Subquery(mails.values("pk")[:1]),
        party=Subquery(mails.values("party")[:1]),
        our_addresses=ArraySubquery(Mailbox.objects.order_by().values("address")),
        known_address=Subquery(own_mail[:1]),
    ).annotate(
        failing_reason=Subquery(failing.values("failing_reason")[:1]),
        copied=ArraySubquery(taking_part.order_by("address").values("address").distinct()),
    )


def waiting_lines() -> ArraySubquery:
    """Who was copied into the ticket's threads and waits: {address, wrote}; `wrote` when it also answered by itself."""
    waits = ThreadParticipant.objects.waiting().filter(thread__ticket_thread__ticket=OuterRef("pk"))
    wrote = Exists(Email.objects.filter(thread=OuterRef("thread"), sender__iexact=OuterRef("address")))
    return ArraySubquery(waits.order_by("address").values(line=JSONObject(address="address", wrote=wrote)))


def _answered_first(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Mails of who takes part, those of the customer before our own, newest first."""
    outside = ThreadParticipant.objects.filter(
        thread__emails__message__contact=OuterRef("pk"), address=Lower(OuterRef("party")), is_accepted=False
    )
    own = Case(When(direction=Contact.Direction.IN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return contacts.filter(~Exists(outside), channel=Contact.Channel.MAIL).order_by(own, "-started_at", "-pk")
