"""A connection to an SMTP server that no server can hold for ever: each answer is awaited for a while, and so is the whole."""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

ANSWER_SECONDS = 30.0
# Servers look a mail through before they say that they took it; who leaves too early sends it twice (RFC 5321 4.5.3.2.6).
VERDICT_SECONDS = 120.0
OPENING_SECONDS = 60.0
GOODBYE_SECONDS = 3.0
SENDING_SECONDS = 180.0
SLOWEST = 100_000  # bytes a second
LONGEST_SECONDS = 420.0  # below the lease of who sends


class TooSlow(OSError):
    """The server answered byte by byte, or without an end."""


def seconds_for(size: int) -> float:
    """How long handing over `size` bytes may take at most."""
    return min(SENDING_SECONDS + size / SLOWEST, LONGEST_SECONDS)


class _Bounded:
    """What both kinds of connection have more than smtplib's."""

    sock: Any = None

    def __init__(self, host: str, port: int, *, name: str, **how: Any) -> None:
        self.is_late = False
        with self.within(OPENING_SECONDS):
            super().__init__(host, port, local_hostname=name, timeout=ANSWER_SECONDS, **how)  # type: ignore[call-arg]

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the connection when what is done takes longer. Raises `TooSlow`."""
        end = threading.Timer(seconds, self._cut)
        end.daemon = True
        end.start()
        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            if self.is_late:
                raise TooSlow from error
            raise
        finally:
            end.cancel()

    def _cut(self) -> None:
        self.is_late = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.sock.settimeout(VERDICT_SECONDS)
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        return answer


class PlainLine(_Bounded, smtplib.SMTP):
    """In the clear, until STARTTLS."""


class TlsLine(_Bounded, smtplib.SMTP_SSL):
    """By TLS from the first byte."""
