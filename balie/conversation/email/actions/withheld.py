"""A mail that the server does not give, time after time: a note of it stands in quarantine, and the mails behind it come in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from balie.conversation.email.actions.mailboxes import Lease, note_progress
from balie.conversation.email.actions.receiving import refuse_mail
from balie.conversation.email.actions.storing import store_raw
from balie.conversation.email.header_lines import unstructured
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.reasons import in_words
from balie.conversation.email.why import why


@transaction.atomic
def leave_withheld(lease: Lease, mailbox: Mailbox, *, uid_validity: int, uid: int, said: str, at: datetime) -> RawMail:
    """Keep a note in the mail's place and go past it; the mail itself stays where it is. `said`: why not, as `reasons` keeps it."""
    raw = store_raw(mailbox, _note(mailbox, uid_validity, uid, said), uid_validity=uid_validity, uid=uid, at=at)
    note_progress(lease, uid_validity=uid_validity, last_uid=uid)
    return refuse_mail(raw.pk, why(RawMail.Reason.WITHHELD, uid=uid), at=at)


def _note(mailbox: Mailbox, uid_validity: int, uid: int, said: str) -> bytes:
    """In the organisation's language; as a mail that nobody sent, so that it can be shown, and a contact made of it."""
    subject = gettext("A mail that the mail server does not give")
    where = f"{mailbox.address} · {mailbox.folder} · UIDVALIDITY {uid_validity} · UID {uid}"
    words = gettext("Look for it in the mailbox with another mail program.")
    return f"Subject: {unstructured(subject)}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{where}\r\n{in_words(said)}\r\n\r\n{words}\r\n".encode()
