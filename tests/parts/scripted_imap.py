"""An IMAP server that does what real ones will not: it follows a script of faults.

`with ScriptedImap([(1, raw), …]) as server:`; `server.mails` and `server.validity` may change while it runs. `server.faults[b"FETCH"]`
holds what happens at the next commands of that name, one each: "cut", "bye", "stall", "trickle", "bad_tag", "huge", "garbage",
"lie" (a size that is not true, and mails nobody asked for), "vanish", "renumber" (another UIDVALIDITY from here on). The mails of
`server.withheld` are never given: by "no", or by "cut".
"""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self


class _Cut(Exception):
    pass


class ScriptedImap:
    def __init__(self, mails: Iterable[tuple[int, bytes]] = (), *, validity: int = 7, seconds: float = 5.0) -> None:
        """`seconds`: how long it stalls, and how long it trickles, before it hangs up."""
        self.mails, self.validity, self.seconds = dict(mails), validity, seconds
        self.next_uid = max(self.mails, default=0) + 1
        self.faults: dict[bytes, deque[str]] = defaultdict(deque)
        self.seen: set[int] = set()
        self.withheld: dict[int, str] = {}
        self.commands: list[bytes] = []
        self.stopped = threading.Event()
        imap = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(_Cut, OSError):
                    _Session(imap, self).run()

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

    def put(self, raw: bytes, *, uid: int | None = None) -> None:
        number = uid or self.next_uid
        self.seen.discard(number)
        self.mails = self.mails | {number: raw}
        self.next_uid = max(self.next_uid, number + 1)


class _Session:
    def __init__(self, imap: ScriptedImap, handler: socketserver.StreamRequestHandler) -> None:
        self.imap, self.reader, self.writer = imap, handler.rfile, handler.wfile

    def run(self) -> None:
        self.say(b"* OK ready")
        while line := self.reader.readline():
            tag, _space, rest = line.strip().partition(b" ")
            words = rest.split(b" ")
            name = words[1].upper() if words[0].upper() == b"UID" else words[0].upper()
            self.imap.commands.append(rest)
            fault = self.imap.faults[name].popleft() if self.imap.faults[name] else ""
            self.break_down(fault, tag)
            if name == b"FETCH" and self.is_withheld(rest):
                self.say(tag + b" NO some messages could not be fetched")
                continue
            answer = getattr(self, f"on_{name.decode().lower()}", None)
            if answer:
                answer(rest, fault)
            self.say(tag + (b" OK done" if answer else b" BAD unknown"))
            if name == b"LOGOUT":
                return

    def is_withheld(self, rest: bytes) -> bool:
        hit = [
            self.imap.withheld[uid] for uid in _numbers(rest.split(b" ")[2]) if uid in self.imap.withheld and b"SIZE" not in rest.upper()
        ]
        if "cut" in hit:
            raise _Cut
        return bool(hit)

    def say(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")

    def break_down(self, fault: str, tag: bytes) -> None:  # noqa: C901  a list of what may break
        match fault:
            case "cut":
                raise _Cut
            case "bye":
                self.say(b"* BYE going down")
                raise _Cut
            case "stall":
                self.imap.stopped.wait(self.imap.seconds)
                raise _Cut
            case "bad_tag":
                self.say(b"ZZZZ9 OK whose is this")
            case "garbage":
                self.say(b"\x00\xff)(* FETCH {")
                raise _Cut
            case "trickle":
                until = time.monotonic() + self.imap.seconds
                self.writer.write(b"* 1 FETCH (UID 1 BODY[] {900000}\r\n")
                while time.monotonic() < until and not self.imap.stopped.is_set():
                    self.writer.write(b"x")
                    time.sleep(0.1)
                raise _Cut
            case "huge":
                self.say(b"* 1 FETCH (UID 1 BODY[] {4000000000}")
                raise _Cut
            case "renumber":
                self.imap.validity += 1
                self.imap.seen = set()
                mails = self.imap.mails
                self.imap.mails = {number: mails[uid] for number, uid in enumerate(sorted(mails), start=1)}
                self.imap.next_uid = len(mails) + 1
                raise _Cut
            case "vanish":
                self.imap.mails = dict(list(self.imap.mails.items())[1:])

    def on_capability(self, _rest: bytes, _fault: str) -> None:
        self.say(b"* CAPABILITY IMAP4rev1")

    def on_login(self, _rest: bytes, _fault: str) -> None:
        """Anybody."""

    def on_noop(self, _rest: bytes, _fault: str) -> None:
        """Nothing new."""

    def on_logout(self, _rest: bytes, _fault: str) -> None:
        self.say(b"* BYE")

    def on_select(self, _rest: bytes, _fault: str) -> None:
        self.say(b"* %d EXISTS" % len(self.imap.mails))
        self.say(b"* OK [UIDVALIDITY %d] it" % self.imap.validity)
        self.say(b"* OK [UIDNEXT %d] it" % self.imap.next_uid)

    def on_search(self, rest: bytes, _fault: str) -> None:
        found = re.search(rb"(\d+):\*", rest)
        first = int(found.group(1)) if found else 1
        uids = sorted(self.imap.mails)
        hits = [uid for uid in uids if uid >= first] or uids[-1:]
        if b"UNSEEN" in rest.upper():
            hits = [uid for uid in uids if uid not in self.imap.seen]
        self.say(b"* SEARCH " + b" ".join(b"%d" % uid for uid in reversed(hits)))

    def on_fetch(self, rest: bytes, fault: str) -> None:
        asked = _numbers(rest.split(b" ")[2])
        numbered = {uid: at for at, uid in enumerate(sorted(self.imap.mails), start=1)}
        for uid in sorted(asked & set(self.imap.mails)) + ([max(self.imap.mails) + 500] if fault == "lie" else []):
            raw = self.imap.mails.get(uid, b"From: nobody@lie.example\r\n\r\nnever asked for\r\n")
            if b"SIZE" in rest.upper():
                self.say(b"* %d FETCH (UID %d RFC822.SIZE %d)" % (numbered.get(uid, 999), uid, 3 if fault == "lie" else len(raw)))
            else:
                section = b"BODY[HEADER]" if b"HEADER" in rest.upper() else b"BODY[]"
                self.writer.write(b"* %d FETCH (UID %d %s {%d}\r\n%s)\r\n" % (numbered.get(uid, 999), uid, section, len(raw), raw))

    def on_store(self, rest: bytes, _fault: str) -> None:
        self.imap.seen |= _numbers(rest.split(b" ")[2])


def _numbers(spec: bytes) -> set[int]:
    found: set[int] = set()
    for part in spec.split(b","):
        first, _colon, last = part.partition(b":")
        found |= set(range(int(first), int(last or first) + 1))
    return found
