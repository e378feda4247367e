"""The telephone of a whole installation, rung by real telephones."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from balie.conversation.telephony.media.prompts import read_prompt
from balie.conversation.telephony.prompts import greeting
from balie.conversation.telephony.tests.tones import PRESENT, read_wav, strength, tone, write_wav
from balie.foundation.postgres.cluster import Cluster
from tests.journeys.house import House
from tests.parts.needed import free_port
from tests.parts.telephones import Baresip


class Telephone(House):
    """A whole Balie with its telephone, and what its database says."""

    def ask(self, sql: str) -> str:
        return Cluster(self.home).ask(sql) or ""

    def dial(self, telephone: Baresip, number: str) -> None:
        telephone.do("dial", f"sip:{number}@127.0.0.1:{self.sip}")

    def wait_for(self, sql: str, wanted: str, *, within: float = 60) -> None:
        self.until(lambda: self.ask(sql) == wanted, f"{sql} to be {wanted}", within=within)

    def until(self, is_so: Callable[[], bool], what: str, *, within: float = 60) -> None:
        end = time.monotonic() + within
        while not is_so():
            assert time.monotonic() < end, f"waited for {what}\n{self.printed()[-3000:]}"
            time.sleep(0.2)

    def kill(self, word: str) -> None:
        """SIGKILL to the process with this word in its command."""
        assert self.process is not None
        [found] = [each for each in psutil.Process(self.process.pid).children() if word in each.cmdline()[2:4]]
        os.kill(found.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def house() -> Iterator[Telephone]:
    folder = Path(tempfile.mkdtemp(prefix="balie-tests-"))
    folder.chmod(0o755)
    with Telephone(folder, sip=free_port()) as made:
        made.ask("UPDATE calendars_calendar SET always = true, week = '{}', holidays = '' WHERE is_default RETURNING 1")
        yield made
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def caller(house: Telephone, tmp_path: Path) -> Iterator[Baresip]:
    with Baresip("0488999901", registrar=house.sip, tone=write_wav(tmp_path / "jan.wav", tone(440, seconds=60))) as made:
        yield made


def likeness(heard: np.ndarray, said: np.ndarray) -> float:
    """How much of the piece of `heard` where `said` fits best is what was said: 1 is all."""
    size = 1 << (len(heard) + len(said)).bit_length()
    matches = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)[: len(heard) - len(said)]
    piece = heard[matches.argmax() :][: len(said)]
    return float(matches.max() / (np.linalg.norm(piece) * np.linalg.norm(said)))


def seconds_of(hertz: int, heard: np.ndarray) -> float:
    """For how long the tone stood in the ear."""
    pieces = (heard[begin : begin + 2000] for begin in range(0, len(heard) - 2000, 2000))
    return sum(0.25 for piece in pieces if strength(piece, hertz) > PRESENT)


def test_whoever_rings_the_demo_hears_the_greeting_and_is_called_back_when_they_give_up(house: Telephone, caller: Baresip) -> None:
    house.dial(caller, "100")
    house.wait_for("SELECT state FROM telephony_call ORDER BY id DESC LIMIT 1", "waiting")
    caller.do("hangup")
    house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "abandoned")
    caller.stop()
    heard = read_wav(caller.heard()[-1])
    said = read_prompt(greeting("nl", is_open=True))

    beginning = said[8000 : 3 * 8000]
    assert likeness(heard, beginning) > 0.9
    assert house.ask("SELECT party FROM telephony_callback WHERE ended_at IS NULL") == "+32488999901"


def test_an_operators_telephone_signs_in_with_what_balie_says_and_picks_up(house: Telephone, caller: Baresip, tmp_path: Path) -> None:
    address, secret = house.balie("phone", "operator").stdout.split()
    assert address == f"sip:operator@127.0.0.1:{house.sip}"
    with Baresip("operator", registrar=house.sip, tone=write_wav(tmp_path / "op.wav", tone(1000, seconds=60)), secret=secret) as operator:
        house.wait_for("SELECT count(*) FROM telephony_phone WHERE registered_at IS NOT NULL", "1")
        house.dial(caller, "100")
        house.wait_for("SELECT state FROM telephony_call ORDER BY id DESC LIMIT 1", "waiting")
        house.dial(operator, "*8")
        house.wait_for("SELECT state FROM telephony_call ORDER BY id DESC LIMIT 1", "talking")
        time.sleep(2)
        house.kill("worker")  # F4: they talk on
        time.sleep(2)
        operator.do("hangup")
        house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "answered")
        for telephone, hertz in ((caller, 1000), (operator, 440)):
            telephone.stop()
            assert seconds_of(hertz, read_wav(telephone.heard()[-1])) > 3.5


QUEUE = """
from django.utils import timezone
from balie.access.accounts.models import Team
from balie.conversation.routing.actions import save_queue
from balie.conversation.telephony.models import Number
team = Team.objects.get(key="energie")
queue = save_queue("energie", fields={"name": team.name, "team": team, "languages": ["nl", "fr"]}, by=None, at=timezone.now())
Number.objects.filter(digits="100").update(queue=queue)
"""


def test_the_telephone_of_whom_the_matcher_chose_rings_by_itself(house: Telephone, caller: Baresip, tmp_path: Path) -> None:
    assert house.balie("shell", "-c", QUEUE).returncode == 0
    _address, secret = house.balie("phone", "operator2").stdout.split()
    with Baresip("operator2", registrar=house.sip, tone=write_wav(tmp_path / "op.wav", tone(1000, seconds=60)), secret=secret) as operator:
        house.wait_for("SELECT count(*) FROM telephony_phone WHERE key = 'operator2' AND registered_at IS NOT NULL", "1")
        house.dial(caller, "100")
        house.wait_for("SELECT state FROM telephony_call ORDER BY id DESC LIMIT 1", "talking")
        time.sleep(2)
        caller.do("hangup")
        house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "answered")
        operator.stop()

        assert seconds_of(440, read_wav(operator.heard()[-1])) > 1.5
    assert house.ask('SELECT "end" FROM routing_waiting ORDER BY id DESC LIMIT 1') == "answered"


def test_f4_a_call_that_the_media_process_took_with_it_has_its_end_within_a_minute(house: Telephone, caller: Baresip) -> None:
    house.dial(caller, "101")
    house.wait_for("SELECT state FROM telephony_call ORDER BY id DESC LIMIT 1", "waiting")

    house.kill("balie.conversation.telephony.media")

    house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "lost")
    house.until(lambda: "200" in _options(house.sip), "SIP to answer")


def _options(port: int) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.bind(("127.0.0.1", 0))
        asking.settimeout(0.5)
        own = asking.getsockname()[1]
        lines = [
            "OPTIONS sip:100@127.0.0.1 SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{time.monotonic_ns()};rport",
            "From: <sip:a@127.0.0.1>;tag=t",
            "To: <sip:100@127.0.0.1>",
            f"Call-ID: {time.monotonic_ns()}",
            "CSeq: 1 OPTIONS",
            "Content-Length: 0",
        ]
        asking.sendto("\r\n".join([*lines, "", ""]).encode(), ("127.0.0.1", port))
        try:
            return asking.recv(2000).decode()
        except OSError:
            return ""
