"""What can be told of a mail that cannot be read: what its head says, and the whole of it as a file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from balie.conversation.email.actions.storing import LONGEST_HEAD
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.parsing import Attachment, OverBudget, ParsedMail, Unparsable

# Each with the lines that go on with it.
_TOLD = re.compile(rb"^(?:from|to|cc|reply-to|subject|date|message-id):.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
LONGEST_TOLD = 16 * 1024
NOTHING = b"Subject:\r\n\r\n"
TYPE = "message/rfc822"


def glanced(raw: bytes) -> ParsedMail:
    """Its head's sender, recipients and subject as far as they can be read, no words, and the mail as it came as its only file."""
    head = raw[:LONGEST_HEAD].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    told = b"".join(each.group() + b"\n" for each in _TOLD.finditer(head))
    try:
        mail = parse_guarded(told[:LONGEST_TOLD] + b"\n")
    except (OverBudget, Unparsable):
        mail = parse_guarded(NOTHING)
    whole = Attachment("mail.eml", TYPE, len(raw), hashlib.sha256(raw).hexdigest(), raw, "", is_inline=False)
    return replace(mail, text="", html="", attachments=(whole,))
