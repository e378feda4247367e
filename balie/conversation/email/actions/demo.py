"""The mailboxes of the demonstration's customers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balie.conversation.email.models import DemoMail
from balie.conversation.email.parsing import MAX_RAW_BYTES, ParsedMail
from balie.foundation.files.actions import store_file
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line


@transaction.atomic
def keep_demo_mail(recipient: str, raw: bytes, mail: ParsedMail | None, *, at: datetime) -> DemoMail:
    """Put a mail into the mailbox of `recipient`; `mail` is what could be read of it."""
    file = store_file(raw, name="mail.eml", content_type="message/rfc822", by=None, at=at, limit=MAX_RAW_BYTES, allow_empty=True)
    kept = DemoMail.objects.create(
        recipient=recipient.casefold()[:254],
        sender=((mail.reply_to or mail.senders)[0].address or "")[:254] if mail and (mail.reply_to or mail.senders) else "",
        subject=one_line(mail.subject)[:300] if mail else "",
        internet_message_id=mail.message_id[:400] if mail else "",
        text=mail.text if mail else "",
        file=file,
        at=at,
    )
    nudge("mail")
    return kept
