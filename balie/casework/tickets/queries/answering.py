"""Where an answer goes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Lower

from balie.casework.tickets.models import SideThread, Ticket, TicketQuerySet
from balie.conversation.contacts.models import Contact
from balie.conversation.email.models import Email, Mailbox, ThreadParticipant
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.statements.together import Asked
from balie.records.customers.models import MailAddress


def last_mail_contact(ticket: Ticket) -> Contact | None:
    """The newest mail of the customer that an answer belongs to, else our own newest."""
    found: list[Contact] = _LAST_MAIL.records(ticket=ticket.pk)
    return found[0] if found else None


def last_mail_contact_asked(ticket: Ticket) -> Asked:
    """What `last_mail_contact` will ask."""
    return _LAST_MAIL.asked(ticket=ticket.pk)


def recipients_of(ticket: Ticket) -> tuple[str, list[str]]:
    """(to, cc) an answer is proposed to: the last mail's, else the customer's own address; empty when none is known.

    Copies go to who takes part in that mail's thread and was accepted, where its mailbox answers all, never to a mailbox
    of ours. One query, none for a ticket read `with_recipients`.
    """
    row: dict[str, Any] = vars(ticket)
    if "answered_id" not in row:
        row = vars(with_recipients(Ticket.objects.filter(pk=ticket.pk)).get())
    if row["answered_id"] is None:
        return (row["known_address"] or (ticket.requester_address if "@" in ticket.requester_address else ""), [])
    to = row["party"] if "@" in row["party"] else ""
    ours = {address.casefold() for address in row["our_addresses"]}
    copied = row["copied"] if row["answers_all"] else []
    return to, [address for address in copied if address not in ours | {to.casefold()}]


def fails_to(ticket: Ticket) -> str:
    """Why mail to the address an answer is proposed to comes back, as it is kept; of a ticket read `with_recipients`."""
    return str(vars(ticket).get("failing_reason") or "")


def side_of(outgoing_id: int) -> int | None:
    """The side conversation the mail is of; None for a mail to the customer."""
    return SideThread.objects.filter(thread__emails__outgoing=outgoing_id).values_list("pk", flat=True).first()


def with_recipients(tickets: TicketQuerySet) -> TicketQuerySet:
    """The tickets with what `recipients_of` reads, and the `mailbox_id` an answer is written from."""
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
        mailbox_id=Coalesce(Subquery(_answered_in()), Subquery(_written_from()), output_field=BigIntegerField()),
        answers_all=Coalesce(Subquery(_answered_in("answers_all")), Value(value=True)),
    )


def _answered_in(field: str = "pk") -> QuerySet[Email, Any]:
    """The mailbox of the thread an answer goes into."""
    newest: QuerySet[Email, Any] = Email.objects.filter(message__contact=OuterRef("answered_id")).order_by("-message__at", "-pk")
    return newest.values_list(f"thread__mailbox__{field}")[:1]


def _written_from() -> QuerySet[Mailbox, Any]:
    """As `email.queries.mailbox_for`."""
    of_brand, of_team = When(brand=OuterRef("brand_id"), then=Value(0)), When(team=OuterRef("team_id"), then=Value(1))
    ranked = Mailbox.objects.filter(is_active=True).annotate(rank=Case(of_brand, of_team, default=Value(2), output_field=IntegerField()))
    return ranked.order_by("rank", "pk").values("pk")[:1]


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


_LAST_MAIL = Prepared(
    lambda: _answered_first(
        Contact.objects.filter(ticket_contacts__ticket_id=Given("ticket", BigIntegerField())).select_related("customer")
    )[:1]
)
