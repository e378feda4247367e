"""Mail that nobody writes: who may get it, how often, and the one way it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from balie.conversation.contacts.actions import add_message, register_contact
from balie.conversation.contacts.models import Contact
from balie.conversation.email import breakers, queries
from balie.conversation.email.actions.writing import ByItself, Letter, message_of
from balie.conversation.email.models import AutomaticMail, Outgoing, Thread
from balie.conversation.email.parsing.addresses import trusted_address
from balie.foundation.text.normalise import one_line
from balie.records.customers.models import Customer, MailAddress


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is said to whom, its placeholders filled. `wait` before it leaves: until then it can be taken back.

    `takes_bounces`: a report that it did not arrive comes back to the mailbox; else its return path is null.
    `names_mail`: its head refers to the mails it answers.
    """

    purpose: AutomaticMail.Purpose
    to: str
    subject: str
    text: str
    language: str
    dedupe_key: str
    ticket_number: int | None = None
    takes_bounces: bool = True
    names_mail: bool = True
    wait: timedelta = timedelta(0)


def usable_address(address: str) -> str | None:
    """The address, when a machine of ours may write to it: well formed, none of our own, and mail to it does not come back."""
    bare = trusted_address(address)
    if bare is None or not bare.isascii() or bare.casefold() in queries.own_addresses() or queries.is_reply_address(bare):
        return None
    failing = MailAddress.objects.filter(address=bare.casefold(), failing_since__isnull=False).exists()
    return None if failing else bare


def hold_address(address: str) -> None:
    """Until the transaction ends nobody else counts or writes automatic mail to the address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"automatic {breakers.counted_address(address)}"])


def send_notice(contact: Contact, thread: Thread, notice: Notice, *, at: datetime) -> None:
    """Write it into the contact and the outbox, or hold it there when a breaker is met. Once for a `dedupe_key`.

    In the caller's transaction; `notice.to` is a `usable_address`.
    """
    hold_address(notice.to)
    if not Outgoing.objects.filter(dedupe_key=notice.dedupe_key).exists():
        add_message(contact, message_of(_letter(thread, notice, at)))


def send_first_notice(notice: Notice, *, like: Contact | None, customer: Customer | None, at: datetime) -> tuple[Contact, Thread] | None:
    """As `send_notice`, to somebody there is no mail of: a contact and a thread of its own. None without a mailbox to write from."""
    box = queries.mailbox_for(brand_id=like.brand_id, team_id=like.team_id) if like else queries.default_mailbox()
    if box is None:
        return None
    hold_address(notice.to)
    thread = Thread.objects.create(subject=one_line(notice.subject)[:300], mailbox=box, made_at=at)
    contact = register_contact(
        channel=Contact.Channel.MAIL,
        direction=Contact.Direction.OUT,
        at=at,
        by=None,
        customer=customer,
        party=notice.to,
        subject=notice.subject,
        language=notice.language,
        team=box.team,
        level=box.team.default_level if box.team else 0,
        brand=box.brand,
        first_message=message_of(_letter(thread, notice, at)),
        thread_id=thread.pk,
    )
    return contact, thread


@transaction.atomic
def take_back_notices(ticket_number: int) -> int:
    """Take back the news of the ticket that has not left yet: something newer happened. How many there were."""
    waiting = Outgoing.objects.filter(
        automatic__ticket_number=ticket_number, automatic__purpose=AutomaticMail.Purpose.PROGRESS, state=Outgoing.State.QUEUED, attempts=0
    )
    rows = list(waiting.select_for_update(of=("self",)).select_related("email__message"))
    for row in rows:
        if row.email is not None:
            row.email.message.delete()
    return len(rows)


def _letter(thread: Thread, notice: Notice, at: datetime) -> Letter:
    return Letter(
        thread=thread,
        text=notice.text,
        to=(notice.to,),
        cc=(),
        subject=one_line(notice.subject)[:300],
        files=(),
        dedupe_key=notice.dedupe_key,
        by=None,
        at=at,
        by_itself=ByItself(
            purpose=notice.purpose,
            language=notice.language,
            return_path=thread.mailbox.address if notice.takes_bounces else "",
            names_mail=notice.names_mail,
            not_before=at + notice.wait,
            held_for=_breaker(notice, at),
            ticket_number=notice.ticket_number,
        ),
    )


def _breaker(notice: Notice, at: datetime) -> str:
    lately = AutomaticMail.objects.filter(at__gt=at - breakers.HOUR)
    in_ticket = lately.filter(ticket_number=notice.ticket_number).count() if notice.ticket_number else 0
    return breakers.tripped(to_address=lately.filter(address=breakers.counted_address(notice.to)).count(), in_ticket=in_ticket)
