"""A mail that has not left: taken back whole, or sent at another moment."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts.actions import remove_unsent
from balie.conversation.email.backoff import GIVE_UP
from balie.conversation.email.events import MailTakenBack, OutgoingMoved
from balie.conversation.email.jobs import defer_sending
from balie.conversation.email.models import Email, Outgoing, Thread
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.events import announce
from balie.foundation.files.actions import store_file
from balie.foundation.files.queries import read_file
from balie.foundation.live import nudge

LATEST = timedelta(days=366)
_DATE = re.compile(rb"^Date:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", re.MULTILINE)


class AlreadyLeft(Refusal):
    """What a server may have taken cannot be called back."""

    code = "already_left"
    sentence = _("This mail has left already, so it can no longer be taken back or changed.")


@transaction.atomic
def take_back(outgoing_id: int, *, by: User, at: datetime) -> None:
    """Undo the writing of a mail that nobody tried to send yet: nothing of it stays but the audit line.

    Announces `MailTakenBack` while its words can still be read. Raises `AlreadyLeft`.
    """
    row = _unsent(outgoing_id, by=by)
    email = row.email
    assert email is not None
    message = email.message
    record("email.taken_back", message.contact, by=by, at=at, data={"message": message.pk})
    announce(MailTakenBack(outgoing_id=row.pk, contact_id=message.contact_id, message_id=message.pk, by_id=by.pk, at=at))
    thread = email.thread
    remove_unsent(message, by=by, at=at)
    if not Email.objects.filter(thread=thread).exists():
        Thread.objects.filter(pk=thread.pk).delete()
    nudge("mail")


@transaction.atomic
def send_at_another_moment(outgoing_id: int, send_at: datetime, *, by: User, at: datetime) -> Outgoing:
    """Let a mail that has not left go out at `send_at`; a moment before `at` is now. Raises `AlreadyLeft`, `Invalid`."""
    row = _unsent(outgoing_id, by=by)
    moment = max(send_at, at)
    ensure_near(moment, at=at)
    raw = _DATE.sub(b"Date: " + format_datetime(moment).encode(), read_file(row.file), count=1)
    row.file = store_file(raw, name="mail.eml", content_type="message/rfc822", by=None, at=at, limit=100 * 1024 * 1024)
    row.next_at, row.give_up_at = moment, moment + GIVE_UP
    row.save(update_fields=["file", "next_at", "give_up_at"])
    defer_sending(row.pk, at=moment)
    message = row.email.message if row.email else None
    record("email.rescheduled", row, by=by, at=at)
    announce(OutgoingMoved(outgoing_id=row.pk, contact_id=message.contact_id if message else None, at=at))
    nudge("mail")
    return row


def ensure_near(send_at: datetime, *, at: datetime) -> None:
    """Raises `Invalid` for a moment that is surely a slip of the pen."""
    if send_at > at + LATEST:
        raise Invalid(field="send_at", reason=_("Choose a moment within a year."))


def _unsent(outgoing_id: int, *, by: User) -> Outgoing:
    """The mail, locked, when the viewer may send it and nobody tried to yet."""
    visible = Outgoing.objects.visible_to(by).filter(pk=outgoing_id).values("pk")
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("email__thread", "email__message__contact", "file")
    row = rows.filter(pk__in=visible).first()
    if row is None or row.email is None:
        raise AlreadyLeft()
    ensure_may(by, "email.send", row.email.message.contact)
    if row.state not in {Outgoing.State.QUEUED, Outgoing.State.HELD} or row.attempts or row.is_automatic:
        raise AlreadyLeft()
    return row
