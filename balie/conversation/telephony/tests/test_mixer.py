from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from balie.conversation.telephony.media.codecs import FRAME, PCMA, PCMU, Samples, decode_one, encode_one
from balie.conversation.telephony.media.legs import LATCH_S, SILENT_S, Leg, MediaPath
from balie.conversation.telephony.media.mixer import Mixer
from balie.conversation.telephony.media.ports import PortRange
from balie.conversation.telephony.media.prompts import Player, read_prompt
from balie.conversation.telephony.media.recorder import Recording, Writer
from balie.conversation.telephony.media.refusals import NoPorts, Unplayable
from balie.conversation.telephony.media.rtp import RtpPacket, read_packet, write_packet
from balie.conversation.telephony.media.sealed import CHUNK, NotReadable, read_recording
from balie.conversation.telephony.media.talks import Talks, Watch
from balie.conversation.telephony.tests.tones import strength, tone, tones_in, write_wav

PORTS = PortRange("127.0.0.1", 41000, 41998)
KEY = bytes(range(32))


class Party:
    """The other end of a leg: says a tone, keeps what it hears."""

    def __init__(self, hertz: int, payload_type: int = PCMU) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.payload_type = payload_type
        self._said = tone(hertz, seconds=20)
        self._at = 0
        self.heard: list[Samples] = []

    @property
    def path(self) -> MediaPath:
        return MediaPath(self.socket.getsockname(), self.payload_type, 101, frozenset({"127.0.0.1"}))

    def say(self, port: int) -> None:
        frame = encode_one(self._said[self._at : self._at + FRAME], self.payload_type)
        self.socket.sendto(write_packet(RtpPacket(self.payload_type, self._at // FRAME, self._at, 5, frame)), ("127.0.0.1", port))
        self._at += FRAME

    def listen(self) -> None:
        while True:
            try:
                packet = read_packet(self.socket.recv(2048))
            except BlockingIOError:
                return
            if packet.payload_type == self.payload_type:
                self.heard.append(decode_one(packet.payload, self.payload_type))

    def take_heard(self) -> Samples:
        heard, self.heard = np.concatenate(self.heard), []
        return heard


class House:
    """A mixer whose ticks the test makes, and the parties of its legs."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.failures: list[str] = []
        self.ended: list[Recording] = []
        self.digits: list[str] = []
        self.writer = Writer(ended=self.ended.append)
        self.writer.start()
        self.mixer = Mixer(self.writer, on_played=self.played.append, on_failure=self.failures.append)
        self.parties: dict[str, Party] = {}
        self.legs: dict[str, Leg] = {}
        self.talks = Talks()

    def call(self, name: str, hertz: int, payload_type: int = PCMU) -> None:
        self.parties[name] = Party(hertz, payload_type)
        self.legs[name] = Leg(name, PORTS.open(), on_digit=self.digits.append, on_silence=lambda: None)
        self.mixer.add_leg(self.legs[name])
        self.mixer.agree(name, self.parties[name].path)

    def link(self) -> None:
        self.mixer.link(self.talks.links(), held=self.talks.held)

    def run(self, seconds: float) -> dict[str, list[frozenset[int]]]:
        """What each party heard meanwhile, once it had settled."""
        self._run(10)
        for party in self.parties.values():
            party.take_heard()
        self._run(int(seconds * 50))
        return {name: tones_in(party.take_heard()) for name, party in self.parties.items()}

    def _run(self, ticks: int) -> None:
        for _ in range(ticks):
            for name, party in self.parties.items():
                party.say(self.legs[name].sockets.port)
            self.mixer.tick()
            for party in self.parties.values():
                party.listen()

    def close(self) -> None:
        self.writer.stop()
        for leg in self.legs.values():
            leg.close()
        for party in self.parties.values():
            party.socket.close()


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()
    assert made.failures == []


def only(*hertz: int) -> list[frozenset[int]]:
    return [frozenset(hertz)]


def test_two_in_a_room_hear_each_other_and_not_themselves_in_both_codecs(house: House) -> None:
    house.call("caller", 440)
    house.call("operator", 1000, PCMA)
    house.talks.bridge(["caller", "operator"])
    house.link()

    assert house.run(1) == {"caller": only(1000), "operator": only(440)}


def test_a_conference_of_three_hears_the_other_two(house: House) -> None:
    for name, hertz in (("caller", 440), ("operator", 1000), ("colleague", 2000)):
        house.call(name, hertz)
    house.talks.bridge(house.legs)
    house.link()

    assert house.run(1) == {"caller": only(1000, 2000), "operator": only(440, 2000), "colleague": only(440, 1000)}


def test_a_whisper_is_not_in_what_the_caller_hears(house: House) -> None:
    for name, hertz in (("caller", 440), ("operator", 1000), ("supervisor", 2000)):
        house.call(name, hertz)
    house.talks.bridge(["caller", "operator"])
    house.talks.watch("supervisor", "operator", Watch.WHISPER)
    house.link()

    heard = house.run(1)

    assert heard == {"caller": only(1000), "operator": only(440, 2000), "supervisor": only(440, 1000)}
    house.run(0.5)


def test_who_is_in_no_room_hears_nothing(house: House) -> None:
    house.call("caller", 440)
    house.call("operator", 1000)

    assert house.run(0.5) == {"caller": only(), "operator": only()}


def test_music_goes_on_where_it_was_after_an_announcement(house: House) -> None:
    house.call("caller", 440)
    music = Player([np.concatenate([tone(1500), tone(2600)])], loops=True)
    house.mixer.add_player("music", music)
    house.talks.players["music"] = {"caller"}
    house.link()
    house.run(0.5)
    before = music.position_ms
    house.mixer.suspend("music", is_suspended=True)
    house.mixer.add_player("announcement", Player([tone(700, seconds=0.8)]))
    house.talks.players["announcement"] = {"caller"}
    house.link()

    assert house.run(0.5)["caller"] == only(700)
    house.run(0.3)

    assert (house.played, music.position_ms) == (["announcement"], before)
    house.mixer.suspend("music", is_suspended=False)
    assert house.run(0.5)["caller"][0] <= {1500, 2600}


def test_a_recording_holds_the_customer_left_and_whom_they_hear_right_and_nothing_of_a_pause(house: House, tmp_path: Path) -> None:
    for name, hertz in (("caller", 440), ("operator", 1000), ("supervisor", 2000)):
        house.call(name, hertz)
    house.talks.bridge(["caller", "operator"])
    house.talks.watch("supervisor", "operator", Watch.WHISPER)
    house.link()
    recording = Recording("r1", "caller", tmp_path / "r1", KEY)
    recording.begin()
    house.run(0.2)
    house.mixer.record(recording)
    house.run(1.3)
    house.mixer.pause_recording("r1", is_paused=True)
    house.run(1)
    house.mixer.pause_recording("r1", is_paused=False)
    house.run(0.5)
    house.mixer.end_recording("r1")
    house.writer.stop()

    with (tmp_path / "r1").open("rb") as file:
        data = b"".join(read_recording(file, key=KEY, recording="r1"))

    assert house.ended == [recording]
    before, paused, after = data[:24000], data[24000:43200], data[43200:]
    assert recording.duration_ms == len(data) // 16 == 3400
    assert set(paused) == {0xFF}
    for piece in (before, after):
        assert tones_in(decode_one(piece[0::2], PCMU)) == only(440)
        assert tones_in(decode_one(piece[1::2], PCMU)) == only(1000)
    assert (tmp_path / "r1").stat().st_mode & 0o777 == 0o600
    house.writer = Writer(ended=house.ended.append)
    house.writer.start()


def test_plain_audio_is_nowhere_in_the_file_of_a_recording(house: House, tmp_path: Path) -> None:
    recording = Recording("r1", "caller", tmp_path / "r1", KEY)
    recording.begin()
    frame = encode_one(tone(440, seconds=0.02))
    for _ in range(120):
        recording.write(frame, b"\xff" * FRAME)
    recording.end()
    on_disk = (tmp_path / "r1").read_bytes()

    assert b"\xff" * 8 not in on_disk
    assert frame[:8] not in on_disk


@pytest.mark.parametrize("change", ["flip", "swap", "cut", "key", "name"])
def test_a_changed_recording_is_not_read(tmp_path: Path, change: str) -> None:
    recording = Recording("r1", "caller", tmp_path / "r1", KEY)
    recording.begin()
    for _ in range(150):
        recording.write(bytes(FRAME), bytes(FRAME))
    recording.end()
    data = bytearray((tmp_path / "r1").read_bytes())
    head, size = 18, CHUNK + 16
    first, second = data[head : head + size], data[head + size : head + 2 * size]
    if change == "flip":
        data[100] ^= 1
    if change == "swap":
        data[head : head + 2 * size] = second + first
    if change == "cut":
        del data[head + 2 * size :]
    key = bytes(32) if change == "key" else KEY

    with pytest.raises(NotReadable):
        list(read_recording(BytesIO(data), key=key, recording="other" if change == "name" else "r1"))


def test_a_disk_that_is_full_ends_one_recording_and_leaves_the_others(tmp_path: Path) -> None:
    ended: list[Recording] = []
    writer = Writer(ended=ended.append)
    writer.start()
    good, bad = Recording("good", "a", tmp_path / "good", KEY), Recording("bad", "b", Path("/dev/full"), KEY)
    good.begin()
    bad._file = Path("/dev/full").open("wb")  # noqa: SIM115
    for _ in range(100):
        for each in (good, bad):
            writer.feed(each, bytes(FRAME), bytes(FRAME))
    for each in (good, bad):
        writer.end(each)
    writer.stop()

    assert [(each.name, bool(each.failure)) for each in ended] == [("good", False), ("bad", True)]


def test_audio_of_a_stranger_is_not_heard(house: House) -> None:
    house.call("caller", 440)
    house.call("operator", 1000)
    house.talks.bridge(["caller", "operator"])
    house.link()
    house.run(0.2)
    stranger = Party(2600)
    house._run(1)
    for _ in range(60):
        stranger.say(house.legs["caller"].sockets.port)
        house._run(1)
    heard = house.parties["operator"].take_heard()
    stranger.socket.close()

    assert house.legs["caller"].counts.strangers >= 60
    assert 20 * np.log10(max(strength(heard, 2600), 1e-9) / 32767) < -60


def datagram(number: int = 0) -> bytes:
    return write_packet(RtpPacket(PCMU, number, number * FRAME, 1, bytes(FRAME)))


@pytest.fixture
def told() -> list[str]:
    """What the leg told of."""
    return []


@pytest.fixture
def leg(told: list[str]) -> Iterator[Leg]:
    made = Leg("caller", PORTS.open(), on_digit=told.append, on_silence=lambda: told.append("silent"))
    made.agree(MediaPath(("10.0.0.1", 4000), hosts=frozenset({"10.0.0.1", "192.0.2.7"})), at=0.0)
    yield made
    made.close()


def test_audio_goes_where_it_comes_from_when_that_is_the_host_of_the_signalling(leg: Leg) -> None:
    leg.take(datagram(), ("192.0.2.7", 9999), at=1.0)

    assert (leg.remote, leg.reception.received) == (("192.0.2.7", 9999), 1)


@pytest.mark.parametrize(("source", "at"), [(("203.0.113.5", 4000), 1.0), (("192.0.2.7", 9999), LATCH_S + 0.1)])
def test_audio_from_elsewhere_or_later_is_a_strangers(leg: Leg, source: tuple[str, int], at: float) -> None:
    leg.take(datagram(), source, at=at)

    assert (leg.remote, leg.reception.received, leg.counts.strangers) == (("10.0.0.1", 4000), 0, 1)


def test_the_address_they_said_takes_its_place_back(leg: Leg) -> None:
    leg.take(datagram(), ("192.0.2.7", 9999), at=1.0)
    leg.take(datagram(1), ("10.0.0.1", 4000), at=20.0)
    leg.take(datagram(2), ("192.0.2.7", 9999), at=20.0)

    assert (leg.remote, leg.counts.strangers) == (("10.0.0.1", 4000), 1)


def test_what_is_no_audio_of_the_call_holds_no_place(leg: Leg) -> None:
    leg.take(b"hello", ("192.0.2.7", 9999), at=1.0)
    leg.take(write_packet(RtpPacket(96, 0, 0, 1, b"")), ("192.0.2.7", 9999), at=1.0)

    assert (leg.remote, leg.counts.malformed) == (("10.0.0.1", 4000), 2)


def test_thirty_seconds_without_audio_are_told_once_unless_the_leg_is_held(leg: Leg, told: list[str]) -> None:
    leg.is_held = True
    leg.look_after(at=SILENT_S + 1)
    leg.is_held = False
    leg.look_after(at=2 * SILENT_S)
    told_while_held = list(told)
    for _ in range(2):
        leg.look_after(at=3 * SILENT_S)

    assert (told_while_held, told) == ([], ["silent"])


def test_two_legs_have_other_ports_and_there_is_an_end_to_them() -> None:
    few = PortRange("127.0.0.1", 42100, 42103)
    taken = [few.open(), few.open()]

    with pytest.raises(NoPorts):
        few.open()
    for each in taken:
        each.close()
    assert {each % 2 for each in (42100, 42102)} == {0}


@pytest.mark.parametrize(("rate", "channels"), [(16000, 1), (8000, 2)])
def test_a_prompt_of_another_kind_is_refused_with_the_reason(tmp_path: Path, rate: int, channels: int) -> None:
    write_wav(tmp_path / "p.wav", tone(440), rate=rate, channels=channels)

    with pytest.raises(Unplayable, match=str(rate)):
        read_prompt(tmp_path / "p.wav")


def test_a_file_that_is_no_wav_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.wav").write_bytes(b"RIFFxxxx")

    with pytest.raises(Unplayable):
        read_prompt(tmp_path / "p.wav")


def test_a_tick_that_goes_wrong_is_told_and_the_next_one_comes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.call("caller", 440)
    with monkeypatch.context() as broken:
        broken.setattr(house.legs["caller"], "pull", lambda: 1 / 0)
        house.mixer.tick()
    assert house.failures
    house.failures.clear()
    house.talks.players["music"] = {"caller"}
    house.mixer.add_player("music", Player([tone(700)], loops=True))
    house.link()

    assert house.run(0.5)["caller"] == only(700)


def test_the_clock_ticks_fifty_times_a_second(house: House) -> None:
    house.mixer.clock.start()
    time.sleep(0.5)
    house.mixer.clock.stop()

    assert house.mixer.clock.counts.ticks + house.mixer.clock.counts.skipped == pytest.approx(25, abs=2)
