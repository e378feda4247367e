"""An SMTP server that does what real ones will not: it follows a script of faults.

`with ScriptedSmtp() as server:` then `server.port`. `server.faults["RCPT"]` holds what happens at the next commands of that name, one
each; besides commands there are "CONNECT" (the greeting), "HANDSHAKE" (TLS after STARTTLS) and "BODY" (the dot that ends the mail).
A fault is "cut", "stall", "trickle", "garbage" or "long" in place of an answer, an answer of its own such as "451 later", or "then cut":
the usual answer, and the connection is gone. A mail whose dot came is in `server.taken`, whatever was answered, unless it was refused;
what was said without TLS is in `server.clear`. `then` is called with each mail once it was answered for.
"""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PASSWORD = "geheim"


class _Cut(Exception):
    pass


@dataclass
class Taken:
    """A mail that came whole."""

    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    raw: bytes = b""


class ScriptedSmtp:
    def __init__(
        self,
        *,
        offers: Sequence[str] = (),
        tls: ssl.SSLContext | None = None,
        seconds: float = 5.0,
        then: Callable[[Taken], None] | None = None,
    ) -> None:
        """`offers`: lines of its EHLO, such as "STARTTLS" or "AUTH PLAIN". `seconds`: how long it stalls or trickles before it hangs up."""
        self.offers, self.tls, self.seconds, self.then = list(offers), tls, seconds, then
        self.faults: dict[str, deque[str]] = defaultdict(deque)
        self.taken: list[Taken] = []
        self.clear: list[bytes] = []
        self.connections = 0
        self.stopped = threading.Event()
        smtp = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                smtp.connections += 1
                with suppress(_Cut, OSError):
                    _Session(smtp, self).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()


class _Session:
    def __init__(self, smtp: ScriptedSmtp, handler: socketserver.StreamRequestHandler) -> None:
        self.smtp, self.connection = smtp, handler.connection
        self.reader = handler.connection.makefile("rb")
        self.mail, self.is_secure = Taken(), False

    def run(self) -> None:
        self.answer("CONNECT", "220 scripted ESMTP")
        while line := self.read():
            word, _space, rest = line.strip().decode("latin-1").partition(" ")
            name = word.upper()
            getattr(self, f"on_{name.lower()}", self.on_other)(name, rest)
            if name == "QUIT":
                return

    def read(self) -> bytes:
        line = self.reader.readline()
        if not self.is_secure and line:
            self.smtp.clear.append(line)
        return line

    def say(self, text: str) -> None:
        self.connection.sendall(text.encode("latin-1") + b"\r\n")

    def answer(self, name: str, usual: str) -> bool:
        """Whether the answer is a good one."""
        script = self.smtp.faults[name]
        fault = script.popleft() if script else ""
        if fault[:3].isdigit():
            self.say(fault)
            return fault[0] in "23"
        if fault and fault != "then cut":
            self.break_down(fault)
        self.say(usual)
        if fault:
            raise _Cut
        return usual[0] in "23"

    def break_down(self, fault: str) -> None:
        match fault:
            case "stall":
                self.smtp.stopped.wait(self.smtp.seconds)
            case "trickle":
                self.trickle()
            case "garbage":
                self.say("\x00\xffHTTP/1.1 400 Bad Request")
            case "long":
                self.say("250 " + "x" * 100_000)
        raise _Cut

    def trickle(self) -> None:
        """An answer without an end, byte by byte."""
        until = time.monotonic() + self.smtp.seconds
        while time.monotonic() < until and not self.smtp.stopped.is_set():
            for byte in b"250-more\r\n":
                self.connection.sendall(bytes([byte]))
                time.sleep(0.05)

    def on_ehlo(self, name: str, _rest: str) -> None:
        lines = ["scripted", *(each for each in self.smtp.offers if not (self.is_secure and each == "STARTTLS"))]
        self.answer(name, "\r\n".join(f"250{' ' if at == len(lines) else '-'}{each}" for at, each in enumerate(lines, start=1)))

    def on_starttls(self, name: str, _rest: str) -> None:
        if self.smtp.tls is None or not self.answer(name, "220 go ahead"):
            return
        script = self.smtp.faults["HANDSHAKE"]
        if script:
            self.break_down(script.popleft())
        self.connection = self.smtp.tls.wrap_socket(self.connection, server_side=True)
        self.reader, self.is_secure = self.connection.makefile("rb"), True

    def on_auth(self, name: str, rest: str) -> None:
        given = base64.b64decode(rest.partition(" ")[2] or self._asked("334 ")).decode("latin-1")
        is_right = given.endswith(f"\0{PASSWORD}")
        self.answer(name, "235 welcome" if is_right else "535 5.7.8 wrong user name or password")

    def _asked(self, question: str) -> bytes:
        self.say(question)
        return self.read().strip()

    def on_mail(self, name: str, rest: str) -> None:
        if self.answer(name, "250 OK"):
            self.mail = Taken(sender=_address(rest))

    def on_rcpt(self, name: str, rest: str) -> None:
        if self.answer(name, "250 OK"):
            self.mail.recipients.append(_address(rest))

    def on_data(self, name: str, _rest: str) -> None:
        if not self.answer(name, "354 go on"):
            return
        lines: list[bytes] = []
        while (line := self.read()) and line != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        if not line:
            raise _Cut
        self.mail.raw = b"".join(lines)
        script = self.smtp.faults["BODY"]
        is_refused = bool(script) and script[0][0] in "45"
        if not is_refused:
            self.smtp.taken.append(self.mail)
        if self.answer("BODY", "250 2.0.0 taken") and self.smtp.then:
            self.smtp.then(self.mail)

    def on_rset(self, name: str, _rest: str) -> None:
        self.mail = Taken()
        self.answer(name, "250 OK")

    def on_quit(self, name: str, _rest: str) -> None:
        self.answer(name, "221 bye")

    def on_other(self, name: str, _rest: str) -> None:
        self.answer(name, "502 unknown")


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
