"""A report that a mail of ours did not arrive: the mail and the customer's address are marked, and whoever wrote it is told."""

from __future__ import annotations

import re
from datetime import datetime

from balie.conversation.email import delivery_status
from balie.conversation.email.events import OutgoingFailed
from balie.conversation.email.models import Outgoing, RawMail
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.reasons import told
from balie.conversation.email.why import Why, why
from balie.foundation.events import announce
from balie.foundation.files.queries import read_file
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line
from balie.records.customers.actions import mark_failing

LOOKED_THROUGH = 256 * 1024
MOST_IDS = 100
_MESSAGE_ID = re.compile(rb"<([^<>\s@]{1,200}@[^<>\s@]{1,200})>")
_ACTION = re.compile(rb"^action:[ \t]*([a-z]{1,20})", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^status:[ \t]*([45]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(rb"^(?:final|original)-recipient:[^;\r\n]{0,40};[ \t]*<?([^\s<>]{1,254})", re.IGNORECASE | re.MULTILINE)
_DIAGNOSIS = re.compile(rb"^diagnostic-code:[ \t]*(?:smtp;)?[ \t]*([^\r\n]{1,300})", re.IGNORECASE | re.MULTILINE)


def record_bounce(raw: RawMail, mail: ParsedMail, *, at: datetime) -> Why:
    """Mark the mail of ours that the report is about as failed; what to say of the report. In the caller's transaction."""
    head = read_file(raw.file)[:LOOKED_THROUGH]
    ours = _reported(head, mail)
    if ours is None:
        return why(RawMail.Reason.ABOUT_NOTHING)
    actions = {found.lower() for found in _ACTION.findall(head)}
    if actions and b"failed" not in actions:
        return why(RawMail.Reason.UNDERWAY)
    said = _DIAGNOSIS.search(head)
    words = one_line(said.group(1).decode("utf-8", "replace")) if said else one_line(mail.subject)
    status = _status(head, words)
    reason = told(delivery_status.in_words(status) or delivery_status.CAME_BACK, words)
    fail_outgoing(ours, reason, at=at)
    if delivery_status.is_of_the_address(status):
        mark_failing(_named(head, ours), reason=reason, at=at)
    return why(RawMail.Reason.CAME_BACK)


def fail_outgoing(outgoing: Outgoing, reason: str, *, at: datetime) -> None:
    """The mail will not arrive; announces `OutgoingFailed` once. In the caller's transaction, which holds the row."""
    if outgoing.state == Outgoing.State.FAILED:
        return
    outgoing.state, outgoing.last_error = Outgoing.State.FAILED, reason[:300]
    outgoing.save(update_fields=["state", "last_error", "reached"])
    message = outgoing.email.message if outgoing.email else None
    contact_id, author_id = (message.contact_id, message.author_id) if message else (None, None)
    announce(OutgoingFailed(outgoing_id=outgoing.pk, contact_id=contact_id, author_id=author_id, at=at))
    nudge("mail")


def mark_addresses(outgoing: Outgoing, refusal: str, *, at: datetime) -> None:
    """The server refused the mail outright: the address is marked when its status says that it is the cause."""
    status = delivery_status.status_in(refusal)
    if status and delivery_status.is_of_the_address(status):
        mark_failing([each for each in outgoing.recipients if each in refusal], reason=delivery_status.with_status_in_words(refusal), at=at)


def _status(head: bytes, words: str) -> str:
    found = _STATUS.search(head)
    return found.group(1).decode("ascii") if found else delivery_status.status_in(words)


def _named(head: bytes, outgoing: Outgoing) -> list[str]:
    """Those we wrote to that the report names; a report that names nobody speaks of the only one."""
    named = {found.decode("utf-8", "replace").casefold() for found in _RECIPIENT.findall(head)}
    known = [each for each in outgoing.recipients if each.casefold() in named]
    return known or (outgoing.recipients if len(outgoing.recipients) == 1 and not named else [])


def _reported(head: bytes, mail: ParsedMail) -> Outgoing | None:
    ids = [each.decode("ascii", "replace") for each in _MESSAGE_ID.findall(head)[:MOST_IDS]]
    found = Outgoing.objects.select_for_update(of=("self",)).select_related("email__message__contact")
    return found.filter(internet_message_id__in={*ids, *mail.references[-MOST_IDS:]}).order_by("-pk").first()
