"""What follows a mail that was filed: its sender's address works again, and is told that the mail arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext

from balie.conversation.contacts.models import Contact
from balie.conversation.email import queries
from balie.conversation.email.actions.automating import Notice, hold_address, send_notice, usable_address
from balie.conversation.email.breakers import ONE_ACKNOWLEDGEMENT_IN, counted_address
from balie.conversation.email.events import MailFiled
from balie.conversation.email.models import AutomaticMail, Email
from balie.conversation.email.standard_texts import RECEIVED, RECEIVED_UNVERIFIED, words_of
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.text.numbers import group
from balie.foundation.text.placeholders import fill
from balie.records.customers.actions import note_working
from balie.records.customers.models import MailAddress
from balie.records.customers.queries import salutation_of

RECEIVED_PURPOSE = AutomaticMail.Purpose.ACKNOWLEDGEMENT
FEWEST_TELLING = 12  # letters of a subject by which we know our own


def answer_filed(event: MailFiled) -> None:
    """Reaction: the sender's address works; a new question in a mailbox that acknowledges is acknowledged, unless it is old."""
    for email in _FILED.records(email=event.email_id):
        if email.was_failing and email.standing != Email.Standing.SUSPICIOUS:
            note_working(email.sender, at=event.at)
        if not event.is_old and _may_acknowledge(email):
            _acknowledge(email, at=event.at)


def _may_acknowledge(email: Email) -> bool:
    """A person's first mail, whose sender is clear; never a machine's, one that seems forged, or what answers one of ours."""
    is_new = email.matched_by == Email.MatchedBy.NEW and not email.is_automatic
    is_clear = email.standing != Email.Standing.SUSPICIOUS and not email.sender_doubt
    return is_new and is_clear and email.thread.mailbox.acknowledges and not _answers_another(email)


def _answers_another(email: Email) -> bool:
    """Whether its subject holds that of an acknowledgement of ours: a machine may hide all else by which it would be known."""
    return any(words in email.message.subject for words in _acknowledging_words(email))


def _acknowledging_words(email: Email) -> Iterator[str]:
    """How the subjects of our acknowledgements begin, as far as they are the same to everybody."""
    for key in (RECEIVED, RECEIVED_UNVERIFIED):
        for language in {email.thread.mailbox.language, email.message.contact.language}:
            _language, subject, _text = words_of(key, language=language)
            fixed = subject.partition("{")[0].strip()
            if len(fixed) >= FEWEST_TELLING:
                yield fixed


def _acknowledge(email: Email, *, at: datetime) -> None:
    address = usable_address(email.sender)
    if address is None:
        return
    hold_address(address)
    to_them = AutomaticMail.objects.filter(address=counted_address(address), purpose=RECEIVED_PURPOSE)
    if not to_them.filter(at__gt=at - ONE_ACKNOWLEDGEMENT_IN).exists():
        number = queries.filed_under([email.thread_id]).get(email.thread_id)
        send_notice(email.message.contact, email.thread, _notice(email, address, number), at=at)


def _notice(email: Email, address: str, number: int | None) -> Notice:
    """To a sender who was not verified: the same words to everybody, without anything of the mail or of a customer."""
    is_verified, contact = email.standing == Email.Standing.VERIFIED, email.message.contact
    language = contact.language if is_verified else email.thread.mailbox.language
    language, subject, text = words_of(RECEIVED if is_verified else RECEIVED_UNVERIFIED, language=language)
    values = _values(email, number, language) if is_verified else {}
    return Notice(
        purpose=RECEIVED_PURPOSE,
        to=address,
        subject=fill(subject, values),
        text=fill(text, values),
        language=language,
        dedupe_key=f"received {email.pk}",
        ticket_number=number,
        takes_bounces=False,
        names_mail=is_verified,
    )


def _values(email: Email, number: int | None, language: str) -> dict[str, str]:
    contact, box = email.message.contact, email.thread.mailbox
    return {
        "customer.salutation": salutation_of(contact.customer, language=language) if contact.customer else _salutation(contact, language),
        "customer.name": contact.customer.spoken_name if contact.customer else contact.party_name,
        "ticket.number": group(number) if number else "",
        "ticket.subject": contact.subject,
        "brand.name": str(contact.brand.name.in_language(language)) if contact.brand else box.name,
    }


def _salutation(contact: Contact, language: str) -> str:
    with translation.override(language):
        return gettext("Dear %(name)s") % {"name": contact.party_name or gettext("customer")}


_IS_FAILING = MailAddress.objects.filter(address=Lower(OuterRef("sender")), failing_since__isnull=False)
# Nothing for most mails, so that filing costs one small statement more.
_FILED = Prepared(
    lambda: (
        Email.objects.filter(pk=Given("email", BigIntegerField()))
        .annotate(was_failing=Exists(_IS_FAILING))
        .filter(Q(thread__mailbox__acknowledges=True) | Q(was_failing=True))
        .select_related("thread__mailbox__team", "message__contact__customer", "message__contact__brand")
    )
)
