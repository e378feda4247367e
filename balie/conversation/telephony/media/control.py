"""The local socket of the engine: commands in, events out, and events kept until the engine has them."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from balie.conversation.telephony.media.protocol.commands import Command
from balie.conversation.telephony.media.protocol.events import Event
from balie.conversation.telephony.media.protocol.lines import read_command, write_event, write_line
from balie.conversation.telephony.media.refusals import Refused

log = logging.getLogger(__name__)

_KEPT = 100_000
_LONGEST_LINE = 1024 * 1024
_GREETING_S = 5.0


class Unreadable(Refused):
    """A line is no JSON object."""

    code = "unreadable"


class Control:
    """One engine at a time, on a Unix socket that only our user may open, with a token besides.

    The first line says `token` and the last event the engine has (`after`, of the process `instance`); the answer names this
    process and all events since follow. A new connection takes the place of the old one.
    """

    def __init__(self, path: Path, token: str, *, do: Callable[[Command], dict[str, object]]) -> None:
        self.instance = secrets.token_hex(8)
        self.is_connected = False
        self._path, self._token, self._do = path, token, do
        self._sequence = 0
        self._lost = 0  # the newest event that had to be dropped
        self._kept: deque[tuple[int, bytes]] = deque()
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, in place of a process that is gone."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path.parent.stat().st_uid != os.geteuid():
            raise PermissionError(f"{self._path.parent} belongs to another user")
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=_LONGEST_LINE)
        finally:
            os.umask(before)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._drop()
        self._path.unlink(missing_ok=True)

    def tell(self, event: Event) -> None:
        """Send an event, and keep it until it is acknowledged; in the order of calls."""
        if not event.is_kept:
            self._write(write_event(event, None))
            return
        self._sequence += 1
        line = write_event(event, self._sequence)
        self._kept.append((self._sequence, line))
        if len(self._kept) > _KEPT:
            self._lost = self._kept.popleft()[0]
        self._write(line)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            greeting = await self._greeted(reader)
            if greeting is None:
                writer.write(write_line({"refused": "wrong_token"}))
                return
            self._welcome(greeting, writer)
            while line := await reader.readline():
                self._take(line)
        except (OSError, EOFError, ValueError, TimeoutError, Refused) as error:
            log.warning("the connection with the engine ended: %s", error)
        finally:
            if self._writer is writer:
                self._drop()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _greeted(self, reader: asyncio.StreamReader) -> dict[str, object] | None:
        async with asyncio.timeout(_GREETING_S):
            greeting = _object_in(await reader.readline())
        token = str(greeting.get("token", ""))
        return greeting if hmac.compare_digest(token.encode(), self._token.encode()) else None

    def _welcome(self, greeting: dict[str, object], writer: asyncio.StreamWriter) -> None:
        self._drop()
        after = greeting.get("after", 0) if greeting.get("instance") == self.instance else 0
        after = after if isinstance(after, int) else 0
        self._writer, self.is_connected = writer, True
        self._write(write_line({"instance": self.instance, "lost_until": self._lost}))
        self._forget(after)
        for _, line in self._kept:
            self._write(line)

    def _take(self, line: bytes) -> None:
        answer: dict[str, object] = {"id": None}
        try:
            told = _object_in(line)
            answer["id"] = told.get("id")
            if "ack" in told:
                self._forget(told["ack"] if isinstance(told["ack"], int) else 0)
                return
            answer |= {"ok": True, **self._do(read_command(told))}
        except Refused as refusal:
            answer |= {"refused": refusal.code, "why": str(refusal)}
        self._write(write_line(answer))

    def _forget(self, until: int) -> None:
        """The engine has all events up to this one."""
        while self._kept and self._kept[0][0] <= until:
            self._kept.popleft()

    def _write(self, line: bytes) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(line)

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self.is_connected = None, False


def _object_in(line: bytes) -> dict[str, object]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise Unreadable("the line is no JSON") from error
    if not isinstance(told, dict):
        raise Unreadable("the line is no object")
    return told
