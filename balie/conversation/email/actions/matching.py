"""Which conversation a mail belongs to, and who takes part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from balie.conversation.email import queries
from balie.conversation.email.models import Email, Mailbox, Thread, ThreadParticipant
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.tokens import read_token, tokens_in
from balie.foundation.text.normalise import one_line

MOST_REFERENCES = 60
MOST_COPIES = 50


@dataclass(frozen=True)
class Surroundings:
    """What we know around a mail: mails with its id or one it refers to, who takes part in their threads, the thread its token
    proves, our own addresses."""

    known: list[Email]
    participants: dict[int, set[str]]
    token_thread_id: int | None
    own: frozenset[str]


@dataclass(frozen=True)
class Match:
    """The thread, how it was found, and the ticket number the subject claims without proof."""

    thread: Thread
    by: str
    reason: str
    claims_number: int | None


def look_around(mailbox: Mailbox, mail: ParsedMail) -> Surroundings:
    """Three queries, however many references the mail has."""
    ids = {each[:400] for each in (mail.message_id, *mail.references[-MOST_REFERENCES:]) if each}
    known = list(
        Email.objects.filter(internet_message_id__in=ids).select_related("thread__mailbox", "message", "raw__mailbox").order_by("pk")
    )
    domain = mailbox.address.rpartition("@")[2].casefold()
    addressed = [each.address for each in (*mail.to, *mail.cc) if each.address]
    tokens = tokens_in(addressed, mail.references, domain=domain)
    claimed = {int(token.split("-")[2]) for token in tokens if token.split("-")[2].isdigit() and len(token.split("-")[2]) < 19}
    threads = {each.thread_id for each in known} | claimed
    participants: dict[int, set[str]] = {}
    for thread_id, address in ThreadParticipant.objects.filter(thread_id__in=threads).values_list("thread_id", "address"):
        participants.setdefault(thread_id, set()).add(address)
    keys = queries.mail_keys()
    everyone = {address for addresses in participants.values() for address in addresses}
    proved = (read_token(token, recipients=everyone, keys=keys) for token in tokens)
    token_thread = next((each.thread_id for each in proved if each is not None), None)
    return Surroundings(known, participants, token_thread, queries.own_addresses())
