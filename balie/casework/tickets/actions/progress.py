"""What the customer hears of by itself while the ticket is treated, and what the operator is reminded of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import rules
from balie.casework.tickets.actions import promises
from balie.casework.tickets.actions.holding import notify, tell
from balie.casework.tickets.events import TicketStateChanged, TicketTaken, TicketTransferred, TicketUndone
from balie.casework.tickets.models import Change, Notification, ProgressMessage, Ticket, TicketContact, TicketThread
from balie.casework.tickets.queries.answering import last_mail_contact, recipients_of
from balie.casework.tickets.queries.templates import values_for
from balie.conversation.contacts.models import Contact
from balie.conversation.email import actions as mail
from balie.conversation.email.models import AutomaticMail, Email
from balie.conversation.email.queries import is_automatic, last_email_of
from balie.conversation.email.standard_texts import words_of
from balie.foundation.text.placeholders import fill
from balie.records.sla.events import ClockWarned
from balie.records.sla.models import Agreement, Clock, Metric

# As long as a step can be thought better of: what was taken back, or followed by another, is never told.
UNTIL_TOLD = timedelta(minutes=2)
MANAGE = "settings.manage"


@transaction.atomic
def set_progress(moment: str, *, is_on: bool, by: User | None, at: datetime) -> None:
    """Tell customers of this moment from now on, or not any more."""
    ensure_may(by, MANAGE)
    row, _new = ProgressMessage.objects.update_or_create(moment=moment, defaults={"is_on": is_on})
    record("tickets.progress_set", row, by=by, at=at, data={"moment": moment, "is_on": is_on})


def tell_progress(event: TicketStateChanged | TicketTaken | TicketTransferred) -> None:
    """Reaction: the customer hears of it where the organisation chose so; what was not sent yet is overtaken by it."""
    moment = _moment_of(event)
    if not ProgressMessage.objects.filter(is_on=True).exists():
        return
    ticket = Ticket.objects.select_related("customer", "brand", "owner").get(pk=event.ticket_id)
    mail.take_back_notices(ticket.number)
    if moment and ProgressMessage.objects.filter(moment=moment, is_on=True).exists() and not _was_answered(ticket, moment, event.at):
        _tell(ticket, moment, at=event.at)


def take_progress_back(event: TicketUndone) -> None:
    """Reaction: what was undone is not told."""
    mail.take_back_notices(Ticket.objects.values_list("number", flat=True).get(pk=event.ticket_id))


@transaction.atomic
def remind_of_promises(*, at: datetime) -> int:
    """Tell owners and watchers, once, of a wait that is over soon, and the customer where the organisation chose so; how many tickets.

    One that ends within the half hour it was set in is told to nobody.
    """
    soon = Ticket.objects.filter(wake_at__gt=at, wake_at__lte=at + rules.REMINDED_BEFORE, state__in=rules.WAITING)
    fresh = soon.filter(Q(reminded_of=None) | ~Q(reminded_of=F("wake_at"))).select_related("owner")
    rows = list(fresh.select_for_update(of=("self",), skip_locked=True)[:200])
    for ticket in rows:
        Ticket.objects.filter(pk=ticket.pk).update(reminded_of=ticket.wake_at)
        told = [ticket.owner] if ticket.owner else list(User.objects.filter(watched__ticket=ticket))
        notify(ticket, Notification.Kind.PROMISED, told, by=None, at=at)
        tell(ticket)
        tell_near(ticket.pk, at=at)
    return len(rows)


def tell_before_due(event: ClockWarned) -> None:
    """Reaction: what the customer was promised, news or a solution, is due soon: told where the organisation chose so."""
    promised = Clock.objects.filter(pk=event.clock_id, agreement__kind=Agreement.Kind.CUSTOMER, metric__in=(Metric.UPDATE, Metric.SOLUTION))
    if event.subject_kind == promises.KIND and promised.exists():
        tell_near(event.subject_id, at=event.at)


def tell_near(ticket_id: int, *, at: datetime, is_agreed: bool = False) -> None:
    """Tell the customer that a promised moment comes near, where the organisation chose so, or `is_agreed` for this promise."""
    moment = ProgressMessage.Moment.PROMISED
    if is_agreed or ProgressMessage.objects.filter(moment=moment, is_on=True).exists():
        ticket = Ticket.objects.select_related("customer", "brand", "owner", "team").get(pk=ticket_id)
        if ticket.is_open:
            _tell(ticket, moment, at=at)


def _moment_of(event: TicketStateChanged | TicketTaken | TicketTransferred) -> str:
    if isinstance(event, TicketTaken):
        return ProgressMessage.Moment.TAKEN
    if isinstance(event, TicketTransferred):
        return ProgressMessage.Moment.TRANSFERRED
    return event.new if event.new in ProgressMessage.Moment.values and event.old in rules.OPEN else ""


def _was_answered(ticket: Ticket, moment: str, at: datetime) -> bool:
    """An answer that waits for the customer says so itself."""
    return moment == ProgressMessage.Moment.CUSTOMER and Change.objects.filter(ticket=ticket, verb="answered", at=at).exists()


def _tell(ticket: Ticket, moment: str, *, at: datetime) -> None:
    address = hears_at(ticket)
    if address is not None:
        news = news_of(ticket, moment, address, language=ticket.language, dedupe_key=f"progress {ticket.pk} {moment} {at.isoformat()}")
        send_news(ticket, news, at=at)


def hears_at(ticket: Ticket) -> str | None:
    """Where mail that nobody writes may reach the customer; None where it may not go: to a machine, to who was not verified, to an address that fails."""
    address = mail.usable_address(recipients_of(ticket)[0])
    contact = last_mail_contact(ticket)
    return None if address is None or (contact is not None and not _may_hear(contact, address)) else address


def news_of(
    ticket: Ticket, words: str, address: str, *, language: str, dedupe_key: str, values: Mapping[str, str] | None = None
) -> mail.Notice:
    """The automatic mail `words` of the settings, filled for the ticket and with `values` of its own."""
    language, subject, text = words_of(words, language=language)
    filled = {**values_for(ticket, by=ticket.owner, language=language), **(values or {})}
    return mail.Notice(
        purpose=AutomaticMail.Purpose.PROGRESS,
        to=address,
        subject=fill(subject, filled),
        text=fill(text, filled).strip(),
        language=language,
        dedupe_key=dedupe_key,
        ticket_number=ticket.number,
        wait=UNTIL_TOLD,
    )


def send_news(ticket: Ticket, notice: mail.Notice, *, at: datetime) -> None:
    """Put the notice into the conversation with the customer, or begin one with it."""
    contact = last_mail_contact(ticket)
    last = last_email_of(contact) if contact else None
    if contact is not None and last is not None:
        mail.send_notice(contact, last.thread, notice, at=at)
    elif made := mail.send_first_notice(notice, like=_first_contact(ticket), customer=ticket.customer, at=at):
        TicketContact.objects.get_or_create(ticket=ticket, contact=made[0])
        TicketThread.objects.get_or_create(thread=made[1], defaults={"ticket": ticket})
    tell(ticket)


def _may_hear(contact: Contact, address: str) -> bool:
    """A person who was verified, or whom a colleague has answered: a forged sender brings nobody mail."""
    mails = Email.objects.filter(thread__emails__message__contact=contact)
    proved = Q(standing=Email.Standing.VERIFIED, sender__iexact=address)
    answered = Q(matched_by=Email.MatchedBy.OURS, is_automatic=False, message__recipients__contains=[address])
    return not is_automatic(contact.pk) and mails.filter(proved | answered).exists()


def _first_contact(ticket: Ticket) -> Contact | None:
    return Contact.objects.filter(ticket_contacts__ticket=ticket).order_by("pk").first()
