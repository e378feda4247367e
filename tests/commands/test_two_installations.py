"""Two installations that acknowledge what comes in, each other's mail server: they fall silent at once."""

from __future__ import annotations

import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from balie.conversation.email.models import Mailbox
from balie.foundation.web.testing import free_port
from tests.kills.target import Target, wait_until

FIRST_START_WITHIN = 180.0
QUIET_FOR, FALLS_SILENT_WITHIN = 8.0, 90.0
MOVING = """
SELECT (SELECT count(*) FROM email_rawmail WHERE state = 'new') + (SELECT count(*) FROM email_outgoing WHERE state IN ('queued', 'sending'))
"""
COUNTS = "SELECT (SELECT count(*) FROM email_automaticmail), (SELECT count(*) FROM email_rawmail), (SELECT count(*) FROM tickets_ticket)"


class House(Target):
    """`balie run` without a demonstration, with a door for mail servers and one mailbox."""

    def __init__(self, home: Path, *, port: int, smtp_port: int, address: str) -> None:
        super().__init__(home, port=port, smtp_port=smtp_port)
        self.address = address

    def connect(self, other: House) -> None:
        """Mail of this house is handed over at the other's door."""
        sending = {"smtp_host": "127.0.0.1", "smtp_port": other.smtp_port, "smtp_security": "none"}
        self.add(Mailbox(name=self.address, address=self.address, source="listener", acknowledges=True, **sending))

    def counts(self) -> tuple[int, int, int]:
        """Automatic mails, mails that came in, tickets."""
        [(automatic, received, tickets)] = self.rows(COUNTS)
        return int(str(automatic)), int(str(received)), int(str(tickets))

    def is_open(self) -> bool:
        with socket.socket() as probe:
            is_listening = probe.connect_ex(("127.0.0.1", self.smtp_port)) == 0
        return is_listening and self._works()

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"BALIE_DEMO": "0", "BALIE_SMTP": f"127.0.0.1:{self.smtp_port}"}


@pytest.fixture
def houses(home: Path, another_home: Path) -> Iterator[tuple[House, House]]:
    with ExitStack() as running:
        one = running.enter_context(_running(home, "hulp@een.example"))
        two = running.enter_context(_running(another_home, "hulp@twee.example"))
        for house in (one, two):
            wait_until(house.is_open, within=FIRST_START_WITHIN, what=f"the first start of {house.address}")
        one.connect(two)
        two.connect(one)
        yield one, two


@pytest.fixture
def another_home(home: Path) -> Path:
    folder = home.with_name(f"{home.name}-b")
    folder.mkdir(mode=0o755)
    return folder


@contextmanager
def _running(home: Path, address: str) -> Iterator[House]:
    house = House(home, port=free_port(), smtp_port=free_port(), address=address)
    house.start()
    try:
        yield house
    finally:
        house.stop()


def test_r_l2_two_real_installations_answering_each_other_send_two_automatic_mails_in_all(houses: tuple[House, House]) -> None:
    one, two = houses
    for taker, writer in ((one, two), (two, one)):
        _write(taker, sender=writer.address)

    _await_silence(houses)

    assert 1 <= one.counts()[0] + two.counts()[0] <= 2
    assert [house.counts()[2] for house in houses] == [1, 1]
    # Each got the question and the other's acknowledgement.
    assert [house.counts()[1] for house in houses] == [2, 2]


def _write(house: House, *, sender: str) -> None:
    """A question from an address of the other house, as one of its people would send it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, house.address, "Een vraag"
    mail["Message-ID"] = f"<vraag-aan-{house.address}>"
    mail.set_content("Goedendag, hebt u nog plaats?")
    with smtplib.SMTP("127.0.0.1", house.smtp_port, timeout=10) as client:
        client.send_message(mail)


def _await_silence(houses: tuple[House, House]) -> None:
    """Until nothing came or went for a while."""
    end, before, since = time.monotonic() + FALLS_SILENT_WITHIN, None, time.monotonic()
    while time.monotonic() - since < QUIET_FOR:
        assert time.monotonic() < end, "they did not fall silent"
        now = [house.rows(MOVING) + house.rows(COUNTS) for house in houses]
        is_moving = any(rows[0] != (0,) or rows[1][1] == 0 for rows in now)
        if now != before or is_moving:
            before, since = now, time.monotonic()
        time.sleep(0.5)
