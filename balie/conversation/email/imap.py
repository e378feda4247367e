"""Reading a mailbox over IMAP: in the order of its numbers, from any point on, without touching what is read."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from types import TracebackType
from typing import Any, Literal, Self

from django.utils.translation import gettext_noop
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from imapclient.imapclient import JUNK, SENT

from balie.conversation.email.parsing import MAX_RAW_BYTES
from balie.conversation.email.reasons import told
from balie.conversation.email.signin.rules import SignInFailed, xoauth2
from balie.conversation.email.smtp import CLEAR, WRONG_PASSWORD, is_loopback, tls_context

TIMEOUT_SECONDS = 30.0
PATIENCE_SECONDS = 60.0
SLOWEST = 20_000  # bytes a second
TOO_SLOW = gettext_noop("the server answers too slowly")
BATCH = 50
BATCH_BYTES = 8 * 1024 * 1024
# Servers may end an IDLE after 29 minutes (RFC 2177); firewalls forget a silent connection much sooner.
MAX_IDLE_SECONDS = 540.0


class MailboxDown(Exception):
    """The mailbox cannot be read now; `reason` says why, as `reasons` keeps it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Withheld(MailboxDown):
    """The server did not give the mails `uids`, whatever it said or did instead."""

    def __init__(self, reason: str, uids: Sequence[int]) -> None:
        super().__init__(reason)
        self.uids = tuple(uids)


