"""Asking a third party beside the conversation with the customer: a thread of its own that only colleagues see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.casework.tickets import rules
from balie.casework.tickets.actions.holding import Changed, held, keep, notify, take_part, tell
from balie.casework.tickets.events import TicketStateChanged
from balie.casework.tickets.models import Notification, SideThread, Ticket
from balie.casework.tickets.queries.signatures import signature_for
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.sharing import close_contact
from balie.conversation.email.actions import NOTHING_PASSED, Passed, send_new, send_reply
from balie.conversation.email.models import ThreadParticipant
from balie.conversation.email.queries import is_automatic, mailbox_for
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.events import announce
from balie.foundation.files.models import File


@transaction.atomic
def ask_aside(
    number: int,
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    files: Sequence[File] = (),
    passed: Passed = NOTHING_PASSED,
    waits: bool = False,
    send_at: datetime | None = None,
    by: User,
    at: datetime,
    dedupe_key: str,
) -> SideThread:
    """Mail a third party about the ticket, in a thread the customer has no part in; `waits` lets the ticket wait for it.

    `html` is of the editor, and the text is made of it then; `passed` goes below the words. It leaves at `send_at`, or now.
    The same `dedupe_key` again sends nothing. Raises `Invalid` for the customer's own address, and what `email.actions.send_new` raises.
    """
    ticket = held(number, by=by, verb="tickets.reply")
    address = to.strip().casefold()
    if _is_the_customers(ticket, address):
        raise Invalid(field="to", reason=_("That is the customer of this ticket: answer in the conversation instead."))
    contact, thread = send_new(
        customer=None, to=to, subject=subject or ticket.subject, text=text, html=html, files=files, passed=passed,
        language=ticket.language, send_at=send_at,
        mailbox=mailbox_for(brand_id=ticket.brand_id, team_id=ticket.team_id), signature=signature_for(ticket, by=by),
        by=by, at=at, dedupe_key=dedupe_key,
    )  # fmt: skip
    made, fresh = SideThread.objects.get_or_create(thread=thread, defaults={"ticket": ticket, "address": contact.party})
    if fresh:
        close_contact(contact.pk, like=ticket, also_team_ids=ticket.also_team_ids, at=at)
        take_part(ticket, by)
        _asked(ticket, contact.party, waits=waits, by=by, at=at)
    return made


@transaction.atomic
def write_aside(
    number: int,
    side_id: int,
    *,
    text: str,
    html: str = "",
    files: Sequence[File] = (),
    send_at: datetime | None = None,
    by: User,
    at: datetime,
    dedupe_key: str,
) -> None:
    """Go on in a side conversation; `html` and `send_at` as in `ask_aside`. Raises `NotFound`, and what `email.actions.send_reply` raises."""
    ticket = held(number, by=by, verb="tickets.reply")
    side = SideThread.objects.filter(ticket=ticket, pk=side_id).first()
    contact = Contact.objects.filter(messages__email__thread__side_thread=side).order_by("-started_at", "-pk").first() if side else None
    if side is None or contact is None:
        raise NotFound()
    send_reply(
        contact, text=text, html=html, files=files, signature=signature_for(ticket, by=by), to=side.address, send_at=send_at,
        by=by, at=at, dedupe_key=dedupe_key,
    )  # fmt: skip
    _asked(ticket, side.address, waits=False, by=by, at=at)


def hear_aside(ticket_id: int, contact: Contact, *, at: datetime) -> None:
    """A third party answered: colleagues are told, a ticket that waited for it asks for work again."""
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)
    close_contact(contact.pk, like=ticket, also_team_ids=ticket.also_team_ids, at=at)
    if contact.direction != Contact.Direction.IN or is_automatic(contact.pk):
        tell(ticket)
        return
    _set_state(ticket, Ticket.State.OPEN if ticket.state == Ticket.State.THIRD_PARTY else ticket.state, "answered_aside", None, at)
    told = [*User.objects.filter(watched__ticket=ticket), *([ticket.owner] if ticket.owner else [])]
    notify(ticket, Notification.Kind.ASIDE, told, by=None, at=at)


def _asked(ticket: Ticket, address: str, *, waits: bool, by: User, at: datetime) -> None:
    state = Ticket.State.THIRD_PARTY if waits and ticket.state in rules.OPEN else ticket.state
    _set_state(ticket, state, "asked_aside", by, at, Changed("aside", new=address))


def _set_state(ticket: Ticket, state: str, verb: str, by: User | None, at: datetime, *changes: Changed) -> None:
    old, ticket.state = ticket.state, state
    moved = [Changed("state", old, state)] if old != state else []
    keep(ticket, verb, *changes, *moved, by=by, at=at, fields=["state", "participant_ids"])
    if moved:
        announce(TicketStateChanged(ticket_id=ticket.pk, old=old, new=state, at=at))


def _is_the_customers(ticket: Ticket, address: str) -> bool:
    theirs = ThreadParticipant.objects.filter(thread__ticket_thread__ticket=ticket, address=address)
    return address == ticket.requester_address.casefold() or theirs.exists()
