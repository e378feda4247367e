"""The doors mail is delivered at: those for mail servers that push (`pushed`), and the demonstration's, where mail for our mailboxes comes in, mail for anybody else lands in a demo mailbox."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from balie.conversation.email import actions, pushed, queries
from balie.conversation.email.guard import parse_guarded
from balie.conversation.email.parsing import MAX_RAW_BYTES, OverBudget, ParsedMail, Unparsable
from balie.foundation.processes.failpoints import failpoint

logger = logging.getLogger(__name__)
MOST_RECIPIENTS = 100
THREADS = 2
TRY_AGAIN_SECONDS = 30.0
type MakeProtocol = Callable[[ThreadPoolExecutor], asyncio.Protocol]


def listen(stop: threading.Event) -> None:
    """Take mail until `stop`, at each door that is set: the demonstration's, BALIE_LMTP, BALIE_SMTP. A busy port is said and tried again."""
    doors = [threading.Thread(target=_keep_open, args=(stop, address, make), name=f"door-{address}") for address, make in _doors()]
    for door in doors:
        door.start()
    stop.wait()
    for door in doors:
        door.join()


def _doors() -> list[tuple[str, MakeProtocol]]:
    found: list[tuple[str, MakeProtocol]] = []
    if settings.BALIE_DEMO:
        found.append((settings.BALIE_DEMO_SMTP, _protocol))
    if settings.BALIE_LMTP:
        found.append((settings.BALIE_LMTP, partial(pushed.protocol, is_lmtp=True)))
    if settings.BALIE_SMTP:
        found.append((settings.BALIE_SMTP, partial(pushed.protocol, is_lmtp=False)))
    return found


def _keep_open(stop: threading.Event, address: str, make: MakeProtocol) -> None:
    host, _, port = address.rpartition(":")
    while not stop.is_set():
        try:
            asyncio.run(serve(stop, host=host.strip("[]"), port=int(port), make=make))
        except (OSError, ValueError) as error:
            logger.warning("no mail can be delivered at %s: %s", address, getattr(error, "strerror", None) or error)
            stop.wait(TRY_AGAIN_SECONDS)


async def serve(stop: threading.Event, *, host: str, port: int, make: MakeProtocol) -> None:
    """Raises `OSError` when the port is taken."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="smtp") as pool:
        server = await loop.create_server(lambda: make(pool), host=host, port=port)
        async with server:
            while not stop.is_set():
                await asyncio.sleep(0.2)


def _protocol(pool: ThreadPoolExecutor) -> SMTP:
    door = Door(pool)
    return pushed.Smtp(door, data_size_limit=MAX_RAW_BYTES, enable_SMTPUTF8=True, ident="Balie", hostname="localhost", timeout=60)


class Door:
    """What aiosmtpd asks; the database is spoken to in threads."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool

    async def handle_RCPT(  # noqa: N802  named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  named by aiosmtpd
        """250 only once every recipient's mail is kept."""
        raw = envelope.original_content or b""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.pool, _keep, list(envelope.rcpt_tos), raw)
        except DatabaseError:
            logger.warning("a mail could not be kept now; its sender tries again", exc_info=True)
            return "451 4.3.0 Try again later"
        failpoint("mail.before_250")
        return "250 2.0.0 Kept"


def _keep(recipients: list[str], raw: bytes) -> None:
    try:
        _keep_all(recipients, raw)
    finally:
        connections.close_all()


def _keep_all(recipients: list[str], raw: bytes) -> None:
    """For all of the recipients or for none."""
    at = timezone.now()
    boxes = {address: queries.find_listening(address) for address in recipients}
    others = [address for address, box in boxes.items() if box is None]
    mail = _read(raw) if others else None
    with transaction.atomic():
        for box in {box.pk: box for box in boxes.values() if box is not None}.values():
            actions.store_raw(box, raw, at=at)
        for address in others:
            actions.keep_demo_mail(address, raw, mail, at=at)


def _read(raw: bytes) -> ParsedMail | None:
    try:
        return parse_guarded(raw)
    except (OverBudget, Unparsable):
        return None
