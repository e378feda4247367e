"""The door for mail servers that push: LMTP, or SMTP, for our own addresses alone. A mail is kept before it is taken."""

from __future__ import annotations

import asyncio
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from balie.conversation.email import actions, queries
from balie.conversation.email.models import Mailbox
from balie.conversation.email.parsing import MAX_RAW_BYTES

logger = logging.getLogger(__name__)
MOST_RECIPIENTS = 100
LATER = "451 4.3.0 Try again later"
KEPT = "250 2.0.0 Kept"


class Smtp(SMTP):
    """As the library has it, but for lines: programs write mails in one line, and a mail that is not taken is lost to us."""

    line_length_limit = MAX_RAW_BYTES


class Lmtp(LMTP):
    line_length_limit = MAX_RAW_BYTES


def protocol(pool: ThreadPoolExecutor, *, is_lmtp: bool) -> SMTP:
    """One connection of a mail server."""
    kind = Lmtp if is_lmtp else Smtp
    return kind(
        PushedDoor(pool, is_lmtp=is_lmtp),
        data_size_limit=MAX_RAW_BYTES,
        enable_SMTPUTF8=True,
        ident="Balie",
        hostname="localhost",
        timeout=300,  # as RFC 5321 4.5.3.2.7 asks
        tls_context=_tls(),
    )


def _tls() -> ssl.SSLContext | None:
    if not settings.BALIE_TLS_CERTIFICATE:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.BALIE_TLS_CERTIFICATE, settings.BALIE_TLS_KEY or None)
    return context


class PushedDoor:
    """What aiosmtpd asks; the database is spoken to in threads."""

    def __init__(self, pool: ThreadPoolExecutor, *, is_lmtp: bool) -> None:
        self.pool, self.is_lmtp = pool, is_lmtp

    async def handle_RCPT(  # noqa: N802  named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            is_ours = await asyncio.get_running_loop().run_in_executor(self.pool, _is_ours, address)
        except DatabaseError:
            return LATER
        if not is_ours:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  named by aiosmtpd
        """By LMTP an answer for each recipient; by SMTP one for all, and whoever has it already does not get it twice."""
        loop, raw = asyncio.get_running_loop(), envelope.original_content or b""
        answers = [await loop.run_in_executor(self.pool, _kept, address, raw) for address in envelope.rcpt_tos]
        if self.is_lmtp:
            return "\r\n".join(answers)
        return KEPT if all(answer == KEPT for answer in answers) else LATER


def _is_ours(address: str) -> bool:
    try:
        return _mailbox(address) is not None
    finally:
        connections.close_all()


def _kept(address: str, raw: bytes) -> str:
    try:
        box = _mailbox(address)
        if box is None:  # gone since it was named
            return LATER
        actions.store_raw(box, raw, at=timezone.now())
    except (DatabaseError, OSError):
        logger.warning("a mail could not be kept now; its sender tries again", exc_info=True)
        return LATER
    finally:
        connections.close_all()
    return KEPT


def _mailbox(address: str) -> Mailbox | None:
    """One that takes pushed mail: what is fetched by IMAP comes by one way only."""
    return queries.find_listening(address, only_pushed=True)
