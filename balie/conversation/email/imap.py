"""Reading a mailbox over IMAP: in the order of its numbers, from any point on, without touching what is read."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from types import TracebackType
from typing import Any, Literal, Self

from django.utils.translation import gettext_noop
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from balie.conversation.email.parsing import MAX_RAW_BYTES
from balie.conversation.email.reasons import told
from balie.conversation.email.smtp import CLEAR, WRONG_PASSWORD, is_loopback, tls_context

TIMEOUT_SECONDS = 30.0
BATCH = 50
BATCH_BYTES = 8 * 1024 * 1024
# Servers may end an IDLE after 29 minutes (RFC 2177); firewalls forget a silent connection much sooner.
MAX_IDLE_SECONDS = 540.0


class MailboxDown(Exception):
    """The mailbox cannot be read now; `reason` says why, as `reasons` keeps it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongPassword(MailboxDown):
    """The server refused the user name or the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """`allow_clear` permits a connection without TLS to another machine."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "tls"
    username: str
    password: str = field(repr=False)
    ca_file: str = ""
    allow_clear: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail of the mailbox; of one that `is_too_big` only the header is in `raw`."""

    uid: int
    raw: bytes
    size: int
    is_too_big: bool


class Imap:
    """One connection to one folder. `with Imap(server) as mailbox:`; every method raises `MailboxDown` when the connection is lost."""

    def __init__(self, server: ImapServer, *, folder: str = "INBOX", timeout: float = TIMEOUT_SECONDS) -> None:
        self.server, self.folder, self.timeout = server, folder, timeout
        self.uidvalidity = 0
        self._client: IMAPClient | None = None

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def connect(self) -> None:
        """Connect, sign in and open the folder. Raises `WrongPassword` or `MailboxDown`."""
        server = self.server
        if server.security == "none" and not (is_loopback(server.host) or server.allow_clear):
            raise MailboxDown(CLEAR)
        with _telling():
            self._client = self._connected()
            self.select()

    def _connected(self) -> IMAPClient:
        server = self.server
        context = tls_context(server.ca_file) if server.security != "none" else None
        client = IMAPClient(server.host, server.port, ssl=server.security == "tls", ssl_context=context, timeout=self.timeout, use_uid=True)
        try:
            if server.security == "starttls":
                client.starttls(context)
            client.login(server.username, server.password)
        except BaseException:
            client.shutdown()
            raise
        return client

    def select(self) -> None:
        """Open the folder again: shows mails that came since, and a changed `uidvalidity`."""
        with _telling():
            found: dict[bytes, Any] = self.client.select_folder(self.folder)
            self.uidvalidity = int(found[b"UIDVALIDITY"])

    @property
    def client(self) -> IMAPClient:
        if self._client is None:
            raise MailboxDown("not connected")
        return self._client

    def close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.logout()
        except (IMAPClientError, OSError):
            _shut(client)

    def uids_since(self, uid: int) -> list[int]:
        """The numbers above `uid`, ascending."""
        with _telling():
            # "n:*" always names the last mail, even when its number is below n.
            return sorted(found for found in self.client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def fetch_since(self, uid: int) -> Iterator[Fetched]:
        """Every mail numbered above `uid`, ascending, unread as it was; what vanishes meanwhile is left out."""
        for uids in batched(self.uids_since(uid), BATCH):
            with _telling():
                sizes = {each: int(data[b"RFC822.SIZE"]) for each, data in self.client.fetch(uids, ["RFC822.SIZE"]).items()}
            for portion in _portions([(each, sizes[each]) for each in uids if each in sizes]):
                yield from self._fetch(portion, sizes)

    def _fetch(self, uids: Sequence[int], sizes: dict[int, int]) -> Iterator[Fetched]:
        too_big = sizes[uids[0]] > MAX_RAW_BYTES
        section = "BODY.PEEK[HEADER]" if too_big else "BODY.PEEK[]"
        with _telling():
            found = self.client.fetch(uids, [section])
        for uid in uids:
            raw = found.get(uid, {}).get(b"BODY[HEADER]" if too_big else b"BODY[]")
            if raw is not None:
                yield Fetched(uid, raw, sizes[uid], too_big)

    def idle(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for something to change; whether it did. A server without IDLE is asked again after the wait."""
        timeout = min(timeout, MAX_IDLE_SECONDS)
        with _telling():
            if not self.client.has_capability("IDLE"):
                time.sleep(timeout)
                self.client.noop()
                return True
            # What came since the last command is told to whoever asks first.
            if _tells_of_mail(self.client.noop()[1]):
                return True
            self.client.idle()
            try:
                answers = self.client.idle_check(timeout=timeout)
            finally:
                late = self.client.idle_done()[1]
            return _tells_of_mail([*answers, *late])

    def mark_seen(self, uids: Iterable[int]) -> None:
        with _telling():
            if wanted := list(uids):
                self.client.add_flags(wanted, [b"\\Seen"], silent=True)


def _tells_of_mail(answers: Iterable[Any]) -> bool:
    return any(isinstance(answer, tuple) and len(answer) > 1 and answer[1] in {b"EXISTS", b"RECENT"} for answer in answers)


def _portions(sized: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """The numbers in order, grouped to at most 8 MB; one too big stands alone."""
    portion: list[int] = []
    weight = 0
    for uid, size in sized:
        if portion and (weight + size > BATCH_BYTES or max(weight, size) > MAX_RAW_BYTES):
            yield portion
            portion, weight = [], 0
        portion.append(uid)
        weight += size
    if portion:
        yield portion


@contextmanager
def _telling() -> Iterator[None]:
    """The library's errors as ours, in words."""
    try:
        yield
    except LoginError as error:
        said = str(error)
        if "UNAVAILABLE" in said.upper() or "TEMPORAR" in said.upper():
            raise MailboxDown(told(gettext_noop("the server cannot check the password now"), said)) from error
        raise WrongPassword(told(WRONG_PASSWORD, said)) from error
    except socket.gaierror as error:
        raise MailboxDown(gettext_noop("the server's name is unknown")) from error
    except TimeoutError as error:
        raise MailboxDown(gettext_noop("the server does not answer in time")) from error
    except (IMAPClientError, OSError, KeyError, ValueError) as error:
        raise MailboxDown(told(gettext_noop("the connection failed"), error)) from error


def _shut(client: IMAPClient) -> None:
    try:
        client.shutdown()
    except (IMAPClientError, OSError):
        return
