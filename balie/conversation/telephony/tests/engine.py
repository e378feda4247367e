"""The other end of the media process's socket, as the tests need it: a process of its own, and an engine that says and hears lines."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.parts.needed import free_port

START_S = 10.0


class Engine:
    """Connects, sends commands and collects events."""

    def __init__(self, path: Path, token: str, *, after: int = 0, instance: str = "") -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._socket.settimeout(0.05)
        self._waiting = b""
        self._number = 0
        self.events: list[dict] = []
        self._answers: dict[int, dict] = {}
        self._send({"token": token, "after": after, "instance": instance})
        self.greeting = self._first()

    def do(self, name: str, **told: object) -> dict:
        """Send a command; its answer."""
        self._number += 1
        self._send({"id": self._number, "do": name, **told})
        self._until(lambda: self._number in self._answers, name)
        return self._answers.pop(self._number)

    def done(self, name: str, **told: object) -> dict:
        answer = self.do(name, **told)
        assert answer.get("ok"), answer
        return answer

    def acknowledge(self, sequence: int) -> None:
        self._send({"ack": sequence})

    def wait(self, event: str, *, within: float = 10, **facts: object) -> dict:
        """The first event of this kind with these facts that was not yet waited for."""
        found: list[dict] = []

        def is_there() -> bool:
            found[:] = [each for each in self.events if each["event"] == event and facts.items() <= each.items()]
            return bool(found)

        self._until(is_there, f"{event} {facts}", within)
        self.events.remove(found[0])
        return found[0]

    def listen(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._read()

    def close(self) -> None:
        self._socket.close()

    def _first(self) -> dict:
        got: list[dict] = []
        self._until(lambda: bool(got) or self._take_first(got), "greeting")
        return got[0]

    def _take_first(self, got: list[dict]) -> bool:
        line, found, rest = self._waiting.partition(b"\n")
        if found:
            self._waiting = rest
            got.append(json.loads(line))
        return bool(found)

    def _until(self, is_met: Callable[[], bool], what: str, within: float = 10) -> None:
        until = time.monotonic() + within
        while not is_met():
            if time.monotonic() > until:
                raise AssertionError(f"{what} did not come; there were {self.events}")
            self._read(keep=what == "greeting")

    def _read(self, *, keep: bool = False) -> None:
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            data = b""
        self._waiting += data
        while not keep and b"\n" in self._waiting:
            line, _, self._waiting = self._waiting.partition(b"\n")
            told = json.loads(line)
            if "event" in told:
                self.events.append(told)
            else:
                self._answers[told["id"]] = told

    def _send(self, told: Mapping[str, object]) -> None:
        self._socket.sendall(json.dumps(told).encode() + b"\n")


class MediaProcess:
    """The media process on free ports of 127.0.0.1."""

    def __init__(self, *arguments: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="balie-media-"))
        self.control, self.token = self.home / "s", secrets.token_hex(16)
        (self.home / "token").write_text(self.token)
        self.port = free_port()
        first = 43000 + secrets.randbelow(500) * 8
        self.rtp = range(first, first + 64)
        self._arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        told = ["--control", str(self.control), "--token-file", str(self.home / "token"), "--sip-port", str(self.port)]
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "balie.conversation.telephony.media",
                    *told,
                    "--rtp-ports",
                    f"{self.rtp.start}-{self.rtp.stop}",
                    *self._arguments,
                ],
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + START_S
        while not self._is_listening():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(self.log())
            time.sleep(0.02)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def engine(self, **told: object) -> Engine:
        return Engine(self.control, self.token, **told)  # type: ignore[arg-type]

    def log(self) -> str:
        return (self.home / "log").read_text(errors="replace")

    def _is_listening(self) -> bool:
        """A socket is there before somebody listens at it."""
        with socket.socket(socket.AF_UNIX) as tried:
            return tried.connect_ex(str(self.control)) == 0
