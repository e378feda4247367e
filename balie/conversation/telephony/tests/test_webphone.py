"""Browsers as telephones of the media process: aiortc on the other side, tones told apart on both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from balie.conversation.telephony.tests.browser import Browser, until
from balie.conversation.telephony.tests.engine import Engine, MediaProcess
from balie.conversation.telephony.tests.tones import steady_tones_in, strength, tone, write_wav

OPERATOR, CALLER, MUSIC = 1000, 440, 1500


@pytest.fixture(scope="module")
def media() -> Iterator[MediaProcess]:
    with MediaProcess() as made:
        yield made


@pytest.fixture
def engine(media: MediaProcess) -> Iterator[Engine]:
    made = media.engine()
    made.done("set_browsers", phones=[])
    made.done("set_browsers", phones=["noor"])
    made.listen(0.2)
    made.events.clear()
    yield made
    made.done("set_browsers", phones=[])
    made.close()


@pytest.fixture
def noor() -> Iterator[Browser]:
    with Browser(OPERATOR) as made:
        yield made


@pytest.fixture
def jan() -> Iterator[Browser]:
    with Browser(CALLER) as made:
        yield made


def test_what_speaks_webrtc_is_not_loaded_before_a_browser_is_a_telephone() -> None:
    said = "import sys, balie.conversation.telephony.media.process; print({'aiortc', 'aioice', 'av'} & {*sys.modules})"

    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.strip() == "set()"


def talking(engine: Engine, noor: Browser, jan: Browser) -> str:
    """The caller's leg; the operator's is `noor`."""
    noor.connect(engine, phone="noor")
    engine.wait("phone_registered", phone="noor")
    jan.connect(engine, number="100", caller="+32470000001", caller_name="Jan")
    leg = engine.wait("incoming", number="100", caller="+32470000001", caller_name="Jan")["leg"]
    engine.done("answer", leg=leg)
    engine.wait("answered", leg=leg)
    engine.done("dial", leg="noor", phone="noor", answers=True)
    engine.wait("answered", leg="noor")
    engine.done("bridge", legs=[leg, "noor"])
    return str(leg)


def test_two_browsers_talk_and_neither_hears_itself(engine: Engine, noor: Browser, jan: Browser) -> None:
    talking(engine, noor, jan)

    engine.listen(3)

    assert steady_tones_in(noor.heard())[-1] == frozenset({CALLER})
    assert steady_tones_in(jan.heard())[-1] == frozenset({OPERATOR})
    assert strength(jan.heard()[-8000:], CALLER) < 100


def test_on_hold_the_caller_hears_music_and_the_operator_nothing(engine: Engine, noor: Browser, jan: Browser, tmp_path: Path) -> None:
    music = write_wav(tmp_path / "music.wav", tone(MUSIC, seconds=5))
    leg = talking(engine, noor, jan)
    engine.listen(2)

    engine.done("hold", leg=leg)
    engine.done("play", player="music", files=[str(music)], legs=[leg], loops=True)
    engine.listen(2)
    engine.done("stop", player="music")
    engine.done("unhold", leg=leg)
    engine.listen(2)

    jans = [each for each in steady_tones_in(jan.heard()) if each]
    assert jans == [frozenset({OPERATOR}), frozenset({MUSIC}), frozenset({OPERATOR})]
    assert steady_tones_in(noor.heard())[-3:] == [frozenset({CALLER}), frozenset(), frozenset({CALLER})]


def test_a_browser_that_rings_is_told_and_hears_nothing_before_it_picks_up(engine: Engine, noor: Browser) -> None:
    noor.connect(engine, phone="noor")
    engine.wait("phone_registered", phone="noor")

    engine.done("dial", leg="rings", phone="noor", ring_s=1)

    engine.wait("ringing", leg="rings")
    assert engine.wait("ended", leg="rings", within=5)["reason"] == "no_answer"


def test_a_browser_that_talks_is_busy(engine: Engine, noor: Browser, jan: Browser) -> None:
    talking(engine, noor, jan)

    engine.done("dial", leg="second", phone="noor")

    assert engine.wait("ended", leg="second")["reason"] == "busy"


def test_the_page_is_loaded_anew_and_the_call_goes_on(engine: Engine, noor: Browser, jan: Browser) -> None:
    talking(engine, noor, jan)
    engine.listen(1)
    noor.close()
    assert engine.wait("browser_gone", browser=noor.name)["why"] == "left"

    with Browser(OPERATOR) as again:
        again.connect(engine, phone="noor")
        until(lambda: again.states[-1:] == ["connected"], engine)
        jan.forget()

        until(lambda: steady_tones_in(again.heard())[-1:] == [frozenset({CALLER})], engine)
        until(lambda: steady_tones_in(jan.heard())[-1:] == [frozenset({OPERATOR})], engine)
    assert not [each for each in engine.events if each["event"] in {"ended", "phone_gone"}]


def test_a_second_browser_takes_the_place_of_the_first_with_its_call(engine: Engine, noor: Browser, jan: Browser) -> None:
    talking(engine, noor, jan)

    with Browser(2000) as second:
        second.connect(engine, phone="noor")
        assert engine.wait("browser_gone", browser=noor.name)["why"] == "replaced"
        engine.listen(0.5)
        jan.forget()
        engine.listen(2)

        assert steady_tones_in(jan.heard())[-1] == frozenset({2000})
        until(lambda: noor.states[-1] in {"closed", "failed"}, engine)


def test_an_operator_who_stays_away_can_no_longer_be_called(engine: Engine, noor: Browser) -> None:
    noor.connect(engine, phone="noor")
    engine.wait("phone_registered", phone="noor")

    noor.close()

    engine.wait("phone_gone", phone="noor", within=15)
    assert engine.do("dial", leg="late", phone="noor")["refused"] == "unknown_phone"


def test_a_caller_who_closes_the_page_has_hung_up(engine: Engine, noor: Browser, jan: Browser) -> None:
    leg = talking(engine, noor, jan)

    jan.close()

    assert engine.wait("ended", leg=leg)["reason"] == "hung_up"


def test_a_caller_whom_we_hang_up_on_is_let_go(engine: Engine, noor: Browser, jan: Browser) -> None:
    leg = talking(engine, noor, jan)

    engine.done("hang_up", leg=leg)

    assert engine.wait("browser_gone", browser=jan.name)["why"] == "ended"
    until(lambda: jan.states[-1] in {"closed", "failed"}, engine)


def test_keys_at_a_callers_page_are_digits(engine: Engine, noor: Browser, jan: Browser) -> None:
    leg = talking(engine, noor, jan)

    engine.done("press_at_browser", browser=jan.name, digits="1#")

    assert [engine.wait("digit", leg=leg)["digit"] for _ in "1#"] == ["1", "#"]
    assert engine.do("press_at_browser", browser=jan.name, digits="x")["refused"] == "bad_field"
    assert engine.do("press_at_browser", browser=noor.name, digits="1")["ok"]


def test_a_headset_is_checked_by_the_echo_of_its_voice(engine: Engine, noor: Browser) -> None:
    noor.connect(engine, phone="noor")
    engine.wait("phone_registered", phone="noor")

    engine.done("echo", browser=noor.name, is_on=True)
    engine.listen(2)
    assert steady_tones_in(noor.heard())[-1] == frozenset({OPERATOR})

    engine.done("echo", browser=noor.name, is_on=False)
    engine.listen(0.5)
    noor.forget()
    engine.listen(1)
    assert strength(noor.heard(), OPERATOR) < 100 if len(noor.heard()) else True


def test_how_a_browser_sounds_is_measured_on_both_sides(engine: Engine, noor: Browser, jan: Browser) -> None:
    talking(engine, noor, jan)
    engine.listen(11)

    measured = [each for each in engine.events if each["event"] == "quality_measured" and each["leg"] == "noor"][-1]

    assert measured["loss_percent"] < 1
    assert measured["mos"] > 4


def test_only_the_telephones_given_are_in_a_browser(engine: Engine, noor: Browser) -> None:
    assert engine.do("connect_browser", browser="b", offer=noor.offer(), phone="nobody")["refused"] == "unknown_phone"
    assert engine.do("connect_browser", browser="b", offer="x")["refused"] == "bad_field"
    assert engine.do("echo", browser="b", is_on=True)["refused"] == "unknown_browser"


@pytest.mark.parametrize("offer", ["", "v=0", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 99\r\n", "\0" * 1000, "m=video 9 UDP/TLS/RTP/SAVPF 96"])
def test_an_offer_that_is_none_is_told_of(engine: Engine, offer: str) -> None:
    engine.done("connect_browser", browser=f"bad{len(offer)}", offer=offer, phone="noor")

    assert engine.wait("browser_gone", browser=f"bad{len(offer)}")["why"] == "bad_offer"


def test_a_telephone_taken_from_a_browser_is_gone_with_its_call(engine: Engine, noor: Browser, jan: Browser) -> None:
    talking(engine, noor, jan)

    engine.done("set_browsers", phones=[])

    assert engine.wait("ended", leg="noor")["reason"] == "unreachable"
    engine.wait("phone_gone", phone="noor")
    assert engine.wait("browser_gone", browser=noor.name)["why"] == "removed"


def test_a_browser_learns_both_addresses_where_the_world_knows_us_by_another_and_ports_of_the_range() -> None:
    with MediaProcess("--public", "192.0.2.7") as made, Browser(OPERATOR) as noor:
        engine = made.engine()
        engine.done("set_browsers", phones=["noor"])
        noor.offer_to(engine, phone="noor")
        answer = engine.wait("browser_answered")["answer"]

        candidates = [line.split()[4:6] for line in answer.splitlines() if line.startswith("a=candidate")]
        assert [host for host, _port in candidates] == ["127.0.0.1", "192.0.2.7"]
        assert all(int(port) in made.rtp or int(port) == made.rtp.stop for _host, port in candidates)
