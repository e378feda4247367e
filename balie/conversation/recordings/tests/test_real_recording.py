"""A real call recorded by the media process, paused, and read as the player reads it: told by its tones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from balie.conversation.recordings.sound import HEADER, Sound
from balie.conversation.telephony.media.codecs import PCMU, decode_one
from balie.conversation.telephony.tests.engine import Engine, MediaProcess
from balie.conversation.telephony.tests.test_real_telephones import CALLER, OPERATOR, SECRET, House
from balie.conversation.telephony.tests.tones import strength

KEY = "a1" * 32


@pytest.fixture
def media() -> Iterator[MediaProcess]:
    with MediaProcess() as made:
        yield made


@pytest.fixture
def engine(media: MediaProcess) -> Iterator[Engine]:
    made = media.engine()
    made.done("set_trusted", networks=["127.0.0.0/8"])
    made.done("set_phones", phones=[{"name": "op", "secret": SECRET}])
    yield made
    made.close()


@pytest.fixture
def house(media: MediaProcess, engine: Engine, tmp_path: Path) -> Iterator[House]:
    made = House(media, engine, tmp_path)
    yield made
    made.close()


def test_a_pause_is_heard_as_silence_and_the_file_holds_nothing_that_was_said(house: House, engine: Engine, tmp_path: Path) -> None:
    caller, _operator = house.telephone("jan", CALLER, registers=False), house.telephone("op", OPERATOR)
    leg = house.call_in(caller)
    path = tmp_path / "deep" / "down" / "r"
    engine.done("bridge", legs=[leg, house.call_out("op")])
    house.talk()
    engine.done("record", recording="r", leg=leg, file=str(path), key=KEY)
    house.talk()
    begin = engine.done("pause_recording", recording="r")["duration_ms"]
    house.talk()
    end = engine.done("resume_recording", recording="r")["duration_ms"]
    house.talk()
    engine.done("end_recording", recording="r")
    ended = engine.wait("recording_ended")

    with Sound(path, key=bytes.fromhex(KEY), name="r", is_whole=True) as sound:
        both = sound.read()[HEADER:]
    sides = {CALLER: decode_one(both[0::2], PCMU), OPERATOR: decode_one(both[1::2], PCMU)}
    assert len(both) == 16 * ended["duration_ms"]
    for hertz, side in sides.items():
        before, paused, after = side[: 8 * begin], side[8 * begin + 320 : 8 * end - 320], side[8 * end + 320 :]
        assert min(strength(before, hertz), strength(after, hertz)) > 1500
        assert abs(paused).max() == 0
    sealed = path.read_bytes()
    assert not any(both[at : at + 64] in sealed for at in range(0, len(both) - 64, 64))
