"""Spam and phishing: a colleague says so of a mail, and may take it back. Nothing is thrown away."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.models import Contact
from balie.conversation.email.events import MailMarked, MailUnmarked
from balie.conversation.email.jobs import defer_teaching
from balie.conversation.email.models import Email
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.events import announce
from balie.foundation.live import nudge

MARK = "email.mark_spam"


class NotIncoming(Refusal):
    """Only what came in can be spam."""

    code = "not_incoming"
    status = HTTPStatus.CONFLICT
    sentence = _("This is no mail that came in, so it is no spam.")


@transaction.atomic
def mark_mail(message_id: int, mark: str, *, by: User, at: datetime) -> Email:
    """Call the mail spam or phishing, with all that its sender wrote in the same conversation. The same mark again changes nothing.

    Raises `NotFound` and `NotIncoming`.
    """
    email = _held(message_id, by)
    if email.raw is None:
        raise NotIncoming()
    fresh = [each for each in _of_the_sender(email) if each.mark != mark]
    if not fresh:
        return email
    for each in fresh:
        each.mark, each.marked_at, each.marked_by = mark, at, by
        _settle(each, f"email.marked_{mark}", "spam", by=by, at=at)
    announce(MailMarked(thread_id=email.thread_id, contact_id=email.message.contact_id, mark=mark, by_id=by.pk, at=at))
    return _held(message_id, by)


@transaction.atomic
def unmark_mail(message_id: int, *, by: User, at: datetime) -> Email:
    """It was no spam after all: mail and ticket are as they were. Raises `NotFound`."""
    email = _held(message_id, by)
    marked = [each for each in _of_the_sender(email) if each.mark]
    if not marked:
        return email
    for each in marked:
        each.mark, each.marked_at, each.marked_by = "", None, None
        _settle(each, "email.unmarked", "ham", by=by, at=at)
    announce(MailUnmarked(thread_id=email.thread_id, contact_id=email.message.contact_id, by_id=by.pk, at=at))
    return _held(message_id, by)


def _held(message_id: int, by: User) -> Email:
    """Raises `NotFound`, `NotAllowed`."""
    ensure_may(by, MARK)
    seen = Email.objects.filter(message_id=message_id, message__contact__in=Contact.objects.visible_to(by))
    email = seen.select_related("message__contact", "raw", "thread").first()
    if email is None:
        raise NotFound()
    ensure_may(by, MARK, email.message.contact)
    return email


def _of_the_sender(email: Email) -> list[Email]:
    """What came in from the same sender in the conversation, in order, held."""
    same = Email.objects.filter(thread=email.thread_id, sender=email.sender, raw__isnull=False)
    return list(same.select_related("message__contact").select_for_update(of=("self",)).order_by("pk"))


def _settle(email: Email, verb: str, taught: str, *, by: User, at: datetime) -> None:
    email.save(update_fields=["mark", "marked_at", "marked_by"])
    record(verb, email, by=by, at=at)
    defer_teaching(email.raw_id or 0, taught)
    nudge(f"contact:{email.message.contact.number}")
