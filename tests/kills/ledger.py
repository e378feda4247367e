"""What the world outside saw: mails Balie said "250" to or that wait for it, replies it said "201" to, mails its server received.

Each is a line in an append-only file, written when it happened; nothing is read from Balie.
"""

from __future__ import annotations

import json
import logging
import random
import smtplib
import threading
import urllib.error
import urllib.request
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.parts.dovecot import Dovecot

BOX = "grootboek@zenne.example"
FETCHED_BOX, FETCHED = "ophalen@zenne.example", "Grootboek opgehaald"


class Ledger:
    """An append-only file of (what, id); only what stands in it counts as said."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        path.touch()

    def write(self, what: str, name: str) -> None:
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps([what, name]) + "\n")
            file.flush()

    def names(self, what: str) -> Counter[str]:
        with self._lock:
            lines = [json.loads(line) for line in self._path.read_text().splitlines()]
        return Counter(name for kind, name in lines if kind == what)


class Peer:
    """The mail server outside: takes every mail and notes its Message-ID before it says 250."""

    def __init__(self, ledger: Ledger, port: int) -> None:
        self._ledger = ledger
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  named by aiosmtpd
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self._ledger.write("delivered", str(mail["Message-ID"]).strip())
        return "250 OK"


class Sender(threading.Thread):
    """Customers who write, one mail after another; what was not answered by 250 is sent again, the same bytes."""

    def __init__(self, ledger: Ledger, *, port: int, dice: random.Random) -> None:
        super().__init__(daemon=True)
        self._ledger, self._port, self._dice = ledger, port, dice
        self.stop, self.tries = threading.Event(), 0

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            name = f"Grootboek {number:05d}"
            while not self._accepted(name):
                if self.stop.wait(0.3):
                    return
            self._ledger.write("accepted", name)
            self.stop.wait(self._dice.uniform(0.02, 0.3))

    def _accepted(self, name: str) -> bool:
        self.tries += 1
        try:
            with smtplib.SMTP("127.0.0.1", self._port, local_hostname="klant.example", timeout=10) as connection:
                connection.sendmail("klant@klant.example", [BOX], mail_named(name))
        except (OSError, smtplib.SMTPException):
            return False
        return True


class Correspondent(threading.Thread):
    """Customers whose mail a server of its own keeps until Balie fetches it; what that server took is as good as accepted."""

    def __init__(self, ledger: Ledger, *, server: Dovecot, dice: random.Random) -> None:
        super().__init__(daemon=True)
        self._ledger, self._server, self._dice = ledger, server, dice
        self.stop = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stop.wait(self._dice.uniform(0.1, 0.6)):
            number += 1
            name = f"{FETCHED} {number:05d}"
            self._server.deliver(FETCHED_BOX, mail_named(name, to=FETCHED_BOX))
            self._ledger.write("accepted", name)


class Replier(threading.Thread):
    """A colleague who answers ticket after ticket through the API; what was not answered by 201 is posted again with its key."""

    def __init__(self, ledger: Ledger, *, url: str, token: str) -> None:
        super().__init__(daemon=True)
        self._ledger, self._url, self._token = ledger, url, token
        self.stop = threading.Event()

    def run(self) -> None:
        answered: set[str] = set()
        while not self.stop.wait(0.2):
            for subject, number in self._tickets():
                if subject.startswith("Grootboek") and subject not in answered and int(subject[-1]) % 2 == 0:
                    while not self._posted(subject, number):
                        if self.stop.wait(0.3):
                            return
                    self._ledger.write("replied", f"Antwoord op {subject}")
                    answered.add(subject)

    def _tickets(self) -> list[tuple[str, int]]:
        answer = self._ask("/api/v1/tickets?view=all&sort=opened")
        return [(each["subject"], each["number"]) for each in answer["items"]] if answer else []

    def _posted(self, subject: str, number: int) -> bool:
        body = {"text": f"Antwoord op {subject}", "to": "klant@klant.example"}
        return self._ask(f"/api/v1/tickets/{number}/replies", body, key=subject.replace(" ", "-")) is not None

    def _ask(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        request = urllib.request.Request(self._url + path, json.dumps(body).encode() if body else None, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code not in {409, 429}:
                self._ledger.write("refused", f"{path}: {error.code} {error.read()[:300]!r}")
            return None
        except (OSError, ValueError):
            return None


def mail_named(name: str, *, to: str = BOX) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Kaat Klant <klant@klant.example>", to, name
    mail["Message-ID"] = f"<{name.replace(' ', '-').lower()}@klant.example>"
    mail.set_content(f"Goedendag,\n\ndit is mail {name}. Kunt u mij antwoorden?\n")
    return mail.as_bytes()