class WrongPassword(MailboxDown):
    """The server refused the user name or the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """`allow_clear` permits a connection without TLS to another machine. `bearer` gives a token to sign in with, a new one when asked."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "tls"
    username: str
    password: str = field(repr=False)
    ca_file: str = ""
    allow_clear: bool = False
    bearer: Callable[[bool], str] | None = field(default=None, repr=False)


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
        self.patience = min(PATIENCE_SECONDS, timeout * 2)
        self.uidvalidity = self.uidnext = 0
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
        _limit(client)
        end = threading.Timer(self.patience, _shut, [client])
        end.daemon = True
        end.start()
        try:
            if server.security == "starttls":
                client.starttls(context)
            _sign_in(client, server)
        except BaseException:
            _shut(client)  # what went wrong is told, not that the line is closed already
            raise
        finally:
            end.cancel()
        return client

    def select(self) -> None:
        """Open the folder again: shows mails that came since, and a changed `uidvalidity`."""
        with self._asking():
            found: dict[bytes, Any] = self.client.select_folder(self.folder)
            self.uidvalidity, self.uidnext = int(found[b"UIDVALIDITY"]), int(found.get(b"UIDNEXT", 0))

    @property
    def client(self) -> IMAPClient:
        if self._client is None:
            raise MailboxDown("not connected")
        return self._client

    @contextmanager
    def _asking(self, size: int = 0) -> Iterator[None]:
        """One question, its errors in words. A server that answers byte by byte is cut off: `size` bytes may take their time, no more."""
        seconds = self.patience + size / SLOWEST
        late = threading.Event()
        end = threading.Timer(seconds, self._cut, [late])
        end.daemon = True
        end.start()
        try:
            with _telling():
                yield
        except MailboxDown as down:
            if late.is_set():
                raise MailboxDown(TOO_SLOW) from down
            raise
        finally:
            end.cancel()

    def _cut(self, late: threading.Event) -> None:
        late.set()
        if self._client is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)

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
        with self._asking():
            # "n:*" always names the last mail, even when its number is below n.
            return sorted(found for found in self.client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def unread_until(self, uid: int, *, but: Container[int] = (), most: int = 200) -> list[Fetched]:
        """The newest unread mails numbered up to `uid`, `but` some: what a server that gives numbers twice would hide from us."""
        with self._asking():
            found = sorted(each for each in self.client.search(["UID", f"1:{max(uid, 1)}", "UNSEEN"]) if each <= uid and each not in but)
        return [fetched for portion in self._portions_of(found[-most:]) for fetched in portion]

    def fetch_since(self, uid: int) -> Iterator[Fetched]:
        """Every mail numbered above `uid`, ascending, unread as it was; what vanishes meanwhile is left out."""
        for portion in self.portions_since(uid):
            yield from portion

    def portions_since(self, uid: int, *, most: int = BATCH) -> Iterator[list[Fetched]]:
        """As `fetch_since`, in portions of at most `most` mails and 8 MB. Raises `Withheld` for a portion that is not given."""
        yield from self._portions_of(self.uids_since(uid), most)

    def _portions_of(self, wanted: Sequence[int], most: int = BATCH) -> Iterator[list[Fetched]]:
        for uids in batched(wanted, most):
            with _naming(uids), self._asking():
                sizes = {each: int(data[b"RFC822.SIZE"]) for each, data in self.client.fetch(uids, ["RFC822.SIZE"]).items()}
            for portion in _portions([(each, sizes[each]) for each in uids if each in sizes]):
                yield list(self._fetch(portion, sizes))

    def _fetch(self, uids: Sequence[int], sizes: dict[int, int]) -> Iterator[Fetched]:
        too_big = sizes[uids[0]] > MAX_RAW_BYTES
        section = "BODY.PEEK[HEADER]" if too_big else "BODY.PEEK[]"
        with _naming(uids), self._asking(sum(sizes[uid] for uid in uids)):
            found = self.client.fetch(uids, [section])
        for uid in uids:
            raw = found.get(uid, {}).get(b"BODY[HEADER]" if too_big else b"BODY[]")
            if raw is not None and len(raw) > MAX_RAW_BYTES:  # the server said less
                yield Fetched(uid, _head_of(raw), len(raw), True)
            elif raw is not None:
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

    def keep_copy(self, raw: bytes, *, message_id: str, folder: str, at: datetime | None) -> None:
        """Put `raw` into `folder` (empty: the one the server has for sent mail), unless a mail with its Message-ID is there."""
        with self._asking():
            folder = folder or self.client.find_special_folder(SENT)
            if not folder:
                raise MailboxDown(gettext_noop("the server has no folder for sent mail, name one"))
            self.client.select_folder(folder)
            if not self.client.search(["HEADER", "Message-ID", message_id.strip("<>")]):
                self.client.append(folder, raw, [b"\\Seen"], at)

    def move(self, message_id: str, *, uid: int | None, to_junk: bool) -> None:
        """Move a mail of the folder to the one the server has for spam, or from there back; one that is not there is left.

        `uid` is its number in the folder, when it is known.
        """
        with self._asking():
            junk = self.client.find_special_folder(JUNK)
            if not junk:
                raise MailboxDown(gettext_noop("the server has no folder for spam"))
            if not to_junk:
                self.client.select_folder(junk)
            found = self.client.search(["UID", str(uid)]) if uid and to_junk else []
            if not found and message_id:
                found = self.client.search(["HEADER", "Message-ID", message_id.strip("<>")])
            if found:
                self._moved(found, junk if to_junk else self.folder)

    def _moved(self, uids: list[int], folder: str) -> None:
        """By MOVE (RFC 6851); a server without it copies and strikes out."""
        if self.client.has_capability("MOVE"):
            self.client.move(uids, folder)
            return
        self.client.copy(uids, folder)
        self.client.delete_messages(uids, silent=True)
        if self.client.has_capability("UIDPLUS"):  # elsewhere others' mails might go with it
            self.client.uid_expunge(uids)

    def mark_seen(self, uids: Iterable[int]) -> None:
        with self._asking():
            if wanted := list(uids):
                self.client.add_flags(wanted, [b"\\Seen"], silent=True)


def _limit(client: IMAPClient) -> None:
    """No answer may hold more than a mail may: whatever size the server names, no more memory is taken."""
    connection = client._imap  # noqa: SLF001  imapclient has no door of its own to what is read
    read = connection.read

    def limited(size: int) -> bytes:
        if size > MAX_RAW_BYTES + 1024 * 1024:
            raise OSError(f"an answer of {size} bytes")
        return bytes(read(size))

    connection.read = limited


def _sign_in(client: IMAPClient, server: ImapServer) -> None:
    if server.bearer is None:
        client.login(server.username, server.password)
        return
    try:
        _with_token(client, server.username, server.bearer(False))
    except LoginError:  # withdrawn before its time
        _with_token(client, server.username, server.bearer(True))


def _with_token(client: IMAPClient, user: str, token: str) -> None:
    """SASL XOAUTH2. Raises `LoginError` with what the server said."""
    said: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        if not challenge:
            return xoauth2(user, token).encode()
        said.append(challenge)  # why not; an empty answer ends it
        return b""

    try:
        client.sasl_login("XOAUTH2", answer)
    except IMAPClientError as error:
        if isinstance(error, IMAPClientAbortError):
            raise
        raise LoginError(f"{error} {b' '.join(said).decode('utf-8', 'replace')}".strip()) from error


def _tells_of_mail(answers: Iterable[Any]) -> bool:
    return any(isinstance(answer, tuple) and len(answer) > 1 and answer[1] in {b"EXISTS", b"RECENT"} for answer in answers)


def _head_of(raw: bytes) -> bytes:
    return raw[: MAX_RAW_BYTES // 2].split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"


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
def _naming(uids: Sequence[int]) -> Iterator[None]:
    try:
        yield
    except MailboxDown as down:
        raise Withheld(down.reason, uids) from down


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
    except SignInFailed as error:
        raise MailboxDown(error.reason) from error
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
