"""A whole Balie for journeys: `balie run` on a home of its own with the demo organisation, stopped by its process."""

from __future__ import annotations

import fcntl
import os
import secrets
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import IO, Self

from balie.foundation.processes.ports import answers_http

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_START_WITHIN = 150.0  # seconds: migrations and the demo, on a busy machine
# Each of the processes that walk journeys side by side looks among ports of its own.
_WALKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = range(8700 + 50 * _WALKER, 8750 + 50 * _WALKER)
SUPPORT = "hallo@zenne.example"


@dataclass
class House:
    """The running whole; `url` is its address, `smtp` the demo's door for mail."""

    home: Path
    port: int = 0
    smtp: int = 0
    sip: int = 0  # none: the telephone is switched off
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    held: list[IO[bytes]] = field(default_factory=list, repr=False)

    def __enter__(self) -> Self:
        (self.port, self.smtp), self.held = taken_ports(2)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for lock in self.held:
            lock.close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "balie.config.cli", "run"]
        with (self.home / "run.out").open("ab") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment(), stdout=out, stderr=subprocess.STDOUT)
        end = time.monotonic() + FIRST_START_WITHIN
        while answers_http("127.0.0.1", self.port, "/healthz") != 200 or not _answers(self.smtp):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"balie run did not start:\n{self.printed()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALIE_", "PYTEST_", "DJANGO_"))}
        return kept | {
            "BALIE_HOME": str(self.home),
            "PORT": str(self.port),
            "BALIE_DEMO_SMTP": f"127.0.0.1:{self.smtp}",
            "BALIE_SIP_PORT": str(self.sip),
        }

    def balie(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "balie.config.cli", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=60)

    def printed(self) -> str:
        return (self.home / "run.out").read_text(errors="replace")

    def send(
        self,
        *,
        sender: str,
        subject: str,
        text: str,
        to: str = SUPPORT,
        answers: str = "",
        date: str = "",
        files: Mapping[str, bytes] | None = None,
    ) -> str:
        """What an ordinary mail client does, `files` attached; the answer is the mail's Message-ID."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = make_msgid(domain="client.example")
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        mail.set_content(text)
        for name, content in (files or {}).items():
            mail.add_attachment(content, "application", "octet-stream", filename=name)
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as client:
            client.send_message(mail)
        return str(mail["Message-ID"])


def once(words: str) -> str:
    """The words with something that no other mail or ticket has, to be found by in a list."""
    return f"{words} {secrets.token_hex(3)}"


def taken_ports(count: int) -> tuple[list[int], list[IO[bytes]]]:
    """Free ports, and the locks that keep them: the web server lets another one listen on its port, and each then gets some of the other's requests."""
    found: list[int] = []
    locks: list[IO[bytes]] = []
    for port in PORTS:
        lock = (Path(tempfile.gettempdir()) / f"balie-journeys-{port}.lock").open("ab")
        if _is_free(port) and _is_locked(lock):
            found.append(port)
            locks.append(lock)
        else:
            lock.close()
        if len(found) == count:
            return found, locks
    raise RuntimeError(f"no free port in {PORTS}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _is_locked(lock: IO[bytes]) -> bool:
    """Whether it is ours now, until the file is closed."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False
