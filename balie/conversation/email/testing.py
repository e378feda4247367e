"""Builders of mailboxes and mails for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from typing import Any

from balie.conversation.email.models import Mailbox

_serial = count(1)


def a_mailbox(**fields: Any) -> Mailbox:
    """A mailbox that takes mail at Balie's own door, unless `fields` say otherwise."""
    given = {"name": "Energie", "address": f"energie{next(_serial)}@balie.example", "source": Mailbox.Source.LISTENER}
    return Mailbox.objects.create(**given | fields)


def a_raw_mail(
    *,
    subject: str = "Mijn meter",
    sender: str = "Jan Peeters <jan@klant.example>",
    to: str = "energie@balie.example",
    body: str = "Goedemorgen, mijn meter staat stil.",
    message_id: str = "",
    cc: str = "",
    in_reply_to: str = "",
    html: str = "",
    headers: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
) -> bytes:
    """A mail as it comes over the wire; ids without angle brackets; `files` are (name, content type, content).

    An empty `sender` leaves From out. Each mail has its own Message-ID, unless one is given.
    """
    mail = EmailMessage(policy=SMTP.clone(max_line_length=900))  # shorter lines would break a long id
    if sender:
        mail["From"] = sender
    mail["To"] = to
    if cc:
        mail["Cc"] = cc
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{message_id or f'mail{next(_serial)}@klant.example'}>"
    if in_reply_to:
        mail["In-Reply-To"] = f"<{in_reply_to}>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(body)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content_type, content in files:
        kind, _slash, subtype = content_type.partition("/")
        mail.add_attachment(content, kind, subtype, filename=name)
    return mail.as_bytes()
