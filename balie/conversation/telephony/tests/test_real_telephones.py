"""Real telephones (baresip) at the media process: what each of them heard, told by its tones."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from balie.conversation.telephony.media.codecs import FRAME, PCMU, encode_one
from balie.conversation.telephony.media.rtp import RtpPacket, write_packet
from balie.conversation.telephony.tests.engine import Engine, MediaProcess
from balie.conversation.telephony.tests.tones import read_wav, steady_tones_in, strength, tone, write_wav
from tests.parts.telephones import Baresip, Sipp

SECRET = "0123456789abcdef0123456789abcdef"
CALLER, PROMPT, OPERATOR, MUSIC, SUPERVISOR, STRANGER = 440, 700, 1000, 1500, 2000, 2600
LONG_ENOUGH = 1.2  # seconds of each piece of a conversation
SIXTY_DB_DOWN = 32.767


@pytest.fixture
def media() -> Iterator[MediaProcess]:
    with MediaProcess() as made:
        yield made
    assert "Traceback" not in made.log()


@pytest.fixture
def engine(media: MediaProcess) -> Iterator[Engine]:
    made = media.engine()
    made.done("set_trusted", networks=["127.0.0.0/8"])
    made.done("set_phones", phones=[{"name": name, "secret": SECRET} for name in ("op", "boss")])
    yield made
    made.close()


class House:
    """The telephones of a scenario and the legs they are on."""

    def __init__(self, media: MediaProcess, engine: Engine, folder: Path) -> None:
        self.media, self.engine, self.folder = media, engine, folder
        self._stack = ExitStack()
        self.music = self._wav("music", MUSIC, 20)
        self.prompt = self._wav("prompt", PROMPT, LONG_ENOUGH)

    def telephone(self, name: str, hertz: int, *, registers: bool = True) -> Baresip:
        made = Baresip(name, registrar=self.media.port, tone=self._wav(name, hertz, 60), secret=SECRET if registers else "")
        self._stack.enter_context(made)
        if registers:
            self.engine.wait("phone_registered", phone=name)
        return made

    def call_in(self, telephone: Baresip, number: str = "100") -> str:
        telephone.do("dial", f"sip:{number}@127.0.0.1:{self.media.port}")
        told = self.engine.wait("incoming")
        assert (told["number"], told["caller"]) == (number, telephone.name)
        self.engine.done("answer", leg=told["leg"])
        self.engine.wait("answered", leg=told["leg"])
        return str(told["leg"])

    def call_out(self, phone: str) -> str:
        self.engine.done("dial", leg=f"to-{phone}", phone=phone, caller="0470000001", caller_name="Jan")
        self.engine.wait("answered", leg=f"to-{phone}")
        return f"to-{phone}"

    def talk(self) -> None:
        self.engine.listen(LONG_ENOUGH)

    def close(self) -> None:
        self._stack.close()

    def _wav(self, name: str, hertz: int, seconds: float) -> Path:
        return write_wav(self.folder / f"{name}.wav", tone(hertz, seconds=seconds))


@pytest.fixture
def house(media: MediaProcess, engine: Engine, tmp_path: Path) -> Iterator[House]:
    made = House(media, engine, tmp_path)
    yield made
    made.close()


def heard(telephone: Baresip, known: tuple[int, ...] = (CALLER, PROMPT, OPERATOR, MUSIC, SUPERVISOR)) -> list[set[int]]:
    """What stood in the ear of whoever holds it, of the last call; what was silent is left out."""
    telephone.stop()
    return [set(each) for each in steady_tones_in(read_wav(telephone.heard()[-1]), known) if each]


def test_a_caller_hears_the_greeting_the_music_and_the_operator_and_the_operator_the_caller(house: House) -> None:
    caller, operator = house.telephone("jan", CALLER, registers=False), house.telephone("op", OPERATOR)
    leg = house.call_in(caller)
    house.engine.done("play", player="greeting", files=[str(house.prompt)], legs=[leg])
    house.engine.wait("played", player="greeting")
    house.engine.done("play", player="music", files=[str(house.music)], legs=[leg], loops=True)
    house.talk()
    caller.do("sndcode", "5")
    assert house.engine.wait("digit", leg=leg)["digit"] == "5"
    theirs = house.call_out("op")
    house.engine.done("stop", player="music")
    house.engine.done("bridge", legs=[leg, theirs])
    house.talk()
    house.engine.done("hold", leg=leg)
    house.engine.done("play", player="hold", files=[str(house.music)], legs=[leg], loops=True)
    house.talk()
    house.engine.done("stop", player="hold")
    house.engine.done("unhold", leg=leg)
    house.talk()
    house.engine.done("hang_up", leg=theirs)
    house.engine.done("hang_up", leg=leg)
    house.engine.wait("ended", leg=leg)

    assert heard(caller) == [{PROMPT}, {MUSIC}, {OPERATOR}, {MUSIC}, {OPERATOR}]
    assert heard(operator) == [{CALLER}] * len(heard(operator))


def test_a_supervisor_listens_whispers_to_the_operator_alone_and_joins(house: House) -> None:
    caller, operator, supervisor = (
        house.telephone("jan", CALLER, registers=False),
        house.telephone("op", OPERATOR),
        house.telephone("boss", SUPERVISOR),
    )
    leg, theirs, watching = house.call_in(caller), house.call_out("op"), house.call_out("boss")
    house.engine.done("bridge", legs=[leg, theirs])
    for how in ("listen", "whisper", "join"):
        house.engine.done(how, leg=watching, operator=theirs)
        house.talk()

    assert heard(caller) == [{OPERATOR}, {OPERATOR, SUPERVISOR}]
    assert heard(operator) == [{CALLER}, {CALLER, SUPERVISOR}]
    assert heard(supervisor) == [{CALLER, OPERATOR}]


def test_a_telephone_holds_and_goes_on_with_its_own_keys(house: House) -> None:
    caller, operator = house.telephone("jan", CALLER, registers=False), house.telephone("op", OPERATOR)
    leg, theirs = house.call_in(caller), house.call_out("op")
    house.engine.done("bridge", legs=[leg, theirs])
    house.talk()
    operator.do("hold")
    assert house.engine.wait("held_by_phone", leg=theirs)["is_held"] is True
    operator.do("resume")

    assert house.engine.wait("held_by_phone", leg=theirs)["is_held"] is False
    house.talk()
    assert heard(caller)[-1] == {OPERATOR}


def test_a_telephone_asks_for_a_transfer_with_its_own_keys(house: House) -> None:
    caller, operator, colleague = (
        house.telephone("jan", CALLER, registers=False),
        house.telephone("op", OPERATOR),
        house.telephone("boss", SUPERVISOR),
    )
    leg, theirs = house.call_in(caller), house.call_out("op")
    house.engine.done("bridge", legs=[leg, theirs])
    house.talk()
    operator.do("transfer", f"sip:boss@127.0.0.1:{house.media.port}")
    asked = house.engine.wait("transfer_asked", leg=theirs)
    third = house.call_out("boss")
    house.engine.done("bridge", legs=[leg, third])
    house.engine.done("transferred", leg=theirs, is_done=True)
    house.engine.wait("ended", leg=theirs)
    house.talk()

    assert asked["number"] == "boss"
    assert heard(caller) == [{OPERATOR}, {SUPERVISOR}]
    assert heard(colleague) == [{CALLER}]


def test_whoever_hangs_up_ends_the_leg_and_the_other_is_told(house: House) -> None:
    caller, operator = house.telephone("jan", CALLER, registers=False), house.telephone("op", OPERATOR)
    leg, theirs = house.call_in(caller), house.call_out("op")
    house.engine.done("bridge", legs=[leg, theirs])
    caller.do("hangup")
    assert house.engine.wait("ended", leg=leg)["reason"] == "hung_up"
    operator.do("hangup")

    assert house.engine.wait("ended", leg=theirs)["reason"] == "hung_up"


def test_a_stranger_who_sends_audio_is_heard_by_nobody(house: House) -> None:
    caller, operator = house.telephone("jan", CALLER, registers=False), house.telephone("op", OPERATOR)
    leg, theirs = house.call_in(caller), house.call_out("op")
    house.engine.done("bridge", legs=[leg, theirs])
    house.talk()
    with stranger_at(house.media.rtp):
        house.talk()
        house.talk()

    for telephone in (caller, operator):
        telephone.stop()
        samples = read_wav(telephone.heard()[-1])
        assert strength(samples, STRANGER) < SIXTY_DB_DOWN
        assert steady_tones_in(samples, (STRANGER,)) == [frozenset()]


@contextmanager
def stranger_at(ports: range) -> Iterator[None]:
    """Somebody who says a tone to every port there is, from another address and from that of the parties."""
    over = threading.Event()

    def say() -> None:
        sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for each, host in zip(sockets, ("127.0.0.9", "127.0.0.1"), strict=True):
            each.bind((host, 0))
        frame = encode_one(tone(STRANGER, seconds=FRAME / 8000, amplitude=30000), PCMU)
        number = 0
        while not over.wait(0.02):
            number += 1
            packet = write_packet(RtpPacket(PCMU, number, number * FRAME, 7, frame))
            for each in sockets:
                for port in ports:
                    each.sendto(packet, ("127.0.0.1", port))
        for each in sockets:
            each.close()

    thread = threading.Thread(target=say)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_many_calls_at_once_each_end_once(media: MediaProcess, engine: Engine) -> None:
    """Said by sipp, as a trunk would."""
    with Sipp(media.port, calls=20, at_once=10, talk_ms=500) as sipp:
        legs: list[str] = []
        while len(legs) < 20:
            leg = engine.wait("incoming")["leg"]
            engine.done("answer", leg=leg)
            legs.append(leg)
        ended = [engine.wait("ended", leg=leg)["reason"] for leg in legs]
        status = sipp.wait()

    assert (status, ended) == (0, ["hung_up"] * 20)
    assert engine.done("state")["legs"] == []
