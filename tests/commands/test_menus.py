"""The demo's menu, rung by a real telephone: keys one way, words and tones the other."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from balie.conversation.telephony.media.prompts import read_prompt
from balie.conversation.telephony.prompts import sound
from balie.conversation.telephony.tests.tones import PRESENT, read_wav, strength, tone, write_wav
from tests.commands.test_telephone import Telephone, likeness
from tests.parts.needed import free_port
from tests.parts.telephones import Baresip

LAST = "FROM telephony_call ORDER BY id DESC LIMIT 1"
BEEP_HZ = 880


@pytest.fixture(scope="module")
def house() -> Iterator[Telephone]:
    folder = Path(tempfile.mkdtemp(prefix="balie-tests-"))
    folder.chmod(0o755)
    with Telephone(folder, sip=free_port()) as made:
        made.ask("UPDATE calendars_calendar SET always = true, week = '{}', holidays = '' WHERE is_default RETURNING 1")
        yield made
    shutil.rmtree(folder, ignore_errors=True)


def caller(house: Telephone, folder: Path, number: str) -> Baresip:
    return Baresip(number, registrar=house.sip, tone=write_wav(folder / "jan.wav", tone(440, seconds=120)))


def press(house: Telephone, telephone: Baresip, key: str, then: str) -> None:
    """The caller presses a key, and comes to this line of the demo's menu."""
    telephone.do("sndcode", key)
    house.wait_for("SELECT line FROM ivr_journey ORDER BY id DESC LIMIT 1", then)


def test_a_caller_chooses_french_and_leaves_a_message_that_somebody_owns(house: Telephone, tmp_path: Path) -> None:
    with caller(house, tmp_path, "0488999911") as jan:
        house.dial(jan, "102")
        house.wait_for("SELECT line FROM ivr_journey ORDER BY id DESC LIMIT 1", "demo-language")
        press(house, jan, "2", "demo-customer")
        press(house, jan, "#", "demo-for-what")
        time.sleep(6)
        jan.do("sndcode", "3")
        house.wait_for("SELECT count(*) FROM recordings_recording WHERE is_message", "1")
        time.sleep(3)
        jan.do("hangup")
        house.wait_for(f"SELECT outcome {LAST}", "message")
        jan.stop()
        heard = read_wav(jan.heard()[-1])

    house.wait_for("SELECT state FROM recordings_recording WHERE is_message", "whole")
    said = read_prompt(sound("menu-demo-for-what", "fr"))[8000 : 4 * 8000]
    assert likeness(heard, said) > 0.9
    assert any(strength(heard[each : each + 2000], BEEP_HZ) > PRESENT for each in range(0, len(heard) - 2000, 1000))
    assert int(house.ask("SELECT duration_ms FROM recordings_recording WHERE is_message")) > 2500
    assert house.ask("SELECT party FROM telephony_callback WHERE ended_at IS NULL") == "+32488999911"


def test_a_caller_who_chose_hears_their_place_and_keeps_it_when_they_hang_up(house: Telephone, tmp_path: Path) -> None:
    with caller(house, tmp_path, "0488999912") as jan:
        house.dial(jan, "102")
        house.wait_for("SELECT line FROM ivr_journey ORDER BY id DESC LIMIT 1", "demo-language")
        press(house, jan, "1", "demo-customer")
        press(house, jan, "#", "demo-for-what")
        jan.do("sndcode", "2")
        house.wait_for(f"SELECT state {LAST}", "waiting")
        time.sleep(10)
        jan.do("sndcode", "1")
        house.wait_for(f"SELECT outcome {LAST}", "call_back")
        jan.stop()
        heard = read_wav(jan.heard()[-1])

    for name in ("number-1", "place-end", "waiting-keys"):
        assert likeness(heard, read_prompt(sound(name, "nl"))) > 0.8, name
    assert house.ask("SELECT skills::text FROM routing_waiting WHERE subject_kind = 'call_back' AND ended_at IS NULL").endswith(": 2}")
