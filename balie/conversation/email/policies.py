"""The verbs of mail, and how private its fields are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb
from balie.conversation.contacts.policies import is_visible

VERBS = [
    Verb("email.view_quarantine", _("See mail that came in and what became of it"), DESK),
    Verb("email.handle_quarantine", _("File mail from quarantine, or try it again"), DESK),
    Verb("email.dismiss", _("Set mail in quarantine aside, with a reason"), LEADS),
    Verb("email.mark_spam", _("Mark mail as spam or phishing, or take that back"), (*DESK, "service"), may=is_visible),
    Verb("email.block_sender", _("Block the sender of a mail"), (*DESK, "service")),
    Verb("email.manage_blocks", _("See who is blocked, and let them write again"), (*LEADS, "service")),
    Verb("email.send", _("Send mail to customers"), (*DESK, "service")),
    Verb("email.decide_copied", _("Decide whether people copied in take part"), (*DESK, "service")),
    Verb("email.view_outgoing", _("See mail on its way out"), DESK),
    Verb("email.resend", _("Send mail again that could not be sent"), DESK),
    Verb("email.release", _("Let automatic mail go that was held back"), DESK),
    Verb("email.manage_mailboxes", _("Connect mailboxes"), ("administrator",)),
]

_I, _P, _S = FieldClass.INTERNAL, FieldClass.PERSONAL, FieldClass.SECRET
FIELD_CLASSES = {
    "email.mailbox": {
        "name": _I, "address": _I, "language": _I, "source": _I, "host": _I, "security": _I, "username": _I, "password": _S, "folder": _I,
        "smtp_host": _I, "smtp_security": _I, "smtp_username": _I, "smtp_password": _S, "state": _I, "state_reason": _I, "lease_owner": _I,
        "sending_reason": _I,
        "dkim_selector": _I, "sent_folder": _I, "sign_in": _I, "client_id": _I, "client_secret": _S, "authorize_url": _I, "token_url": _I,
        "scope": _I, "refresh_token": _S, "access_token": _S, "on_spam": _I, "always_bcc": _I,
    },
    "email.rawmail": {"sha256": _I, "state": _I, "reason": _I, "facts": _P, "sender": _P, "subject": _P},
    "email.thread": {"subject": _P},
    "email.email": {
        "internet_message_id": _I, "in_reply_to": _I, "references": _I, "sender": _P, "reply_to": _P, "sender_doubt": _I, "standing": _I, "standing_ground": _I, "to": _P, "cc": _P,
        "bcc": _I, "signature": _I, "matched_by": _I, "contents": _P, "mark": _I,
    },
    "email.blockedsender": {"pattern": _P, "why": _P},
    "email.inlinepart": {"content_id": _I},
    "email.threadparticipant": {"address": _P},
    "email.outgoing": {
        "internet_message_id": _I, "dedupe_key": _I, "sender": _I, "recipients": _P, "reached": _P, "state": _I, "last_error": _I,
        "held_for": _I,
    },
    "email.automaticmail": {"purpose": _I, "address": _P},
    "email.demomail": {"recipient": _P, "sender": _I, "subject": _P, "internet_message_id": _I, "text": _P},
}  # fmt: skip
