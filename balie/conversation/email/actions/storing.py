"""Raw mail first: on disk and in the database before anything is read in it."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from balie.conversation.email.jobs import defer_filing
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.parsing import MAX_RAW_BYTES
from balie.foundation.files.actions import store_file
from balie.foundation.live import nudge
from balie.foundation.processes.failpoints import failpoint
from balie.foundation.statements.rows import insert_row

LONGEST_HEAD = 64 * 1024
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^<>\x00-\x20\x7f]{1,400})>", re.IGNORECASE | re.MULTILINE)


def store_raw(mailbox: Mailbox, raw: bytes, *, at: datetime, uid_validity: int | None = None, uid: int | None = None) -> RawMail:
    """Keep `raw` and have it filed: the bytes are synced on disk, the row and its job stand together.

    What came into this mailbox before (by content, or by UID with the same content) is returned as it stands and nothing is
    written. A UID the server gave to another content as well is not believed: the mail is kept without it.
    Raises `FileTooLarge` above 50 MB.
    """
    digest = hashlib.sha256(raw).hexdigest()
    known = _known(mailbox, digest, uid_validity, uid)
    if same := next((each for each in known if each.sha256 == digest), None):
        return same
    numbers = (None, None) if known else (uid_validity, uid)
    try:
        return _store(mailbox, raw, digest, numbers, at)
    except IntegrityError:  # somebody stored it at the same moment
        return RawMail.objects.get(mailbox=mailbox, sha256=digest)


def _known(mailbox: Mailbox, digest: str, uid_validity: int | None, uid: int | None) -> list[RawMail]:
    same = Q(sha256=digest)
    if uid is not None:
        same |= Q(uid_validity=uid_validity, uid=uid)
    return list(RawMail.objects.filter(same, mailbox=mailbox))


@transaction.atomic
def _store(mailbox: Mailbox, raw: bytes, digest: str, numbers: tuple[int | None, int | None], at: datetime) -> RawMail:
    file = store_file(raw, name="mail.eml", content_type="message/rfc822", by=None, at=at, limit=MAX_RAW_BYTES, allow_empty=True)
    failpoint("mail.file_kept")
    fresh = RawMail(
        mailbox=mailbox,
        uid_validity=numbers[0],
        uid=numbers[1],
        sha256=digest,
        message_id=glanced_message_id(raw),
        file=file,
        size=len(raw),
        received_at=at,
    )
    stored = insert_row(fresh)
    defer_filing()
    nudge("mail")
    failpoint("mail.row_written")
    return stored


def glanced_message_id(raw: bytes) -> str:
    """What the head says at a glance: for the order of filing, never for identity. "" when it does not say."""
    head = raw[:LONGEST_HEAD].split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
    found = _MESSAGE_ID.search(head)
    return found.group(1).decode("ascii", "replace")[:400] if found else ""
