"""A copy of what we sent in the Sent folder of its mailbox's server: once, and never in the way of the mail itself."""

from __future__ import annotations

import logging

from django.utils import timezone
from django.utils.translation import gettext_noop

from balie.conversation.email.actions import note_no_copy
from balie.conversation.email.backoff import sending_delay
from balie.conversation.email.imap import Imap, MailboxDown
from balie.conversation.email.jobs import defer_copying
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.reasons import told
from balie.conversation.email.watchers import imap_server
from balie.foundation.files.queries import FileDamaged, read_file
from balie.foundation.postgres.queries import sending_is_held

logger = logging.getLogger(__name__)
MOST_TRIES = 6
NO_COPY = gettext_noop("sent, but its copy could not be put in the Sent folder")


def copy_to_sent(outgoing_id: int, *, tries: int = 0) -> None:
    """Put the sent mail there unless it is there; tried six times within minutes, then left and said."""
    outgoing = Outgoing.objects.select_related("mailbox", "file").filter(pk=outgoing_id, state=Outgoing.State.SENT).first()
    if outgoing is None or not wants_copies(outgoing.mailbox) or sending_is_held():
        return
    try:
        raw = read_file(outgoing.file)
        with Imap(imap_server(outgoing.mailbox)) as imap:
            imap.keep_copy(raw, message_id=outgoing.internet_message_id, folder=outgoing.mailbox.sent_folder, at=outgoing.sent_at)
    except (MailboxDown, FileDamaged) as error:
        if tries + 1 < MOST_TRIES:
            defer_copying(outgoing_id, tries=tries + 1, at=timezone.now() + sending_delay(tries + 1, spread=0.0))
            return
        logger.warning("no copy of mail %s in the Sent folder: %s", outgoing_id, error)
        note_no_copy(outgoing, told(NO_COPY, error))


def wants_copies(mailbox: Mailbox) -> bool:
    return mailbox.keeps_copies and mailbox.source == Mailbox.Source.IMAP and bool(mailbox.host)
