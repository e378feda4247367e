"""The engine's end of the media process's socket."""

from __future__ import annotations

import json
import socket
import time
from collections import deque
from pathlib import Path
from typing import Any

from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.protocol.lines import read_event, write_command, write_line

ANSWERS_WITHIN = 5.0


class NotAnswering(OSError):
    """The media process is not there, is gone, or will not have us."""


class Said(Exception):
    """The media process refused a command: `code` for programs."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


class Client:
    """One connection. Events that come while an answer is awaited are kept for `read`."""

    def __init__(self, path: Path, token: str, *, instance: str, after: int) -> None:
        """Raises `NotAnswering`."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(ANSWERS_WITHIN)
        self._waiting = b""
        self._number = 0
        self._events: deque[tuple[int | None, events.Event]] = deque()
        try:
            self._socket.connect(str(path))
            self._send(write_line({"token": token, "instance": instance, "after": after}))
            greeting = self._line(time.monotonic() + ANSWERS_WITHIN)
        except OSError as error:
            self.close()
            raise NotAnswering(str(error)) from error
        if "instance" not in greeting:
            self.close()
            raise NotAnswering(str(greeting.get("refused")))
        self.instance = str(greeting["instance"])

    def fileno(self) -> int:
        return self._socket.fileno()

    def do(self, command: commands.Command) -> dict[str, Any]:
        """What the command is answered. Raises `Said` and `NotAnswering`."""
        self._number += 1
        self._send(write_command(command, self._number))
        end = time.monotonic() + ANSWERS_WITHIN
        while True:
            told = self._line(end)
            if "event" in told:
                self._keep(told)
            elif told.get("id") == self._number:
                if "refused" in told:
                    raise Said(told["refused"], str(told.get("why")))
                return told

    def read(self) -> list[tuple[int | None, events.Event]]:
        """The events that are there, with their numbers; nothing is waited for. Raises `NotAnswering`."""
        self._socket.setblocking(False)
        try:
            while self._receive():
                pass
        except BlockingIOError:
            pass
        finally:
            self._socket.settimeout(ANSWERS_WITHIN)
        while b"\n" in self._waiting:
            self._keep(self._cut_line())
        found = list(self._events)
        self._events.clear()
        return found

    def has_events(self) -> bool:
        return bool(self._events) or b"\n" in self._waiting

    def acknowledge(self, number: int) -> None:
        self._send(write_line({"ack": number}))

    def close(self) -> None:
        self._socket.close()

    def _keep(self, told: dict[str, Any]) -> None:
        if "event" in told:
            self._events.append((told["seq"], read_event(told)))

    def _send(self, line: bytes) -> None:
        try:
            self._socket.sendall(line)
        except OSError as error:
            raise NotAnswering(str(error)) from error

    def _line(self, end: float) -> dict[str, Any]:
        while b"\n" not in self._waiting:
            if time.monotonic() > end:
                raise NotAnswering("no answer in time")
            self._receive()
        return self._cut_line()

    def _cut_line(self) -> dict[str, Any]:
        line, _, self._waiting = self._waiting.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told

    def _receive(self) -> bool:
        try:
            data = self._socket.recv(65536)
        except BlockingIOError:
            raise
        except OSError as error:
            raise NotAnswering(str(error)) from error
        if not data:
            raise NotAnswering("the connection ended")
        self._waiting += data
        return True
